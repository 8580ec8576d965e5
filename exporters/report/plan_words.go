package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/exporters"
)

// The signs before what is added, changed and taken away.
const (
	signAdd    = "+"
	signChange = "~"
	signRemove = "-"
)

// fieldLine is one difference of an object in words: a sign, what differs, and the two values. A line with one value only,
// or none, has the other empty.
type fieldLine struct {
	sign, what, before, after string
	part                      string // what a part that has dates is called; empty: it has none
	dates                     window
}

// value writes the two values of a line as one text.
func (l fieldLine) value() string {
	switch {
	case l.before == "":
		return l.after
	case l.after == "":
		return l.before
	default:
		return l.before + " → " + l.after
	}
}

// fieldLines tells the fields of a change. The keys are those of the YAML, which is what the reader edits; a rotation that
// is new stands on one line.
func fieldLines(c *diff.Change) []fieldLine {
	var out []fieldLine
	fresh := map[string]int{} // name of a new rotation -> its line
	for _, f := range c.Fields {
		before, after := exporters.Clean(f.Before), exporters.Clean(f.After)
		name, key := splitPath(f)
		switch at, ok := fresh[name]; {
		case name != "" && key == "people" && before == "":
			fresh[name] = len(out)
			out = append(out, fieldLine{sign: signAdd, what: "rotation " + name, after: after})
		case ok && name != "" && before == "":
			out[at].after += "; " + key + " " + after
		case strings.HasPrefix(f.Path, overridePath):
			out = append(out, fieldLine{signOf(f), "override", before, after, partOf(f, "override"), f.Dates})
		case name != "" && key == "":
			out = append(out, fieldLine{signOf(f), "rotation " + name, before, after, partOf(f, "single shift"), f.Dates})
		case name != "":
			out = append(out, changedField("rotation "+name+", "+key, key, before, after))
		case c.Action == diff.Create || c.Action == diff.Delete:
			out = append(out, fieldLine{sign: signOf(f), what: key, before: before, after: after})
		default:
			out = append(out, changedField(key, key, before, after))
		}
	}
	return out
}

// maxDated is how many parts with dates that come, or go, are listed one by one. More are summed up: who is on call in them
// stands in the plan anyway.
const maxDated = 6

// summedUp returns the lines with the parts that have dates brought together, where many of a kind come or go: "+ 27 single
// shifts: from … until …", in the place of the first.
func summedUp(lines []fieldLine, zone *civil.Zone, hint string) []fieldLine {
	type kind struct{ sign, part string }
	var (
		out   []fieldLine
		n     = map[kind]int{}
		dates = map[kind]window{}
	)
	for _, l := range lines {
		k := kind{l.sign, l.part}
		if n[k] == 0 {
			dates[k] = l.dates
		}
		n[k]++
		dates[k] = window{Start: min(dates[k].Start, l.dates.Start), End: max(dates[k].End, l.dates.End)}
	}
	for _, l := range lines {
		k := kind{l.sign, l.part}
		if l.part == "" || n[k] > 0 && n[k] <= maxDated {
			out = append(out, l)
			continue
		}
		if n[k] > 0 {
			sum := fieldLine{sign: l.sign, what: count(n[k], l.part)}
			value := &sum.after
			if l.sign == signRemove {
				value = &sum.before
			}
			*value = "from " + diff.At(dates[k].Start, zone) + " until " + diff.At(dates[k].End, zone) + hint
			out = append(out, sum)
			n[k] = 0
		}
	}
	return out
}

// partOf returns what a part is called if it has dates.
func partOf(f diff.Field, called string) string {
	if f.Dates.Empty() {
		return ""
	}
	return called
}

func signOf(f diff.Field) string {
	switch {
	case f.Before == "":
		return signAdd
	case f.After == "":
		return signRemove
	default:
		return signChange
	}
}

// Paths of fields (package diff) begin with these where they are about a part of the schedule.
const (
	rotationPath = "rotations."
	overridePath = "overrides."
)

// splitPath takes a field's path apart: the rotation's name, where it is about one, and the key. A rotation that goes has
// no key.
func splitPath(f diff.Field) (rotation, key string) {
	rest, ok := strings.CutPrefix(f.Path, rotationPath)
	if !ok {
		return "", exporters.Clean(f.Path)
	}
	if i := strings.LastIndexByte(rest, '.'); i >= 0 && slices.Contains([]string{"name", "people", "every", "start", "until", "only"}, rest[i+1:]) {
		return exporters.Clean(rest[:i]), rest[i+1:]
	}
	return exporters.Clean(rest), ""
}

// changedField tells a value that becomes another; what stands for "nothing" depends on the key.
func changedField(what, key, before, after string) fieldLine {
	nothing := map[string]string{"only": "always", "until": "no end"}[key]
	if nothing == "" {
		nothing = "none"
	}
	if key == "people" {
		if text := listChange(strings.Split(before, ", "), strings.Split(after, ", ")); text != "" {
			return fieldLine{sign: signChange, what: what, after: text}
		}
	}
	if before == "" {
		before = nothing
	}
	if after == "" {
		after = nothing
	}
	return fieldLine{sign: signChange, what: what, before: before, after: after}
}

// Lists of people up to this many entries are shown whole.
const shortList = 6

// listChange tells how a long list becomes another: "12 → 13 entries: eli is added 13th". Short lists give "", because
// they are read faster than described.
func listChange(before, after []string) string {
	if max(len(before), len(after)) <= shortList {
		return ""
	}
	removed, added := lineDiff(before, after)
	var parts []string
	for _, r := range removed {
		if i := slices.IndexFunc(added, func(a placed) bool { return a.text == r.text }); i >= 0 {
			parts = append(parts, fmt.Sprintf("%s moves from %s to %s", r.text, ordinal(r.at), ordinal(added[i].at)))
			added = slices.Delete(added, i, i+1)
			continue
		}
		parts = append(parts, fmt.Sprintf("%s goes (was %s)", r.text, ordinal(r.at)))
	}
	for _, a := range added {
		parts = append(parts, fmt.Sprintf("%s is added %s", a.text, ordinal(a.at)))
	}
	size := fmt.Sprintf("%d → %d entries", len(before), len(after))
	if len(before) == len(after) {
		size = fmt.Sprintf("%d entries", len(after))
	}
	return size + ": " + strings.Join(parts, ", ")
}

// placed is an entry of a list with its place, from 0.
type placed struct {
	text string
	at   int
}

// lineDiff returns what of two lists is not in their longest common subsequence.
func lineDiff(a, b []string) (removed, added []placed) {
	longest := make([][]int, len(a)+1) // longest[i][j]: of a[i:] and b[j:]
	for i := range longest {
		longest[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && longest[i+1][j] >= longest[i][j+1]:
			removed = append(removed, placed{a[i], i})
			i++
		default:
			added = append(added, placed{b[j], j})
			j++
		}
	}
	return removed, added
}

// ordinal counts a place from 1: 1st, 2nd, 3rd, 4th, 11th, 21st.
func ordinal(at int) string {
	n := at + 1
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return fmt.Sprintf("%d%s", n, suffix)
}

// coveredLines tell that parts of a schedule are written with dates, why, until when, and what comes then.
func coveredLines(c *plan.Change, zone *civil.Zone) []string {
	if c.Covered.Until == 0 {
		return nil
	}
	until := diff.At(c.Covered.Until, zoneOf(&c.Change, zone))
	if len(c.Covered.Why) == 0 {
		return []string{"as declared until " + until + "; what needs dates after that is for a later run to write"}
	}
	then := "then the rotations go on without them"
	switch {
	case c.Covered.Dry && c.Covered.Rules:
		then = "then the other rotations go on alone, and leave gaps"
	case c.Covered.Dry:
		then = "nobody is on call from then on"
	case len(c.Covered.Net) > 0:
		then = c.Covered.Net.String() + " stays on call from then on"
	}
	out := []string{fmt.Sprintf("written with dates until %s; %s, unless a run writes more", until, then)}
	for _, why := range c.Covered.Why {
		out = append(out, "because "+exporters.Clean(why))
	}
	return out
}
