package declared

import (
	"github.com/schedsync/schedsync/engine"
)

var scheduleObject = &object{noun: "a schedule", doc: "Who is on call when: rotations, and overrides on top of them.", keys: []key{
	{name: "name", kind: nameKind, doc: "The name people read, at the vendors too; the id where it is absent.", example: `"Payments primary"`},
	{name: "description", kind: proseKind, doc: "What the schedule is for.", example: `"First responder for payments"`},
	{name: "timezone", kind: zoneKind, required: true, doc: "The zone of every local time in the schedule.", example: `"Europe/Lisbon"`},
	{name: "team", kind: idKind, doc: "The team that owns the schedule, from `teams`.", example: `"payments"`},
	{name: "enabled", kind: boolKind, def: true, doc: "false: resolved and shown greyed, nobody on call, no feed.", example: `false`},
	{name: "combine", kind: enumOf("all", "layered"), def: "all", doc: "all: everyone whose rotation is on; layered: the last listed rotation that has someone wins.", example: `"layered"`},
	{name: "rotations", kind: listOf("a list of rotations", 0, objectOf("rotation", rotationObject)), doc: "Who takes turns, or explicit shifts."},
	{name: "overrides", kind: listOf("a list of overrides", 0, objectOf("override", overrideObject)), doc: "Who stands in for a stretch of time, in the order in which they act."},
	{name: "targets", kind: objectOf("scheduleTargets", scheduleTargets), doc: "The vendors the schedule is kept at.", example: `{"opsgenie": {}}`},
}}

func (l *loader) schedule(e entry) engine.Schedule {
	f := l.open(e.value, scheduleObject)
	s := engine.Schedule{
		ID:          engine.ScheduleID(e.id),
		Name:        f.nameOr(e.id),
		Description: f.text("description"),
		Zone:        f.zone(nil),
		Team:        engine.TeamID(f.text("team")),
		Enabled:     f.bool("enabled"),
	}
	if f.text("combine") == engine.Layered.String() {
		s.Combine = engine.Layered
	}
	if s.Team != "" {
		l.refer(toTeam, string(s.Team), f.values["team"])
	}
	l.rotations(f, &s)
	for _, v := range f.list("overrides") {
		s.Overrides = append(s.Overrides, l.override(v, s.ID, s.Zone))
	}
	s.Targets = l.targets(f, scheduleTargets)
	return s
}

// rotations reads the rotations of a schedule. They are known by their ids, so their paths are too.
func (l *loader) rotations(f *fields, s *engine.Schedule) {
	at := f.at.path + ".rotations"
	places := map[string]Position{}
	for _, v := range f.list("rotations") {
		id := ""
		if n := v.get("id"); n != nil && n.shape == scalar {
			id = n.text
			v.path = join(at, id)
		}
		r := l.rotation(v, s)
		if id == "" {
			continue
		}
		if first, twice := places[id]; twice {
			l.add(value{v.get("id"), v.path, false}, Problem{
				Text: "duplicate rotation id " + quoted(id) + " in one schedule",
				Hint: "it stands first at " + first.String(),
			})
			continue
		}
		places[id] = v.get("id").pos()
		l.known.add(toRotation, join(string(s.ID), id), places[id])
		s.Rotations = append(s.Rotations, r)
	}
}

// rotationIDs reads the rotations that an override names.
func (l *loader) rotationIDs(f *fields, schedule engine.ScheduleID) []engine.RotationID {
	var out []engine.RotationID
	for _, r := range f.references("rotations") {
		l.refer(toRotation, join(string(schedule), r.text), r)
		out = append(out, engine.RotationID(r.text))
	}
	return out
}
