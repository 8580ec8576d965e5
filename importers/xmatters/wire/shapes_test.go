package wire_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/importers/xmatters/wire"
)

// Times are read as the vendor writes them: any fraction, with or without the Z (contract xmatters a.1).
func TestTimes(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{`"2017-04-14T04:00:00Z"`, "2017-04-14T04:00:00Z"},
		{`"2018-03-05T13:00:00.000Z"`, "2018-03-05T13:00:00Z"},
		{`"2018-03-05T17:30:00.0000Z"`, "2018-03-05T17:30:00Z"},
		{`"2018-12-01T04:00:00"`, "2018-12-01T04:00:00Z"},
		{`"2018-12-01T04:00:00+01:00"`, "2018-12-01T03:00:00Z"},
		{`"2018-12-01T04:00:00-0500"`, "2018-12-01T09:00:00Z"},
		{`null`, ""},
		{`""`, ""},
	} {
		var got wire.Time
		if err := json.Unmarshal([]byte(tt.in), &got); err != nil {
			t.Errorf("%s: %v", tt.in, err)
			continue
		}
		if tt.want == "" && !got.IsZero() || tt.want != "" && got.String() != tt.want {
			t.Errorf("%s is %s, want %s", tt.in, got, tt.want)
		}
	}
	for _, in := range []string{`7`, `"soon"`, `"2018-13-01T04:00:00Z"`, `{}`, `"` + strings.Repeat("2", 100) + `"`} {
		if err := json.Unmarshal([]byte(in), new(wire.Time)); err == nil {
			t.Errorf("%s was taken for a time", in)
		}
	}
}

// Numbers may be texts, enumerations in any capitals, references bare ids, nested lists arrays or pages (contract e).
func TestTolerance(t *testing.T) {
	var s wire.Shift
	text := `{"id":"s","name":"n","recurrence":{"frequency":"weekly","repeatEvery":"4","onDays":["mo"],"dateOfMonth":15,"end":{"endBy":"Repetitions","repititions":"4"}},
		"members":[{"recipient":"p","position":"1","delay":null,"escalationType":"Peer"}],"rotation":null,"newKey":{"a":[1]}}`
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		t.Fatal(err)
	}
	members, err := wire.Members(s.Members.Rows)
	if err != nil {
		t.Fatal(err)
	}
	want := wire.Recurrence{Frequency: "WEEKLY", RepeatEvery: 4, OnDays: []wire.Word{"MO"}, DateOfMonth: "15", End: &wire.RecurrenceEnd{EndBy: "REPETITIONS", Misspelt: 4}}
	if d := cmp.Diff(want, *s.Recurrence); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]wire.ShiftMember{{Recipient: wire.Ref{ID: "p"}, Position: 1, EscalationType: "PEER"}}, members); d != "" {
		t.Error(d)
	}
	for _, in := range []string{`{"name":7}`, `{"start":7}`, `{"members":{}}`, `{"recurrence":{"repeatEvery":"often"}}`, `{"recurrence":{"repeatEvery":1e99}}`} {
		if err := json.Unmarshal([]byte(in), &s); err == nil {
			t.Errorf("%s was taken for a shift", in)
		}
	}
}

// Marks: what we write we know again, and nothing else (contract g).
func TestMarks(t *testing.T) {
	owner, id, ok := wire.SplitKey(wire.Key("acme-prod", "desk"))
	if owner != "acme-prod" || id != "desk" || !ok {
		t.Errorf("the key is read as %q, %q, %t", owner, id, ok)
	}
	for _, key := range []string{"", "XMT-7", "schedsync:", "schedsync:acme", "schedsync::desk", "schedsync:acme:", "Schedsync:acme:desk"} {
		if _, _, ok := wire.SplitKey(key); ok {
			t.Errorf("%q was taken for a key of ours", key)
		}
	}
	if !wire.Tagged(wire.Tag("0a1b2c3d") + " anything") {
		t.Error("a tag of ours is not known again")
	}
	for _, text := range []string{"", "anything [schedsync:0a]", "[schedsync:]", "[schedsync:0a", "[schedsync:0G]", "[schedsync:acme/desk]"} {
		if wire.Tagged(text) {
			t.Errorf("%q was taken for a tag of ours", text)
		}
	}
	a := wire.AbsenceRequest{Group: "g", Member: "p"}
	b := a
	b.Replacement = "q"
	if wire.AbsenceID(a, 0) == wire.AbsenceID(b, 0) || wire.AbsenceID(a, 0) == wire.AbsenceID(a, 1) || !wire.OwnAbsence(a, wire.AbsenceID(a, 3)) || wire.OwnAbsence(a, wire.AbsenceID(b, 0)) || wire.GroupID("x") == wire.GroupID("y") {
		t.Error("ids do not follow from what is said")
	}
	if id := wire.GroupID("x"); len(id) != 36 || id[14] != '5' || !strings.ContainsRune("89ab", rune(id[19])) {
		t.Errorf("%s is no UUID of version 5", id)
	}
}
