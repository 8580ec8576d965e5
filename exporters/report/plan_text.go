package report

import (
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/exporters"
)

// PlanText is what `plan` and `apply` show in a terminal before anything is done. It speaks of people first.
type PlanText struct {
	Names   exporters.Names
	Width   int         // columns of the terminal; 0: 80, never less than 40
	Color   bool        // ANSI colours
	Verbose bool        // every stretch, every limit, and the steps
	Zone    *civil.Zone // show all times in this zone; nil: each schedule's own
}

// maxStretches is how many stretches are listed for a schedule.
const maxStretches = 12

// Encode returns the text of a plan. It is the same for equal plans.
func (t PlanText) Encode(p *plan.Plan) string {
	w := newPage(t.Width, t.Color)
	colour := bold
	if p.Empty() {
		colour = ""
	}
	for _, line := range PlanHead(p) {
		w.line(0, colour, line)
	}
	if !p.Empty() {
		w.line(0, bold, headline(p, t.Names))
	}
	for i := range p.Vendors {
		v := &p.Vendors[i]
		for j := range v.Changes {
			w.gap()
			t.change(w, p, v.Vendor, &v.Changes[j])
		}
	}
	for i := range p.Vendors {
		t.deferred(w, &p.Vendors[i])
		t.remarks(w, &p.Vendors[i])
	}
	t.limits(w, p)
	if !p.Empty() {
		w.gap()
		w.line(0, faint, fmt.Sprintf("%s, digest %s", callsLine(p), p.Digest))
	}
	return w.String()
}

// PlanHead returns how a plan begins: a sentence for each vendor that changes, or one that says that nothing does.
func PlanHead(p *plan.Plan) []string {
	if p.Empty() {
		return []string{emptyLine(p)}
	}
	var out []string
	for i := range p.Vendors {
		if v := &p.Vendors[i]; len(v.Changes) > 0 {
			out = append(out, changesLine(v))
		}
	}
	return out
}

// emptyLine says that there is nothing to do, or, where something stands in the way, only that nothing would change.
func emptyLine(p *plan.Plan) string {
	var names []string
	silent, mended := true, true
	for i := range p.Vendors {
		v := &p.Vendors[i]
		names = append(names, string(v.Vendor))
		silent = silent && len(v.Notes) == 0
		mended = mended && len(v.Problems) == 0
	}
	switch {
	case len(names) == 0:
		return "Nothing to plan: no schedule has a target."
	case !mended:
		return "Nothing is planned at " + inWords(names) + "."
	case !silent:
		return "No changes at " + inWords(names) + "."
	case len(names) == 1:
		return "No changes: " + names[0] + " shows what is declared."
	default:
		return "No changes: " + inWords(names) + " show what is declared."
	}
}

// change tells one change: the object, then the people.
func (t PlanText) change(w *page, p *plan.Plan, vendor engine.Vendor, c *plan.Change) {
	colour := map[string]string{signAdd: "32", signRemove: red}[signFor(c.Action)]
	if colour == "" {
		colour = "33"
	}
	w.line(0, colour, fmt.Sprintf("%s %s at %s will be %s", signFor(c.Action), titleOf(&c.Change), vendor, pastOf(c.Action)))
	if c.Held != "" {
		w.line(2, "33", "HELD: "+exporters.Clean(c.Held))
	}
	if c.Mute != nil {
		t.mute(w, c)
		return
	}
	fields := fieldLines(&c.Change)
	if !t.Verbose {
		fields = summedUp(fields, zoneOf(&c.Change, t.Zone), " (-v lists them)")
	}
	for _, f := range fields {
		w.field(f)
	}
	for _, line := range coveredLines(c, t.Zone) {
		w.line(2, "", line)
	}
	if t.Verbose {
		for i, s := range c.Steps {
			w.line(4, faint, fmt.Sprintf("step %d: %s", i+1, exporters.Clean(s.Says())))
		}
	}
	t.people(w, p, c)
	t.losses(w, vendor, c)
	t.foreign(w, c)
	for _, n := range c.Notes {
		w.line(2, "", "note: "+exporters.Clean(n))
	}
}

// people tells who is on call instead of whom: now, in sum, and stretch by stretch.
func (t PlanText) people(w *page, p *plan.Plan, c *plan.Change) {
	if len(c.Moves) == 0 {
		w.line(2, "", "nobody moves in the next "+length(p.Window.Length()))
		return
	}
	if m, ok := nowMove(c, p.Window.Start); ok {
		w.line(2, bold, "on call now: "+t.arrow(c, m))
	}
	if manyChanges(p) || c.Held != "" {
		w.line(2, "", "hours: "+balanceOf(c.Moves).sentence(t.Names))
	}
	shown := c.Moves[:min(len(c.Moves), t.most())]
	times := make([]window, len(shown))
	who := make([]string, len(shown))
	for i, m := range shown {
		times[i], who[i] = m.Span, t.arrow(c, m)
	}
	k := w.clockFor(zoneOf(&c.Change, t.Zone), times, who)
	where := k.zone.String()
	if !k.offset {
		where += ", " + utc(k.zone, p.Window.Start)
	}
	w.line(2, "", fmt.Sprintf("on call (%s):", where))
	for i, m := range shown {
		colour := ""
		if len(m.After) == 0 {
			colour = red
		}
		w.pair(colour, k.stamp(m.Start)+" – "+k.stamp(m.End), who[i])
	}
	if more := len(c.Moves) - len(shown); more > 0 {
		w.line(4, "", fmt.Sprintf("and %s more, until %s (-v lists them)", stretches(more), k.stamp(c.Moves[len(c.Moves)-1].End)))
	}
}

func manyChanges(p *plan.Plan) bool {
	n := 0
	for i := range p.Vendors {
		n += len(p.Vendors[i].Changes)
	}
	return n > 1
}

func (t PlanText) most() int {
	if t.Verbose {
		return 1 << 30
	}
	return maxStretches
}

// arrow writes who gives way to whom. What nobody had before a schedule was created goes without saying.
func (t PlanText) arrow(c *plan.Change, m diff.Move) string {
	after := called(m.After, t.Names)
	if c.Action == diff.Create {
		return after
	}
	return called(m.Before, t.Names) + " → " + after
}

// losses tells where the vendor will show others than declared, reason by reason.
func (t PlanText) losses(w *page, vendor engine.Vendor, c *plan.Change) {
	for _, g := range lossGroups(c.Losses) {
		w.line(2, "33", fmt.Sprintf("%s will show others than declared in %s: %s", vendor, stretches(len(g)), exporters.Clean(g[0].Reason)))
		shown := g[:min(len(g), t.most())]
		times := make([]window, len(shown))
		who := make([]string, len(shown))
		for i, l := range shown {
			times[i], who[i] = l.Span, called(l.Before, t.Names)+" declared, "+called(l.After, t.Names)+" shown"
		}
		k := w.clockFor(zoneOf(&c.Change, t.Zone), times, who)
		for i, l := range shown {
			w.pair("", k.stamp(l.Start)+" – "+k.stamp(l.End), who[i])
		}
		if more := len(g) - len(shown); more > 0 {
			w.line(4, "", fmt.Sprintf("and %s more (-v lists them)", stretches(more)))
		}
	}
}

// lossGroups brings losses together by reason, in the order of their first.
func lossGroups(losses []plan.Loss) [][]plan.Loss {
	var out [][]plan.Loss
	for _, l := range losses {
		i := slices.IndexFunc(out, func(g []plan.Loss) bool { return g[0].Reason == l.Reason })
		if i < 0 {
			out = append(out, nil)
			i = len(out) - 1
		}
		out[i] = append(out[i], l)
	}
	return out
}

// foreign lists the overrides of other people, which stay.
func (t PlanText) foreign(w *page, c *plan.Change) {
	for _, line := range foreignLines(c, t.Names, t.Zone) {
		w.line(2, "", "stays, made by somebody else: "+line)
	}
}

func foreignLines(c *plan.Change, n exporters.Names, zone *civil.Zone) []string {
	if len(c.Foreign) == 0 { // a mute has no overrides, and no schedule to take a zone from
		return nil
	}
	z := zoneOf(&c.Change, zone)
	var out []string
	for i := range c.Foreign {
		o := &c.Foreign[i]
		s := o.Span(z)
		k := clockFor(z, s)
		line := fmt.Sprintf("override %s – %s  %s", k.stamp(s.Start), k.stamp(s.End), called(o.Who, n))
		for j, id := range o.Rotations {
			line += []string{" on ", ", "}[min(j, 1)] + exporters.Clean(string(id))
		}
		out = append(out, line)
	}
	return out
}

// remarks tells what is wrong at a vendor, and what else there is to know.
func (t PlanText) remarks(w *page, v *plan.Vendor) {
	if len(v.Problems) > 0 {
		w.gap()
		w.line(0, red, fmt.Sprintf("%s at %s; nothing is written anywhere until mended:", count(len(v.Problems), "problem"), v.Vendor))
		for _, q := range v.Problems {
			w.line(2, "", "! "+exporters.Clean(q.String()))
		}
	}
	if len(v.Notes) > 0 {
		w.gap()
		for _, n := range v.Notes {
			w.line(0, "", fmt.Sprintf("note, %s: %s", v.Vendor, exporters.Clean(n)))
		}
	}
}
