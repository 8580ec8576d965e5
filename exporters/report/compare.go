package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/compare"
	"github.com/schedsync/schedsync/exporters"
)

// CompareText prints a comparison for a terminal: a line for each schedule, and each differing stretch below it.
type CompareText struct {
	Width int
	Color bool
}

// Encode returns the text.
func (t CompareText) Encode(r *compare.Result) string {
	w := newPage(t.Width, t.Color)
	w.line(0, bold, fmt.Sprintf("%s, and %s: %s", exporters.Clean(r.A), exporters.Clean(r.B), compareVerdict(r)))
	for i := range r.Pairs {
		p := &r.Pairs[i]
		mark, verdict, k := pairVerdict(p)
		colour := "32"
		if mark != "=" {
			colour = red
		}
		w.line(0, colour, mark+" "+pairTitle(p)+": "+verdict)
		if p.Changed != "" {
			w.line(2, "", exporters.Clean(p.Changed))
		}
		for _, d := range p.Differences {
			w.pair(red, k.stamp(d.Start)+" – "+k.stamp(d.End), whoIn(r, d.Before)+" → "+whoIn(r, d.After))
		}
	}
	for _, l := range loneLines(r) {
		w.line(0, "33", l)
	}
	return w.String()
}

// compareVerdict sums a comparison up.
func compareVerdict(r *compare.Result) string {
	n := 0
	for i := range r.Pairs {
		if mark, _, _ := pairVerdict(&r.Pairs[i]); mark != "=" {
			n++
		}
	}
	if len(r.Pairs) == 0 {
		return "no schedule in both"
	}
	text := fmt.Sprintf("%s in both, %s different", count(len(r.Pairs), "schedule"), thousands(n))
	if r.Equal() {
		text = fmt.Sprintf("%s in both, all equal", count(len(r.Pairs), "schedule"))
	}
	return text
}

func pairTitle(p *compare.Pair) string {
	title := exporters.Clean(p.A.Name)
	if id := string(p.A.ID); id != "" && id != p.A.Name {
		title += " (" + exporters.Clean(id) + ")"
	}
	if !strings.EqualFold(p.A.Name, p.B.Name) && p.B.Name != "" && string(p.A.ID) != p.B.Name {
		title += ", there " + exporters.Clean(p.B.Name)
	}
	return title
}

// pairVerdict says in a sign and a few words how two schedules stand to each other.
func pairVerdict(p *compare.Pair) (mark, verdict string, k clock) {
	zone := p.A.Zone
	if zone == nil {
		zone = p.B.Zone
	}
	if why := p.A.Away + p.B.Away; why != "" || zone == nil {
		return "?", "cannot be compared: " + exporters.Clean(why), k
	}
	k = clockFor(zone, p.Window)
	switch {
	case p.Window.Empty():
		return "?", "nothing to compare: what is written ends before", k
	case len(p.Differences) > 0:
		return "≠", fmt.Sprintf("differs in %s until %s", stretches(len(p.Differences)), k.stamp(p.Window.End)), k
	default:
		return "=", "equal until " + k.stamp(p.Window.End), k
	}
}

func loneLines(r *compare.Result) []string {
	var out []string
	for i, list := range [][]compare.Lone{r.OnlyA, r.OnlyB} {
		side := []string{r.A, r.B}[i]
		for _, l := range list {
			line := fmt.Sprintf("only in %s: %s", exporters.Clean(side), exporters.Clean(l.Name))
			if !l.Counts {
				line += " (not ours)"
			}
			out = append(out, line)
		}
	}
	return out
}

// whoIn names people by the names of the comparison.
func whoIn(r *compare.Result, list []engine.Participant) string {
	if len(list) == 0 {
		return noOne
	}
	names := make([]string, len(list))
	for i, p := range list {
		names[i] = exporters.Clean(p.String())
		if name := exporters.Clean(r.Names[p]); name != "" {
			names[i] = name
		}
	}
	slices.Sort(names)
	return strings.Join(names, " + ")
}

// CompareMarkdown prints a comparison as Markdown. Names come from outside, so nothing in them is markup.
func CompareMarkdown(r *compare.Result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "### %s, and %s: %s\n\n", escape(r.A), escape(r.B), compareVerdict(r))
	b.WriteString(tableRow("", "schedule", "verdict") + "|---|---|---|\n")
	for i := range r.Pairs {
		mark, verdict, _ := pairVerdict(&r.Pairs[i])
		b.WriteString(tableRow(mark, pairTitle(&r.Pairs[i]), verdict))
	}
	for i := range r.Pairs {
		p := &r.Pairs[i]
		if len(p.Differences) == 0 {
			continue
		}
		_, _, k := pairVerdict(p)
		fmt.Fprintf(&b, "\n**%s**\n\n", escape(pairTitle(p)))
		if p.Changed != "" {
			b.WriteString(escape(p.Changed) + "\n\n")
		}
		b.WriteString(tableRow("when", r.A, r.B) + "|---|---|---|\n")
		for _, d := range p.Differences {
			b.WriteString(tableRow(k.stamp(d.Start)+" – "+k.stamp(d.End), whoIn(r, d.Before), whoIn(r, d.After)))
		}
	}
	for i, l := range loneLines(r) {
		if i == 0 {
			b.WriteString("\n")
		}
		b.WriteString("- " + escape(l) + "\n")
	}
	return b.String()
}

type compareDoc struct {
	Version   int              `json:"version"`
	A         string           `json:"a"`
	B         string           `json:"b"`
	From      string           `json:"from"`
	Until     string           `json:"until"`
	Equal     bool             `json:"equal"`
	Schedules []comparePairDoc `json:"schedules"`
	OnlyA     []loneDoc        `json:"only_a"`
	OnlyB     []loneDoc        `json:"only_b"`
}

type comparePairDoc struct {
	A           string     `json:"a"`
	B           string     `json:"b"`
	By          string     `json:"matched_by"`
	Until       string     `json:"until"`
	Equal       bool       `json:"equal"`
	Differences []claimDoc `json:"differences"`
	History     string     `json:"history,omitempty"` // you, they or both
	Problem     string     `json:"problem,omitempty"`
}

type loneDoc struct {
	Name    string `json:"name"`
	Differs bool   `json:"differs"`
}

// CompareJSON returns the comparison document (schemas/compare.schema.json). Of a difference `expected` is A and `actual` B.
func CompareJSON(r *compare.Result) ([]byte, error) {
	doc := compareDoc{
		Version: Version, A: r.A, B: r.B, From: r.Window.Start.String(), Until: r.Window.End.String(), Equal: r.Equal(),
		Schedules: []comparePairDoc{}, OnlyA: lones(r.OnlyA), OnlyB: lones(r.OnlyB),
	}
	for i := range r.Pairs {
		p := &r.Pairs[i]
		mark, verdict, _ := pairVerdict(p)
		d := comparePairDoc{A: refOf(p.A), B: refOf(p.B), By: p.By, Until: p.Window.End.String(), Equal: mark == "=", Differences: claims(p.Differences), History: p.History}
		if mark == "?" {
			d.Problem = verdict
		}
		doc.Schedules = append(doc.Schedules, d)
	}
	return encodeJSON(doc)
}

func refOf(s *compare.Schedule) string {
	if s.ID != "" {
		return string(s.ID)
	}
	return s.Name
}

func lones(list []compare.Lone) []loneDoc {
	out := make([]loneDoc, len(list))
	for i, l := range list {
		out[i] = loneDoc{refOf(l.Schedule), l.Counts}
	}
	return out
}
