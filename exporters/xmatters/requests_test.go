package xmatters_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/exporters/xmatters"
	fake "github.com/schedsync/schedsync/fixtures/fakes/xmatters"
	"github.com/schedsync/schedsync/fixtures/golden"
)

// TestRequests keeps the exact requests of every step in a golden file, and holds their number to what a step is said to
// cost.
func TestRequests(t *testing.T) {
	l := newLab(t, fake.Options{})
	lisbon := l.zone("Europe/Lisbon")
	shift := func(s dialect.Shift, name string) diff.Step {
		s.Zone = lisbon
		r, ok := s.Rotation()
		if !ok {
			t.Fatalf("%s is no shift", name)
		}
		r.ID, r.Name = engine.RotationID(name), name
		return diff.CreateRotation{Rotation: r}
	}
	once := dialect.Once(lisbon, local("2026-10-24 22:00"), local("2026-10-25 04:00"), entry("chi"))
	once.Name = "listed"
	weeks, reason := dialect.Shifts(weekly(lisbon, "2026-01-05 09:00", entry("ana"), entry("bo"), nil), 100)
	if reason != "" {
		t.Fatal(reason)
	}
	absence := engine.Override{
		From: civil.AtInstant(lisbon.First(local("2026-10-13 10:00"))), Until: civil.AtInstant(lisbon.First(local("2026-10-13 14:00"))),
		Who: entry("dee"), Replaces: entry("bo"), Fill: true, Ref: "schedsync:acme:desk:20261013T090000Z",
	}
	vacancy, running := absence, absence
	vacancy.Who, vacancy.Until = nil, civil.AtInstant(lisbon.First(local("2027-10-13 14:00")))
	running.From, running.Who = civil.AtInstant(lisbon.First(local("2026-10-11 10:00"))), entry("chi")
	disabled := desk(lisbon)
	disabled.Enabled, disabled.Name, disabled.Description = false, `Desk "1"`, `"a" & <b> [schedsync:acme/desk]`
	day := civil.Local(civil.DayLen)

	s := l.session(nil)
	var out strings.Builder
	for _, tt := range []struct {
		name string
		step diff.Step
	}{
		{"create a schedule: the default shift goes", diff.CreateSchedule{Schedule: desk(lisbon, weeks...)}},
		{"update it: its supervisors stay", diff.UpdateSchedule{Schedule: disabled}},
		{"always", shift(dialect.Shift{Start: local("2001-01-01 00:00"), Length: civil.Week, Period: civil.Week, Who: entry("ana")}, "always")},
		{"always, from a day to come", shift(dialect.Shift{Start: local("2026-11-02 09:00"), Length: civil.Week, Period: civil.Week, Who: entry("ana")}, "always from")},
		{"always, until a time of day", shift(dialect.Shift{Start: local("2001-01-01 00:00"), Length: civil.Week, Period: civil.Week, Until: local("2026-11-02 09:00"), Who: entry("ana")}, "always until")},
		{"office hours of two, every other week", shift(dialect.Shift{
			Start: local("2026-10-05 09:00"), Length: 9 * civil.Hour, Period: 2 * civil.Week, Who: entry("ana", "bo"),
			Days: []civil.Weekday{civil.Monday, civil.Tuesday, civil.Wednesday, civil.Thursday, civil.Friday},
		}, "office hours")},
		{"every third day, with an end", shift(dialect.Shift{Start: local("2026-10-10 18:00"), Length: 14 * civil.Hour, Period: 3 * day, Until: local("2026-12-01 08:00") + 0*day, Who: entry("dee")}, "third nights")},
		{"days without a break", shift(dialect.Shift{Start: local("2026-10-10 08:00"), Length: 2 * day, Period: 4 * day, Until: local("2026-10-28 08:00"), Who: entry("dee")}, "two days")},
		{"once, over the long night", diff.CreateRotation{Rotation: once}},
		{"one for another", diff.CreateOverride{Override: absence}},
		{"nobody for one, ninety days at most", diff.CreateOverride{Override: vacancy}},
		{"from the next minute on", diff.CreateOverride{Override: running}},
		{"change an override", diff.UpdateOverride{Override: absence}},
		{"delete it", diff.DeleteOverride{Override: absence}},
		{"delete the schedule", diff.DeleteSchedule{Name: "Desk"}},
	} {
		switch st := tt.step.(type) { // overrides are named as they were read
		case diff.CreateOverride: // one at a time, since they overlap
			for _, o := range l.object("desk").Schedule.Overrides {
				l.do(s, diff.DeleteOverride{Override: o})
			}
		case diff.UpdateOverride:
			st.Override.Ref = l.absence()
			tt.step = st
		case diff.DeleteOverride:
			st.Override.Ref = l.absence()
			tt.step = st
		}
		l.fake.Log().Reset()
		if err := s.Do(t.Context(), tt.step); err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		text, n := l.writes()
		if want := xmatters.Cost(tt.step); n != want {
			t.Errorf("%s: %d writes, said to cost %d", tt.name, n, want)
		}
		fmt.Fprintf(&out, "# %s\n%s\n", tt.name, text)
	}
	golden.File(t, "testdata/requests.txt", []byte(out.String()))
}

// absence returns the Ref of the group's only absence.
func (l *lab) absence() string {
	l.t.Helper()
	obj := l.object("desk")
	if n := len(obj.Schedule.Overrides); n != 1 {
		l.t.Fatalf("%d absences", n)
	}
	ref := obj.Schedule.Overrides[0].Ref
	if !strings.HasPrefix(ref, "schedsync:acme:desk:") {
		l.t.Errorf("an absence of ours is called %q", ref)
	}
	return ref
}
