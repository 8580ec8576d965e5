package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters"
)

// maxQuiet is how many stretches of silence a change of a mute lists.
const maxQuiet = 4

// muted tells what a change of a mute silences, in words: "muted: Sat 10 Jan 22:00 – Sun 11 Jan 06:00".
func muted(e *plan.MuteEffect, most int) []string {
	var out []string
	for _, part := range []struct {
		what string
		set  span.Set[civil.Instant]
	}{{"muted: ", e.Added}, {"no longer muted: ", e.Removed}} {
		if len(part.set) > 0 {
			out = append(out, part.what+stretchesOf(part.set, e.Zone, most))
		}
	}
	for _, l := range e.Losses {
		what := "declared and not muted: "
		if l.Silent {
			what = "muted and not declared: "
		}
		out = append(out, what+stretchesOf(span.Of(l.Span), e.Zone, most)+" ("+exporters.Clean(l.Reason)+")")
	}
	return out
}

// stretchesOf lists stretches on a zone's clock; nil: UTC.
func stretchesOf(set span.Set[civil.Instant], z *civil.Zone, most int) string {
	if z == nil {
		z = civil.NewZone("UTC", time.UTC)
	}
	k := clockFor(z, window{Start: set[0].Start, End: set[len(set)-1].End})
	var parts []string
	for i, s := range set {
		if i == most {
			parts = append(parts, fmt.Sprintf("and %s more until %s", stretches(len(set)-i), k.stamp(set[len(set)-1].End)))
			break
		}
		parts = append(parts, k.stamp(s.Start)+" – "+k.stamp(s.End))
	}
	return strings.Join(parts, ", ") + " (" + z.String() + ")"
}

// deferredLines tells what the mutes at a vendor wait for.
func deferredLines(v *plan.Vendor) []string {
	var out []string
	for _, d := range v.Deferred {
		name := titleOf(&diff.Change{Name: d.Name, ID: engine.ScheduleID(d.ID)})
		for _, w := range d.Waits {
			out = append(out, name+": "+exporters.Clean(w))
		}
		if d.Drifts > 0 {
			out = append(out, name+": "+drifts(&d))
		}
		if len(d.Windows) > 0 {
			out = append(out, fmt.Sprintf("%s: %s; a run from %s until %s makes the first", name, stretchesOf(d.Windows, d.Zone, maxQuiet), d.From, d.Until))
		}
	}
	return out
}

// drifts tells what becomes of a weekly mute when the job stops.
func drifts(d *plan.Deferred) string {
	k := clockFor(d.Zone, window{Start: d.Drifts, End: d.Drifts})
	return fmt.Sprintf("follows the clock of %s; if this job stops, it silences other minutes than declared from %s on", d.Zone, k.stamp(d.Drifts))
}

// mute tells a change of a mute: the objects, then when they silence.
func (t PlanText) mute(w *page, c *plan.Change) {
	for _, f := range fieldLines(&c.Change) {
		w.field(f)
	}
	if t.Verbose {
		for i, s := range c.Steps {
			w.line(4, faint, fmt.Sprintf("step %d: %s", i+1, exporters.Clean(s.Says())))
		}
	}
	most := maxQuiet
	if t.Verbose {
		most = t.most()
	}
	for _, line := range muted(c.Mute, most) {
		w.line(2, "", line)
	}
	for _, n := range c.Notes {
		w.line(2, "", "note: "+exporters.Clean(n))
	}
}

// deferred lists what waits for its time.
func (t PlanText) deferred(w *page, v *plan.Vendor) {
	lines := deferredLines(v)
	if len(lines) == 0 {
		return
	}
	w.gap()
	w.line(0, "", fmt.Sprintf("Deferred at %s, until their time has come:", v.Vendor))
	for _, l := range lines {
		w.line(2, "", l)
	}
}

// mutesOnly reports whether a plan changes mutes and no schedule: nobody's hours are touched.
func mutesOnly(p *plan.Plan) bool {
	for i := range p.Vendors {
		for j := range p.Vendors[i].Changes {
			if p.Vendors[i].Changes[j].Mute == nil {
				return false
			}
		}
	}
	return true
}

// nounOf names what the changes at a vendor are about.
func nounOf(v *plan.Vendor) string {
	mutes := 0
	for i := range v.Changes {
		if v.Changes[i].Mute != nil {
			mutes++
		}
	}
	switch mutes {
	case 0:
		return "schedule"
	case len(v.Changes):
		return "mute"
	default:
		return "object"
	}
}

// addMuteDoc adds to a change what only a mute has.
func addMuteDoc(doc *changeDoc, e *plan.MuteEffect) {
	doc.Kind = "mute"
	for _, l := range e.Losses {
		d := lossDoc{Start: l.Start.String(), End: l.End.String(), Expected: []string{"muted"}, Actual: []string{}, Reason: l.Reason}
		if l.Silent {
			d.Expected, d.Actual = d.Actual, d.Expected
		}
		doc.Losses = append(doc.Losses, d)
	}
}

// deferredDocs writes what waits as changes with the action `deferred`; the windows are fields without a before.
func deferredDocs(v *plan.Vendor) []changeDoc {
	var out []changeDoc
	for _, d := range v.Deferred {
		doc := changeDoc{Action: diff.Deferred, Kind: "mute", ID: engine.ScheduleID(d.ID), Name: d.Name, Fields: []fieldDoc{}, Losses: []lossDoc{}, Notes: d.Waits}
		if d.Drifts > 0 {
			doc.Notes = append(slices.Clone(doc.Notes), drifts(&d))
		}
		for _, s := range d.Windows {
			text := s.Start.String() + "/" + s.End.String()
			doc.Fields = append(doc.Fields, fieldDoc{Path: "window", After: &text})
		}
		out = append(out, doc)
	}
	return out
}

// mute writes the silence of a mute's change as a list.
func (m PlanMarkdown) mute(b *strings.Builder, e *plan.MuteEffect) {
	for _, line := range muted(e, maxQuiet) {
		b.WriteString("- " + cell(line) + "\n")
	}
	b.WriteString("\n")
}
