package report

import (
	"fmt"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters"
)

// Verification is what one vendor's claims came to.
type Verification struct {
	Vendor   engine.Vendor
	Title    string // as people write it
	Verdicts []plan.Verdict
}

// VerifyText prints verifications for people.
type VerifyText struct {
	Names exporters.Names
	WS    *engine.Workspace // for the zones in which times are told
	Width int
	Color bool
}

// Encode returns a line for each schedule with what the comparison rests on, and below it each stretch that differs.
func (t VerifyText) Encode(list []Verification) string {
	w := newPage(t.Width, t.Color)
	for i := range list {
		w.gap()
		t.vendor(w, &list[i])
	}
	return w.String()
}

func (t VerifyText) vendor(w *page, v *Verification) {
	equal, differ, unknown := 0, 0, 0
	for i := range v.Verdicts {
		switch q := &v.Verdicts[i]; {
		case q.Problem != "":
			unknown++
		case len(q.Differences) > 0:
			differ++
		default:
			equal++
		}
	}
	line := fmt.Sprintf("%s: %s as declared", v.Title, count(equal, "schedule"))
	if differ > 0 {
		line += fmt.Sprintf(", %s not", thousands(differ))
	}
	if unknown > 0 {
		line += fmt.Sprintf(", %s could not be verified", thousands(unknown))
	}
	w.line(0, bold, line)
	for i := range v.Verdicts {
		t.verdict(w, v, &v.Verdicts[i])
	}
}

// evidenceWords say what a claim rests on.
func evidenceWords(evidence string) string {
	switch evidence {
	case "rendered":
		return "the vendor's own rendering"
	case "now-only":
		return "the vendor's answer for now only"
	default:
		return "its definition, read again"
	}
}

func (t VerifyText) verdict(w *page, v *Verification, q *plan.Verdict) {
	if q.Problem != "" {
		w.line(2, "33", fmt.Sprintf("? %s: %s", q.Schedule, exporters.Clean(q.Problem)))
		return
	}
	s := t.WS.Schedule(q.Schedule)
	k := clockFor(s.Zone, q.Window)
	until := "now"
	if q.Evidence != "now-only" {
		until = "until " + k.stamp(q.Window.End)
	}
	mark, colour := "=", "32"
	if len(q.Differences) > 0 {
		mark, colour = "≠", red
	}
	line := fmt.Sprintf("%s %s %s, by %s", mark, q.Schedule, until, evidenceWords(q.Evidence))
	if q.Foreign > 0 {
		line += fmt.Sprintf("; with %s made by somebody else", count(q.Foreign, "override"))
	}
	w.line(2, colour, line)
	for _, m := range q.Differences {
		w.pair(red, k.stamp(m.Start)+" – "+k.stamp(m.End), t.says(v, m))
	}
	for _, m := range q.Told {
		w.pair("", k.stamp(m.Start)+" – "+k.stamp(m.End), t.says(v, m)+", as the plan said")
	}
}

// says tells one difference: "declared Ana, Opsgenie says Bo".
func (t VerifyText) says(v *Verification, m engine.Difference) string {
	return fmt.Sprintf("declared %s, %s says %s", called(m.Before, t.Names), v.Title, called(m.After, t.Names))
}

type verifyDoc struct {
	Version int               `json:"version"`
	From    string            `json:"from"`
	Until   string            `json:"until"`
	Vendors []verifyVendorDoc `json:"vendors"`
}

type verifyVendorDoc struct {
	Vendor    engine.Vendor `json:"vendor"`
	Schedules []verdictDoc  `json:"schedules"`
}

type verdictDoc struct {
	ID          engine.ScheduleID `json:"id"`
	Object      string            `json:"object,omitempty"`
	Evidence    string            `json:"evidence,omitempty"`
	From        string            `json:"from,omitempty"`
	Until       string            `json:"until,omitempty"`
	Equal       bool              `json:"equal"`
	Foreign     int               `json:"foreign"`
	Differences []claimDoc        `json:"differences"`
	Told        []claimDoc        `json:"told"`
	Problem     string            `json:"problem,omitempty"`
}

type claimDoc struct {
	Start    string   `json:"start"`
	End      string   `json:"end"`
	Expected []string `json:"expected"`
	Actual   []string `json:"actual"`
}

// VerifyJSON returns the verification document (schemas/verify.schema.json): the half-open window asked about, and for each
// vendor and schedule, in the order given, what the claim rests on and the stretches in which it differs. `equal` is false
// where something differs that the plan had not told, and where nothing could be verified.
func VerifyJSON(w span.Span[civil.Instant], list []Verification) ([]byte, error) {
	doc := verifyDoc{Version: Version, From: w.Start.String(), Until: w.End.String(), Vendors: []verifyVendorDoc{}}
	for i := range list {
		v := verifyVendorDoc{Vendor: list[i].Vendor, Schedules: []verdictDoc{}}
		for j := range list[i].Verdicts {
			v.Schedules = append(v.Schedules, verdict(&list[i].Verdicts[j]))
		}
		doc.Vendors = append(doc.Vendors, v)
	}
	return encodeJSON(doc)
}

func verdict(q *plan.Verdict) verdictDoc {
	doc := verdictDoc{
		ID: q.Schedule, Object: q.Object, Evidence: q.Evidence, Foreign: q.Foreign, Problem: q.Problem,
		Equal: q.Problem == "" && len(q.Differences) == 0, Differences: claims(q.Differences), Told: claims(q.Told),
	}
	if q.Problem == "" {
		doc.From, doc.Until = q.Window.Start.String(), q.Window.End.String()
	} else {
		doc.Evidence = ""
	}
	return doc
}

func claims(list []engine.Difference) []claimDoc {
	out := make([]claimDoc, len(list))
	for i, m := range list {
		out[i] = claimDoc{m.Start.String(), m.End.String(), idsOf(m.Before), idsOf(m.After)}
	}
	return out
}

// VerifyMarkdown prints verifications as a table for a report.
func VerifyMarkdown(list []Verification) string {
	var b strings.Builder
	b.WriteString(tableRow("schedule", "vendor", "verdict", "evidence") + "|---|---|---|---|\n")
	for i := range list {
		for j := range list[i].Verdicts {
			q := &list[i].Verdicts[j]
			state := "equal"
			switch {
			case q.Problem != "":
				state = "not verified: " + q.Problem
			case len(q.Differences) > 0:
				state = "differs in " + stretches(len(q.Differences))
			}
			b.WriteString(tableRow(string(q.Schedule), string(list[i].Vendor), state, q.Evidence))
		}
	}
	return b.String()
}
