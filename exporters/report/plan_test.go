package report_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters/exportertest"
	"github.com/schedsync/schedsync/exporters/report"
)

// week is a window of the samples.
func week(t *testing.T) span.Span[civil.Instant] {
	z := payments(t).Zone
	return span.Span[civil.Instant]{Start: exportertest.At(z, "2026-01-05 09:00"), End: exportertest.At(z, "2026-01-12 09:00")}
}

// planOf makes a plan of changes at Opsgenie.
func planOf(t *testing.T, changes ...plan.Change) *plan.Plan {
	return &plan.Plan{
		Owner: "acme", Policy: engine.PolicyUpsert, Window: week(t), Digest: "0123456789abcdef0123456789abcdef",
		Vendors: []plan.Vendor{{Vendor: "opsgenie", Base: "b", Changes: changes}},
	}
}

// field makes a change of one field.
func field(t *testing.T, path, before, after string) plan.Change {
	c := update(t, "pay")
	c.Fields = []diff.Field{{Path: path, Before: before, After: after}}
	return c
}

func TestPlanTextFields(t *testing.T) {
	long := "p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11"
	for _, tc := range []struct{ name, path, before, after, want string }{
		{"a short list", "rotations.week.people", "ana, bo", "bo, ana", "~ rotation week, people: ana, bo → bo, ana"},
		{"appended", "rotations.week.people", long, long + ", eli", "~ rotation week, people: 11 → 12 entries: eli is added 12th"},
		{"in front", "rotations.week.people", long, "eli, " + long, "~ rotation week, people: 11 → 12 entries: eli is added 1st"},
		{"removed", "rotations.week.people", long, strings.Replace(long, "p3, ", "", 1), "~ rotation week, people: 11 → 10 entries: p3 goes (was 3rd)"},
		{"replaced", "rotations.week.people", long, strings.Replace(long, "p2,", "none,", 1), "~ rotation week, people: 11 entries: p2 goes (was 2nd), none is added 2nd"},
		{"moved", "rotations.week.people", long, "p11, " + strings.TrimSuffix(long, ", p11"), "~ rotation week, people: 11 entries: p11 moves from 11th to 1st"},
		{"one of two occurrences", "rotations.week.people", long + ", p1", long, "~ rotation week, people: 12 → 11 entries: p1 goes (was 12th)"},
		{"no restriction any more", "rotations.week.only", "mon-fri 09:00–17:00", "", "~ rotation week, only: mon-fri 09:00–17:00 → always"},
		{"an end", "rotations.week.until", "", "2026-02-02 09:00 +00:00", "~ rotation week, until: no end → 2026-02-02 09:00 +00:00"},
		{"a name with dots", "rotations.a.b.every", "1 week", "2 weeks", "~ rotation a.b, every: 1 week → 2 weeks"},
		{"a rotation goes", "rotations.old", "ana every 1 day, wall clock", "", "- rotation old: ana every 1 day, wall clock"},
		{"a rotation comes", "rotations.new.people", "", "ana, bo", "+ rotation new: ana, bo"},
		{"a description comes", "description", "", "First responder", "~ description: none → First responder"},
		{"an override goes", "overrides.x/y", "ana from a until b", "", "- override: ana from a until b"},
		{"text of others", "description", "a\x1b[31m\nb\u202e", "c", "~ description: a[31m b → c"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := report.PlanText{Width: 200}.Encode(planOf(t, field(t, tc.path, tc.before, tc.after)))
			if want := "\n    " + tc.want + "\n"; !strings.Contains(got, want) {
				t.Errorf("want the line %q, got:\n%s", tc.want, got)
			}
		})
	}
}

// shift is a move of a number of hours from one to another.
func shift(from, hours int, before, after string) diff.Move {
	m := diff.Move{Span: span.Span[civil.Instant]{Start: civil.Instant(from * civil.Hour), End: civil.Instant((from + hours) * civil.Hour)}}
	for _, p := range []struct {
		ids string
		to  *[]engine.Participant
	}{{before, &m.Before}, {after, &m.After}} {
		for id := range strings.FieldsSeq(p.ids) {
			*p.to = append(*p.to, engine.Person(engine.PersonID(id)))
		}
	}
	return m
}

func TestPlanTextSaysWhoGivesAndTakes(t *testing.T) {
	for _, tc := range []struct {
		name  string
		moves []diff.Move
		want  string
	}{
		{"nobody", nil, "nobody's hours move in the next 7 days"},
		{"one to one", []diff.Move{shift(0, 9, "bo", "ana")}, "Bo Li gives 9 h to Ana Sousa"},
		{"half hours", []diff.Move{{Span: span.Span[civil.Instant]{Start: 0, End: 1800}, Before: []engine.Participant{engine.Person("bo")}, After: []engine.Participant{engine.Person("ana")}}}, "Bo Li gives 0.5 h to Ana Sousa"},
		{"a swap", []diff.Move{shift(0, 9, "bo", "ana"), shift(9, 9, "ana", "bo")}, "everybody keeps as many hours, at other times"},
		{"beside somebody", []diff.Move{shift(0, 9, "bo", "ana bo")}, "Ana Sousa takes 9 h"},
		{"nobody's hours", []diff.Move{shift(0, 9, "", "ana")}, "Ana Sousa takes 9 h"},
		{"a gap", []diff.Move{shift(0, 9, "bo", "")}, "Bo Li gives 9 h; 9 h are left with nobody"},
		{"a gap for another gap", []diff.Move{shift(0, 9, "bo", ""), shift(9, 9, "", "ana")}, "Ana Sousa takes 9 h, Bo Li gives 9 h; 9 h are left with nobody"},
		{"three", []diff.Move{shift(0, 9, "bo", "ana"), shift(9, 3, "bo", "dee")}, "Ana Sousa takes 9 h, Dee O'Brien, R&D takes 3 h, Bo Li gives 12 h"},
		{"many", []diff.Move{shift(0, 1, "a", "b"), shift(1, 2, "c", "d"), shift(3, 9, "e", "f")}, "f takes 9 h, e gives 9 h, d takes 2 h, c gives 2 h, and 2 more"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := update(t, "pay")
			c.Moves = tc.moves
			got := strings.Split(report.PlanText{Names: people(), Width: 200}.Encode(planOf(t, c)), "\n")[1]
			if want := strings.TrimSuffix(got, ", in the next 7 days"); want != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestPlanTextOfLimits(t *testing.T) {
	p := planOf(t)
	p.Limits = []plan.Limit{
		{Name: "deletes", Value: "3", Max: "5"},
		{Name: "deletes", Value: "4", Max: "5"},
		{Name: "deletes", Value: "6", Max: "5", Exceeded: true},
		{Name: "new_gap", Value: "50m", Max: "1h"},
		{Name: "new_gap", Value: "30m", Max: "1h"},
		{Name: "new_gap", Value: "0m", Max: "0m"},
		{Name: "changed_percent", Value: "100% (1 of 1)", Max: "30%"},
		{Name: "changed_percent", Value: "31% (8 of 26)", Max: "30%", Exceeded: true},
	}
	want := []string{
		"limit deletes: 4, at most 5",
		"limit deletes: 6, at most 5: EXCEEDED, so apply refuses; do less at a time, or raise sync.limits.deletes",
		"limit new_gap: 50m, at most 1h",
		"limit changed_percent: 31% (8 of 26), at most 30%: EXCEEDED, so apply refuses; do less at a time, or raise sync.limits.changed_percent",
	}
	limits := func(text string) []string {
		return slices.DeleteFunc(strings.Split(text, "\n"), func(l string) bool { return !strings.HasPrefix(l, "limit ") })
	}
	if d := cmp.Diff(want, limits(report.PlanText{Width: 200}.Encode(p))); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	if got := limits(report.PlanText{Width: 200, Verbose: true}.Encode(p)); len(got) != len(p.Limits) ||
		got[6] != "limit changed_percent: 100% (1 of 1), at most 30%; it does not bite for so few schedules (at_least)" {
		t.Errorf("-v shows %q", got)
	}
}

func TestPlanTextOfNoVendor(t *testing.T) {
	if got := (report.PlanText{}).Encode(&plan.Plan{}); got != "Nothing to plan: no schedule has a target.\n" {
		t.Errorf("got %q", got)
	}
	two := &plan.Plan{Vendors: []plan.Vendor{{Vendor: "opsgenie"}, {Vendor: "zenduty"}}}
	if got := (report.PlanText{}).Encode(two); got != "No changes: opsgenie and zenduty show what is declared.\n" {
		t.Errorf("got %q", got)
	}
}

// busy is a plan with everything that has a line.
func busy(t *testing.T) *plan.Plan {
	c := update(t, "pay")
	c.Held = "changes who is on call before the end of the freeze; --now-ok lets it through"
	c.Notes = []string{"a note with quite some words in it, so that it has to be wrapped on a narrow terminal"}
	for i := range 15 {
		c.Moves = append(c.Moves, shift(int(week(t).Start/civil.Hour)+2*i, 1, "ana bo", "dee"))
		c.Losses = append(c.Losses, plan.Loss{Move: c.Moves[i], Reason: "the vendor counts in its own way"})
	}
	c.Foreign = []engine.Override{{From: civil.AtInstant(0), Until: civil.AtInstant(civil.Hour), Who: engine.Entry{engine.Person("bo")}, Rotations: []engine.RotationID{"week", "night"}}}
	p := planOf(t, c)
	p.Vendors[0].Problems = []plan.Problem{{Schedule: "pay", Path: "rotations.week.start", Text: "somewhat wrong"}}
	p.Vendors[0].Notes = []string{"something else"}
	p.Hours = []diff.Hours{{Who: engine.Person("ana"), Before: 3600, After: 1800}}
	p.Limits = []plan.Limit{{Name: "deletes", Value: "6", Max: "5", Exceeded: true}}
	return p
}

func TestPlanTextKeepsToTheWidth(t *testing.T) {
	for _, width := range []int{40, 60, 80, 120} {
		for line := range strings.Lines(report.PlanText{Names: people(), Width: width}.Encode(busy(t))) {
			if n := utf8.RuneCountInString(strings.TrimSpace(line)); n > width && strings.Contains(strings.TrimSpace(line), " ") {
				t.Errorf("width %d: a line of %d columns: %s", width, n, line)
			}
		}
	}
}

func TestPlanTextColoursOnlyRepeat(t *testing.T) {
	plain := report.PlanText{Names: people()}.Encode(busy(t))
	coloured := report.PlanText{Names: people(), Color: true}.Encode(busy(t))
	if coloured == plain {
		t.Fatal("no colours when asked for")
	}
	for _, code := range []string{"\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[1;31m", "\x1b[32m", "\x1b[33m"} {
		coloured = strings.ReplaceAll(coloured, code, "")
	}
	if d := cmp.Diff(plain, coloured); d != "" {
		t.Errorf("-plain +coloured:\n%s", d)
	}
}

func TestPlanMarkdownStaysShort(t *testing.T) {
	template := busy(t).Vendors[0].Changes[0]
	for _, n := range []int{1, 100, 3000} {
		var changes []plan.Change
		for i := range n {
			c := template
			c.ID = engine.ScheduleID(fmt.Sprintf("s%04d", i))
			c.Name = strings.Repeat("<&@é", 400)
			c.Fields = []diff.Field{{Path: "description", Before: strings.Repeat("|_", 2000), After: "x"}}
			changes = append(changes, c)
		}
		p := planOf(t, changes...)
		for i := range 500 {
			p.Hours = append(p.Hours, diff.Hours{Who: engine.Person(engine.PersonID(strings.Repeat("@", i*10))), After: 3600})
			p.Vendors[0].Problems = append(p.Vendors[0].Problems, plan.Problem{Text: strings.Repeat("<", 1000)})
			p.Vendors[0].Notes = append(p.Vendors[0].Notes, strings.Repeat("`", 1000))
		}
		got := report.PlanMarkdown{Names: people()}.Encode(p)
		if len(got) >= 60_000 || !utf8.ValidString(got) {
			t.Errorf("%d changes: %d bytes", n, len(got))
		}
		if opened, closed := strings.Count(got, "<details>"), strings.Count(got, "</details>"); opened != closed {
			t.Errorf("%d changes: %d details are opened, %d closed", n, opened, closed)
		}
		if cut := strings.Contains(got, "are left out here"); cut != (n > 1) {
			t.Errorf("%d changes: it says that something is left out: %t", n, cut)
		}
	}
}

func TestPlanMarkdownReachesNobody(t *testing.T) {
	nasty := "@bo team/x#12 GH-1 !7 https://example.com www.example.com [a](b) <img src=x> `c` | **d** &amp; $e$ ~~f~~"
	c := update(t, "pay")
	c.Name, c.Notes, c.Held = nasty, []string{nasty}, nasty
	c.Fields = []diff.Field{{Path: "rotations." + nasty + ".people", Before: "", After: nasty}, {Path: "name", Before: nasty, After: nasty + "x"}}
	p := planOf(t, c)
	p.Vendors[0].Problems = []plan.Problem{{Text: nasty}}
	got := report.PlanMarkdown{}.Encode(p)
	for _, bad := range []string{"@bo", "#12", "!7", "https://", "www.e", "<img"} {
		if strings.Contains(got, bad) {
			t.Errorf("%q is in the comment:\n%s", bad, got)
		}
	}
	for line := range strings.Lines(got) {
		bare := strings.ReplaceAll(line, `\|`, "")
		if strings.HasPrefix(line, "|") && strings.Count(bare, "|") != 5 && strings.Count(bare, "|") != 6 {
			t.Errorf("a row with another number of cells: %s", line)
		}
		if !strings.HasPrefix(line, "<details>") && strings.Contains(strings.ReplaceAll(line, "\\`", ""), "`c") {
			t.Errorf("a code span of a name: %s", line)
		}
	}
}

func TestReadPlan(t *testing.T) {
	good := busyJSON(t)
	saved, err := report.ReadPlan(good)
	if err != nil {
		t.Fatal(err)
	}
	if saved.Digest != busy(t).Digest || !slices.Equal(saved.Vendors, []engine.Vendor{"opsgenie"}) {
		t.Errorf("got %s, %v", saved.Digest, saved.Vendors)
	}
	if err := saved.Shows(busy(t)); err != nil {
		t.Error(err)
	}
	var spaced bytes.Buffer
	if err := json.Indent(&spaced, good, "\r", "\t"); err != nil {
		t.Fatal(err)
	}
	if _, err := report.ReadPlan(spaced.Bytes()); err != nil {
		t.Errorf("other white space: %v", err)
	}
	swap := func(old, with string) []byte {
		out := bytes.Replace(good, []byte(old), []byte(with), 1)
		if bytes.Equal(out, good) {
			t.Fatalf("the plan has no %s", old)
		}
		return out
	}
	for _, tc := range []struct {
		name string
		data []byte
		want string
	}{
		{"empty", nil, "it is not the JSON that"},
		{"YAML", []byte("version: 1\n"), "it is not the JSON that"},
		{"cut short", good[:len(good)/2], "it is not the JSON that"},
		{"a list", []byte("[]"), "`plan --out` writes: found a JSON array at byte 1"},
		{"a list of texts", swap(`"fields": [`, `"fields": ["x",`), "found a JSON string at byte"},
		{"null", []byte("null"), "it has no version"},
		{"something behind it", append(slices.Clone(good), "{}"...), "something follows the plan"},
		{"another version", swap(`"version": 1`, `"version": 2`), "its version is 2 and this program reads 1"},
		{"no version", swap(`"version": 1,`, ""), "it has no version"},
		{"a timeline", []byte(`{"version": 1, "from": "x", "schedules": []}`), "so it is not a plan"},
		{"no checksum", swap(`"checksum": "`, `"sum": "`), "it has no checksum"},
		{"another checksum", swap(`"checksum": "`, `"checksum": "0`), "altered after it was saved"},
		{"no digest", swap(`"digest": "0123456789abcdef0123456789abcdef",`, ""), "altered"},
		{"another digest", swap("0123456789abcdef", "0123456789abcdeX"), "altered"},
		{"another now", swap(`"now": "2026-01-05`, `"now": "2026-01-06`), "altered"},
		{"a nameless vendor", swap(`"vendor": "opsgenie"`, `"vendor": ""`), "altered"},
		{"another action", swap(`"action": "update"`, `"action": "refresh"`), "altered"},
		{"somebody else", swap(`"ana"`, `"bob"`), "altered"},
		{"an hour more", swap(`"hours": [`, `"hours": [{"who": "x", "before": 0, "after": 1},`), "altered"},
		{"a key twice", swap(`"owner":`, `"owner": "x", "owner":`), "altered"},
		{"a key of another", swap(`"owner":`, `"approved": true, "owner":`), "altered"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := report.ReadPlan(tc.data)
			if err == nil || !strings.Contains(err.Error(), tc.want) || !strings.HasPrefix(err.Error(), "reading the saved plan: ") {
				t.Errorf("got %v, want something with %q", err, tc.want)
			}
		})
	}
}

// TestSavedPlanShows: a file with another text under the right digest is refused though its checksum is right, as somebody
// can make it who knows how.
func TestSavedPlanShows(t *testing.T) {
	for name, alter := range map[string]func(*plan.Plan){
		"another name":   func(p *plan.Plan) { p.Vendors[0].Changes[0].Name = "Other" },
		"another action": func(p *plan.Plan) { p.Vendors[0].Changes[0].Action = diff.Adopt },
		"another id":     func(p *plan.Plan) { p.Vendors[0].Changes[0].ID = "other" },
		"a change less":  func(p *plan.Plan) { p.Vendors[0].Changes = p.Vendors[0].Changes[1:] },
		"a vendor less":  func(p *plan.Plan) { p.Vendors = nil },
		"another owner":  func(p *plan.Plan) { p.Owner = "other" },
		"another field": func(p *plan.Plan) {
			p.Vendors[0].Changes[0].Fields = append(p.Vendors[0].Changes[0].Fields, diff.Field{Path: "x", After: "y"})
		},
	} {
		p := busy(t)
		alter(p)
		b, err := report.PlanJSON(p)
		if err != nil {
			t.Fatal(err)
		}
		saved, err := report.ReadPlan(b)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := saved.Shows(busy(t)); !errors.Is(err, report.ErrAltered) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func busyJSON(t *testing.T) []byte {
	t.Helper()
	b, err := report.PlanJSON(busy(t))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPlanJSONHasNoNullLists(t *testing.T) {
	for _, p := range []*plan.Plan{{}, planOf(t), busy(t)} {
		b, err := report.PlanJSON(p)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(b)) {
			if strings.Contains(line, "null") && !strings.Contains(line, `"before"`) && !strings.Contains(line, `"after"`) {
				t.Errorf("null: %s", line)
			}
		}
		if p.Digest != "" {
			validate(t, "plan", b)
		}
	}
}
