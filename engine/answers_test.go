package engine_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// hoursOf writes a set of spans as "01-05T09:00..01-05T17:00 …" in UTC.
func hoursOf(set span.Set[civil.Instant]) string {
	out := make([]string, len(set))
	for i, s := range set {
		out[i] = strings.TrimSpace(stretchText(s))
	}
	return strings.Join(out, " ")
}

// Somebody is on call when any of their duties says so, and never on a schedule that is switched off.
func TestOn(t *testing.T) {
	const rota = "1 day from 2026-01-05: ana bo+ana chi; override 2026-01-07 10:00 .. 2026-01-07 12:00: ana"
	r := rotaText(rota).read(t, "UTC")
	w := window("2026-01-05 06:00 .. 2026-01-09 00:00")
	for who, want := range map[engine.PersonID]string{
		"ana": "01-05T06:00..01-07T00:00 01-07T10:00..01-07T12:00 01-08T00:00..01-09T00:00",
		"bo":  "01-06T00:00..01-07T00:00",
		"zoe": "",
	} {
		if got := hoursOf(r.On(engine.Person(who), w)); got != want {
			t.Errorf("%s is on call %s, want %s", who, got, want)
		}
	}
	off := *r.Schedule()
	off.Enabled = false
	disabled, err := engine.Compile(&off, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := disabled.On(engine.Person("ana"), w); len(got) != 0 {
		t.Errorf("a schedule that is switched off has ana on call %s", hoursOf(got))
	}
}

// Who is next is told once they come, however often those on call come back before; who stays for two years stays.
func TestWhoAcrossGapsAndHorizons(t *testing.T) {
	for _, c := range []struct{ rota, at, want string }{
		{"1 day from 2026-01-05: ana bo", "2026-01-06 00:00", "bo 2026-01-06..2026-01-07, ana 2026-01-07"},
		{"1 day from 2026-01-05: ana none ana bo", "2026-01-05 12:00", "ana 2026-01-05..2026-01-06, bo 2026-01-08"},
		{"1 week from 2026-01-05: ana; until 2026-02-02", "2026-01-20 00:00", "ana 2026-01-05..2026-02-02"},
		{"1 week from 2026-01-05: ana; until 2026-02-02", "2026-02-03 00:00", "none 2026-02-02.."},
		{"1 week from 2026-01-05: ana", "2026-01-20 00:00", "ana 2026-01-05.."},
		{"36 months from 2020-01-01: ana bo", "2022-12-31 00:00", "ana ..2023-01-01, bo 2023-01-01"}, // for three years: since when lies further back than is looked
		{"36 months from 2020-01-01: ana bo", "2020-01-02 00:00", "ana 2020-01-01.."},
	} {
		a := rotaText(c.rota).read(t, "UTC").Who(utc(c.at))
		got := names(a.On) + " " + dayText(a.Since) + ".." + dayText(a.Until)
		if len(a.Next) > 0 {
			got += ", " + names(a.Next) + " " + dayText(a.NextFrom)
		}
		if got != c.want {
			t.Errorf("%s at %s: %s, want %s", c.rota, c.at, got, c.want)
		}
	}
}

// dayText writes an instant as its day; 0 is not known.
func dayText(at civil.Instant) string {
	if at == 0 {
		return ""
	}
	return at.Time().Format("2006-01-02")
}

// Each step of an escalation, whatever it names, reaches whoever it would reach at the time of the alert.
func TestAnswerEscalation(t *testing.T) {
	on := rotaText("1 day from 2026-01-05: ana bo+chi").read(t, "UTC")
	idle := rotaText("1 day from 2026-01-05: ana; until 2026-01-05 06:00").read(t, "UTC")
	switchedOff := *on.Schedule()
	switchedOff.Enabled = false
	off, err := engine.Compile(&switchedOff, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	unknown := errors.New("no such schedule")
	find := func(id engine.ScheduleID) (*engine.Resolver, error) {
		if r := map[engine.ScheduleID]*engine.Resolver{"on": on, "off": off, "idle": idle}[id]; r != nil {
			return r, nil
		}
		return nil, unknown
	}
	e := &engine.Escalation{ID: "e", Steps: []engine.EscalationStep{
		{Notify: []engine.NotifyTarget{{Kind: "schedule", ID: "on"}, {Kind: "person", ID: "eli"}}},
		{After: engine.Length{N: 10, Unit: engine.Minutes}, Notify: []engine.NotifyTarget{{Kind: "next", ID: "on"}, {Kind: "team", ID: "x"}}},
		{After: engine.Length{N: 1, Unit: engine.Hours}, Notify: []engine.NotifyTarget{{Kind: "schedule", ID: "off"}, {Kind: "next", ID: "off"}, {Kind: "schedule", ID: "idle"}}},
	}}
	steps, err := engine.AnswerEscalation(e, utc("2026-01-05 08:00"), find)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, s := range steps {
		fmt.Fprintf(&b, "after %d %s\n", s.After.N, s.After.Unit)
		for _, a := range s.Targets {
			fmt.Fprintf(&b, "%s:%s %s %s..%s\n", a.Target.Kind, a.Target.ID, engine.Entry(a.Who), dayText(a.Since), dayText(a.Until))
		}
	}
	want := `after 0 minutes
schedule:on ana 2026-01-05..2026-01-06
person:eli eli ..
after 10 minutes
next:on bo + chi 2026-01-06..
team:x team:x ..
after 1 hours
schedule:off none ..
next:off none ..
schedule:idle none 2026-01-05..
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	e.Steps[1].Notify[0].ID = "nowhere"
	if _, err := engine.AnswerEscalation(e, utc("2026-01-05 08:00"), find); !errors.Is(err, unknown) {
		t.Errorf("a step that names an unknown schedule: %v", err)
	}
}

// Mutes are quiet on the clock of their zone. Berlin is an hour ahead in winter and two in summer, from 2026-03-29 02:00.
func TestQuiet(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	weekend := []civil.Weekday{civil.Saturday, civil.Sunday}
	const spring = "2026-03-26 00:00 .. 2026-04-01 00:00"
	for _, c := range []struct {
		name   string
		mute   engine.Mute
		window string
		want   string
	}{
		{"two whole days", engine.Mute{Days: weekend, To: civil.DayLen}, spring, "03-27T23:00..03-29T22:00"},
		{"cut at the window", engine.Mute{Days: weekend, To: civil.DayLen}, "2026-03-28 06:00 .. 2026-03-28 12:00", "03-28T06:00..03-28T12:00"},
		{"a night that began before the window", engine.Mute{Days: weekend, From: 22 * civil.Hour, To: 30 * civil.Hour}, "2026-03-29 00:00 .. 2026-03-29 12:00", "03-29T00:00..03-29T04:00 "},
		{"hours of real time", engine.Mute{Days: weekend, From: civil.Hour, For: hours(3)}, spring, "03-28T00:00..03-28T03:00 03-29T00:00..03-29T03:00"},
		{"a day on the calendar", engine.Mute{Days: weekend[1:], From: 22 * civil.Hour, For: engine.Length{N: 1, Unit: engine.Days}}, spring, "03-29T20:00..03-30T20:00"},
		{"one date", engine.Mute{Date: local("2026-03-29 00:00"), To: 6 * civil.Hour}, spring, "03-28T23:00..03-29T04:00"},
		{"one date outside the window", engine.Mute{Date: local("2026-04-29 00:00"), To: 6 * civil.Hour}, spring, ""},
		{"a rule on the wall", engine.Mute{Rule: "FREQ=DAILY;COUNT=2", Start: local("2026-03-28 02:00"), From: 2 * civil.Hour, To: 4 * civil.Hour}, spring, "03-28T01:00..03-28T03:00 03-29T01:00..03-29T02:00"},
		{"a rule of real time", engine.Mute{Rule: "FREQ=DAILY;COUNT=2", Start: local("2026-03-28 02:00"), For: hours(2)}, spring, "03-28T01:00..03-28T03:00 03-29T01:00..03-29T03:00"},
	} {
		c.mute.ID, c.mute.Zone = "m", berlin
		got, err := c.mute.Quiet(window(c.window))
		if err != nil || hoursOf(got) != strings.TrimSpace(c.want) {
			t.Errorf("%s: quiet %s, want %s (%v)", c.name, hoursOf(got), c.want, err)
		}
	}
	bad := engine.Mute{ID: "m", Zone: berlin, Rule: "FREQ=SECONDLY", Start: local("2026-03-28 02:00"), For: hours(1)}
	if _, err := bad.Quiet(window(spring)); err == nil || !strings.HasPrefix(err.Error(), `mute "m": `) {
		t.Errorf("a rule of every second: %v", err)
	}
}
