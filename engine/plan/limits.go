package plan

import (
	"fmt"
	"strings"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/span"
)

// utc is the zone in which lengths of days are counted that belong to no schedule: horizons and freezes.
var utc = civil.NewZone("UTC", time.UTC)

// Limit is one guard of `sync.limits` and how the plan stands to it.
type Limit struct {
	Name     string // the key below `limits:`
	Value    string // what the plan comes to
	Max      string // what is allowed
	Exceeded bool
}

// Exceeded returns the limits that the plan goes beyond.
func (p *Plan) Exceeded() []Limit {
	var out []Limit
	for _, l := range p.Limits {
		if l.Exceeded {
			out = append(out, l)
		}
	}
	return out
}

// tally is what the limits count (SPEC 3): top-level objects; new schedules and refreshes do not count as changed.
type tally struct {
	deletes, changed, owned int
	moved, hours, widest    civil.Instant
}

func count(p *Plan) tally {
	var t tally
	for _, v := range p.Vendors {
		t.owned += v.Owned
		t.hours += v.Hours
		for _, c := range v.Changes {
			t.change(&c)
		}
	}
	return t
}

func (t *tally) change(c *Change) {
	switch {
	case c.Action == diff.Delete:
		t.deletes++
		return
	case c.Mute != nil:
		if c.Action == diff.Update && len(c.Mute.Added)+len(c.Mute.Removed) > 0 {
			t.changed++
		}
		return
	case c.Action == diff.Create || c.Action == diff.Refresh || len(c.Moves) == 0:
		return
	}
	t.changed++
	for _, m := range c.Moves {
		t.moved += m.Length() * civil.Instant(max(len(m.Before), 1))
	}
	var gaps []span.Span[civil.Instant]
	for _, g := range diff.NewGaps(c.Moves) {
		gaps = append(gaps, g.Span)
	}
	for _, g := range span.Of(gaps...) { // one gap, however many people it was taken from
		t.widest = max(t.widest, g.Length())
	}
}

// limits holds the plan against the workspace's limits, or those of the run.
func limits(ws *engine.Workspace, p *Plan, o Options) []Limit {
	l := ws.Sync.Limits
	if o.PerRun != nil {
		l = *o.PerRun
	}
	t := count(p)
	changed, hours := percent(int64(t.changed), int64(t.owned)), percent(int64(t.moved), int64(t.hours))
	many := t.changed > l.AtLeast
	gap := l.NewGap.After(civil.AtInstant(0), utc)
	list := []Limit{
		{"deletes", fmt.Sprint(t.deletes), fmt.Sprint(l.Deletes), t.deletes > l.Deletes},
		{"changed_percent", fmt.Sprintf("%d%% (%d of %d)", changed, t.changed, t.owned), fmt.Sprintf("%d%%", l.ChangedPercent), many && changed > l.ChangedPercent},
		{"person_hours_percent", fmt.Sprintf("%d%%", hours), fmt.Sprintf("%d%%", l.PersonHoursPercent), many && hours > l.PersonHoursPercent},
		{"new_gap", Duration(t.widest), Duration(gap), t.widest > gap},
		{"notifies", fmt.Sprint(p.Notifies()), fmt.Sprint(l.Notifies), p.Notifies() > l.Notifies},
	}
	if o.Strict {
		list = append(list, strict(p))
	}
	return list
}

// StrictLimit is the name of the limit that [Options.Strict] adds. It is none of `sync.limits`.
const StrictLimit = "strict"

// strict counts the schedules that a vendor does not hold as they are declared, changed or not.
func strict(p *Plan) Limit {
	var names []string
	for _, v := range p.Vendors {
		for _, id := range v.Inexact {
			names = append(names, fmt.Sprintf("%s at %s", id, v.Vendor))
		}
	}
	value := fmt.Sprint(len(names))
	if len(names) > 0 {
		value += " (" + strings.Join(names, ", ") + ")"
	}
	return Limit{StrictLimit, value, "0", len(names) > 0}
}

// percent rounds up, so that a limit is never undercut by rounding. Any part of nothing is all of it.
func percent(part, whole int64) int {
	if whole == 0 {
		return int(min(part, 1)) * 100
	}
	return int((part*100 + whole - 1) / whole)
}

// Duration writes seconds as hours, minutes and seconds: "9h", "1h30m", "30s", "0m".
func Duration(s civil.Instant) string {
	if s == 0 {
		return "0m"
	}
	text := ""
	for _, u := range []struct {
		length civil.Instant
		name   string
	}{{civil.Hour, "h"}, {civil.Minute, "m"}, {1, "s"}} {
		if n := s / u.length; n > 0 {
			text += fmt.Sprintf("%d%s", n, u.name)
		}
		s %= u.length
	}
	return text
}
