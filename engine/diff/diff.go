package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
)

// Action is what happens to a top-level object.
type Action string

// The actions of a plan (SPEC 2.1).
const (
	Create Action = "create"
	Update Action = "update"
	Delete Action = "delete"
	Adopt  Action = "adopt"
	// Refresh writes more of what is declared, of which nothing has changed, because what was written before ends.
	Refresh Action = "refresh"
)

// Change is everything that has to be done to one schedule at a vendor.
type Change struct {
	Action   Action
	ID       engine.ScheduleID // ours; for a schedule that is no longer declared, what its mark says
	Name     string            // at the vendor
	VendorID string            // empty for a new one
	Fields   []Field
	Steps    []Step
	// Before and After are the plain schedules that resolve to who is on call there, other people's overrides included;
	// nil: there is none.
	Before, After *engine.Schedule
	// Theirs are rotations that other people have put into a schedule of ours; they stay.
	Theirs []engine.Rotation
	// Foreign are the overrides of other people that stay as they are.
	Foreign []engine.Override
	// Notes say what a reader should know besides.
	Notes []string
}

// Empty reports whether nothing has to be done.
func (c *Change) Empty() bool { return len(c.Steps) == 0 }

// Options are what a comparison depends on besides the two sides.
type Options struct {
	Owner        string
	Dialect      *dialect.Dialect // how the vendor is written to
	OwnOverrides bool             // other people's overrides are removed
	Now          civil.Instant
	Until        civil.Instant // how far steps are tried out for an order that uncovers nobody; 0: not at all
}

// New returns the change that creates a schedule.
func New(want *engine.Schedule, o Options) Change {
	m := snapshot.Mark{Owner: o.Owner, ID: string(want.ID)}
	c := Change{Action: Create, ID: want.ID, Name: want.Name, After: want}
	marked := clipPieces(want, o.Now)
	marked.Description = snapshot.WithMark(want.Description, m)
	empty := engine.Schedule{Zone: want.Zone}
	for _, p := range scheduleProps(want, want.Zone.String()) {
		if p.value != "" {
			c.Fields = append(c.Fields, Field{Path: p.path, After: p.value})
		}
	}
	for i := range want.Rotations {
		c.Fields = append(c.Fields, newRotation(&want.Rotations[i])...)
	}
	d := diffOverrides(&empty, want, m, o)
	c.Fields = append(c.Fields, d.fields...)
	if o.Dialect.Whole {
		marked.Overrides = d.after()
		c.Steps = []Step{CreateSchedule{marked}}
		return c
	}
	c.Steps = []Step{CreateSchedule{marked}}
	if o.Dialect.Asked && len(marked.Rotations) > 0 {
		c.Steps = append(c.Steps, confirm(&marked, marked.Rotations, nil, o))
	}
	c.Steps = append(c.Steps, d.puts...)
	return c
}

// confirm returns the step that asks the vendor about rotations.
func confirm(s *engine.Schedule, rotations []engine.Rotation, bent []engine.Override, o Options) Step {
	only := *s
	only.Rotations, only.Overrides, only.Enabled = rotations, nil, true // shifts are asked about, whoever is called
	w := span.Span[civil.Instant]{Start: o.Now, End: min(o.Until, o.Now+mostAsked)}
	expected, err := Timeline(&only, w)
	if err != nil {
		expected = []engine.OnCall{{Span: w}} // told by whoever resolves the same schedule for the plan
	}
	var spans []span.Span[civil.Instant]
	for i := range bent {
		spans = append(spans, bent[i].Span(s.Zone))
	}
	return Confirm{Name: s.Name, Rotations: rotations, Window: w, Expected: expected, Bent: span.Of(spans...).Clip(w)}
}

// mostAsked is how far ahead a vendor is asked, in seconds: as far as the shyest of them answers (contract xmatters b.4).
const mostAsked = 30 * civil.DayLen

// Gone returns the change that deletes a schedule of ours that is no longer declared.
func Gone(live *snapshot.Object, translated *engine.Schedule) Change {
	return Change{
		Action: Delete, ID: engine.ScheduleID(live.Mark.ID), Name: translated.Name, VendorID: live.ID,
		Fields: []Field{{Path: "name", Before: translated.Name}},
		Steps:  []Step{DeleteSchedule{translated.Name}}, Before: translated,
	}
}

// Between returns the change that makes a live schedule what is wanted. live is the object's schedule in our ids.
func Between(obj *snapshot.Object, live, want *engine.Schedule, o Options) Change {
	m := snapshot.Mark{Owner: o.Owner, ID: string(want.ID)}
	c := Change{Action: Update, ID: want.ID, Name: live.Name, VendorID: obj.ID, Before: live}
	if obj.Mark == (snapshot.Mark{}) {
		c.Action = Adopt
	}
	clipped := clipPieces(want, o.Now)
	c.own(live, &clipped, m, o.Dialect)
	side := beside(obj, live, want, m, o)
	renamed := side.renameScopes(c.rotations(side, &clipped, o))
	ov := diffOverrides(renamed, &clipped, m, o)
	c.Foreign = ov.foreign
	c.Fields = append(c.Fields, ov.fields...)
	c.Steps = append(append(c.Steps, ov.puts...), ov.deletes...)
	c.tidy(side)
	c.tag(side, o)
	order(c.Steps, side, o)
	after := *want
	after.Rotations = slices.Concat(want.Rotations, side.history, c.Theirs)
	after.Overrides = append(slices.Clone(want.Overrides), foreignOnTop(ov.foreign, &after)...)
	c.After = &after
	c.mark(want, m, o)
	c.noteDangling(ov.foreign, &after)
	for i := range c.Theirs {
		c.Notes = append(c.Notes, fmt.Sprintf("somebody else has put %q into it (%s); it stays", c.Theirs[i].Name, gist(&c.Theirs[i])))
	}
	switch {
	case c.Empty():
	case o.Dialect.Whole:
		clipped.Description = snapshot.WithMark(want.Description, m)
		clipped.Rotations = append(clipped.Rotations, side.history...)
		clipped.Overrides = append(ov.after(), ov.past...)
		c.Steps = []Step{ReplaceSchedule{clipped}}
	case o.Dialect.Asked:
		c.ask(&clipped, side, o)
	}
	return c
}

// ask puts the question who is on call by what is to stay between the adding and the taking away. It is put too where only
// something is taken away: what is to stay may have been added by a run that failed before, or because, it asked.
func (c *Change) ask(s *engine.Schedule, side *liveSide, o Options) {
	at := -1
	for i, st := range c.Steps { // what is added comes before what goes
		switch st := st.(type) {
		case CreateRotation:
			at = i + 1
		case DeleteRotation:
			if at < 0 && !slices.Contains(side.spent, Step(st)) {
				at = i
			}
		}
	}
	if at >= 0 && len(side.stay) > 0 {
		c.Steps = slices.Insert(c.Steps, at, confirm(s, side.stay, side.Overrides, o))
	}
}

// tidy removes our own single shifts that are over, along with a change that is made anyway.
func (c *Change) tidy(side *liveSide) {
	if c.Empty() || len(side.spent) == 0 {
		return
	}
	c.Steps = append(c.Steps, side.spent...)
	note := "a part of ours that is over is removed as well"
	if n := len(side.spent); n > 1 {
		note = fmt.Sprintf("%d parts of ours that are over are removed as well", n)
	}
	c.Notes = append(c.Notes, note)
}

// tag makes the rotations of an adopted object anew that stay and lack our tag: with the mark on it they would count as
// somebody else's, and a later change could not take them away any more.
func (c *Change) tag(side *liveSide, o Options) {
	if c.Action != Adopt || c.Empty() || len(side.plain) == 0 {
		return
	}
	for _, p := range side.plain {
		made := side.stay[p.stays]
		made.Name = p.name
		made = side.free(made, o.Dialect)
		side.stay[p.stays] = made
		c.Steps = append(c.Steps, CreateRotation{made}, DeleteRotation{ID: side.ids[p.live], Name: side.Rotations[p.live].Name})
	}
	what := "part"
	if len(side.plain) > 1 {
		what += "s"
	}
	c.Notes = append(c.Notes, fmt.Sprintf("what stays as it is (%d %s) is made anew, so that it is known as ours from now on", len(side.plain), what))
}

// mark sees to it that the first real change of an object that is not marked yet writes the mark: at once, or where parts
// have tags of their own at the end, because until then everything in the object counts as ours, and a run that is broken
// off can be finished.
func (c *Change) mark(want *engine.Schedule, m snapshot.Mark, o Options) {
	if c.Action != Adopt || c.Empty() {
		return
	}
	c.Notes = append(c.Notes, "the ownership mark is written with this change")
	marked := *want
	marked.Description = snapshot.WithMark(want.Description, m)
	_, first := c.Steps[0].(UpdateSchedule)
	switch {
	case o.Dialect.Renewed && first:
		c.Steps = append(c.Steps[1:], c.Steps[0])
	case o.Dialect.Renewed:
		c.Steps = append(c.Steps, UpdateSchedule{marked})
	case !first:
		c.Steps = append([]Step{UpdateSchedule{marked}}, c.Steps...)
	}
}

// noteDangling tells of other people's overrides that are limited to a rotation which goes, or is made anew.
func (c *Change) noteDangling(foreign []engine.Override, after *engine.Schedule) {
	for i := range foreign {
		for _, id := range foreign[i].Rotations {
			old, replaced := strings.CutSuffix(string(id), replacedSuffix)
			what := fmt.Sprintf("rotation %q, which is removed", old)
			if replaced {
				what = fmt.Sprintf("rotation %q, which is made anew", old)
			}
			if replaced || !has(after, id) {
				c.Notes = append(c.Notes, fmt.Sprintf("somebody else's override names the %s: %s; look at it afterwards", what, overrideText(&foreign[i], after)))
			}
		}
	}
}

// foreignOnTop returns other people's overrides as they act after the declared ones. One that is limited to rotations that
// are gone acts nowhere, not everywhere (contract opsgenie 2.4).
func foreignOnTop(foreign []engine.Override, s *engine.Schedule) []engine.Override {
	var out []engine.Override
	for _, o := range foreign {
		limited := len(o.Rotations) > 0
		o.Rotations = slices.DeleteFunc(slices.Clone(o.Rotations), func(id engine.RotationID) bool { return !has(s, id) })
		if !limited || len(o.Rotations) > 0 {
			out = append(out, o)
		}
	}
	return out
}

// has reports whether a schedule has a rotation.
func has(s *engine.Schedule, id engine.RotationID) bool {
	return slices.ContainsFunc(s.Rotations, func(r engine.Rotation) bool { return r.ID == id })
}

// own compares the schedule's own fields.
func (c *Change) own(live, want *engine.Schedule, m snapshot.Mark, d *dialect.Dialect) {
	zone := want.Zone.String()
	if d.NoZone || civil.SameRules(live.Zone, want.Zone, firstStart(want, live)) {
		zone = live.Zone.String()
	}
	before, after := scheduleProps(live, live.Zone.String()), scheduleProps(want, zone)
	if want.Team == "" { // not stated: whatever team it has
		after[len(after)-1].value = string(live.Team)
	}
	c.Fields = differ(c.Fields, "", before, after)
	if len(c.Fields) > 0 {
		marked := *want
		marked.Description = snapshot.WithMark(want.Description, m)
		c.Steps = append(c.Steps, UpdateSchedule{marked})
	}
}

// firstStart returns the earliest instant at which a zone's rules matter to either side.
func firstStart(a, b *engine.Schedule) civil.Instant {
	first := civil.Instant(0)
	for _, s := range []*engine.Schedule{a, b} {
		for i := range s.Rotations {
			if t := s.Rotations[i].Start.In(s.Zone); first == 0 || t < first {
				first = t
			}
		}
	}
	return first
}
