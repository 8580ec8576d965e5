package engine

import (
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// Unresolved says that a schedule holds a part that must be read in, or learned, before it can be resolved. Nothing is
// ever resolved as if such a part were not there.
type Unresolved struct {
	Schedule ScheduleID
	Part     string // for example `rotation "november" reads rosters/november.xlsx`
}

// Error names the schedule and the part.
func (u *Unresolved) Error() string {
	return fmt.Sprintf("schedule %q cannot be resolved: %s", u.Schedule, u.Part)
}

// Resolver is a schedule compiled for resolving. It is immutable and safe for use by many goroutines.
type Resolver struct {
	schedule *Schedule
	rows     []rotationRow
	agenda   *agenda
	scope    [][]bool // by override, by rotation: which rotations it is limited to; nil: the whole schedule
	away     away
	forward  forwards
}

// Compile prepares a schedule. people give the absences and forwards of those who are on it, calendars the holidays its
// windows name. The error is an [*Unresolved] for parts that are not at hand, or says which override's rule is unusable.
func Compile(s *Schedule, people []PersonInfo, calendars []Holidays) (*Resolver, error) {
	r := &Resolver{schedule: s, away: newAway(people, s.Zone), forward: newForwards(people, s.Zone)}
	days := newHolidays(calendars)
	for i := range s.Rotations {
		row, err := newRow(s, i, days, r.away)
		if err != nil {
			return nil, err
		}
		r.rows = append(r.rows, row)
	}
	var err error
	if r.agenda, err = newAgenda(s); err != nil {
		return nil, fmt.Errorf("schedule %q: %w", s.ID, err)
	}
	for i := range s.Overrides {
		r.scope = append(r.scope, scopeOf(s, &s.Overrides[i]))
	}
	return r, nil
}

// Schedule returns the schedule the resolver was made from.
func (r *Resolver) Schedule() *Schedule { return r.schedule }

func scopeOf(s *Schedule, o *Override) []bool {
	if len(o.Rotations) == 0 {
		return nil
	}
	out := make([]bool, len(s.Rotations))
	for i := range s.Rotations {
		out[i] = slices.Contains(o.Rotations, s.Rotations[i].ID)
	}
	return out
}

// A rotationRow is a rotation compiled: it tells who of the rotation is on duty at an instant, before overrides.
type rotationRow struct {
	index  int
	zone   *civil.Zone
	life   span.Span[civil.Instant] // from the first handoff to `until`
	dealer dealer                   // nil for explicit shifts
	mask   *civil.Windows
	masked bool // mask is not always open
	eras   []era
	queues [][]queue // by era and entry: who covers for its members, in order
	gap    bool      // absences leave a gap
	absent bool      // some member is away at some time
	fixed  *fixedShifts
}

func newRow(s *Schedule, i int, days holidayDays, aw away) (rotationRow, error) {
	r := &s.Rotations[i]
	row := rotationRow{index: i, zone: r.Zone, gap: r.OnAway.Gap, mask: civil.Always()}
	if r.Roster != nil && !r.HasShifts {
		return row, &Unresolved{s.ID, fmt.Sprintf("rotation %q reads %s, and rosters are not read yet", r.ID, r.Roster.File)}
	}
	if r.HasShifts {
		row.fixed = newFixedShifts(r, aw)
		row.absent = row.fixed.absent
		return row, nil
	}
	if len(r.Only) > 0 {
		windows, err := days.windows(r.Only)
		if err != nil {
			return row, &Unresolved{s.ID, fmt.Sprintf("rotation %q: %v", r.ID, err)}
		}
		row.mask = civil.NewWindows(windows)
		row.masked = !row.mask.Always()
	}
	if r.Every.Windows > 0 && row.mask.Always() {
		return row, fmt.Errorf("schedule %q: rotation %q hands off by windows, but its windows never close", s.ID, r.ID)
	}
	row.life = span.Span[civil.Instant]{Start: r.Start.In(r.Zone), End: forever}
	if r.Until.IsSet() {
		row.life.End = r.Until.In(r.Zone)
	}
	row.dealer = newDealer(r, row.mask)
	row.eras = eras(r, row.dealer)
	row.absences(r, aw)
	return row, nil
}

// absences prepares who may cover for whom, where any member is ever away.
func (row *rotationRow) absences(r *Rotation, aw away) {
	for i := range row.eras {
		row.absent = row.absent || aw.concerns(row.eras[i].people)
	}
	if !row.absent {
		return
	}
	row.queues = make([][]queue, len(row.eras))
	for i := range row.eras {
		row.queues[i] = queues(r.OnAway, row.eras[i].people)
	}
}
