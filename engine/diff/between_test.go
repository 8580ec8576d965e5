package diff_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
)

// The tests stand in a week of January 2026, in UTC; hours count from Monday the 5th, 00:00.
const (
	monday = civil.Instant(1767571200)
	now    = monday + 48*civil.Hour
)

func hour(h int) civil.Moment { return civil.AtInstant(monday + civil.Instant(h*civil.Hour)) }

func utc() *civil.Zone { return civil.NewZone("UTC", time.UTC) }

// rotation is a weekly rotation from Monday 09:00.
func rotation(name, people string, edit ...func(*engine.Rotation)) engine.Rotation {
	r := engine.Rotation{
		ID: engine.RotationID(name), Name: name, Zone: utc(), Start: hour(9),
		Every: engine.Cycle{Lengths: []engine.Length{{N: 1, Unit: engine.Weeks}}},
	}
	for id := range strings.FieldsSeq(people) {
		r.People = append(r.People, engine.Entry{engine.Person(engine.PersonID(id))})
	}
	for _, e := range edit {
		e(&r)
	}
	return r
}

func until(h int) func(*engine.Rotation) { return func(r *engine.Rotation) { r.Until = hour(h) } }

func only(from, to int) func(*engine.Rotation) {
	return func(r *engine.Rotation) {
		r.Only = []engine.Window{{From: from * civil.Hour, To: to * civil.Hour}}
	}
}

// override is one of ours when ref is "@", of somebody else with another ref, and declared without.
func override(ref, who string, from, to int, on ...engine.RotationID) engine.Override {
	if ref == "@" {
		ref = "schedsync:acme:pay:x"
	}
	o := engine.Override{From: hour(from), Until: hour(to), Fill: true, Rotations: on, Ref: ref}
	if who != "none" {
		o.Who = engine.Entry{engine.Person(engine.PersonID(who))}
	}
	return o
}

func schedule(rotations []engine.Rotation, overrides ...engine.Override) *engine.Schedule {
	return &engine.Schedule{ID: "pay", Name: "pay", Zone: utc(), Enabled: true, Rotations: rotations, Overrides: overrides}
}

func rotations(list ...engine.Rotation) []engine.Rotation { return list }

// between compares, with the live rotations called id-NAME by the vendor.
func between(live, want *engine.Schedule) diff.Change {
	obj := &snapshot.Object{ID: "s1", Mark: snapshot.Mark{Owner: "acme", ID: "pay"}}
	for _, r := range live.Rotations {
		obj.RotationIDs = append(obj.RotationIDs, "id-"+r.Name)
	}
	return diff.Between(obj, live, want, diff.Options{Dialect: &dialect.Dialect{}, Owner: "acme", Now: now})
}

func says(c *diff.Change) []string {
	var out []string
	for _, s := range c.Steps {
		text := strings.ReplaceAll(s.Says(), "2026-01-0", "")
		switch s := s.(type) {
		case diff.CreateOverride:
			text += onto(s.Override)
		case diff.UpdateOverride:
			text += onto(s.Override)
		}
		out = append(out, strings.ReplaceAll(text, ":00:00Z", ""))
	}
	return out
}

func onto(o engine.Override) string {
	if len(o.Rotations) == 0 {
		return " on all as " + o.Ref
	}
	var names []string
	for _, id := range o.Rotations {
		names = append(names, string(id))
	}
	return " on " + strings.Join(names, "+") + " as " + o.Ref
}

// How a rotation is made anew: the old one steps aside, and goes last.
const (
	aside = `set a rotation aside as "week (replaced)"`
	gone  = `remove rotation "week (replaced)"`
)

func TestBetween(t *testing.T) {
	week, desk := rotation("week", "ana bo"), rotation("desk", "chi")
	for _, tc := range []struct {
		name       string
		live, want *engine.Schedule
		steps      []string
	}{
		{"equal", schedule(rotations(week, desk)), schedule(rotations(week, desk)), nil},
		{"the order of rotations means nothing", schedule(rotations(desk, week)), schedule(rotations(week, desk)), nil},
		{
			"what is added comes before what is cut short, and that before what is taken away",
			schedule(rotations(rotation("old", "dee"), week), override("@", "dee", 60, 62)),
			schedule(rotations(rotation("week", "ana bo", until(168)), rotation("later", "bo")), override("", "chi", 90, 92)),
			[]string{`add rotation "later"`, `update rotation "week"`, "add override chi 8T18 – 8T20 on all as schedsync:acme:pay:20260108T180000Z", "remove override dee 7T12 – 7T14", `remove rotation "old"`},
		},
		{"a rename", schedule(rotations(week, desk)), schedule(rotations(rotation("weekly", "ana bo"), desk)), []string{`update rotation "weekly"`}},
		{
			"a rename keeps the overrides of the rotation", schedule(rotations(week, desk), override("@", "dee", 60, 62, "week")),
			schedule(rotations(rotation("weekly", "ana bo"), desk), override("", "dee", 60, 62, "weekly")),
			[]string{`update rotation "weekly"`},
		},
		{
			"two names are swapped: what belongs to a name is what changes", schedule(rotations(rotation("a", "ana"), rotation("b", "bo"))),
			schedule(rotations(rotation("a", "bo"), rotation("b", "ana"))),
			[]string{`update rotation "a"`, `update rotation "b"`},
		},
		{"an end is set", schedule(rotations(week)), schedule(rotations(rotation("week", "ana bo", until(500)))), []string{`update rotation "week"`}},
		{"an end is moved", schedule(rotations(rotation("week", "ana bo", until(400)))), schedule(rotations(rotation("week", "ana bo", until(500)))), []string{`update rotation "week"`}},
		{"an end is cleared", schedule(rotations(rotation("week", "ana bo", until(400)))), schedule(rotations(week)), []string{aside, `add rotation "week"`, gone}},
		{"a restriction is cleared", schedule(rotations(rotation("week", "ana bo", only(9, 17)))), schedule(rotations(week)), []string{aside, `add rotation "week"`, gone}},
		{"a restriction that never closed is no restriction", schedule(rotations(rotation("week", "ana bo", only(0, 24)))), schedule(rotations(week)), nil},
		{
			"the override of a replaced rotation is put again, even where it is the only one",
			schedule(rotations(rotation("week", "ana bo", only(9, 17))), override("@", "dee", 60, 62, "week")),
			schedule(rotations(week), override("", "dee", 60, 62, "week")),
			[]string{aside, `add rotation "week"`, "update override dee 7T12 – 7T14 on all as schedsync:acme:pay:x", gone},
		},
		{
			"an override of all rotations needs no second call", schedule(rotations(rotation("week", "ana bo", only(9, 17))), override("@", "dee", 60, 62)),
			schedule(rotations(week), override("", "dee", 60, 62)),
			[]string{aside, `add rotation "week"`, gone},
		},
		{
			"naming every rotation is naming none", schedule(rotations(week, desk), override("@", "dee", 60, 62, "desk", "week")),
			schedule(rotations(week, desk), override("", "dee", 60, 62)), nil,
		},
		{
			"an override of all there was is not one of all there will be", schedule(rotations(week), override("@", "dee", 60, 62, "week")),
			schedule(rotations(week, desk), override("", "dee", 60, 62)),
			[]string{`add rotation "desk"`, "update override dee 7T12 – 7T14 on all as schedsync:acme:pay:x"},
		},
		{
			"an override of a rotation that is gone is not one of all", schedule(rotations(week), override("@", "dee", 60, 62, "gone r9")),
			schedule(rotations(week), override("", "dee", 60, 62)),
			[]string{"update override dee 7T12 – 7T14 on all as schedsync:acme:pay:x"},
		},
		{"rotations that are over are history (T-30)", schedule(rotations(week, rotation("old", "dee", until(20)))), schedule(rotations(week)), nil},
		{
			"a rotation that is over and named again comes back", schedule(rotations(week, rotation("old", "dee", until(20)))),
			schedule(rotations(week, rotation("old", "dee", until(300)))),
			[]string{`update rotation "old"`},
		},
		{"one that will be over is no history", schedule(rotations(week, rotation("old", "dee", until(50)))), schedule(rotations(week)), []string{`remove rotation "old"`}},
		{
			"history in the scope of an override does not count", schedule(rotations(week, desk, rotation("old", "dee", until(20))), override("@", "dee", 60, 62, "week", "old")),
			schedule(rotations(week, desk), override("", "dee", 60, 62, "week")), nil,
		},
		{"an override that is over is nobody's business", schedule(rotations(week), override("@", "dee", 20, 48)), schedule(rotations(week)), nil},
		{"one that runs is", schedule(rotations(week), override("@", "dee", 20, 49)), schedule(rotations(week)), []string{"remove override dee 5T20 – 7T01"}},
		{"somebody else's stays", schedule(rotations(week), override("hand", "dee", 60, 62)), schedule(rotations(week)), nil},
		{
			"two that begin together have two names", schedule(rotations(week, desk)),
			schedule(rotations(week, desk), override("", "dee", 60, 62, "week"), override("", "eli", 60, 64, "desk")),
			[]string{
				"add override dee 7T12 – 7T14 on week as schedsync:acme:pay:20260107T120000Z",
				"add override eli 7T12 – 7T16 on desk as schedsync:acme:pay:20260107T120000Z~2",
			},
		},
		{
			"like turns into like: same start, same end, overlapping", schedule(rotations(week), override("schedsync:acme:pay:1", "dee", 60, 62), override("schedsync:acme:pay:2", "dee", 70, 72), override("schedsync:acme:pay:3", "dee", 80, 84)),
			schedule(rotations(week), override("", "eli", 81, 83), override("", "eli", 71, 72), override("", "eli", 60, 63)),
			[]string{
				"update override eli 7T12 – 7T15 on all as schedsync:acme:pay:1",
				"update override eli 7T23 – 8T00 on all as schedsync:acme:pay:2",
				"update override eli 8T09 – 8T11 on all as schedsync:acme:pay:3",
			},
		},
		{
			"a new one goes around somebody else's", schedule(rotations(week, desk), override("hand", "dee", 62, 64, "week")),
			schedule(rotations(week, desk), override("", "eli", 60, 70)),
			[]string{
				"add override eli 7T12 – 7T14 on week as schedsync:acme:pay:20260107T120000Z",
				"add override eli 7T16 – 7T22 on week as schedsync:acme:pay:20260107T160000Z",
				"add override eli 7T12 – 7T22 on desk as schedsync:acme:pay:20260107T120000Z~2",
			},
		},
		{
			"one that somebody else's hides needs no call", schedule(rotations(week), override("hand", "dee", 50, 80)),
			schedule(rotations(week), override("", "eli", 60, 70)), nil,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := between(tc.live, tc.want)
			if d := cmp.Diff(tc.steps, says(&c)); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
			if len(c.Fields) == 0 != c.Empty() {
				t.Errorf("%d steps for the fields %v", len(c.Steps), c.Fields)
			}
		})
	}
}

func TestBetweenOwnFields(t *testing.T) {
	for _, tc := range []struct {
		name       string
		live, want func(*engine.Schedule)
		fields     string
	}{
		{"a name", nil, func(s *engine.Schedule) { s.Name = "Pay" }, "name: pay > Pay"},
		{"white space around a description", func(s *engine.Schedule) { s.Description = "x" }, func(s *engine.Schedule) { s.Description = " x\n" }, ""},
		{"a description", func(s *engine.Schedule) { s.Description = "x" }, nil, "description: x > "},
		{"disabled", nil, func(s *engine.Schedule) { s.Enabled = false }, "enabled: true > false"},
		{"a team that is not stated", func(s *engine.Schedule) { s.Team = "ops" }, nil, ""},
		{"a team", func(s *engine.Schedule) { s.Team = "ops" }, func(s *engine.Schedule) { s.Team = "pay" }, "team: ops > pay"},
		{"a zone of the same rules", func(s *engine.Schedule) { s.Zone = civil.NewZone("Africa/Monrovia", time.FixedZone("GMT", 0)) }, nil, ""},
		{
			"a zone of other rules, the same instants", func(s *engine.Schedule) {
				s.Zone = civil.NewZone("Etc/GMT-1", time.FixedZone("+01", 3600))
				s.Overrides = []engine.Override{override("hand", "dee", 60, 62)}
			}, nil, "timezone: Etc/GMT-1 > UTC",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			live, want := schedule(rotations(rotation("week", "ana"))), schedule(rotations(rotation("week", "ana")))
			for s, edit := range map[*engine.Schedule]func(*engine.Schedule){live: tc.live, want: tc.want} {
				if edit != nil {
					edit(s)
				}
			}
			c := between(live, want)
			var got []string
			for _, f := range c.Fields {
				got = append(got, f.Path+": "+f.Before+" > "+f.After)
			}
			if text := strings.Join(got, "; "); text != tc.fields {
				t.Errorf("got %q, want %q", text, tc.fields)
			}
		})
	}
}

func TestOpenHoursAreToldByDays(t *testing.T) {
	w := func(from, to int, days ...civil.Weekday) engine.Window {
		return engine.Window{Days: days, From: from * civil.Hour, To: to * civil.Hour}
	}
	for _, tc := range []struct {
		want string
		only []engine.Window
	}{
		{"mon-sun 09:00–17:00", []engine.Window{w(9, 17)}},
		{"mon-fri 09:00–17:00", []engine.Window{w(9, 17, 0, 1, 2, 3, 4)}},
		{"mon, wed-thu 09:00–17:00, sat 10:00–12:00", []engine.Window{w(10, 12, 5), w(9, 17, 3, 2, 0)}},
		{"mon-sun 20:00–08:00", []engine.Window{w(20, 32)}},
		{"mon 09:00–24:00", []engine.Window{w(9, 24, 0)}},
		{"tue 11:00–11:00", []engine.Window{w(11, 35, 1)}},
		{"fri 18:00–mon 09:00", []engine.Window{w(18, 24, 4), w(0, 33, 5, 6)}},
		{"mon 08:00–20:00, mon 21:00–22:00", []engine.Window{w(8, 20, 0), w(21, 22, 0)}},
	} {
		r := rotation("week", "ana")
		r.Only = tc.only
		c := diff.New(schedule(rotations(r)), diff.Options{Dialect: &dialect.Dialect{}, Owner: "acme"})
		i := slices.IndexFunc(c.Fields, func(f diff.Field) bool { return f.Path == "rotations.week.only" })
		if i < 0 || c.Fields[i].After != tc.want {
			t.Errorf("got %v, want %q", c.Fields, tc.want)
		}
	}
}

func TestNewIsMarked(t *testing.T) {
	s := schedule(rotations(rotation("week", "ana")), override("", "dee", 60, 62))
	s.Description = "First responder"
	c := diff.New(s, diff.Options{Dialect: &dialect.Dialect{}, Owner: "acme", Now: now})
	if got, ok := c.Steps[0].(diff.CreateSchedule); !ok || got.Schedule.Description != "First responder [schedsync:acme/pay]" {
		t.Errorf("the first step is %#v", c.Steps[0])
	}
	if c.After.Description != "First responder" {
		t.Errorf("the declared schedule got the mark: %q", c.After.Description)
	}
	want := []string{`create schedule "pay"`, "add override dee 7T12 – 7T14 on all as schedsync:acme:pay:20260107T120000Z"}
	if d := cmp.Diff(want, says(&c)); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

// A vendor may list parts in another order each time it is asked.
func TestDescribeDoesNotFollowTheOrderOfParts(t *testing.T) {
	a := schedule(rotations(rotation("week", "ana bo"), rotation("desk", "chi")), override("x", "dee", 60, 62), override("y", "eli", 70, 72, "week"))
	b := schedule(slices.Clone(a.Rotations), slices.Clone(a.Overrides)...)
	slices.Reverse(b.Rotations)
	slices.Reverse(b.Overrides)
	if d := cmp.Diff(diff.Describe(a), diff.Describe(b)); d != "" {
		t.Errorf("-one order +the other:\n%s", d)
	}
	b.Rotations[1].People = slices.Clone(b.Rotations[1].People)
	slices.Reverse(b.Rotations[1].People)
	if cmp.Equal(diff.Describe(a), diff.Describe(b)) {
		t.Error("the order of people means something")
	}
}
