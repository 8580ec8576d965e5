package report

import (
	"fmt"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/plan"
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
	return w.String()
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
