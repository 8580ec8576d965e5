// Package plan decides what a run would do: it lowers every schedule for its vendors, compares, orders the changes,
// applies policy, limits and freeze, and says whose hours move. It is a function of its inputs; "now" is one of them.
package plan

import (
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
)

// Live is what is known of one vendor when a plan is made.
type Live struct {
	Dialect  *dialect.Dialect   // nil: the vendor holds no schedules
	Mutes    *dialect.MuteRules // nil: the vendor holds no mutes
	Snapshot *snapshot.Snapshot
	Cost     func(diff.Step) int // write calls a step takes
}

// Options steer a plan besides the workspace.
type Options struct {
	Now      civil.Instant
	Adopt    bool                // same-named objects without a mark are ours
	NowOK    bool                // the freeze does not hold
	Only     []engine.ScheduleID // plan just these, the ids of mutes among them; empty: all. Objects that are no longer declared count as not asked for
	Strict   bool                // a schedule that a vendor holds otherwise than declared, or with dates for rules, is beyond a limit
	PerRun   *engine.Limits      // limits for this run instead of the workspace's
	Horizons civil.Instant       // seconds that people are compared over; 0: the workspace's horizon
}

// Plan is what a run would do.
type Plan struct {
	Owner   string
	Policy  engine.Policy
	Window  span.Span[civil.Instant] // from now to the horizon: where people and losses are compared
	Vendors []Vendor                 // in the order given
	Hours   []diff.Hours             // people whose hours in the window change, over all changes
	Limits  []Limit
	Digest  string
}

// Vendor is the part of a plan at one vendor.
type Vendor struct {
	Vendor   engine.Vendor
	Base     string // digest of the state the plan was made from
	Changes  []Change
	Deferred []Deferred // mutes that wait for their time; not a difference
	Problems []Problem  // what must be mended there before anything is written anywhere
	Notes    []string
	Owned    int                 // schedules of ours that are there now
	Hours    civil.Instant       // person-seconds of those in the window
	Calls    int                 // write calls the changes take
	Losses   int                 // stretches in which the vendor shows other people than declared, schedules without a change included
	Covered  []Covered           // schedules that are written only so far, in the order of their ids
	Inexact  []engine.ScheduleID // schedules that are shown otherwise than declared, or written with dates in place of rules
}

// Covered says how far a schedule is written of which parts have dates.
type Covered struct {
	Schedule engine.ScheduleID
	Until    civil.Instant
	Dry      bool         // from then on nobody is on call who is declared to be, if nothing more is written before
	Rules    bool         // some rotations go on as rules; with Dry only the times of the others are open from then on
	Why      []string     // why parts have dates
	Net      engine.Entry // who stays on call from then on for want of anybody else
}

// Change is a change to one schedule with its consequences.
type Change struct {
	diff.Change
	Moves   []diff.Move
	Losses  []Loss
	Covered Covered     // how far the schedule is written of which parts have dates; the zero Covered: no part has
	Mute    *MuteEffect // a mute's change; nil: a schedule's
	Held    string      // why the change waits; empty: it does not
	Calls   int
	// Notifies is how many mails the vendor will send to people because of the change.
	Notifies int
}

// Loss is a stretch in which the vendor will show other people than declared.
type Loss struct {
	diff.Move // Before: expected, After: actual
	Reason    string
}

// Problem stops a vendor's part of a plan.
type Problem struct {
	Schedule engine.ScheduleID // empty: not about one schedule
	Path     string            // below the schedule, or empty
	Text     string
}

// Build makes the plan. Schedules come in the order of their ids, then what is no longer declared, by name. The error is
// for inputs that make no plan at all; what is wrong with one schedule is a [Problem].
func Build(ws *engine.Workspace, live []Live, o Options) (*Plan, error) {
	p := &Plan{Owner: ws.Sync.Owner, Policy: ws.Sync.Policy}
	length := o.Horizons
	if length == 0 {
		length = ws.Sync.Horizon.After(civil.AtInstant(o.Now), utc) - o.Now
	}
	p.Window = span.Span[civil.Instant]{Start: o.Now, End: o.Now + length}
	totals := &totals{}
	for _, l := range live {
		b := &builder{ws: withoutStanding(ws, l), live: l, o: o, window: p.Window, totals: totals, accounts: snapshot.Bind(ws, l.Snapshot)}
		v, err := b.vendor()
		if err != nil {
			return nil, fmt.Errorf("planning %s: %w", l.Snapshot.Vendor, err)
		}
		p.Vendors = append(p.Vendors, v)
	}
	p.Hours = totals.changed()
	p.Limits = limits(ws, p, o)
	p.Digest = digest(p)
	return p, nil
}

// Empty reports whether nothing would change.
func (p *Plan) Empty() bool {
	return !slices.ContainsFunc(p.Vendors, func(v Vendor) bool { return len(v.Changes) > 0 })
}

// Problems returns all problems of all vendors, with the vendor's name before each.
func (p *Plan) Problems() []string {
	var out []string
	for _, v := range p.Vendors {
		for _, q := range v.Problems {
			out = append(out, string(v.Vendor)+": "+q.String())
		}
	}
	return out
}

// String returns the problem as one line: where, then what.
func (q Problem) String() string {
	switch {
	case q.Schedule == "":
		return q.Text
	case q.Path == "":
		return fmt.Sprintf("%s: %s", q.Schedule, q.Text)
	default:
		return fmt.Sprintf("%s.%s: %s", q.Schedule, q.Path, q.Text)
	}
}

// Calls returns the write calls of the whole plan.
func (p *Plan) Calls() int {
	n := 0
	for _, v := range p.Vendors {
		n += v.Calls
	}
	return n
}

// Notifies returns the mails that vendors will send to people because of the plan.
func (p *Plan) Notifies() int {
	n := 0
	for _, v := range p.Vendors {
		for i := range v.Changes {
			n += v.Changes[i].Notifies
		}
	}
	return n
}

// totals sums hours over all changes. A schedule that goes to several vendors is on call once, so it counts where somebody
// moves first.
type totals struct {
	hours   []diff.Hours
	counted []engine.ScheduleID
}

func (t *totals) add(id engine.ScheduleID, hours []diff.Hours) {
	if len(hours) == 0 || slices.Contains(t.counted, id) {
		return
	}
	t.counted = append(t.counted, id)
	for _, h := range hours {
		i := slices.IndexFunc(t.hours, func(o diff.Hours) bool { return o.Who == h.Who })
		if i < 0 {
			t.hours = append(t.hours, h)
			continue
		}
		t.hours[i].Before += h.Before
		t.hours[i].After += h.After
	}
}

// changed returns those whose hours differ, by participant.
func (t *totals) changed() []diff.Hours {
	out := slices.DeleteFunc(slices.Clone(t.hours), func(h diff.Hours) bool { return h.Before == h.After })
	slices.SortFunc(out, func(a, b diff.Hours) int { return engine.CompareParticipants(a.Who, b.Who) })
	return out
}
