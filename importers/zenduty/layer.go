package zenduty

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/importers/zenduty/wire"
)

// longestShift bounds what a turn's length is believed to be: the vendor names no maximum, and arithmetic has one.
const longestShift = 9999 * civil.Week

// liftLayer lifts one layer onto the schedule's clock. note goes on after `layer "name" `.
func liftLayer(d *dialect.Dialect, w wire.Layer, zone *civil.Zone) (r engine.Rotation, note string, err error) {
	r = engine.Rotation{Zone: zone, Clock: d.Clock(engine.Weeks)}
	users, err := liftUsers(w.Users)
	if err != nil {
		return r, "", err
	}
	if w.Start.IsZero() {
		return r, "", fmt.Errorf("it has no start")
	}
	if len(users) > 0 && (w.IsActive == nil || *w.IsActive) {
		if fixed, ok := liftFixed(w, users, zone); ok {
			return fixed, "", nil
		}
	}
	r.Start, r.Until = moment(w.Start), moment(w.End)
	if r.Every, err = liftLength(w.ShiftLength); err != nil {
		return r, "", err
	}
	if r.Only, err = liftWindows(w); err != nil {
		return r, "", err
	}
	for _, u := range users {
		r.People = append(r.People, engine.Entry{engine.Person(engine.PersonID(u))})
	}
	switch {
	case w.IsActive != nil && !*w.IsActive:
		r.People, note = []engine.Entry{nil}, "is not active and puts nobody on call (contract zenduty 4.15)"
	case len(users) == 0:
		r.People, note = []engine.Entry{nil}, "has no users and puts nobody on call"
	case d.Pausing && len(dialect.Weekly(r.Only)) > 0 && !allSame(users):
		note = "is restricted, which pauses its turns (vendors.zenduty.dialect.masks); who is on call in it is not followed exactly"
	}
	return r, note, nil
}

// liftUsers returns the usernames of a layer in the order they serve: by position, and where positions are missing in the
// order of the list (contract 3.2).
func liftUsers(list []wire.LayerUser) ([]string, error) {
	sorted := slices.Clone(list)
	if !slices.ContainsFunc(list, func(u wire.LayerUser) bool { return u.Position < 1 }) {
		slices.SortStableFunc(sorted, func(a, b wire.LayerUser) int { return cmp.Compare(a.Position, b.Position) })
	}
	var out []string
	for _, u := range sorted {
		if u.User == "" {
			return nil, fmt.Errorf("one of its users has no username")
		}
		out = append(out, u.User)
	}
	return out, nil
}

// liftFixed lifts a layer that comes to one shift: of one person alone, with an end, and never closed. That is how shifts are
// written here (contract 8), and how many turns it is made of means nothing.
func liftFixed(w wire.Layer, users []string, zone *civil.Zone) (engine.Rotation, bool) {
	if w.End.IsZero() || w.RestrictionType != wire.Unrestricted || len(w.Restrictions) > 0 || !allSame(users) {
		return engine.Rotation{}, false
	}
	shift := engine.FixedShift{From: moment(w.Start), Until: moment(w.End), Who: engine.Entry{engine.Person(engine.PersonID(users[0]))}}
	return engine.Rotation{Zone: zone, HasShifts: true, Shifts: []engine.FixedShift{shift}}, true
}

func allSame(users []string) bool {
	return !slices.ContainsFunc(users, func(u string) bool { return u != users[0] })
}

// liftLength lifts a number of seconds to the largest unit it is a whole number of.
func liftLength(seconds int64) (engine.Cycle, error) {
	if seconds <= 0 || seconds > longestShift {
		return engine.Cycle{}, fmt.Errorf("shifts of %d seconds cannot be counted", seconds)
	}
	for u := engine.Weeks; ; u-- {
		if seconds%u.Seconds() == 0 {
			return engine.Cycle{Lengths: []engine.Length{{N: int(seconds / u.Seconds()), Unit: u}}}, nil
		}
		if u == engine.Minutes {
			return engine.Cycle{}, fmt.Errorf("shifts of %d seconds are no whole number of minutes", seconds)
		}
	}
}

// liftWindows lifts the restrictions of a layer (contract 4.5 to 4.8): stretches of the clock on the wall, from a time of day
// on, every day or on one day of the week.
func liftWindows(w wire.Layer) ([]engine.Window, error) {
	switch {
	case w.RestrictionType == wire.Unrestricted && len(w.Restrictions) == 0:
		return nil, nil
	case w.RestrictionType != wire.Daily && w.RestrictionType != wire.Weekly:
		return nil, fmt.Errorf("restrictions of type %d are not known", w.RestrictionType)
	case len(w.Restrictions) == 0:
		return nil, fmt.Errorf("it is restricted to windows and has none")
	}
	var out []engine.Window
	for _, r := range w.Restrictions {
		from, ok := r.Clock()
		longest := int64(civil.Week)
		if w.RestrictionType == wire.Daily {
			longest = civil.DayLen
		}
		switch {
		case !ok:
			return nil, fmt.Errorf("a restriction at %q is not at a time of day", r.TimeOfDay)
		case r.Duration < 1 || r.Duration > longest:
			return nil, fmt.Errorf("a restriction of %d seconds is none that is known (contract zenduty 4.10)", r.Duration)
		case w.RestrictionType == wire.Weekly && (r.Day < 1 || r.Day > 7):
			return nil, fmt.Errorf("a restriction on day %d of the week is on none", r.Day)
		}
		window := engine.Window{From: from, To: from + int(r.Duration)}
		if w.RestrictionType == wire.Weekly {
			window.Days = []civil.Weekday{civil.Weekday(r.Day - 1)}
		}
		out = append(out, window)
	}
	slices.SortFunc(out, func(a, b engine.Window) int { // their order means nothing
		return cmp.Or(slices.Compare(a.Days, b.Days), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return out, nil
}

// moment lifts an instant; none is none.
func moment(t wire.Time) civil.Moment {
	if t.IsZero() {
		return civil.Moment{}
	}
	return civil.AtInstant(civil.FromTime(t.Time))
}
