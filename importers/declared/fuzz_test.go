package declared_test

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/importers/declared"
)

// FuzzLoad gives the loader one file of anything. It must not panic, must end soon, must place every complaint inside the
// file, and must let nothing through that refers to nothing.
func FuzzLoad(f *testing.F) {
	paths, err := filepath.Glob(filepath.Join(casesDir, "*.txtar"))
	if err != nil {
		f.Fatal(err)
	}
	for _, p := range paths {
		a, err := txtar.ParseFile(p)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range a.Files {
			if strings.HasSuffix(file.Name, ".yaml") {
				f.Add(file.Data)
			}
		}
	}
	db := openZones(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		start := time.Now()
		fsys := fstest.MapFS{"a.yaml": {Data: data}, "rosters/x.csv": {}}
		ws, err := declared.Load(fsys, declared.Options{Zones: db, Limits: declared.Limits{Nodes: 20_000, FileBytes: 1 << 16}})
		if d := time.Since(start); d > 20*time.Second {
			t.Errorf("loading took %v", d)
		}
		var problems declared.Problems
		switch {
		case err == nil:
			checkReferences(t, ws)
		case !errors.As(err, &problems) || len(problems) == 0:
			t.Errorf("the error is not a list of problems: %v", err)
		default:
			for _, p := range problems {
				checkPlace(t, p, data)
			}
		}
	})
}

// checkPlace checks that a problem stands inside its file and says something in one line.
func checkPlace(t *testing.T, p declared.Problem, data []byte) {
	t.Helper()
	if p.Text == "" || strings.ContainsAny(p.String(), "\n\r\x00\x1b") || !utf8.ValidString(p.String()) {
		t.Errorf("a problem that is not one line of text: %q", p.String())
	}
	if p.Line == 0 {
		return
	}
	text := strings.ReplaceAll(strings.ReplaceAll(strings.TrimPrefix(string(data), "\ufeff"), "\r\n", "\n"), "\r", "\n")
	lines := strings.Split(text, "\n")
	if p.File != "a.yaml" || p.Line > len(lines) || p.Column < 1 || p.Column > utf8.RuneCountInString(lines[p.Line-1])+1 {
		t.Errorf("the place of %q is outside the file of %d lines", p.String(), len(lines))
	}
}

// checkReferences checks a loaded workspace without the loader's help: whoever is named is there.
func checkReferences(t *testing.T, ws *declared.Workspace) {
	t.Helper()
	entry := func(where string, e engine.Entry) {
		for _, p := range e {
			ok := false
			switch p.Kind {
			case engine.KindPerson:
				ok = ws.Person(engine.PersonID(p.ID)) != nil
			case engine.KindTeam:
				ok = slices.ContainsFunc(ws.Teams, func(x engine.Team) bool { return string(x.ID) == p.ID })
			case engine.KindEscalation:
				ok = slices.ContainsFunc(ws.Escalations, func(x engine.Escalation) bool { return string(x.ID) == p.ID })
			}
			if !ok {
				t.Errorf("%s names %v, who is not there", where, p)
			}
		}
	}
	for _, s := range ws.Schedules {
		where := "schedule " + string(s.ID)
		if s.Zone == nil {
			t.Errorf("%s has no zone", where)
		}
		for _, r := range s.Rotations {
			checkRotation(t, where, r, entry)
		}
		for _, o := range s.Overrides {
			entry(where, o.Who)
			entry(where, slices.DeleteFunc(slices.Clone(o.Replaces), func(p engine.Participant) bool { return p.Kind == engine.Nobody }))
			for _, id := range o.Rotations {
				if !slices.ContainsFunc(s.Rotations, func(r engine.Rotation) bool { return r.ID == id }) {
					t.Errorf("%s: an override names the rotation %s", where, id)
				}
			}
			if !o.Until.IsSet() == (o.For.N == 0) || !o.From.IsSet() {
				t.Errorf("%s: an override has no start or end, or two: %+v", where, o)
			}
		}
	}
	for _, e := range ws.Escalations {
		for _, step := range e.Steps {
			for _, n := range step.Notify {
				if (n.Kind == "schedule" || n.Kind == "next") && ws.Schedule(engine.ScheduleID(n.ID)) == nil {
					t.Errorf("escalation %s names the schedule %s", e.ID, n.ID)
				}
			}
		}
	}
	for _, team := range ws.Teams {
		for _, id := range team.Members {
			entry("team "+string(team.ID), engine.Entry{engine.Person(id)})
		}
	}
}

func checkRotation(t *testing.T, where string, r engine.Rotation, entry func(string, engine.Entry)) {
	t.Helper()
	forms := 0
	for _, is := range []bool{len(r.Every.Lengths) > 0 || r.Every.Windows > 0, r.HasShifts && r.Roster == nil, r.Roster != nil} {
		if is {
			forms++
		}
	}
	if forms != 1 || r.ID == "" || r.Zone == nil {
		t.Errorf("%s: a rotation of %d forms: %+v", where, forms, r)
	}
	for _, e := range r.People {
		entry(where, e)
	}
	for _, c := range r.Changes {
		if len(c.People) == 0 {
			t.Errorf("%s: a change without people", where)
		}
		for _, e := range c.People {
			entry(where, e)
		}
	}
	for _, w := range r.Only {
		if w.To <= w.From {
			t.Errorf("%s: an empty window %+v", where, w)
		}
	}
	for _, sh := range r.Shifts {
		entry(where, sh.Who)
	}
	for _, id := range r.OnAway.Try {
		entry(where, engine.Entry{engine.Person(id)})
	}
	if len(r.Every.Lengths)+r.Every.Windows > 0 && (len(r.People) == 0 || !r.Start.IsSet()) {
		t.Errorf("%s: turns without people or start: %+v", where, r)
	}
}
