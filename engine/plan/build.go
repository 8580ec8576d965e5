package plan

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
)

// builder plans for one vendor.
type builder struct {
	ws       *engine.Workspace
	live     Live
	o        Options
	window   span.Span[civil.Instant]
	accounts *snapshot.Accounts
	totals   *totals
	out      Vendor
	claimed  []string // vendor ids that a declared schedule stands for
	unborn   []string // schedules that are not there yet, where escalations are known
	uncalled []string // schedules that no escalation targets
}

func (b *builder) vendor() (Vendor, error) {
	b.out.Vendor = b.live.Snapshot.Vendor
	b.out.Base = baseOf(b.live.Snapshot)
	if err := b.owned(); err != nil {
		return b.out, err
	}
	for i := range b.ws.Schedules {
		s := &b.ws.Schedules[i]
		t, ok := s.On(b.out.Vendor)
		if !ok || b.live.Dialect == nil || !b.asked(s.ID) { // nil: the vendor holds mutes only
			continue
		}
		if err := b.schedule(s, t); err != nil {
			return b.out, err
		}
	}
	b.noteUnreferenced()
	b.gone()
	b.mutes()
	for i := range b.out.Changes {
		b.out.Calls += b.out.Changes[i].Calls
	}
	return b.out, nil
}

func (b *builder) asked(id engine.ScheduleID) bool {
	return len(b.o.Only) == 0 || slices.Contains(b.o.Only, id)
}

func (b *builder) problem(s engine.ScheduleID, path, format string, args ...any) {
	b.out.Problems = append(b.out.Problems, Problem{s, path, fmt.Sprintf(format, args...)})
}

// owned counts the schedules that are ours there now and their person-hours, which limits are measured against.
func (b *builder) owned() error {
	for i := range b.live.Snapshot.Objects {
		if obj := &b.live.Snapshot.Objects[i]; obj.Opaque == "" && b.isOurs(obj) {
			if err := b.count(obj); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *builder) count(obj *snapshot.Object) error {
	b.out.Owned++
	s := b.accounts.Translate(obj.Schedule)
	spans, err := diff.Timeline(&s, b.window)
	if err != nil {
		return err
	}
	for _, h := range diff.HoursBetween(spans, nil) {
		b.out.Hours += h.Before
	}
	return nil
}

func (b *builder) isOurs(obj *snapshot.Object) bool {
	if obj.Mark.Owner != "" {
		return obj.Mark.Owner == b.ws.Sync.Owner
	}
	return slices.ContainsFunc(b.ws.Schedules, func(s engine.Schedule) bool {
		t, ok := s.On(b.out.Vendor)
		return ok && t.ID == obj.ID
	})
}

// schedule plans one declared schedule.
func (b *builder) schedule(s *engine.Schedule, t engine.Target) error {
	obj, ok := b.find(s, t)
	if obj != nil {
		b.claimed = append(b.claimed, obj.ID)
	}
	if !ok {
		return nil
	}
	if obj != nil && !b.isOurs(obj) { // adopted: ours from now on
		if err := b.count(obj); err != nil {
			return err
		}
	}
	ours, err := engine.Compile(s, b.ws.People, b.ws.Holidays)
	if err != nil {
		b.problem(s.ID, "", "%v", err)
		return nil
	}
	d := b.live.Dialect.For(t)
	b.unreferenced(s, obj)
	low := b.lower(s, ours, obj, d)
	if t.Team != "" {
		low.Schedule.Team = b.accounts.Team(t.Team)
	}
	if !b.usable(s, &low) {
		return nil
	}
	c := Change{Change: b.compare(obj, &low.Schedule, d), Covered: b.covered(s, &low)}
	watchers := b.live.Snapshot.Watchers
	if obj != nil {
		watchers = obj.Watchers
	}
	hours, err := b.consequences(&c, ours, &low, watchers)
	if err != nil {
		return err
	}
	if len(c.Losses) > 0 || c.Covered.Until != 0 {
		b.out.Inexact = append(b.out.Inexact, s.ID)
	}
	if !c.Empty() && b.writable(&c, obj) && b.allowed(&c) {
		b.redealt(&c, s)
		b.out.Changes = append(b.out.Changes, c)
		b.totals.add(s.ID, hours)
	}
	return nil
}

// covered notes how far a schedule that needs parts with dates is written.
func (b *builder) covered(s *engine.Schedule, low *dialect.Lowered) Covered {
	if low.Until == 0 {
		return Covered{}
	}
	c := Covered{Schedule: s.ID, Until: low.Until, Dry: low.Dry, Rules: low.Rules, Why: low.Materialised, Net: low.Net}
	b.out.Covered = append(b.out.Covered, c)
	return c
}

// usable says what keeps a lowered schedule from being written.
func (b *builder) usable(s *engine.Schedule, low *dialect.Lowered) bool {
	before := len(b.out.Problems)
	for _, r := range low.Refusals {
		b.problem(s.ID, r.Path, "%s", r.Text)
	}
	for _, p := range dialect.Participants(&low.Schedule) {
		if text := b.accounts.Problem(p); text != "" {
			b.problem(s.ID, "", "%s", text)
		} else if text := b.accounts.NotOnTeam(p, low.Schedule.Team); text != "" {
			b.problem(s.ID, "", "%s", text)
		}
	}
	if team := low.Schedule.Team; team != "" {
		if text := b.accounts.Problem(engine.Participant{Kind: engine.KindTeam, ID: string(team)}); text != "" {
			b.problem(s.ID, "team", "%s", text)
		}
	}
	return len(b.out.Problems) == before
}

// writable refuses changes to an object that the vendor gives no way to change.
func (b *builder) writable(c *Change, obj *snapshot.Object) bool {
	if obj == nil || obj.ReadOnly == "" {
		return true
	}
	b.problem(c.ID, "", "differs from what is declared and cannot be changed: %s (%d differences, the first: %s)", obj.ReadOnly, len(c.Fields), c.Fields[0].Path)
	return false
}

// compare returns what would make the object what is wanted.
func (b *builder) compare(obj *snapshot.Object, want *engine.Schedule, d *dialect.Dialect) diff.Change {
	o := diff.Options{Owner: b.ws.Sync.Owner, OwnOverrides: b.ws.Sync.OwnOverrides, Dialect: d, Now: b.o.Now, Until: b.window.End}
	if obj == nil {
		return diff.New(want, o)
	}
	live := b.accounts.Translate(d.Keeps(obj.Schedule))
	return diff.Between(obj, &live, want, o)
}

// stretch is where a schedule is compared: the window, or less where what is written ends sooner. What is beyond will be
// written before it comes.
func (b *builder) stretch(low *dialect.Lowered) span.Span[civil.Instant] {
	w := b.window
	if low.Until != 0 {
		w.End = min(w.End, low.Until)
	}
	return w
}

// consequences works out whose hours move, what the vendor will show differently, what it costs, and who is written to.
func (b *builder) consequences(c *Change, ours *engine.Resolver, low *dialect.Lowered, watchers int) ([]diff.Hours, error) {
	w := b.stretch(low)
	after, err := diff.Timeline(c.After, w)
	if err != nil {
		return nil, err
	}
	var hours []diff.Hours
	if !c.Empty() {
		before, err := diff.Timeline(c.Before, w)
		if err != nil {
			return nil, err
		}
		c.Moves, hours = engine.Differences(before, after), diff.HoursBetween(before, after)
		if c.Action == diff.Update && b.refreshes(c.Moves, low) {
			c.Action, hours = diff.Refresh, nil
		}
		b.freeze(c)
	}
	for _, st := range c.Steps {
		c.Calls += b.live.Cost(st)
		if _, ok := st.(diff.CreateOverride); ok && b.live.Dialect.Mails {
			c.Notifies += 2 + watchers
		}
	}
	return hours, b.losses(c, ours, low)
}

// refreshes reports whether a change only goes on where the block before ended: nobody moves in what was written then. What
// is declared beyond may be new all the same; it counts as a refresh only where nobody was on call yet, or right after the
// block could first be written.
func (b *builder) refreshes(moves []diff.Move, low *dialect.Lowered) bool {
	if low.Until == 0 || len(moves) == 0 || moves[0].Start < low.Before {
		return false
	}
	onto := slices.ContainsFunc(moves, func(m diff.Move) bool { return len(m.Before) > 0 })
	cadence := b.ws.Sync.Cadence.After(civil.AtInstant(0), utc)
	return !onto || b.o.Now-low.Since < 2*cadence
}

// losses compares what is declared with what the vendor will show, other people's overrides left out on both sides.
func (b *builder) losses(c *Change, ours *engine.Resolver, low *dialect.Lowered) error {
	w := b.stretch(low)
	shown, err := diff.Timeline(&low.Schedule, w)
	if err != nil {
		return err
	}
	declared := []engine.OnCall{{Span: w}}
	if ours.Schedule().Enabled {
		declared = ours.Resolve(w, engine.Final).Spans
	}
	reason := strings.Join(low.Reasons, "; ")
	if reason == "" {
		reason = "the lowered schedule differs from the declared one"
	}
	for _, m := range engine.Differences(declared, shown) {
		c.Losses = append(c.Losses, Loss{m, reason})
	}
	b.out.Losses += len(c.Losses)
	if c.Empty() && len(c.Losses) > 0 {
		b.out.Notes = append(b.out.Notes, fmt.Sprintf("%s: %d stretches differ from what is declared: %s", c.ID, len(c.Losses), reason))
	}
	return nil
}

// freeze holds a change back that would replace somebody who is on call within the freeze. Somebody in place of nobody
// may always come.
func (b *builder) freeze(c *Change) {
	until := b.ws.Sync.Freeze.After(civil.AtInstant(b.o.Now), utc)
	if b.o.NowOK {
		return
	}
	for _, m := range c.Moves {
		if len(m.Before) > 0 && m.Start < until && m.End > b.o.Now {
			c.Held = fmt.Sprintf("changes who is on call before %s, within the freeze; --now-ok lets it through", until)
			if c.Action == diff.Delete {
				c.Held += ", and nothing else while somebody is on call there"
			}
			return
		}
	}
}

// allowed drops what the policy does not let through, and says so.
func (b *builder) allowed(c *Change) bool {
	if b.ws.Sync.Policy == engine.PolicyCreateOnly && c.Action != diff.Create {
		b.out.Notes = append(b.out.Notes, fmt.Sprintf("%s: differs from what is declared; policy create-only leaves it as it is", c.ID))
		return false
	}
	return true
}

// gone plans for what carries our mark and is declared no more.
func (b *builder) gone() {
	for i := range b.live.Snapshot.Objects {
		obj := &b.live.Snapshot.Objects[i]
		if b.ws.Sync.Owner == "" || obj.Mark.Owner != b.ws.Sync.Owner || slices.Contains(b.claimed, obj.ID) || len(b.o.Only) > 0 {
			continue
		}
		if note := b.kept(obj); note != "" {
			b.out.Notes = append(b.out.Notes, note)
			continue
		}
		s := b.accounts.Translate(obj.Schedule)
		c := Change{Change: diff.Gone(obj, &s)}
		if before, err := diff.Timeline(&s, b.window); err == nil {
			c.Moves = engine.Differences(before, []engine.OnCall{{Span: b.window}})
			b.totals.add(c.ID, diff.HoursBetween(before, nil))
			b.freeze(&c)
		}
		if note := b.needed(obj); note != "" {
			c.Notes = append(c.Notes, note)
		}
		for _, st := range c.Steps {
			c.Calls += b.live.Cost(st)
		}
		b.out.Changes = append(b.out.Changes, c)
	}
}

// needed names the escalations for whose sake the vendor will not let an object be deleted, or is "".
func (b *builder) needed(obj *snapshot.Object) string {
	var names []string
	for _, name := range b.live.Snapshot.Through[obj.ID] {
		names = append(names, strconv.Quote(name))
	}
	slices.Sort(names)
	switch len(names) {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("the escalation %s at %s reaches people through it; it cannot be deleted before that is changed there", names[0], b.out.Vendor)
	default:
		return fmt.Sprintf("the escalations %s at %s reach people through it; it cannot be deleted before those are changed there", strings.Join(names, ", "), b.out.Vendor)
	}
}

// kept says why an object of ours that no declared schedule stands for is left alone, or "".
func (b *builder) kept(obj *snapshot.Object) string {
	if s := b.ws.Schedule(engine.ScheduleID(obj.Mark.ID)); s != nil {
		if _, ok := s.On(b.out.Vendor); ok {
			return fmt.Sprintf("%q (%s) carries the mark of %s, which is matched with another schedule or none; it is left as it is", obj.Schedule.Name, obj.ID, s.ID)
		}
	}
	switch {
	case obj.Opaque != "":
		return fmt.Sprintf("%q is ours and no longer declared, but cannot be read (%s); it is left as it is", obj.Schedule.Name, obj.Opaque)
	case b.ws.Sync.Policy != engine.PolicySync:
		return fmt.Sprintf("%q is ours and no longer declared; only policy sync deletes it", obj.Schedule.Name)
	default:
		return ""
	}
}
