package check

import (
	"fmt"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/report"
)

// longestRound is how far ahead a rotation is dealt to see who never serves.
const longestRound = 800 * civil.DayLen

// starved tells of members of a rotation to whom no turn ever falls in open hours: of fourteen people who take turns by
// the day on weekdays only, four never serve (scenario T-23). The rotation's last list of people is dealt from the window
// on until its turns and the week fall together again. A round that would take more than two years is not judged.
func (r *run) starved(sc *scene) error {
	if !sc.Enabled {
		return nil
	}
	for i := range sc.Rotations {
		rot := &sc.Rotations[i]
		people, from := lastList(rot, r.in.Window.Start)
		until := from + round(rot, len(people))
		if rot.HasShifts || len(people) < 2 || until == from || rot.Until.IsSet() && rot.Until.In(rot.Zone) < until {
			continue
		}
		if len(rot.Only) == 0 && (sc.Combine == engine.All || i == len(sc.Rotations)-1) {
			continue // nothing hides a turn, so everybody gets one
		}
		served, err := r.served(sc, i, window{Start: from, End: until})
		if err != nil {
			return err
		}
		why := "every turn of theirs falls outside its open hours; `every: 1 window` would deal by windows"
		if len(rot.Only) == 0 {
			why = "a rotation listed later always has somebody, who hides them"
		}
		for _, p := range members(people) {
			if !served[p] {
				r.add(Finding{
					Schedule: sc.ID, Who: p, Path: sc.path("rotations." + string(rot.ID) + ".people"), Span: window{Start: from, End: until},
					Text: fmt.Sprintf("%s never serves in rotation %q: %s", r.name(p), rot.ID, why),
				})
			}
		}
	}
	return nil
}

// lastList returns the list of people that stays, and from when on: never before now.
func lastList(rot *engine.Rotation, from civil.Instant) ([]engine.Entry, civil.Instant) {
	people := rot.People
	from = max(from, rot.Start.In(rot.Zone))
	for _, c := range rot.Changes {
		people, from = c.People, max(from, c.From.In(rot.Zone))
	}
	return people, from
}

// round returns the time after which turns and weeks fall together again for n entries, with one turn to spare; 0 where
// it is not known or longer than [longestRound].
func round(rot *engine.Rotation, n int) civil.Instant {
	var cycle int64
	for _, l := range rot.Every.Lengths {
		if l.Unit == engine.Months {
			return 0 // a month holds every hour of the week
		}
		cycle += int64(l.N) * l.Unit.Seconds()
	}
	if cycle == 0 || n == 0 {
		return 0 // turns by windows starve nobody
	}
	parts := int64(len(rot.Every.Lengths))
	cycles := lcm(int64(n), parts) / parts // after so many cycles the same entry gets the same turn again
	if cycles > longestRound/cycle {
		return 0
	}
	turns := cycles * cycle
	if all := lcm(turns, civil.Week); all <= longestRound {
		return civil.Instant(all + cycle)
	}
	return 0
}

func lcm(a, b int64) int64 {
	x, y := a, b
	for y > 0 {
		x, y = y, x%y
	}
	return a / x * b
}

// served returns who serves in a rotation, absences and overrides apart.
func (r *run) served(sc *scene, rotation int, w window) (map[engine.Participant]bool, error) {
	planned, err := engine.Compile(sc.Schedule, nil, r.in.Workspace.Holidays)
	if err != nil {
		return nil, err
	}
	out := map[engine.Participant]bool{}
	for s := range planned.Slices(w, engine.Base) {
		for _, d := range s.On {
			if d.Rotation == rotation {
				out[d.Who] = true
			}
		}
	}
	return out, nil
}

// members returns everybody on a list once, in its order.
func members(people []engine.Entry) []engine.Participant {
	var out []engine.Participant
	for _, e := range people {
		out = append(out, e...)
	}
	return report.Once(out)
}
