package declared

import (
	"cmp"
	"slices"

	"github.com/schedsync/schedsync/engine"
)

// The keys that several targets have.
var (
	targetID   = key{name: "id", kind: nameKind, doc: "Binds to a live object of the vendor, which then compares as ours.", example: `"d875e654-9b4e-4219-a803-0c26936d18de"`}
	targetName = key{name: "name", kind: nameKind, doc: "The name at the vendor, where it differs from ours.", example: `"Payments (primary)"`}
	safetyNet  = key{name: "safety_net", kind: somebodyKind, doc: "Who stays on call, open-ended, when materialised shifts run dry.", example: `"ana"`}
	dstClock   = key{name: "clock", kind: enumOf("wall", "elapsed"), def: "wall", doc: "What the schedule there keeps across a clock change; elapsed: its option to move start times during Daylight Saving transitions is on.", example: `"elapsed"`}
	vendorTeam = key{name: "team", kind: nameKind, doc: "The team it belongs to: a key below `teams`, or the vendor's id.", example: `"payments"`}
)

func target(vendor string, keys ...key) *object {
	return &object{noun: "the " + vendor + " target", doc: "Where this goes at " + vendor + ".", keys: keys}
}

// scheduleTargets lists, for each vendor that holds schedules, the settings it knows.
var scheduleTargets = &object{noun: "the targets of a schedule", doc: "The vendors the schedule is kept at.", keys: []key{
	{name: "opsgenie", kind: objectOf("opsgenieTarget", target("Opsgenie", targetID, targetName, safetyNet)), doc: "Keep it at Opsgenie.", example: `{}`},
	{name: "zenduty", kind: objectOf("zendutyTarget", target("Zenduty", targetID, targetName, vendorTeam, dstClock, safetyNet)), doc: "Keep it at Zenduty.", example: `{"name": "Payments (primary)"}`},
	{name: "xmatters", kind: objectOf("xmattersTarget", target("xMatters", targetID, targetName, safetyNet)), doc: "Keep it at xMatters.", example: `{}`},
}}

// muteTargets does the same for mutes. A Hosted Graphite mute silences nothing until it is attached to alerts (contract
// hostedgraphite 0.1 and 3), so one without alerts must say that a person attaches it.
var muteTargets = &object{noun: "the targets of a mute", doc: "The vendors the mute is kept at.", keys: []key{
	{name: "hostedgraphite", kind: objectOf("hostedgraphiteMute", &object{noun: "the Hosted Graphite target", doc: "A scheduled mute, attached to alerts.", keys: []key{
		targetID, targetName,
		{name: "alerts", kind: listOf("a list of alerts' names or ids", 1, nameKind), doc: "The alerts it silences, by exact name or id.", example: `["Queue depth"]`},
		{name: "attach", kind: enumOf("manual"), doc: "manual: a person attaches the mute to alerts.", example: `"manual"`},
	}, choose: []choice{{[]string{"alerts", "attach"}, true}}}), doc: "Keep it at Hosted Graphite.", example: `{"alerts": ["Queue depth"]}`},
	{name: "zenduty", kind: objectOf("zendutyMute", &object{noun: "the Zenduty target", doc: "A maintenance window over services.", keys: []key{
		targetID, targetName, required(vendorTeam),
		{name: "services", kind: listOf("a list of services' ids", 1, nameKind), required: true, doc: "The ids of the services it silences.", example: `["191f5e2c-515e-4ee0-b501-3a292f8dae2f"]`},
	}}), doc: "Keep it at Zenduty.", example: `{"team": "payments", "services": ["191f5e2c-515e-4ee0-b501-3a292f8dae2f"]}`},
}}

func required(k key) key {
	k.required = true
	return k
}

// targets reads the `targets` of a schedule or a mute, sorted by vendor.
func (l *loader) targets(f *fields, o *object) []engine.Target {
	v := f.get("targets")
	if !v.exists() {
		return nil
	}
	all := l.open(v, o)
	var out []engine.Target
	for _, k := range o.keys {
		if tv := all.get(k.name); tv.exists() {
			out = append(out, l.target(engine.Vendor(k.name), l.open(tv, k.kind.object)))
		}
	}
	slices.SortFunc(out, func(a, b engine.Target) int { return cmp.Compare(a.Vendor, b.Vendor) })
	return out
}

func (l *loader) target(vendor engine.Vendor, f *fields) engine.Target {
	t := engine.Target{Vendor: vendor}
	for _, k := range f.object.keys {
		switch k.name {
		case "id":
			t.ID = f.text("id")
		case "name":
			t.Name = f.text("name")
		case "team":
			if t.Team = f.text("team"); t.Team != "" {
				l.refer(toVendorTeam, t.Team, f.values["team"])
			}
		case "clock":
			if f.text("clock") == engine.Elapsed.String() {
				t.Clock = engine.Elapsed
			}
		case "safety_net":
			t.SafetyNet = f.who("safety_net")
		case "alerts":
			t.Alerts = f.texts("alerts")
		case "services":
			t.Services = f.texts("services")
		case "attach":
			t.Attach = f.text("attach")
		}
	}
	return t
}
