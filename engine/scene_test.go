package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// scene is a schedule and everything that resolving it needs, made up to cause trouble.
type scene struct {
	schedule  engine.Schedule
	people    []engine.PersonInfo
	calendars []engine.Holidays
	window    span.Span[civil.Instant]
	layer     engine.Layer
}

// places are the clocks of scenes, with years in which somebody moves them.
var places = []struct {
	zone  string
	years []int
}{
	{"Australia/Lord_Howe", []int{2026}},       // half an hour
	{"Africa/Cairo", []int{2024, 2026}},        // no midnight in spring
	{"America/Santiago", []int{2022, 2026}},    // no midnight, and two in autumn
	{"Pacific/Apia", []int{2011, 2012}},        // no 30 December
	{"America/Sao_Paulo", []int{2017, 2018}},   // no midnight, west of Greenwich
	{"Antarctica/Troll", []int{2026}},          // two hours
	{"Asia/Kathmandu", []int{1986, 2026}},      // a quarter of an hour, once
	{"Africa/Casablanca", []int{2025, 2026}},   // out and back within weeks
	{"Europe/Lisbon", []int{1992, 1996, 2026}}, // changed its zone twice
	{"America/New_York", []int{2026, 2041}},    // beyond the table of the zone file
	{"Europe/Berlin", []int{2026, 1980}},
	{"Europe/Dublin", []int{2026}}, // winter is the exception
	{"UTC", []int{2026}},
}

// pool is who can be on call in a scene.
var pool = []string{"ana", "bo", "chi", "dee", "eli"}

// maker draws a scene.
type maker struct {
	*rapid.T
	zone  *civil.Zone
	other *civil.Zone
	pivot wall // what the clock of the scene reads about when it is moved
}

// n draws a number.
func (m *maker) n(low, high int) int { return rapid.IntRange(low, high).Draw(m.T, "n") }

// chance is true in about percent of a hundred draws; shrinking makes it false.
func (m *maker) chance(percent int) bool { return m.n(0, 99) >= 100-percent }

func pick[V any](m *maker, from ...V) V { return rapid.SampledFrom(from).Draw(m.T, "pick") }

// minutes draws minutes on a grid that hits edges, mostly.
func (m *maker) minutes(most int) int {
	step := pick(m, 30, 15, 60, 10, 5, 1)
	return m.n(-most/step, most/step) * step
}

// near draws a reading within three hours of the pivot, perhaps some days off.
func (m *maker) near(days int) wall {
	return m.pivot + wall(m.minutes(180))*60 + wall(m.n(-days, days))*86400
}

// moment draws a moment near the pivot: as a rule a local time, now and then an instant.
func (m *maker) moment(days int) civil.Moment {
	l := m.near(days)
	if m.chance(12) {
		return civil.AtInstant(m.zone.First(civil.Local(l)) + civil.Instant(m.n(0, 4))*1800)
	}
	return civil.AtLocal(civil.Local(l))
}

// later draws a moment after another: minutes, hours or days.
func (m *maker) later(from civil.Moment) civil.Moment {
	d := civil.Local(pick(m, 30*60, 3600, 90*60, 12*3600, 86400, 3*86400) + m.n(0, 6)*600)
	if from.Fixed() {
		return civil.AtInstant(from.In(nil) + civil.Instant(d))
	}
	return civil.AtLocal(from.On(nil) + d)
}

// who draws an entry of one to three who can be on call, or nobody.
func (m *maker) who() engine.Entry {
	switch m.n(0, 9) {
	case 9:
		return nil
	case 8:
		return engine.Entry{pick(m, engine.ParseParticipant("team:x"), engine.ParseParticipant("escalation:y"))}
	case 7, 6:
		var out engine.Entry
		for range m.n(2, 3) {
			if p := engine.ParseParticipant(pick(m, pool...)); !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
		return out
	default:
		return engine.Entry{engine.ParseParticipant(pick(m, pool...))}
	}
}

func (m *maker) entries() []engine.Entry {
	out := make([]engine.Entry, m.n(1, 5))
	for i := range out {
		out[i] = m.who()
	}
	return out
}

// sceneIn draws scenes in one place.
func sceneIn(t testing.TB, name string, pivots []wall) *rapid.Generator[*scene] {
	z, others := zone(t, name), []*civil.Zone{zone(t, name), zone(t, "UTC"), zone(t, "Asia/Tokyo"), zone(t, "America/New_York")}
	return rapid.Custom(func(rt *rapid.T) *scene {
		m := &maker{T: rt, zone: z}
		m.other = pick(m, others...)
		m.pivot = pick(m, pivots...)
		sc := &scene{layer: pick(m, engine.Final, engine.Final, engine.Final, engine.Base, engine.OnlyOverrides)}
		sc.schedule = engine.Schedule{ID: "s", Zone: z, Enabled: true, Combine: pick(m, engine.All, engine.Layered)}
		sc.calendars = m.calendars()
		for i := range m.n(1, 3) {
			sc.schedule.Rotations = append(sc.schedule.Rotations, m.rotation(i))
		}
		for range m.n(0, 4) {
			sc.schedule.Overrides = append(sc.schedule.Overrides, m.override(sc.schedule.Rotations))
		}
		sc.people = m.persons()
		begin := z.First(civil.Local(m.near(1)))
		sc.window = span.Span[civil.Instant]{Start: begin, End: begin + civil.Instant(m.n(1, 40))*1800}
		return sc
	})
}

// calendars draws two calendars with dates about the pivot, and one whose dates are long gone.
func (m *maker) calendars() []engine.Holidays {
	out := []engine.Holidays{{ID: "gone", Dates: []civil.Day{0}}}
	for _, id := range []engine.HolidaysID{"one", "two"} {
		h := engine.Holidays{ID: id}
		for range m.n(1, 3) {
			h.Dates = append(h.Dates, civil.Day(midnight(m.pivot)/86400)+civil.Day(m.n(-3, 3)))
		}
		out = append(out, h)
	}
	return out
}

// pivotsOf reads a place's clock hour by hour through its years and returns what it shows on either side of every jump;
// where it never jumps, some day in spring.
func pivotsOf(t testing.TB, name string, years []int) []wall {
	c := &clock{loc: location(t, name)}
	var out []wall
	for _, y := range years {
		begin := monthsOn(0, (y-1970)*12)
		for h := begin; h < begin+366*86400; h += 3600 {
			if before, after := c.read(h), c.read(h+3600); after != before+3600 {
				out = append(out, before, after)
			}
		}
	}
	if out == nil {
		out = []wall{monthsOn(0, (years[0]-1970)*12+2) + 28*86400}
	}
	return out
}

// dump writes a scene so that a person can build it anew.
func (sc *scene) dump() string {
	var b strings.Builder
	s := &sc.schedule
	fmt.Fprintf(&b, "zone %v combine %v layer %d window %v .. %v\n", s.Zone, s.Combine, sc.layer, sc.window.Start, sc.window.End)
	for _, r := range s.Rotations {
		fmt.Fprintf(&b, "rotation %s zone %v start %v until %v every %v %v people %v away %+v\n",
			r.ID, r.Zone, r.Start, r.Until, r.Every, r.Clock, r.People, r.OnAway)
		for _, c := range r.Changes {
			fmt.Fprintf(&b, "  change from %v people %v restart %v\n", c.From, c.People, c.Restart)
		}
		for _, w := range r.Only {
			fmt.Fprintf(&b, "  only %v from %d:%02d to %d:%02d except %v on %v\n", w.Days, w.From/3600, w.From/60%60, w.To/3600, w.To/60%60, w.Except, w.OnlyOn)
		}
		for _, f := range r.Shifts {
			fmt.Fprintf(&b, "  shift %v .. %v %v\n", f.From, f.Until, f.Who)
		}
	}
	for i, o := range s.Overrides {
		fmt.Fprintf(&b, "override %d %v .. %v for %v rule %q except %v who %v replaces %v fill %v rotations %v\n",
			i, o.From, o.Until, o.For, o.Rule, o.Except, o.Who, o.Replaces, o.Fill, o.Rotations)
	}
	for _, p := range sc.people {
		fmt.Fprintf(&b, "person %s zone %v away %v forward %v\n", p.ID, p.Zone, p.Away, p.Forward)
	}
	fmt.Fprintf(&b, "calendars %v\n", sc.calendars)
	return b.String()
}
