package snapshot_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/snapshot"
)

func TestSplitMark(t *testing.T) {
	mark := snapshot.Mark{Owner: "acme", ID: "pay"}
	for _, tc := range []struct {
		description, text string
		mark              snapshot.Mark
	}{
		{"", "", snapshot.Mark{}},
		{"First responder", "First responder", snapshot.Mark{}},
		{"First responder [schedsync:acme/pay]", "First responder", mark},
		{"[schedsync:acme/pay]", "", mark},
		{"First responder   [schedsync:acme/pay]  ", "First responder", mark},
		{"First responder[schedsync:acme/pay]", "First responder", mark},
		{"x [schedsync:old/a] [schedsync:acme/pay]", "x [schedsync:old/a]", mark},
		{"[schedsync:acme/pay] moved", "[schedsync:acme/pay] moved", snapshot.Mark{}},
		{"x [schedsync:acme]", "x [schedsync:acme]", snapshot.Mark{}},
		{"x [schedsync:/pay]", "x [schedsync:/pay]", snapshot.Mark{}},
		{"x [schedsync:acme/]", "x [schedsync:acme/]", snapshot.Mark{}},
		{"x [schedsync:acme:pay:2]", "x [schedsync:acme:pay:2]", snapshot.Mark{}},
		{"x [schedsync:acme/pay", "x [schedsync:acme/pay", snapshot.Mark{}},
		{"x [Schedsync:acme/pay]", "x [Schedsync:acme/pay]", snapshot.Mark{}},
	} {
		text, m := snapshot.SplitMark(tc.description)
		if text != tc.text || m != tc.mark {
			t.Errorf("SplitMark(%q) = %q, %+v, want %q, %+v", tc.description, text, m, tc.text, tc.mark)
		}
	}
}

func TestWithMarkAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`([^ \n]|[^ \n].*[^ \n])?`).Draw(t, "text")
		m := snapshot.Mark{Owner: rapid.StringMatching(`[a-z0-9-]{1,9}`).Draw(t, "owner"), ID: rapid.StringMatching(`[a-z0-9-]{1,9}`).Draw(t, "id")}
		got, mark := snapshot.SplitMark(snapshot.WithMark(text, m))
		if got != text && snapshot.WithMark(got, m) != snapshot.WithMark(text, m) || mark != m {
			t.Fatalf("%q with %s comes back as %q with %s", text, m, got, mark)
		}
	})
}

func TestMarkOfNobody(t *testing.T) {
	if got := (snapshot.Mark{}).String(); got != "" {
		t.Errorf("the mark of nobody is %q", got)
	}
	if got := snapshot.WithMark("text", snapshot.Mark{}); got != "text" {
		t.Errorf("without a mark: %q", got)
	}
}

func TestHashKeepsTextsApart(t *testing.T) {
	seen := map[string][]string{}
	for _, texts := range [][]string{nil, {""}, {"", ""}, {"a"}, {"a", "b"}, {"ab"}, {"b", "a"}, {"a\n1:b"}, {"1:a"}} {
		h := snapshot.Hash(texts)
		if other, ok := seen[h]; ok {
			t.Errorf("%q and %q have one hash", texts, other)
		}
		if len(h) != 32 {
			t.Errorf("the hash of %q is %q", texts, h)
		}
		seen[h] = texts
	}
}

var (
	ana  = engine.Person("ana")
	bo   = engine.Person("bo")
	pay  = engine.Participant{Kind: engine.KindTeam, ID: "pay"}
	last = engine.Participant{Kind: engine.KindEscalation, ID: "last"}
)

// bind matches two people, a team and an escalation, after the test has had its way with both sides.
func bind(edit func(w *engine.Workspace, s *snapshot.Snapshot)) *snapshot.Accounts {
	w := &engine.Workspace{
		People:      []engine.PersonInfo{{ID: "ana", Email: "ana@example.com"}, {ID: "bo", Email: "bo@example.com"}},
		Teams:       []engine.Team{{ID: "pay", Name: "Payments"}},
		Escalations: []engine.Escalation{{ID: "last", Name: "Last resort"}},
	}
	s := &snapshot.Snapshot{
		Vendor:      "opsgenie",
		Users:       []snapshot.User{{ID: "u1", Login: "ana@example.com"}, {ID: "u2", Login: "bo@example.com"}, {ID: "u3", Login: "eve@example.com"}},
		Teams:       []snapshot.Ref{{ID: "t1", Name: "Payments"}, {ID: "t2", Name: "Search"}},
		Escalations: []snapshot.Ref{{ID: "e1", Name: "Last resort"}},
	}
	if edit != nil {
		edit(w, s)
	}
	return snapshot.Bind(w, s)
}

func TestBind(t *testing.T) {
	account := func(text string) func(*engine.Workspace, *snapshot.Snapshot) {
		return func(w *engine.Workspace, _ *snapshot.Snapshot) {
			w.People[0].Accounts = engine.Accounts{"opsgenie": text, "zenduty": "x"}
		}
	}
	for _, tc := range []struct {
		name    string
		edit    func(*engine.Workspace, *snapshot.Snapshot)
		who     engine.Participant
		theirs  string
		problem string
	}{
		{"by e-mail address", nil, ana, "u1", ""},
		{"a team by name", nil, pay, "t1", ""},
		{"an escalation by name", nil, last, "e1", ""},
		{"the second person", nil, bo, "u2", ""},
		{"nobody has no account and needs none", nil, engine.Participant{}, "", ""},
		{"somebody who is not in the workspace", nil, engine.Person("zoe"), "", "zoe is not known to opsgenie"},
		{"by a stated login, whatever its capitals", account("EVE@example.com"), ana, "u3", ""},
		{"by a stated id", account("u3"), ana, "u3", ""},
		{"a stated account wins over the address", account("zoe@example.com"), ana, "", "ana (zoe@example.com) is not known to opsgenie"},
		{"capitals of the address (T-34)", func(w *engine.Workspace, _ *snapshot.Snapshot) { w.People[0].Email = "Ana@Example.COM" }, ana, "u1", ""},
		{"no address", func(w *engine.Workspace, _ *snapshot.Snapshot) { w.People[0].Email = "" }, ana, "", "ana has no account or e-mail address for opsgenie"},
		{"by another address than the login", func(_ *engine.Workspace, s *snapshot.Snapshot) {
			s.Users[0] = snapshot.User{ID: "u1", Login: "asousa", Emails: []string{"other@example.com", "Ana@example.com"}}
		}, ana, "u1", ""},
		{"by login and address of one account", func(_ *engine.Workspace, s *snapshot.Snapshot) {
			s.Users[0].Emails = []string{"ana@example.com"}
		}, ana, "u1", ""},
		{"by an address that two accounts have", func(_ *engine.Workspace, s *snapshot.Snapshot) {
			s.Users[2].Emails = []string{"ana@example.com"}
		}, ana, "", "ana (ana@example.com) is more than one account of opsgenie"},
		{"blocked", func(_ *engine.Workspace, s *snapshot.Snapshot) { s.Users[0].Blocked = true }, ana, "u1", "ana is blocked at opsgenie and would not be notified"},
		{"somebody else is blocked", func(_ *engine.Workspace, s *snapshot.Snapshot) { s.Users[2].Blocked = true }, ana, "u1", ""},
		{"two with one account", account("bo@example.com"), bo, "", "ana and bo are the same account of opsgenie (bo@example.com)"},
		{"two teams of one name", func(_ *engine.Workspace, s *snapshot.Snapshot) { s.Teams[1].Name = "payments" }, pay, "", "team:pay (Payments) is more than one account of opsgenie"},
		{"a team without a name", func(w *engine.Workspace, _ *snapshot.Snapshot) { w.Teams[0].Name = "" }, pay, "", "team:pay has no account or name for opsgenie"},
		{"a team is no user", func(_ *engine.Workspace, s *snapshot.Snapshot) {
			s.Users[1].Login, s.Teams = "Payments", nil
		}, pay, "", "team:pay (Payments) is not known to opsgenie"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := bind(tc.edit)
			if got, ok := a.Theirs(tc.who); got != tc.theirs || ok != (tc.theirs != "") {
				t.Errorf("their id is %q, want %q", got, tc.theirs)
			}
			if got := a.Problem(tc.who); got != tc.problem {
				t.Errorf("the problem is %q, want %q", got, tc.problem)
			}
		})
	}
}

func TestTranslate(t *testing.T) {
	a := bind(nil)
	user := func(id string) engine.Entry { return engine.Entry{engine.Person(engine.PersonID(id))} }
	live := engine.Schedule{
		Team: "t2",
		Rotations: []engine.Rotation{{People: []engine.Entry{
			user("u1"), nil, user("u3"), user("gone"), {{Kind: engine.KindTeam, ID: "t1"}}, {{Kind: engine.KindEscalation, ID: "e1"}},
		}}},
		Overrides: []engine.Override{{Who: user("u2")}, {}},
	}
	got := a.Translate(live)
	want := engine.Schedule{
		Team: "opsgenie:Search",
		Rotations: []engine.Rotation{{People: []engine.Entry{
			{ana}, {}, user("opsgenie:eve@example.com"), user("opsgenie:gone"), {pay}, {last},
		}}},
		Overrides: []engine.Override{{Who: engine.Entry{bo}}, {Who: engine.Entry{}}},
	}
	text := func(s engine.Schedule) []string {
		out := []string{string(s.Team)}
		for _, e := range s.Rotations[0].People {
			out = append(out, e.String())
		}
		for _, o := range s.Overrides {
			out = append(out, o.Who.String())
		}
		return out
	}
	if d := cmp.Diff(text(want), text(got)); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	if live.Rotations[0].People[0][0].ID != "u1" || live.Overrides[0].Who[0].ID != "u2" {
		t.Error("the live schedule was changed by translating it")
	}
}

// Everybody a schedule names is told in our terms: in turns, in listed shifts, in overrides and whom those replace.
func TestTranslateEverybody(t *testing.T) {
	theirs := func(id string) engine.Entry { return engine.Entry{engine.Person(engine.PersonID(id))} }
	s := bind(nil).Translate(engine.Schedule{
		Rotations: []engine.Rotation{{People: []engine.Entry{theirs("u1"), nil}}, {HasShifts: true, Shifts: []engine.FixedShift{{Who: theirs("u2")}}}},
		Overrides: []engine.Override{{Who: theirs("u1"), Replaces: theirs("u2")}, {Who: theirs("u3")}},
	})
	got := []string{
		s.Rotations[0].People[0].String(), s.Rotations[1].Shifts[0].Who.String(), s.Overrides[0].Who.String(),
		engine.Entry(s.Overrides[0].Replaces).String(), s.Overrides[1].Who.String(),
	}
	if d := cmp.Diff([]string{"ana", "bo", "ana", "bo", "opsgenie:eve@example.com"}, got); d != "" {
		t.Error(d)
	}
	if s.Overrides[1].Replaces != nil {
		t.Errorf("an override of everybody replaces %v", s.Overrides[1].Replaces)
	}
}
