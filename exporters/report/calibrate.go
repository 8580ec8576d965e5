package report

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/calibrate"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters"
)

// Calibration is what was found out about one vendor's open rules.
type Calibration struct {
	Vendor   engine.Vendor
	Title    string // as people write it
	Rendered bool   // the vendor renders timelines
	Findings []calibrate.Finding
}

// Wrong returns the findings of rules that are other than set, in their order.
func (c *Calibration) Wrong() []calibrate.Finding {
	var out []calibrate.Finding
	for _, f := range c.Findings {
		if f.Wrong() {
			out = append(out, f)
		}
	}
	return out
}

// CalibrationYAML returns YAML for `vendors:` with the answers that renderings gave, and as comments what each rests on and
// what stays unknown.
func CalibrationYAML(list []Calibration) string {
	var b strings.Builder
	var answered strings.Builder
	for i := range list {
		c := &list[i]
		fmt.Fprintf(&b, "# %s\n", c.summary())
		var keys []string
		for j := range c.Findings {
			f := &c.Findings[j]
			for _, line := range c.finding(f) {
				fmt.Fprintf(&b, "#   %s\n", line)
			}
			if a := f.Answer(); a != "" {
				keys = append(keys, f.Key+": "+a)
			}
		}
		if len(keys) > 0 {
			fmt.Fprintf(&answered, "  %s:\n    dialect: {%s}\n", c.Vendor, strings.Join(keys, ", "))
		}
	}
	if answered.Len() > 0 {
		fmt.Fprintf(&b, "vendors:\n%s", answered.String())
	}
	return b.String()
}

func (c *Calibration) summary() string {
	if !c.Rendered {
		return fmt.Sprintf("%s renders no timelines: its open rules are set by hand, in vendors.%s.dialect.", c.Title, c.Vendor)
	}
	told := 0
	for i := range c.Findings {
		if c.Findings[i].Answer() != "" {
			told++
		}
	}
	text := fmt.Sprintf("%s: %d of %s told by its own rendering", c.Title, told, count(len(c.Findings), "open rule"))
	if n := len(c.Wrong()); n > 0 {
		text += fmt.Sprintf(", %d other than set", n)
	}
	return text + "."
}

// finding tells one rule, and below it each schedule that could tell.
func (c *Calibration) finding(f *calibrate.Finding) []string {
	answer := f.Answer()
	var out []string
	switch {
	case f.Wrong():
		out = append(out, fmt.Sprintf("! %s: %s, not %s as set (%s)", f.Key, answer, f.Set, f.Basis))
	case answer != "":
		out = append(out, fmt.Sprintf("= %s: %s, as set (%s)", f.Key, answer, f.Basis))
	case f.Split():
		out = append(out, fmt.Sprintf("? %s: renderings speak for both; %s stays set (%s)", f.Key, f.Set, f.Basis))
	case !c.Rendered:
		out = append(out, fmt.Sprintf("? %s: %s is set (%s): %s", f.Key, f.Set, f.Basis, f.Text))
	case f.Tells == "":
		out = append(out, fmt.Sprintf("? %s: %s stays set; no rendering tells (%s): %s", f.Key, f.Set, f.Basis, f.Text))
	case len(f.Votes) == 0:
		out = append(out, fmt.Sprintf("? %s: %s stays set; no live schedule can tell (%s); one would: %s", f.Key, f.Set, f.Basis, f.Tells))
	default:
		out = append(out, fmt.Sprintf("? %s: %s stays set; what could tell did not (%s); another would: %s", f.Key, f.Set, f.Basis, f.Tells))
	}
	for i := range f.Votes {
		out = append(out, "    "+vote(f, &f.Votes[i]))
	}
	return out
}

// vote tells what one schedule's rendering says.
func vote(f *calibrate.Finding, v *calibrate.Vote) string {
	name := exporters.Clean(v.Name)
	if v.Problem != "" {
		return fmt.Sprintf("%s: %s", name, exporters.Clean(v.Problem))
	}
	var says []string
	for i, n := range v.For {
		if n > 0 {
			says = append(says, f.Answers[i]+" for "+hoursOf(n))
		}
	}
	if v.Neither > 0 {
		says = append(says, "neither for "+hoursOf(v.Neither))
	}
	return fmt.Sprintf("%s: %s, where the two differ; first from %s until %s", name, strings.Join(says, ", "), v.First.Start, v.First.End)
}

func hoursOf(n civil.Instant) string { return fmt.Sprintf("%.4g h", float64(n)/civil.Hour) }

type calibrationJSON struct {
	Version int               `json:"version"`
	At      string            `json:"at"`
	Vendors []calibrationPart `json:"vendors"`
}

type calibrationPart struct {
	Vendor   engine.Vendor `json:"vendor"`
	Rendered bool          `json:"rendered"`
	Rules    []ruleJSON    `json:"rules"`
}

type ruleJSON struct {
	Rule     string     `json:"rule"`
	Set      string     `json:"set"`
	Answer   string     `json:"answer,omitempty"`
	Wrong    bool       `json:"wrong"`
	Basis    string     `json:"basis"`
	Question string     `json:"question"`
	Probe    string     `json:"probe,omitempty"`
	Votes    []voteJSON `json:"votes"`
}

type voteJSON struct {
	Object  string           `json:"object"`
	Name    string           `json:"name"`
	From    string           `json:"from"`
	Until   string           `json:"until"`
	Seconds map[string]int64 `json:"seconds,omitempty"`
	Problem string           `json:"problem,omitempty"`
}

// CalibrationJSON returns the same as JSON, by schema `calibrate`. at is when the vendors were asked.
func CalibrationJSON(at civil.Instant, list []Calibration) ([]byte, error) {
	out := calibrationJSON{Version: 1, At: at.String(), Vendors: []calibrationPart{}}
	for _, c := range list {
		part := calibrationPart{Vendor: c.Vendor, Rendered: c.Rendered, Rules: []ruleJSON{}}
		for i := range c.Findings {
			f := &c.Findings[i]
			r := ruleJSON{Rule: f.Key, Set: f.Set, Answer: f.Answer(), Wrong: f.Wrong(), Basis: f.Basis, Question: f.Text, Probe: f.Tells, Votes: []voteJSON{}}
			for _, v := range f.Votes {
				w := voteJSON{Object: v.Object, Name: v.Name, From: v.Window.Start.String(), Until: v.Window.End.String(), Problem: v.Problem}
				if v.Problem == "" {
					w.Seconds = map[string]int64{f.Answers[0]: int64(v.For[0]), f.Answers[1]: int64(v.For[1]), "neither": int64(v.Neither)}
				}
				r.Votes = append(r.Votes, w)
			}
			part.Rules = append(part.Rules, r)
		}
		out.Vendors = append(out.Vendors, part)
	}
	data, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing the calibration as JSON: %w", err)
	}
	return append(data, '\n'), nil
}
