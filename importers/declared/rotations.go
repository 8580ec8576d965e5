package declared

import (
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

var changeObject = &object{noun: "a change", doc: "A later membership of the rotation, in force from the first handoff at or after `from`.", keys: []key{
	{name: "from", kind: momentKind, required: true, doc: "In force from the first handoff at or after this time.", example: `"2026-06-01"`},
	{name: "people", kind: peopleKind, required: true, doc: "The entries that take turns from then on.", example: `["ana", "bo", "chi", "eli"]`},
	{name: "then", kind: enumOf("continue", "restart"), def: "continue", doc: "continue: go on after the last scheduled entry; restart: begin with the first.", example: `"restart"`},
}}

var shiftObject = &object{noun: "a shift", doc: "One explicit shift.", keys: []key{
	{name: "from", kind: momentKind, required: true, doc: "When it begins.", example: `"2026-11-02 09:00"`},
	{name: "until", kind: momentKind, doc: "When it ends, exclusive.", example: `"2026-11-03 09:00"`},
	{name: "through", kind: dateKind, doc: "The last day, inclusive.", example: `"2026-11-03"`},
	{name: "who", kind: whoKind, required: true, doc: "Who serves it.", example: `"ana"`},
}, choose: []choice{{[]string{"until", "through"}, true}}}

var sheetObject = &object{noun: "a sheet", doc: "A roster in a spreadsheet, read at load time.", keys: []key{
	{name: "file", kind: pathKind, required: true, doc: "The spreadsheet, inside the workspace.", example: `"rosters/november.xlsx"`},
	{name: "map", kind: pathKind, doc: "The mapping file that says how to read it; its schema is roster-map.schema.json.", example: `"rosters/map.yaml"`},
	{name: "role", kind: nameKind, doc: "The one role of the roster that the rotation takes; all of them where it is absent.", example: `"primary"`},
}}

var calendarObject = &object{noun: "a calendar", doc: "A roster in an ICS file, read at load time.", keys: []key{
	{name: "file", kind: pathKind, doc: "The ICS file, inside the workspace.", example: `"rosters/team.ics"`},
	{name: "url", kind: calendarURLKind, doc: "Its address instead, fetched by apply only; other commands use the copy that apply has kept.", example: `"https://calendar.example.com/team.ics"`},
}, choose: []choice{{[]string{"file", "url"}, true}}}

var triesObject = &object{noun: "on_away", doc: "Whom to try, in order.", keys: []key{
	{name: "try", kind: listOf("a list of at least one person's id", 1, idKind), required: true, doc: "The persons to try, in order; nobody of them free: a gap.", example: `["bo", "chi"]`},
}}

var onAwayKind = &kind{
	ref: "onAway", form: asEither, expects: "next, gap or {try: [ID, …]}",
	either: []*kind{enumOf("next", "gap"), objectOf("tries", triesObject)},
}

var rotationObject = &object{
	noun: "a rotation", doc: "Turns dealt to a list of people, or explicit shifts.", keys: []key{
		{name: "id", kind: idKind, required: true, doc: "The stable key of the rotation for feeds, overrides and history.", example: `"week"`},
		{name: "name", kind: nameKind, doc: "The name people read; the id where it is absent.", example: `"Week"`},
		{name: "every", kind: everyKind, doc: "How long a turn is; a cycle of lengths; or a number of windows.", example: `"1 week"`},
		{name: "start", kind: momentKind, doc: "The first handoff.", example: `"2026-01-05 09:00"`},
		{name: "until", kind: momentKind, doc: "When the rotation ends, exclusive; cuts the running turn.", example: `"2027-01-04 09:00"`},
		{name: "timezone", kind: zoneKind, doc: "The zone of its times; the schedule's where it is absent.", example: `"Europe/Lisbon"`},
		{name: "clock", kind: enumOf("wall", "elapsed"), def: "wall", doc: "wall: handoffs keep their time of day over clock changes; elapsed: turns keep their real length.", example: `"elapsed"`},
		{name: "people", kind: peopleKind, doc: "Who takes turns, in order; none is a turn that nobody serves, an inner list is on call together.", example: `["ana", "bo", "none", ["chi", "dee"]]`},
		{name: "changes", kind: listOf("a list of changes", 0, objectOf("change", changeObject)), doc: "Later memberships, in order of `from`, without reshuffling the turns before.", example: `[{"from": "2026-06-01", "people": ["ana", "bo"]}]`},
		{name: "only", kind: listOf("a list of at least one window", 1, objectOf("window", windowObject)), doc: "On duty only inside these windows; always where it is absent.", example: `[{"days": "mon-fri", "from": "09:00", "to": "18:00"}]`},
		{name: "on_away", kind: onAwayKind, def: "next", doc: "Who steps in for somebody away: the next in the rotation, nobody (gap), or the first free one of a list.", example: `{"try": ["bo", "chi"]}`},
		{name: "shifts", kind: listOf("a list of shifts", 0, objectOf("shift", shiftObject)), doc: "Explicit shifts instead of a rule.", example: `[{"from": "2026-11-02 09:00", "until": "2026-11-03 09:00", "who": "ana"}]`},
		{name: "sheet", kind: objectOf("sheet", sheetObject), doc: "Shifts from a spreadsheet instead of a rule.", example: `{"file": "rosters/november.xlsx", "map": "rosters/map.yaml"}`},
		{name: "calendar", kind: objectOf("calendar", calendarObject), doc: "Shifts from an ICS file instead of a rule.", example: `{"file": "rosters/team.ics"}`},
	}, choose: []choice{{[]string{"every", "shifts", "sheet", "calendar"}, true}},
	needs: []need{
		{"every", []string{"start", "people"}},
		{"start", []string{"every"}},
		{"until", []string{"every"}},
		{"clock", []string{"every"}},
		{"people", []string{"every"}},
		{"changes", []string{"every"}},
		{"only", []string{"every"}},
		{"on_away", []string{"every"}},
	},
}

func (l *loader) rotation(v value, s *engine.Schedule) engine.Rotation {
	f := l.open(v, rotationObject)
	r := engine.Rotation{
		ID:        engine.RotationID(f.text("id")),
		Zone:      f.zone(s.Zone),
		OwnZone:   f.has("timezone"),
		Start:     f.moment("start"),
		Until:     f.moment("until"),
		People:    f.people("people"),
		OnAway:    l.onAway(f),
		HasShifts: f.has("shifts"),
		Roster:    l.roster(f),
	}
	r.Name = f.nameOr(string(r.ID))
	if f.text("clock") == engine.Elapsed.String() {
		r.Clock = engine.Elapsed
	}
	for _, w := range f.list("only") {
		r.Only = append(r.Only, l.window(w))
	}
	r.Every = l.every(f, r)
	r.Changes = l.changes(f, r.Zone)
	f.before(r.Start, r.Until, "start", "until", r.Zone)
	for _, sv := range f.list("shifts") {
		r.Shifts = append(r.Shifts, l.shift(sv, r.Zone))
	}
	return r
}

func (l *loader) changes(f *fields, z *civil.Zone) []engine.Change {
	var out []engine.Change
	items := f.list("changes")
	for _, v := range items {
		c := l.open(v, changeObject)
		out = append(out, engine.Change{From: c.moment("from"), People: c.people("people"), Restart: c.text("then") == "restart"})
	}
	for i := 1; i < len(out); i++ {
		if c, ok := compare(out[i-1].From, out[i].From, z); ok && c >= 0 {
			l.add(items[i], Problem{
				Text: "changes must follow each other in time", Found: quoted(out[i].From.String()),
				Expected: "a time after " + out[i-1].From.String(),
			})
		}
	}
	return out
}

func (l *loader) shift(v value, z *civil.Zone) engine.FixedShift {
	f := l.open(v, shiftObject)
	s := engine.FixedShift{From: f.moment("from"), Until: f.end(), Who: f.who("who")}
	f.before(s.From, s.Until, "from", f.endKey(), z)
	return s
}

func (l *loader) onAway(f *fields) engine.OnAway {
	v := f.get("on_away")
	switch {
	case !v.exists():
		return engine.OnAway{}
	case v.shape == scalar:
		s, _ := l.scalar(v, withExpects(onAwayKind.either[0], onAwayKind.expects), "on_away")
		return engine.OnAway{Gap: s == "gap"}
	case v.shape != mapping:
		l.add(v, Problem{Text: "on_away", Found: describe(v.node, false), Expected: onAwayKind.expects})
		return engine.OnAway{}
	}
	var out engine.OnAway
	for _, r := range l.open(v, triesObject).references("try") {
		l.refer(toPerson, r.text, r)
		out.Try = append(out.Try, engine.PersonID(r.text))
	}
	return out
}

// withExpects returns a kind that asks for something in other words.
func withExpects(k *kind, expects string) *kind {
	c := *k
	c.expects = expects
	return &c
}

// roster reads the `sheet` or `calendar` of a rotation, and checks that the files are there.
func (l *loader) roster(f *fields) *engine.Roster {
	for _, r := range []struct {
		kind   string
		object *object
	}{{"sheet", sheetObject}, {"calendar", calendarObject}} {
		if v := f.get(r.kind); v.exists() {
			o := l.open(v, r.object)
			out := &engine.Roster{Kind: r.kind, File: o.file("file"), URL: o.calendarURL()}
			if r.object.key("map") != nil {
				out.Map, out.Role = o.file("map"), o.text("role")
				if o.has("map") && out.Map == "" {
					out.File = "" // read without its mapping, the file would be full of problems that it does not have
				}
			}
			return out
		}
	}
	return nil
}

// file reads the path of a file of the workspace; "" for one that is not there, which is reported.
func (f *fields) file(name string) string {
	s := f.text(name)
	if s == "" {
		return ""
	}
	v := f.values[name]
	clean := path.Clean(s)
	if !fs.ValidPath(clean) || clean == "." {
		f.l.add(v, Problem{Text: name, Found: quoted(s), Expected: "a path inside the workspace", Hint: "paths count from the workspace's folder"})
		return ""
	}
	info, err := fs.Stat(f.l.fsys, clean)
	switch {
	case err != nil:
		f.l.add(v, Problem{
			Text: name + " names a file that cannot be read", Found: quoted(s),
			Hint: fmt.Sprintf("paths count from the workspace's folder (%s)", reason(err)),
		})
		return ""
	case info.IsDir():
		f.l.add(v, Problem{Text: name, Found: quoted(s) + ", a folder", Expected: "a file"})
		return ""
	}
	return clean
}

// reason returns what a file error says, without the operation and path that the message around it has.
func reason(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}
