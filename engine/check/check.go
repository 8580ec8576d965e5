// Package check finds what somebody should look at before an alert does: nobody on call, people away or without rest,
// overrides that do nothing, accounts that are missing. It looks at the timelines of a workspace in a window of time and
// knows nothing of files, vendors or the clock.
//
// Every check has one small file and one line in the table of rules.go. What needs a vendor (its live state, its dialect,
// how far its objects reach) comes in through functions of [Input]; where a function is nil, what can be said without the
// vendor is said, and nothing else.
//
// # Manners of a finding
//
//   - It is about one schedule where it can be, and says when, on that schedule's clock.
//   - It says what will happen, not which rule was broken: "nobody is on call Sat 2026-10-24 09:00 to 12:00 Europe/Lisbon".
//   - It names the place in the YAML that somebody would edit.
//   - What the YAML plainly asks for (closed hours, a turn of `none`) is told once per schedule, as information.
package check

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/report"
	"github.com/schedsync/schedsync/engine/span"
)

type window = span.Span[civil.Instant]

type set = span.Set[civil.Instant]

// Severity says how bad a finding is. The zero Severity is "off".
type Severity uint8

// The severities, from the mildest.
const (
	Off Severity = iota
	Info
	Warning
	Error
)

var severityNames = [...]string{"off", "info", "warning", "error"}

// String returns off, info, warning or error.
func (s Severity) String() string { return severityNames[s] }

// ParseSeverity reads what [Severity.String] writes.
func ParseSeverity(text string) (Severity, bool) {
	i := slices.Index(severityNames[:], text)
	return Severity(max(i, 0)), i >= 0
}

// Finding is one thing somebody should look at.
type Finding struct {
	Check                    string // the id of the check, for example "gap"
	Severity                 Severity
	Schedule                 engine.ScheduleID  // the schedule concerned, or the first of several; empty: none in particular
	Also                     engine.ScheduleID  // the second schedule concerned; empty: none
	Who                      engine.Participant // whom it is about; zero: nobody in particular
	Vendor                   engine.Vendor      // the vendor it is about; empty: none
	span.Span[civil.Instant]                    // the time concerned, half-open; zero: none in particular
	Text                     string             // one sentence without a full stop, which does not repeat the schedule
	Path                     string             // the object in the YAML, as in schedules.desk.rotations.week
	Silence                  *engine.Silence    // the silence that hides it; nil: it shows
}

// Remark is what a vendor's dialect says about a schedule.
type Remark struct {
	Path    string // the object below the schedule, as in rotations.week.every
	Text    string
	Refused bool // the schedule cannot be written; false: it can
	// Shown says that it is written with dates instead of rules and shown as declared; false: otherwise than declared.
	Shown bool
}

// Input is what is checked, and what is known from outside.
type Input struct {
	Workspace *engine.Workspace
	Schedules []*engine.Schedule // those to check, in the order of the workspace; what people do in the others counts too
	Window    window             // the time that is looked at, half-open
	Now       civil.Instant      // silences are over, and shifts run dry, counted from here

	// Name returns what a participant is called; nil: by id.
	Name func(engine.Participant) string
	// Remarks returns what a vendor cannot hold of a schedule, or shows otherwise; nil: not known.
	Remarks func(*engine.Schedule, engine.Vendor) []Remark
	// Account returns why a participant cannot be used at a vendor, or "". known is false where the vendor was not asked.
	Account func(engine.Participant, engine.Vendor) (problem string, known bool)
	// Reached reports whether some escalation at a vendor reaches the schedule's live object; nil: not known.
	Reached func(*engine.Schedule) bool
	// Covered returns the end of the shifts that were materialised for a schedule at a vendor; ok is false where nothing
	// was materialised.
	Covered func(*engine.Schedule, engine.Vendor) (until civil.Instant, ok bool)
}

// Result is what [Run] found.
type Result struct {
	Findings []Finding // those that show: by schedule, start, check, text
	Silenced []Finding // those that a silence hides, in the same order
}

// Worst returns the highest severity of the findings that show; Off when there are none.
func (r *Result) Worst() Severity {
	worst := Off
	for i := range r.Findings {
		worst = max(worst, r.Findings[i].Severity)
	}
	return worst
}

// Run does every check that is not switched off. The error is that of a schedule that cannot be resolved.
func Run(in Input) (*Result, error) {
	r := &run{in: &in, settings: in.Workspace.Checks.Settings, people: report.PeopleOf(in.Workspace)}
	r.margin = r.widest()
	for _, s := range in.Schedules {
		sc, err := r.newScene(s)
		if err != nil {
			return nil, err
		}
		r.scenes = append(r.scenes, sc)
	}
	r.rest()
	for _, rule := range rules() {
		if err := r.do(rule); err != nil {
			return nil, err
		}
	}
	return r.result(), nil
}

// run is one run of all the checks.
type run struct {
	in       *Input
	settings []engine.CheckSetting
	scenes   []*scene
	others   []*scene // the schedules that are not checked, for what people do there
	people   report.People
	duties   []personDuty // of all schedules, by person and start; see persons()
	margin   civil.Instant
	now      rule // the check that is being done, with its settings applied
	count    int  // findings of it so far
	found    []Finding
}

// rest resolves the schedules that are not checked. One that cannot be resolved is left out: nobody asked about it.
func (r *run) rest() {
	for i := range r.in.Workspace.Schedules {
		s := &r.in.Workspace.Schedules[i]
		if slices.Contains(r.in.Schedules, s) {
			continue
		}
		if sc, err := r.newScene(s); err == nil {
			r.others = append(r.others, sc)
		}
	}
}

func (r *run) do(rule rule) error {
	if r.now = rule.with(r.settings); r.now.severity == Off {
		return nil
	}
	r.count = 0
	if rule.all != nil {
		if err := rule.all(r); err != nil {
			return err
		}
	} else {
		for _, sc := range r.scenes {
			if err := rule.one(r, sc); err != nil {
				return err
			}
		}
	}
	if more := r.count - mostFindings; more > 0 {
		r.found = append(r.found, Finding{Check: rule.id, Severity: r.now.severity, Text: fmt.Sprintf("and %d more findings like these, which are not listed", more)})
	}
	return nil
}

// mostFindings bounds what one check lists: who has ten thousand findings of a kind has one problem.
const mostFindings = 10_000

// add reports a finding of the check that is being done.
func (r *run) add(f Finding) { r.mild(f, Error) }

// mild reports a finding that is never worse than a severity.
func (r *run) mild(f Finding, most Severity) {
	if r.count++; r.count > mostFindings {
		return
	}
	f.Check, f.Severity = r.now.id, min(r.now.severity, most)
	r.found = append(r.found, f)
}

func (r *run) result() *Result {
	r.silence()
	slices.SortStableFunc(r.found, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.Schedule, b.Schedule), cmp.Compare(a.Start, b.Start), cmp.Compare(a.Check, b.Check),
			cmp.Compare(a.End, b.End), cmp.Compare(a.Text, b.Text),
		)
	})
	out := &Result{}
	for _, f := range r.found {
		if f.Silence != nil {
			out.Silenced = append(out.Silenced, f)
		} else {
			out.Findings = append(out.Findings, f)
		}
	}
	return out
}

// name returns what a participant is called.
func (r *run) name(p engine.Participant) string {
	if r.in.Name == nil {
		return p.String()
	}
	return r.in.Name(p)
}
