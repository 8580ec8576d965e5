package exporters_test

import (
	"testing"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/exporters"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"Ana Sousa":                         "Ana Sousa",
		"  Ana \t\r\n Sousa ":               "Ana Sousa",
		"\x1b[31mred\x1b[0m":                "[31mred[0m",
		"a\x00b\x7fc\u009bd":                "abcd",
		"a\u2028b\u2029c\u0085d":            "a b c d",
		"\u202Eevil\u202C \u2066x\u2069":    "evil x",
		"bad \xff byte":                     "bad \uFFFD byte",
		"\uFEFFbom":                         "bom",
		"👩\u200D🚒 fights fires":             "👩\u200D🚒 fights fires",
		"Müller-Groß, Zoë; 東京⌘ O'Brien R&D": "Müller-Groß, Zoë; 東京⌘ O'Brien R&D",
		"": "",
	} {
		if got := exporters.Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCleanCell(t *testing.T) {
	for in, want := range map[string]string{
		"Ana": "Ana", "": "", "=1+1": "'=1+1", " \t=1": "'=1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "＝1": "'＝1", "\x00=1": "'=1", "a=1": "a=1",
	} {
		if got := exporters.CleanCell(in); got != want {
			t.Errorf("CleanCell(%q) = %q, want %q", in, got, want)
		}
	}
}

func names() exporters.Names {
	return exporters.NamesOf(&engine.Workspace{
		People: []engine.PersonInfo{
			{ID: "ana", Name: "Ana Sousa"}, {ID: "bo", Name: "bo"}, {ID: "j1", Name: "John"}, {ID: "j2", Name: "John"}, {ID: "j3", Name: " John\n"},
		},
		Teams:       []engine.Team{{ID: "pay", Name: "Payments"}},
		Escalations: []engine.Escalation{{ID: "esc"}},
	})
}

func TestNames(t *testing.T) {
	team, esc := engine.Participant{Kind: engine.KindTeam, ID: "pay"}, engine.Participant{Kind: engine.KindEscalation, ID: "esc"}
	for _, c := range []struct {
		who      engine.Participant
		of, full string
	}{
		{engine.Person("ana"), "Ana Sousa", "Ana Sousa (ana)"},
		{engine.Person("bo"), "bo", "bo"},
		{engine.Person("j1"), "John (j1)", "John (j1)"},
		{engine.Person("j3"), "John (j3)", "John (j3)"},
		{engine.Person("ghost"), "ghost", "ghost"},
		{engine.Person("gh\x1bost"), "ghost", "ghost"},
		{team, "Payments (team)", "Payments (team:pay)"},
		{esc, "escalation:esc", "escalation:esc"},
		{engine.Participant{}, "nobody", "nobody"},
	} {
		if got := names().Of(c.who); got != c.of {
			t.Errorf("Of(%v) = %q, want %q", c.who, got, c.of)
		}
		if got := names().Full(c.who); got != c.full {
			t.Errorf("Full(%v) = %q, want %q", c.who, got, c.full)
		}
	}
	if got := (exporters.Names{}).Of(engine.Person("ana")); got != "ana" {
		t.Errorf("the zero Names calls ana %q", got)
	}
	if got, want := names().Together([]engine.Duty{{Who: engine.Person("ana")}, {Who: team}}), "Ana Sousa + Payments (team)"; got != want {
		t.Errorf("Together = %q, want %q", got, want)
	}
	if got := names().Together(nil); got != "nobody" {
		t.Errorf("Together(nobody) = %q", got)
	}
}

func TestWhy(t *testing.T) {
	s := &engine.Schedule{
		Rotations: []engine.Rotation{{ID: "week"}, {ID: "nov", Name: "November", HasShifts: true}},
		Overrides: []engine.Override{{Note: "swap\n"}, {}},
	}
	ana := engine.Person("ana")
	for _, c := range []struct {
		want string
		duty engine.Duty
	}{
		{"week, turn 14", engine.Duty{Turn: 14, Override: -1}},
		{"week", engine.Duty{Turn: engine.NoTurn, Override: -1}},
		{"November, listed shift", engine.Duty{Source: engine.FromShift, Rotation: 1, Turn: engine.NoTurn, Override: -1}},
		{`override "swap"`, engine.Duty{Source: engine.FromOverride, Rotation: -1, Turn: engine.NoTurn}},
		{`override "swap" for Ana Sousa`, engine.Duty{Source: engine.FromOverride, Rotation: -1, Turn: engine.NoTurn, InsteadOf: ana}},
		{"override of week", engine.Duty{Source: engine.FromOverride, Turn: 3, Override: 1}},
		{"covers for Ana Sousa (week, turn 14)", engine.Duty{Source: engine.FromCover, Turn: 14, InsteadOf: ana, Override: -1}},
		{"covers for Ana Sousa (November, listed shift)", engine.Duty{Source: engine.FromCover, Rotation: 1, Turn: engine.NoTurn, InsteadOf: ana, Override: -1}},
		{"forwarded from Ana Sousa (week, turn 2)", engine.Duty{Source: engine.FromForward, Turn: 2, InsteadOf: ana, Override: -1}},
		{`forwarded from Ana Sousa (override "swap")`, engine.Duty{Source: engine.FromForward, Rotation: -1, Turn: engine.NoTurn, InsteadOf: ana}},
		{"override", engine.Duty{Source: engine.FromOverride, Rotation: 9, Turn: engine.NoTurn, Override: 9}},
		{"", engine.Duty{Rotation: -1, Turn: engine.NoTurn, Override: -1}},
	} {
		if got := exporters.Why(s, c.duty, names()); got != c.want {
			t.Errorf("Why(%+v) = %q, want %q", c.duty, got, c.want)
		}
	}
}

func TestScheduleName(t *testing.T) {
	for _, c := range []struct{ id, name, want string }{{"desk", "Desk", "Desk"}, {"desk", "", "desk"}, {"desk", " \n", "desk"}} {
		if got := exporters.ScheduleName(&engine.Schedule{ID: engine.ScheduleID(c.id), Name: c.name}); got != c.want {
			t.Errorf("ScheduleName(%q, %q) = %q, want %q", c.id, c.name, got, c.want)
		}
	}
}
