package declared

import (
	"slices"
	"strconv"

	"github.com/schedsync/schedsync/engine"
)

// versionKind is the one version of the language there is.
var versionKind = &kind{ref: "version", form: asInt, min: 1, max: 1, expects: "1, the only version there is"}

// workspaceObject is the top level of a document.
var workspaceObject = &object{noun: "a workspace", doc: "On-call schedules, and how they are kept equal to their vendors. A workspace may be split over files and documents at will.", keys: []key{
	{name: "version", kind: versionKind, doc: "The version of this language: once per file, in its first document.", example: `1`},
	{name: "people", kind: mapOf("a mapping of ids to persons", objectOf("person", personObject)), doc: "Everybody who can be on call, by id."},
	{name: "teams", kind: mapOf("a mapping of ids to teams", objectOf("team", teamObject)), doc: "Groups of people, by id."},
	{name: "holidays", kind: mapOf("a mapping of ids to holiday calendars", objectOf("holidays", holidaysObject)), doc: "Named holiday calendars, by id."},
	{name: "schedules", kind: mapOf("a mapping of ids to schedules", objectOf("schedule", scheduleObject)), doc: "Who is on call when, by id."},
	{name: "escalations", kind: mapOf("a mapping of ids to escalations", objectOf("escalation", escalationObject)), doc: "Whom an alert reaches, by id."},
	{name: "mutes", kind: mapOf("a mapping of ids to mutes", objectOf("mute", muteObject)), doc: "Quiet windows, by id."},
	{name: "vendors", kind: objectOf("vendors", vendorsObject), doc: "How to reach each vendor; usually in schedsync.yaml at the root."},
	{name: "sync", kind: objectOf("sync", syncObject), doc: "How the workspace is kept equal to its vendors."},
	{name: "checks", kind: objectOf("checks", checksObject), doc: "Thresholds and silences of findings."},
	{name: "payroll", kind: objectOf("payroll", payObject), doc: "How duty is counted and paid, for `report`."},
}}

// join puts the documents of all files together into one root: each section holds what all documents say in it.
func (l *loader) join(files []*file) *node {
	root := &node{shape: mapping}
	for _, f := range files {
		l.checkVersion(f)
		for _, doc := range f.docs {
			if root.file == nil {
				root.file, root.line, root.column = f, doc.line, doc.column
			}
			l.joinDocument(root, doc)
		}
	}
	return root
}

// checkVersion checks that `version: 1` stands in the first document of a file, and in no other.
func (l *loader) checkVersion(f *file) {
	for i, doc := range f.docs {
		v := value{doc.get("version"), "", false}
		switch {
		case doc.shape != mapping:
			l.add(value{doc, "", false}, Problem{Text: "a document", Found: describe(doc, false), Expected: "a mapping with keys such as people and schedules"})
		case i == 0 && !v.exists() && len(f.problems) == 0:
			l.add(value{doc, "", false}, Problem{Text: "the file has no version", Expected: "`version: 1` in its first document"})
		case i > 0 && v.exists():
			l.add(v, Problem{Text: "version stands once per file, in its first document", Found: "another in document " + strconv.Itoa(i+1)})
		case v.exists():
			l.scalar(v, versionKind, "version")
		}
	}
}

func (l *loader) joinDocument(root, doc *node) {
	for _, p := range doc.pairs {
		name := p.key.text
		k := workspaceObject.key(name)
		switch {
		case name == "version":
		case k == nil:
			l.unknownKey(value{p.key, name, false}, workspaceObject)
			l.perhapsAll(p.val)
		case p.val.shape == null:
			// An empty section declares nothing: its entries are all commented out.
		case p.val.shape != mapping:
			l.add(value{p.val, name, name == "vendors"}, Problem{Text: name, Found: describe(p.val, name == "vendors"), Expected: k.kind.expects})
		default:
			l.joinSection(root, name, p)
		}
	}
}

// joinSection adds the entries of one document to a section of the root.
func (l *loader) joinSection(root *node, name string, p pair) {
	section := root.get(name)
	if section == nil {
		section = &node{shape: mapping, file: p.val.file, line: p.val.line, column: p.val.column}
		root.pairs = append(root.pairs, pair{p.key, section})
	}
	first := l.sectionKeys[name]
	if first == nil {
		first = map[string]int{}
		l.sectionKeys[name] = first
	}
	for _, e := range p.val.pairs {
		i, twice := first[e.key.text]
		switch {
		case !twice:
			first[e.key.text] = len(section.pairs)
			section.pairs = append(section.pairs, e)
		case name == "checks" && e.key.text == silenceKey && e.val.shape == list && section.pairs[i].val.shape == list:
			// Silences have no ids; each file may have its own.
			have := *section.pairs[i].val
			have.items = slices.Concat(have.items, e.val.items)
			section.pairs[i].val = &have
		default:
			what := "id"
			if workspaceObject.key(name).kind.form != asMap {
				what = "key"
			}
			l.add(value{e.key, join(name, e.key.text), false}, Problem{
				Text: "duplicate " + what + " " + quoted(e.key.text) + " in " + name,
				Hint: "it stands first at " + section.pairs[i].key.pos().String(),
			})
		}
	}
}

// perhapsAll keeps the keys of a section whose name is misspelt, so that one typo is one problem.
func (l *loader) perhapsAll(n *node) {
	for _, p := range n.pairs {
		l.perhaps[p.key.text] = true
	}
}

// workspace reads the joined sections into engine values, every list sorted by id.
func (l *loader) workspace(root *node, ws *Workspace) {
	f := l.open(value{root, "", false}, workspaceObject)
	ws.Sync = l.sync(f)
	ws.Checks = l.checks(f)
	ws.Pay = l.pay(f)
	ws.Vendors = l.vendors(f)
	ws.Holidays = each(l, f, "holidays", toHolidays, l.holidays)
	ws.People = each(l, f, "people", toPerson, l.person)
	ws.Teams = each(l, f, "teams", toTeam, l.team)
	ws.Schedules = each(l, f, "schedules", toSchedule, l.schedule)
	ws.Escalations = each(l, f, "escalations", toEscalation, l.escalation)
	ws.Mutes = each(l, f, "mutes", toMute, l.mute)
	byID(ws.Holidays, func(h *engine.Holidays) engine.HolidaysID { return h.ID })
	byID(ws.People, func(p *engine.PersonInfo) engine.PersonID { return p.ID })
	byID(ws.Teams, func(t *engine.Team) engine.TeamID { return t.ID })
	byID(ws.Schedules, func(s *engine.Schedule) engine.ScheduleID { return s.ID })
	byID(ws.Escalations, func(e *engine.Escalation) engine.EscalationID { return e.ID })
	byID(ws.Mutes, func(m *engine.Mute) engine.MuteID { return m.ID })
}

// each reads the entries of a section. An entry with faults is known all the same, so that references to it are good.
func each[T any](l *loader, f *fields, section string, k refKind, read func(entry) T) []T {
	var out []T
	for _, e := range f.entries(section) {
		l.owner = owner{k, e.id}
		l.known.add(k, e.id, e.key.pos())
		l.capitals(k, section, e)
		if e.shape == null {
			l.add(e.value, Problem{Text: e.id, Found: "nothing", Expected: f.object.key(section).kind.values.expects, Hint: "write {} where there is nothing to say"})
			continue
		}
		out = append(out, read(e))
	}
	l.owner = owner{}
	return out
}
