package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/exporters"
)

// PlanMarkdown is what `plan -o markdown` writes: a comment for a pull request, in the Markdown of GitHub and GitLab.
// Names come from outside, so nothing in them is markup, nobody is mentioned, no issue is referred to and no link made.
type PlanMarkdown struct {
	Names exporters.Names
	Zone  *civil.Zone // show all times in this zone; nil: each schedule's own
}

// Bounds of a comment. GitHub takes 65,536 characters; the text stays below maxMarkdown bytes and says what it leaves out.
const (
	maxMarkdown = 60_000
	maxSummary  = 20_000 // for the table of all schedules
	maxRemarks  = 8_000  // for hours, for problems, and for notes
	maxRows     = 30     // of one table below a schedule
	maxCell     = 600    // characters of one value
)

// Encode returns the comment, less than 60,000 bytes. It is the same for equal plans.
func (m PlanMarkdown) Encode(p *plan.Plan) string {
	d := &draft{}
	if p.Empty() {
		d.add("### " + escape(strings.TrimSuffix(emptyLine(p), ".")) + "\n\n")
	} else {
		m.head(d, p)
	}
	tail := m.tail(p)
	left := 0
	for i := range p.Vendors {
		v := &p.Vendors[i]
		for j := range v.Changes {
			if left > 0 || !d.fits(m.details(p, v.Vendor, &v.Changes[j]), maxMarkdown-len(tail)-200) {
				left++
			}
		}
	}
	if left > 0 {
		d.add(fmt.Sprintf("The details of %s are left out here for their length; `schedsync plan` shows them.\n\n", count(left, "more schedule")))
	}
	return strings.TrimRight(d.String()+tail, "\n") + "\n"
}

// head is the heading, the sentence about people, and the table of schedules.
func (m PlanMarkdown) head(d *draft, p *plan.Plan) {
	var lines []string
	for i := range p.Vendors {
		if v := &p.Vendors[i]; len(v.Changes) > 0 {
			lines = append(lines, escape(changesLine(v)))
		}
	}
	d.add("### " + strings.Join(lines, "; ") + "\n\n")
	d.add("**" + cell(headline(p, m.Names)) + "**\n\n")
	d.add("| | schedule | at | on call now | hours |\n|---|---|---|---|---|\n")
	left := 0
	for i := range p.Vendors {
		v := &p.Vendors[i]
		for j := range v.Changes {
			if left > 0 || !d.fits(m.summary(p, v.Vendor, &v.Changes[j]), maxSummary) {
				left++
			}
		}
	}
	if left > 0 {
		d.add(fmt.Sprintf("| | and %s | | | |\n", count(left, "more schedule")))
	}
	d.add("\n")
}

// summary is a schedule's row.
func (m PlanMarkdown) summary(p *plan.Plan, vendor engine.Vendor, c *plan.Change) string {
	now, sum := "stays", balanceOf(c.Moves).sentence(m.Names)
	if mv, ok := nowMove(c, p.Window.Start); ok {
		now = called(mv.Before, m.Names) + " → " + called(mv.After, m.Names)
	}
	state := pastOf(c.Action)
	if c.Held != "" {
		state += ", held"
	}
	return tableRow(state, titleOf(&c.Change), string(vendor), now, sum)
}

// details is what is folded away: fields, stretches, losses, notes.
func (m PlanMarkdown) details(p *plan.Plan, vendor engine.Vendor, c *plan.Change) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<details><summary>%s at %s will be %s</summary>\n\n", inHTML(titleOf(&c.Change)), inHTML(string(vendor)), pastOf(c.Action))
	if c.Held != "" {
		b.WriteString("**Held**: " + cell(c.Held) + "\n\n")
	}
	m.fields(&b, c)
	covered := coveredLines(c, m.Zone)
	for _, line := range covered {
		b.WriteString("- " + cell(line) + "\n")
	}
	if len(covered) > 0 {
		b.WriteString("\n") // else what follows is read as part of the list
	}
	if c.Mute != nil {
		m.mute(&b, c.Mute)
	} else {
		m.moves(&b, p, c)
		m.losses(&b, vendor, c)
	}
	for _, f := range first(foreignLines(c, m.Names, m.Zone)) {
		b.WriteString("- stays, made by somebody else: " + cell(f) + "\n")
	}
	for _, n := range first(c.Notes) {
		b.WriteString("- note: " + cell(n) + "\n")
	}
	return strings.TrimRight(b.String(), "\n") + "\n\n</details>\n\n"
}

func (m PlanMarkdown) fields(b *strings.Builder, c *plan.Change) {
	b.WriteString("| | what | before | after |\n|---|---|---|---|\n")
	all := fieldLines(&c.Change)
	if c.Mute == nil {
		all = summedUp(all, zoneOf(&c.Change, m.Zone), "")
	}
	for _, l := range first(all) {
		b.WriteString(tableRow(map[string]string{signAdd: "added", signRemove: "removed", signChange: "changed"}[l.sign], l.what, l.before, l.after))
	}
	more(b, len(all), 4)
	b.WriteString("\n")
}

func (m PlanMarkdown) moves(b *strings.Builder, p *plan.Plan, c *plan.Change) {
	if len(c.Moves) == 0 {
		fmt.Fprintf(b, "Nobody moves in the next %s.\n\n", length(p.Window.Length()))
		return
	}
	k := m.clock(&c.Change, c.Moves[0].Start, c.Moves[len(c.Moves)-1].End)
	fmt.Fprintf(b, "On call, by the clock of %s:\n\n| from | until | before | after |\n|---|---|---|---|\n", escape(k.zone.String()))
	for _, mv := range first(c.Moves) {
		b.WriteString(tableRow(k.stamp(mv.Start), k.stamp(mv.End), called(mv.Before, m.Names), called(mv.After, m.Names)))
	}
	more(b, len(c.Moves), 4)
	b.WriteString("\n")
}

func (m PlanMarkdown) clock(c *diff.Change, from, until civil.Instant) clock {
	k := clockFor(zoneOf(c, m.Zone), window{Start: from, End: until})
	k.offset = true // a comment is read in other zones than the schedule's
	return k
}

func (m PlanMarkdown) losses(b *strings.Builder, vendor engine.Vendor, c *plan.Change) {
	for _, g := range lossGroups(c.Losses) {
		fmt.Fprintf(b, "%s will show others than declared: %s\n\n| from | until | declared | shown |\n|---|---|---|---|\n", escape(string(vendor)), cell(g[0].Reason))
		k := m.clock(&c.Change, g[0].Start, g[len(g)-1].End)
		for _, l := range first(g) {
			b.WriteString(tableRow(k.stamp(l.Start), k.stamp(l.End), called(l.Before, m.Names), called(l.After, m.Names)))
		}
		more(b, len(g), 4)
		b.WriteString("\n")
	}
}

// tail is what always stands at the end: hours, problems, notes, limits, the digest.
func (m PlanMarkdown) tail(p *plan.Plan) string {
	d := &draft{}
	if len(p.Hours) > 0 {
		d.add("| who | hours before | after | |\n|---|--:|--:|--:|\n")
		end := d.Len() + maxRemarks
		for i, h := range p.Hours {
			if i == maxRows || !d.fits(tableRow(m.Names.Of(h.Who), hours(h.Before), hours(h.After), signed(h.After-h.Before)), end) {
				d.add(tableRow(fmt.Sprintf("and %s more", thousands(len(p.Hours)-i)), "", "", ""))
				break
			}
		}
		d.add("\n")
	}
	var problems, notes, later []string
	for i := range p.Vendors {
		v := &p.Vendors[i]
		for _, q := range v.Problems {
			problems = append(problems, string(v.Vendor)+": "+q.String())
		}
		for _, l := range deferredLines(v) {
			later = append(later, string(v.Vendor)+": "+l)
		}
		for _, n := range v.Notes {
			notes = append(notes, string(v.Vendor)+": "+n)
		}
	}
	d.list("**To be mended before anything is written**", problems)
	d.list("Deferred, until their time has come", later)
	d.list("Notes", notes)
	var limits []string
	for _, l := range p.Limits {
		if limitShown(l) {
			limits = append(limits, limitLine(l))
		}
	}
	d.list("Limits", limits)
	if !p.Empty() {
		d.add(fmt.Sprintf("%s, digest `%s`\n", callsLine(p), p.Digest))
	}
	return d.String()
}

// draft is a text that grows within bounds.
type draft struct{ strings.Builder }

func (d *draft) add(s string) { d.WriteString(s) }

// fits adds s when the text then still has at most limit bytes, and reports whether it did.
func (d *draft) fits(s string, limit int) bool {
	if d.Len()+len(s) > limit {
		return false
	}
	d.add(s)
	return true
}

// list adds a list under a heading, as much of it as maxRemarks bytes hold.
func (d *draft) list(head string, items []string) {
	if len(items) == 0 {
		return
	}
	d.add(head + "\n\n")
	end := d.Len() + maxRemarks
	for i, s := range items {
		if !d.fits("- "+cell(s)+"\n", end) {
			d.add(fmt.Sprintf("- and %s more\n", thousands(len(items)-i)))
			break
		}
	}
	d.add("\n")
}

// first returns the first rows of a table, as many as are shown.
func first[T any](list []T) []T { return list[:min(len(list), maxRows)] }

// more says how many rows of a table with that many columns are not shown.
func more(b *strings.Builder, n, columns int) {
	if n > maxRows {
		b.WriteString(tableRow(slices.Concat([]string{fmt.Sprintf("and %s more", thousands(n-maxRows))}, make([]string, columns-1))...))
	}
}

// tableRow writes a row of a table.
func tableRow(cells ...string) string {
	var b strings.Builder
	b.WriteString("|")
	for _, c := range cells {
		b.WriteString(" " + cell(c) + " |")
	}
	return b.String() + "\n"
}

// inHTML escapes a value for a line of HTML, in which Markdown is not read.
func inHTML(s string) string {
	return strings.NewReplacer(append(quiet(), "&", "&amp;", "<", "&lt;", ">", "&gt;")...).Replace(short(s))
}

// short cuts a value where it is very long.
func short(s string) string {
	s = exporters.Clean(s)
	if r := []rune(s); len(r) > maxCell {
		return string(r[:maxCell]) + "…"
	}
	return s
}

// cell escapes a value and cuts it where it is very long.
func cell(s string) string { return escape(short(s)) }

// quiet lists what would mention, refer or link, each with the same text that does not: behind it, or in the middle of it,
// stands a space without width.
func quiet() []string {
	const zeroWidth = "\u200b"
	return []string{
		"@", "@" + zeroWidth, "#", "#" + zeroWidth, "!", "!" + zeroWidth, "://", ":" + zeroWidth + "//", "www.", "www" + zeroWidth + ".",
	}
}

// escape makes text of any origin plain text in Markdown, inside and outside of tables.
func escape(s string) string {
	return strings.NewReplacer(append(quiet(),
		"&", "&amp;", "<", "&lt;", ">", "&gt;", "\\", `\\`, "`", "\\`",
		"*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "|", `\|`, "~", `\~`, "$", `\$`,
	)...).Replace(exporters.Clean(s))
}
