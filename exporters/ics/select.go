package ics

import "github.com/schedsync/schedsync/engine"

// Selection says whether a shift belongs in a feed.
type Selection func(*engine.Schedule, engine.Shift) bool

// OfSchedule selects the shifts of one schedule.
func OfSchedule(id engine.ScheduleID) Selection {
	return func(s *engine.Schedule, _ engine.Shift) bool { return s.ID == id }
}

// OfPeople selects the shifts of some people over all schedules: one for a personal feed, a team's members for its own.
func OfPeople(ids ...engine.PersonID) Selection {
	set := map[engine.Participant]bool{}
	for _, id := range ids {
		set[engine.Person(id)] = true
	}
	return func(_ *engine.Schedule, sh engine.Shift) bool { return set[sh.Who] }
}

// Both selects what two selections have in common: a person's shifts in one schedule.
func Both(a, b Selection) Selection {
	return func(s *engine.Schedule, sh engine.Shift) bool { return a(s, sh) && b(s, sh) }
}

// Of selects the shifts of one participant, such as a team that takes turns as a whole.
func Of(who engine.Participant) Selection {
	return func(_ *engine.Schedule, sh engine.Shift) bool { return sh.Who == who }
}

// Either selects what one of two selections has.
func Either(a, b Selection) Selection {
	return func(s *engine.Schedule, sh engine.Shift) bool { return a(s, sh) || b(s, sh) }
}
