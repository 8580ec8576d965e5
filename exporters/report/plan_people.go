package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/exporters"
)

// actionWords are how many schedules come to what, in the order they are told.
func actionWords() []struct {
	action     diff.Action
	sign, past string
} {
	return []struct {
		action     diff.Action
		sign, past string
	}{
		{diff.Create, signAdd, "created"},
		{diff.Update, signChange, "updated"},
		{diff.Adopt, signChange, "adopted"},
		{diff.Delete, signRemove, "deleted"},
		{diff.Refresh, signChange, "refreshed"},
	}
}

// signFor returns the sign of a change.
func signFor(a diff.Action) string {
	for _, w := range actionWords() {
		if w.action == a {
			return w.sign
		}
	}
	return signChange
}

// pastOf returns what a change makes of its schedule: created, updated, adopted, refreshed or deleted.
func pastOf(a diff.Action) string {
	for _, w := range actionWords() {
		if w.action == a {
			return w.past
		}
	}
	return string(a)
}

// changesLine counts what happens at a vendor: "2 changes at opsgenie: 1 schedule created, 1 updated; 1 is held".
func changesLine(v *plan.Vendor) string {
	var parts []string
	noun := nounOf(v)
	for _, w := range actionWords() {
		n := 0
		for i := range v.Changes {
			if v.Changes[i].Action == w.action {
				n++
			}
		}
		switch {
		case n == 0:
		case noun != "":
			parts = append(parts, count(n, noun)+" "+w.past)
			noun = ""
		default:
			parts = append(parts, thousands(n)+" "+w.past)
		}
	}
	line := count(len(v.Changes), "change") + " at " + string(v.Vendor) + ": " + strings.Join(parts, ", ")
	if n := heldCount(v); n > 0 {
		line += "; " + areHeld(n, len(v.Changes)) + " held"
		if nounOf(v) == "schedule" {
			line += " by the freeze"
		}
	}
	return line
}

func heldCount(v *plan.Vendor) int {
	n := 0
	for i := range v.Changes {
		if v.Changes[i].Held != "" {
			n++
		}
	}
	return n
}

func areHeld(n, all int) string {
	switch {
	case n == all && n == 1:
		return "it is"
	case n == all:
		return "all are"
	case n == 1:
		return "1 of them is"
	default:
		return thousands(n) + " of them are"
	}
}

// balance is what changes hands: by participant, how much longer (or, below zero, shorter) they are on call.
type balance struct {
	moved bool // somebody is on call where somebody else, or nobody, was
	by    []share
	open  civil.Instant // seconds that are left without anybody
	taken civil.Instant // seconds that had nobody
}

type share struct {
	who     engine.Participant
	seconds civil.Instant
}

// balanceOf adds up moves. Those who take stand before those who give, of each the largest first.
func balanceOf(moves []diff.Move) balance {
	b := balance{moved: len(moves) > 0}
	add := func(p engine.Participant, n civil.Instant) {
		i := slices.IndexFunc(b.by, func(s share) bool { return s.who == p })
		if i < 0 {
			i = len(b.by)
			b.by = append(b.by, share{who: p})
		}
		b.by[i].seconds += n
	}
	for _, m := range moves {
		for _, p := range m.Before {
			add(p, -m.Length())
		}
		for _, p := range m.After {
			add(p, m.Length())
		}
		if len(m.After) == 0 {
			b.open += m.Length()
		}
		if len(m.Before) == 0 {
			b.taken += m.Length()
		}
	}
	b.by = slices.DeleteFunc(b.by, func(s share) bool { return s.seconds == 0 })
	slices.SortFunc(b.by, func(x, y share) int {
		return cmp.Or(-cmp.Compare(sign(x.seconds), sign(y.seconds)), cmp.Compare(abs(y.seconds), abs(x.seconds)), engine.CompareParticipants(x.who, y.who))
	})
	return b
}

// maxShares is how many people a sentence names.
const maxShares = 4

// sentence says who gives and who takes how much: "Bo Li gives 9 h to Ana Sousa".
func (b balance) sentence(n exporters.Names) string {
	switch {
	case !b.moved:
		return "nobody's hours move"
	case len(b.by) == 0:
		return "everybody keeps as many hours, at other times"
	case len(b.by) == 2 && b.by[0].seconds == -b.by[1].seconds && b.open == 0 && b.taken == 0:
		return fmt.Sprintf("%s gives %s h to %s", n.Of(b.by[1].who), hours(b.by[0].seconds), n.Of(b.by[0].who))
	}
	var parts []string
	for i, s := range b.shown() {
		verb, amount := "takes", s.seconds
		if amount < 0 {
			verb, amount = "gives", -amount
		}
		if i == maxShares {
			break
		}
		parts = append(parts, fmt.Sprintf("%s %s %s h", n.Of(s.who), verb, hours(amount)))
	}
	if rest := len(b.by) - maxShares; rest > 0 {
		parts = append(parts, fmt.Sprintf("and %s more", thousands(rest)))
	}
	text := strings.Join(parts, ", ")
	if b.open > 0 {
		text += fmt.Sprintf("; %s h are left with nobody", hours(b.open))
	}
	return text
}

// shown returns the shares in the order a sentence tells them: the largest, up or down, first where not all fit.
func (b balance) shown() []share {
	if len(b.by) <= maxShares {
		return b.by
	}
	out := slices.Clone(b.by)
	slices.SortStableFunc(out, func(x, y share) int { return cmp.Compare(abs(y.seconds), abs(x.seconds)) })
	return out
}

// stretches counts stretches of time.
func stretches(n int) string {
	if n == 1 {
		return "1 stretch"
	}
	return thousands(n) + " stretches"
}

func sign(n civil.Instant) int { return cmp.Compare(n, 0) }

func abs(n civil.Instant) civil.Instant { return max(n, -n) }

// signed writes hours with their sign: "+9", "−4.5".
func signed(seconds civil.Instant) string {
	if seconds < 0 {
		return "−" + hours(-seconds)
	}
	return "+" + hours(seconds)
}

// headline says what the plan comes to in people, over the window it looks at. What is held back does not come to anything
// yet.
func headline(p *plan.Plan, n exporters.Names) string {
	var moves []diff.Move
	if mutesOnly(p) {
		return "nobody moves: only mutes change"
	}
	waiting := false
	counted := map[engine.ScheduleID]bool{} // one that goes to several vendors counts where somebody moves first
	for i := range p.Vendors {
		for j := range p.Vendors[i].Changes {
			switch c := &p.Vendors[i].Changes[j]; {
			case c.Held != "":
				waiting = true
			case !counted[c.ID]:
				counted[c.ID] = len(c.Moves) > 0
				moves = append(moves, c.Moves...)
			}
		}
	}
	switch b := balanceOf(moves); {
	case b.moved:
		return b.sentence(n) + ", in the next " + length(p.Window.Length())
	case waiting:
		return "nobody's hours move yet"
	default:
		return b.sentence(n) + " in the next " + length(p.Window.Length())
	}
}

// callsLine counts the calls of what is not held back.
func callsLine(p *plan.Plan) string {
	now, held := 0, 0
	for i := range p.Vendors {
		for j := range p.Vendors[i].Changes {
			if c := &p.Vendors[i].Changes[j]; c.Held == "" {
				now += c.Calls
			} else {
				held += c.Calls
			}
		}
	}
	line := count(now, "write call")
	if held > 0 {
		line += fmt.Sprintf(", and %s held back", thousands(held))
	}
	if n := p.Notifies(); n > 0 {
		line += ", of which the vendor sends people " + count(n, "mail")
	}
	return line
}

// nowMove returns the move that covers the moment of the plan, if any.
func nowMove(c *plan.Change, now civil.Instant) (diff.Move, bool) {
	i := slices.IndexFunc(c.Moves, func(m diff.Move) bool { return m.Contains(now) })
	if i < 0 {
		return diff.Move{}, false
	}
	return c.Moves[i], true
}

// called names participants who are on call together, or nobody.
func called(list []engine.Participant, n exporters.Names) string {
	if len(list) == 0 {
		return noOne
	}
	names := make([]string, len(list))
	for i, p := range list {
		names[i] = n.Of(p)
	}
	return strings.Join(names, " + ")
}

// zoneOf returns the zone in which a change is told.
func zoneOf(c *diff.Change, z *civil.Zone) *civil.Zone {
	switch {
	case z != nil:
		return z
	case c.After != nil:
		return c.After.Zone
	default:
		return c.Before.Zone
	}
}

// titleOf names the schedule of a change, with its id where that is not the name.
func titleOf(c *diff.Change) string {
	title, id := exporters.Clean(c.Name), exporters.Clean(string(c.ID))
	if title == "" {
		return id
	}
	if title != id && id != "" {
		title += " (" + id + ")"
	}
	return title
}
