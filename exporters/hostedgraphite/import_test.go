package hostedgraphite_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/exporters/yaml"
	fake "github.com/schedsync/schedsync/fixtures/fakes/hostedgraphite"
)

// imported writes the YAML that declares the live mutes, and what was left out.
func (l *lab) imported() (text string, skipped []string) {
	l.t.Helper()
	d := snapshot.Declare(&engine.Workspace{}, l.read(l.t.Context()), nil)
	data, err := yaml.Encode(yaml.Definition{Workspace: &d.Workspace, Notes: d.Notes})
	if err != nil {
		l.t.Fatal(err)
	}
	return string(data), d.Skipped
}

// TestImport: what is declared from live mutes plans to nothing; what cannot be declared is named.
func TestImport(t *testing.T) {
	l := newLab(t, fake.Options{State: fake.State{
		Mutes: []fake.Mute{
			{ID: "1", Name: "Mute on weekends", StartTime: "00:00", Duration: 1440, Timezone: "UTC+2", Repeat: []string{"sat", "sun"}},
			{ID: "2", Name: "Nights", StartTime: "22:00", Duration: 480, Timezone: "UTC-12", Repeat: []string{"mon"}},
			{ID: "3", Name: "Nights", StartTime: "18:00", Duration: 3720, Timezone: "UTC+14", Repeat: []string{"fri"}},
			{ID: "4", Name: "Always", StartTime: "05:00", Duration: 10080, Timezone: "UTC", Repeat: []string{"fri"}},
			{ID: "5", Name: "Once", StartTime: "05:00", Duration: 60},
			{ID: "6", Name: "schedsync:other/m:mon", StartTime: "05:00", Duration: 60, Repeat: []string{"mon"}},
			{ID: "7", Name: "Too long", StartTime: "05:00", Duration: 20000, Repeat: []string{"mon"}},
		},
		Alerts: []fake.Alert{{ID: "a1", Name: "Queue depth", Mutes: []string{"1", "2"}}, {ID: "a2", Name: "twin", Mutes: []string{"2"}}, {ID: "a3", Name: "twin"}},
	}})
	text, skipped := l.imported()
	const want = `version: 1

mutes:
  # it lasts a week or more and repeats every week, so it is always in force
  # it is attached to no alert, so it silences nothing
  always:
    name: Always
    timezone: UTC
    days: mon-sun
    from: "00:00"
    to: "24:00"
    targets:
      hostedgraphite: {id: "4", attach: manual}
  mute-on-weekends:
    name: Mute on weekends
    timezone: Etc/GMT-2
    days: [sat, sun]
    from: "00:00"
    to: "24:00"
    targets:
      hostedgraphite: {id: "1", alerts: [Queue depth]}
  nights:
    name: Nights
    timezone: Etc/GMT+12
    days: mon
    from: "22:00"
    to: "06:00"
    targets:
      hostedgraphite: {id: "2", alerts: [Queue depth, a2]}
  # it is attached to no alert, so it silences nothing
  nights-2:
    name: Nights
    timezone: Etc/GMT-14
    days: fri
    from: "18:00"
    for: 62h
    targets:
      hostedgraphite: {id: "3", attach: manual}
`
	if text != want {
		t.Errorf("%s", text)
	}
	if got := strings.Join(skipped, "; "); !strings.Contains(got, `"Once": it happens once`) || !strings.Contains(got, "it is kept by other, as m") || !strings.Contains(got, `"Too long": its duration of 20000`) || len(skipped) != 3 {
		t.Errorf("%q", skipped)
	}
	l.declare("policy: upsert", strings.SplitAfter(text, "mutes:\n")[1])
	if p, _ := l.sound(t.Context()); !p.Empty() || len(p.Vendors[0].Notes) > 0 {
		t.Errorf("%s%v", steps(p), p.Vendors[0].Notes)
	}
}

// TestAnyImportPlansEmpty does the same for any live mute, at any hour.
func TestAnyImportPlansEmpty(t *testing.T) {
	l := newLab(t, fake.Options{})
	rapid.Check(t, func(rt *rapid.T) {
		offset := rapid.IntRange(-12, 14).Draw(rt, "offset")
		zone := "UTC"
		if offset != 0 {
			zone = fmt.Sprintf("UTC%+d", offset)
		}
		m := fake.Mute{
			ID: "m", Name: "M", Timezone: zone, StartTime: fmt.Sprintf("%02d:%02d", rapid.IntRange(0, 23).Draw(rt, "hour"), rapid.IntRange(0, 59).Draw(rt, "minute")),
			Duration: rapid.OneOf(rapid.IntRange(1, 1440), rapid.IntRange(1440, 10080), rapid.Just(1440), rapid.Just(10079)).Draw(rt, "duration"),
			Repeat:   rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}), 1, 7, rapid.ID).Draw(rt, "repeat"),
		}
		other, err := fake.New(fake.Options{State: fake.State{Mutes: []fake.Mute{m}, Alerts: []fake.Alert{{ID: "a1", Name: "Queue depth", Mutes: []string{"m"}}}}})
		if err != nil {
			rt.Fatal(err)
		}
		data, err := other.Dump()
		if err != nil {
			rt.Fatal(err)
		}
		if err := l.fake.Load(data); err != nil {
			rt.Fatal(err)
		}
		l.fake.Clock().Set(at("2026-01-05T00:00:00Z").Add(time.Duration(rapid.IntRange(0, 7*1440).Draw(rt, "now")) * time.Minute))
		text, skipped := l.imported()
		if len(skipped) > 0 {
			rt.Fatal(skipped)
		}
		l.declare("policy: upsert", strings.SplitAfter(text, "mutes:\n")[1])
		if p, _ := l.plan(t.Context()); !p.Empty() || len(p.Problems()) > 0 {
			rt.Fatalf("%s%v\n%s", steps(p), p.Problems(), text)
		}
	})
}
