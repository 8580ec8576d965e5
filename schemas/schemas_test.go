package schemas_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/schedsync/schedsync/schemas"
)

// compile returns a schema with all others at hand, for they refer to each other.
func compile(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	for _, n := range schemas.Names() {
		b, err := schemas.Get(n)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			t.Fatalf("%s: %v", n, err)
		}
		if err := c.AddResource(n+".schema.json", doc); err != nil {
			t.Fatal(err)
		}
	}
	s, err := c.Compile(name + ".schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestNames(t *testing.T) {
	want := []string{"apply", "calibrate", "compare", "doctor", "escalation", "explain", "findings", "migrate", "person", "plan", "report", "roster-map", "run", "schedsync", "timeline", "validate", "verify", "what-if", "who"}
	for _, n := range want {
		if !slices.Contains(schemas.Names(), n) {
			t.Errorf("no schema %q among %v", n, schemas.Names())
		}
	}
	for _, n := range schemas.Names() {
		b, err := schemas.Get(n)
		if err != nil || !bytes.Contains(b, []byte(`"$id": "`+n+`.schema.json"`)) || !bytes.Contains(b, []byte(`"https://json-schema.org/draft/2020-12/schema"`)) {
			t.Errorf("%s: its $id or $schema is wrong (%v)", n, err)
		}
		compile(t, n)
	}
	if _, err := schemas.Get("nothing"); err == nil || !strings.Contains(err.Error(), "timeline") {
		t.Errorf("an unknown name: %v", err)
	}
	for i, b := range [][]byte{schemas.Workspace(), schemas.Timeline(), schemas.Who(), schemas.Findings(), schemas.Plan()} {
		if len(b) == 0 {
			t.Errorf("schema number %d is empty", i)
		}
	}
}

// TestOutputs holds one output of each kind as SPEC 2.1 has it, and slips that must not pass.
func TestOutputs(t *testing.T) {
	const span = `{"start":"2026-01-05T09:00:00Z","end":"2026-01-12T09:00:00Z","on_call":[{"who":"ana","kind":"person","rotation":"week","source":"cover","instead_of":"bo"}]}`
	const timeline = `{"version":1,"from":"2026-01-05T00:00:00Z","until":"2026-02-02T00:00:00Z","schedules":[{"id":"p","name":"P","timezone":"Europe/Lisbon","spans":[` + span + `,{"start":"2026-01-12T09:00:00Z","end":"2026-02-02T00:00:00Z","on_call":[]}]}]}`
	const shifts = `{"version":1,"from":"2026-01-05T00:00:00Z","until":"2026-02-02T00:00:00Z","schedules":[{"id":"p","name":"P","timezone":"UTC","shifts":[{"start":"2026-01-05T09:00:00Z","end":"2026-01-12T09:00:00Z","who":"ana","rotation":"","turn":-1,"slot":0,"source":"override"}]}]}`
	const who = `{"version":1,"at":"2026-01-05T09:00:00Z","schedules":[{"id":"p","on_call":[{"who":"t","kind":"team","rotation":"week","source":"rotation"}],"since":"2026-01-05T09:00:00Z","until":null,"next":[]}]}`
	const findings = `{"version":1,"findings":[{"id":"short-rest","severity":"warning","schedule":"p","start":"2026-01-05T09:00:00Z","end":null,"text":"too little rest","person":"ana"}]}`
	const plan = `{"version":1,"owner":"acme","policy":"upsert","now":"2026-01-05T09:00:00Z","horizon":"2026-02-16T09:00:00Z","digest":"0123456789abcdef0123456789abcdef","base":{"opsgenie":"def"},
		"vendors":[{"vendor":"opsgenie","changes":[{"action":"update","kind":"schedule","id":"p","name":"P","fields":[{"path":"name","before":"Q","after":"P"}],"materialised":false,
		"losses":[{"start":"2026-03-29T01:00:00Z","end":"2026-03-29T02:00:00Z","expected":["ana"],"actual":[],"reason":"a missing hour"}]}]}],
		"people":[{"schedule":"p","start":"2026-01-05T09:00:00Z","end":"2026-01-06T09:00:00Z","before":["ana"],"after":["bo"]}],
		"hours":[{"who":"ana","before":40.5,"after":16.5}],"limits":[{"name":"deletes","value":"0","max":"0","exceeded":false}],"notifies":0,"calls":2,"checksum":"0123456789abcdef0123456789abcdef"}`
	const change = `"action":"create","kind":"schedule","id":"p","name":"P","fields":[],"materialised":false,"losses":[]`
	const apply = `{"version":1,"complete":false,"wrote":true,"vendors":[{"vendor":"opsgenie","changes":[{` + change + `,"state":"failed","steps":[{"text":"create","state":"done"},{"text":"add","state":"failed"}],"error":"400"}],"left":[{` + change + `}],"error":"down"}]}`
	const explain = `{"version":1,"schedule":"p","at":"2026-01-05T09:00:00Z","on_call":[],"steps":[{"stage":"turn","rotation":"week","turn":0,"start":"2026-01-05T09:00:00Z","people":["ana"]},{"stage":"restriction","rotation":"week","open":false},{"stage":"override","override":0,"before":[],"after":[]}]}`
	const whatIf = `{"version":1,"from":"2026-01-05T00:00:00Z","until":"2026-02-02T00:00:00Z","people":[{"schedule":"p","start":"2026-01-05T09:00:00Z","end":"2026-01-06T09:00:00Z","before":[],"after":["team:t"]}],"hours":[{"who":"team:t","before":0,"after":24}]}`
	const person = `{"version":1,"at":"2026-01-05T09:00:00Z","who":"ana","schedules":[{"id":"p","on":[{"start":"2026-01-05T09:00:00Z","end":"2026-01-06T09:00:00Z"}]}]}`
	const escalation = `{"version":1,"at":"2026-01-05T09:00:00Z","id":"e","steps":[{"after_minutes":0,"notify":[{"target":"next:p","who":[]},{"target":"team:t","who":["team:t"]}]}]}`
	const handover = `{"version":1,"report":"handover","from":"2026-01-05 00:00","until":"2026-02-02 00:00","handovers":[{"schedule":"p","at":"2026-01-05T09:00:00Z","out":"","in":"Ana","stay":"","contact":"","why":"week, turn 0"}]}`
	const pay = `{"version":1,"report":"pay","from":"2026-01-05","until":"2026-02-02T00:00:00Z","pay":[{"who":"ana","name":"Ana","kind":"person","schedule":null,"basis":"total","band":null,"exact_seconds":3600,"paid_seconds":null,"count":null,"rate":null,"amount":"12.50","currency":"EUR"}]}`
	for _, c := range []struct {
		schema, doc string
		ok          bool
	}{
		{"apply", apply, true},
		{"explain", explain, true},
		{"what-if", whatIf, true},
		{"person", person, true},
		{"escalation", escalation, true},
		{"apply", strings.Replace(apply, `"state":"failed","steps"`, `"state":"broken","steps"`, 1), false},
		{"apply", strings.Replace(apply, `,"wrote":true`, ``, 1), false},
		{"apply", strings.Replace(apply, `"left":[{`, `"left":[{"state":"done",`, 1), false},
		{"explain", strings.Replace(explain, `"stage":"turn"`, `"stage":"luck"`, 1), false},
		{"explain", strings.Replace(explain, `"open":false`, `"opened":false`, 1), false},
		{"what-if", strings.Replace(whatIf, `"before":[]`, `"before":null`, 1), false},
		{"person", strings.Replace(person, `"on":[`, `"on":[],"off":[`, 1), false},
		{"person", strings.Replace(person, `"who":"ana"`, `"who":""`, 1), false},
		{"escalation", strings.Replace(escalation, `next:p`, `soon:p`, 1), false},
		{"escalation", strings.Replace(escalation, `"after_minutes":0`, `"after_minutes":-1`, 1), false},
		{"timeline", timeline, true},
		{"timeline", shifts, true},
		{"who", who, true},
		{"findings", findings, true},
		{"plan", plan, true},
		{"timeline", strings.Replace(timeline, `"version":1`, `"version":2`, 1), false},
		{"timeline", strings.Replace(timeline, "09:00:00Z", "09:00:00+00:00", 1), false},
		{"timeline", strings.Replace(timeline, `"cover"`, `"luck"`, 1), false},
		{"timeline", strings.Replace(timeline, `"spans"`, `"span"`, 1), false},
		{"timeline", strings.Replace(timeline, `,"on_call":[]`, ``, 1), false},
		{"timeline", strings.Replace(shifts, `"turn":-1`, `"turn":-2`, 1), false},
		{"who", strings.Replace(who, `"team"`, `"schedule"`, 1), false},
		{"who", strings.Replace(who, `"next":[]`, `"next":null`, 1), false},
		{"findings", strings.Replace(findings, `warning`, `bad`, 1), false},
		{"findings", strings.Replace(findings, `"findings":[`, `"silenced":[],"findings":[`, 1), true},
		{"findings", strings.Replace(findings, `"findings":[{`, `"findings":[],"silenced":[{`, 1), false}, // by no silence
		{"report", handover, true},
		{"report", strings.Replace(handover, `"handovers":[{`, `"moves":[{`, 1), false},
		{"report", strings.Replace(handover, `"handover"`, `"hours"`, 1), false},
		{"report", pay, true},
		{"report", strings.Replace(pay, `"12.50"`, `12.50`, 1), false},
		{"report", strings.Replace(pay, `"total"`, `"bonus"`, 1), false},
		{"plan", strings.Replace(plan, `"update"`, `"replace"`, 1), false},
		{"plan", strings.Replace(plan, `"digest":"0123456789abcdef0123456789abcdef",`, ``, 1), false},
		{"plan", strings.Replace(plan, `"reason":`, `"why":`, 1), false},
	} {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(c.doc))
		if err != nil {
			t.Fatal(err)
		}
		if err := compile(t, c.schema).Validate(doc); (err == nil) != c.ok {
			t.Errorf("%s of %s: %v", c.schema, c.doc, err)
		}
	}
}
