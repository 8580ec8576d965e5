package declared

import "github.com/schedsync/schedsync/engine"

var limitsObject = &object{noun: "the limits", doc: "What stops a plan that does too much.", keys: []key{
	{name: "deletes", kind: intOf(0, 1_000_000, "a whole number from 0"), def: 0, doc: "How many top-level objects may be deleted.", example: `1`},
	{name: "changed_percent", kind: intOf(0, 100, "a whole number from 0 to 100"), def: 30, doc: "How many percent of the owned schedules may change their timeline.", example: `30`},
	{name: "at_least", kind: intOf(0, 1_000_000, "a whole number from 0"), def: 5, doc: "The number of schedules up to which the percent limits do not bite.", example: `5`},
	{name: "person_hours_percent", kind: intOf(0, 100, "a whole number from 0 to 100"), def: 20, doc: "How many percent of the hours in the horizon may change hands.", example: `20`},
	{name: "new_gap", kind: zeroLengthKind, def: "0m", doc: "How much time without anybody a plan may make.", example: `"30m"`},
	{name: "notifies", kind: intOf(0, 1_000_000, "a whole number from 0"), def: 20, doc: "How many people may get a mail because of a plan.", example: `20`},
}}

var syncObject = &object{noun: "sync", doc: "How the workspace is kept equal to its vendors.", keys: []key{
	{name: "owner", kind: idKind, doc: "The ownership mark, different per installation; required to apply.", example: `"acme-prod"`},
	{name: "policy", kind: enumOf("upsert", "sync", "create-only"), doc: "upsert: create and update; sync: also delete what we own; create-only: never touch what exists. Required to apply.", example: `"upsert"`},
	{name: "cadence", kind: lengthKind, def: "24h", doc: "How often the job runs.", example: `"24h"`},
	{name: "overrides", kind: enumOf("keep", "own"), def: "keep", doc: "keep: overrides made by people at the vendor survive; own: the YAML is all.", example: `"keep"`},
	{name: "limits", kind: objectOf("limits", limitsObject), doc: "What stops a plan that does too much.", example: `{"deletes": 0, "changed_percent": 30}`},
	{name: "freeze", kind: zeroLengthKind, def: "2h", doc: "Who is on call does not change within this time from now.", example: `"2h"`},
	{name: "horizon", kind: lengthKind, def: "42 days", doc: "How far materialised shifts reach.", example: `"42 days"`},
	{name: "keep", kind: lengthKind, def: "30 days", doc: "How long the state folder keeps journals and snapshots of runs; the newest stay.", example: `"30 days"`},
}}

func (l *loader) sync(root *fields) engine.Sync {
	f := l.open(root.get("sync"), syncObject)
	return engine.Sync{
		Owner:        f.text("owner"),
		Policy:       engine.Policy(f.text("policy")),
		Cadence:      f.length("cadence"),
		OwnOverrides: f.text("overrides") == "own",
		Limits:       l.planLimits(f),
		Freeze:       f.length("freeze"),
		Horizon:      f.length("horizon"),
		Keep:         f.length("keep"),
	}
}

func (l *loader) planLimits(sync *fields) engine.Limits {
	f := l.open(sync.get("limits"), limitsObject)
	return engine.Limits{
		Deletes:            f.int("deletes"),
		ChangedPercent:     f.int("changed_percent"),
		AtLeast:            f.int("at_least"),
		PersonHoursPercent: f.int("person_hours_percent"),
		NewGap:             f.length("new_gap"),
		Notifies:           f.int("notifies"),
	}
}
