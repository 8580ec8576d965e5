package report

import (
	"fmt"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/exporters"
)

// movesOf returns the moves of all schedules.
func movesOf(f *plan.WhatIf) []diff.Move {
	var all []diff.Move
	for _, t := range f.Trials {
		all = append(all, t.Moves...)
	}
	return all
}

// WhatIfText tells who would be on call instead of whom, as a plan does, and within what window by the clock of a zone:
// hours depend on it, and that nobody moves is an answer about no other time.
func (t PlanText) WhatIfText(f *plan.WhatIf, zone *civil.Zone) string {
	w := newPage(t.Width, t.Color)
	k := clockFor(zone, f.Window)
	where := zone.String()
	if !k.offset {
		where += ", " + utc(zone, f.Window.Start)
	}
	looked := fmt.Sprintf("from %s to %s (%s)", k.stamp(f.Window.Start), k.stamp(f.Window.End), where)
	if len(f.Trials) == 0 {
		w.line(0, "", "Nobody would move "+looked+".")
		t.still(w, f)
		return w.String()
	}
	w.line(0, bold, fmt.Sprintf("%s, in %s: %s", stretches(len(movesOf(f))), count(len(f.Trials), "schedule"), balanceOf(movesOf(f)).sentence(t.Names)))
	w.line(0, "", looked)
	p := &plan.Plan{Window: f.Window}
	for _, trial := range f.Trials {
		c := plan.Change{
			Change: diff.Change{Action: diff.Update, ID: trial.Schedule.ID, Name: trial.Schedule.Name, Before: trial.Schedule, After: trial.Schedule},
			Moves:  trial.Moves,
		}
		w.gap()
		w.line(0, "33", titleOf(&c.Change))
		t.people(w, p, &c)
	}
	t.still(w, f)
	return w.String()
}

// still warns of those who would be on call while away.
func (t PlanText) still(w *page, f *plan.WhatIf) {
	for _, s := range f.Still {
		w.gap()
		w.line(0, red, fmt.Sprintf("%s would be on call while away, in %s: an override or a forward says so, and finds no cover. Change it as well.",
			t.Names.Of(engine.Person(s.Who)), exporters.ScheduleName(s.Schedule)))
		k := clockFor(s.Schedule.Zone, f.Window)
		for _, on := range s.On {
			w.line(4, "", k.stamp(on.Start)+" – "+k.stamp(on.End))
		}
	}
}

type whatIfDoc struct {
	Version int        `json:"version"`
	From    string     `json:"from"`
	Until   string     `json:"until"`
	People  []moveDoc  `json:"people"`
	Hours   []hoursDoc `json:"hours"`
}

// WhatIfJSON returns the moves in the shape that plans have: `{version, from, until, people, hours}`. Hours are those of
// the whole window in the schedules where somebody moves.
func WhatIfJSON(f *plan.WhatIf) ([]byte, error) {
	doc := whatIfDoc{Version: Version, From: f.Window.Start.String(), Until: f.Window.End.String(), People: []moveDoc{}, Hours: []hoursDoc{}}
	for _, t := range f.Trials {
		doc.People = append(doc.People, movesDoc(t.Schedule.ID, t.Moves)...)
	}
	for _, h := range f.Hours {
		doc.Hours = append(doc.Hours, hoursDoc{h.Who.String(), decimalHours(h.Before), decimalHours(h.After)})
	}
	return encodeJSON(doc)
}
