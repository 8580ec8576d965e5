package report

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/apply"
)

// Run is what an unattended run leaves behind, whatever became of it. What it did not come to is nil or empty.
type Run struct {
	Command        string // "apply"
	Program        string // the version
	Workspace      string // the folder
	Started, Ended time.Time
	Exit           int
	Error          string // why it ended, when not well
	Interrupted    string // how the run before this one was cut off, if it was
	Names          exporters.Names
	Plan           *plan.Plan
	Result         *apply.Result  // nil: the plan was not carried out
	Findings       *Findings      // in the plan's horizon
	Gaps           []Gap          // of every schedule, in order
	Verified       []Verification // what vendors say, within Window
	Window         span.Span[civil.Instant]
	Calls          []Calls // by vendor
}

// Gap is how long nobody is on call in a schedule, within the horizon, in seconds.
type Gap struct {
	Schedule  engine.ScheduleID
	Total     civil.Instant
	Unplanned civil.Instant // without the hours in which the YAML wants nobody
}

// Calls is how many requests were sent to a vendor, retries included.
type Calls struct {
	Vendor        engine.Vendor
	Reads, Writes int
}

// runDoc is what run.schema.json describes.
type runDoc struct {
	Version     int             `json:"version"`
	Command     string          `json:"command"`
	Program     string          `json:"program"`
	Workspace   string          `json:"workspace"`
	Started     string          `json:"started"`
	Ended       string          `json:"ended"`
	Exit        int             `json:"exit"`
	Error       string          `json:"error,omitempty"`
	Interrupted string          `json:"interrupted,omitempty"`
	Calls       []callsDoc      `json:"calls"`
	Plan        json.RawMessage `json:"plan"`
	Result      json.RawMessage `json:"result"`
	Findings    json.RawMessage `json:"findings"`
	Gaps        []gapDoc        `json:"gaps"`
	Verified    json.RawMessage `json:"verified"`
}

type callsDoc struct {
	Vendor engine.Vendor `json:"vendor"`
	Reads  int           `json:"reads"`
	Writes int           `json:"writes"`
}

type gapDoc struct {
	Schedule  engine.ScheduleID `json:"schedule"`
	Seconds   int64             `json:"seconds"`
	Unplanned int64             `json:"unplanned_seconds"`
}

// RunJSON returns the run as JSON, with a line break at the end. `plan`, `result`, `findings` and `verified` are the documents of
// plan, apply, check and verify with `-o json`, or null where the run did not come to them.
func RunJSON(r *Run) ([]byte, error) {
	doc := runDoc{
		Version: Version, Command: r.Command, Program: r.Program, Workspace: r.Workspace, Started: r.Started.UTC().Format(time.RFC3339),
		Ended: r.Ended.UTC().Format(time.RFC3339), Exit: r.Exit, Error: r.Error, Interrupted: r.Interrupted,
		Calls: []callsDoc{}, Gaps: []gapDoc{},
	}
	var err error
	if r.Plan != nil {
		if doc.Plan, err = PlanJSON(r.Plan); err != nil {
			return nil, err
		}
	}
	if r.Result != nil {
		if doc.Result, err = ApplyJSON(r.Result); err != nil {
			return nil, err
		}
	}
	if r.Findings != nil {
		if doc.Findings, err = r.Findings.JSON(); err != nil {
			return nil, err
		}
	}
	if r.Verified != nil {
		if doc.Verified, err = VerifyJSON(r.Window, r.Verified); err != nil {
			return nil, err
		}
	}
	for _, c := range r.Calls {
		doc.Calls = append(doc.Calls, callsDoc(c))
	}
	for _, g := range r.Gaps {
		doc.Gaps = append(doc.Gaps, gapDoc{g.Schedule, int64(g.Total), int64(g.Unplanned)})
	}
	return encodeJSON(doc)
}

// exitMeaning says what a status means (SPEC 2).
func exitMeaning(code int) string {
	meanings := map[int]string{
		0: "done, nothing wrong", 1: "error, nothing written to any vendor", 2: "differences found",
		3: "something was written and something is undone", 4: "findings", 5: "refused by a limit, the freeze or a stale plan",
		6: "another run holds the lock", 64: "wrong usage",
	}
	return meanings[code]
}

// RunMarkdown returns the run as Markdown, for a ticket or a job's summary page. Nothing in it is markup that comes from
// outside.
func RunMarkdown(r *Run) string {
	var b strings.Builder
	fmt.Fprintf(&b, "## schedsync %s: exit %d, %s\n\n", r.Command, r.Exit, exitMeaning(r.Exit))
	fmt.Fprintf(&b, "%s to %s, workspace %s\n\n", r.Started.UTC().Format(time.RFC3339), r.Ended.UTC().Format(time.RFC3339), escape(r.Workspace))
	for _, text := range []string{r.Error, r.Interrupted} {
		for line := range strings.Lines(text) {
			fmt.Fprintf(&b, "- %s\n", escape(exporters.Clean(strings.TrimSpace(line))))
		}
	}
	if r.Error+r.Interrupted != "" {
		b.WriteString("\n")
	}
	if r.Result != nil && len(r.Result.Vendors) > 0 {
		for line := range strings.Lines((ApplyText{Names: r.Names, Width: 200, Verbose: true}).Encode(r.Result)) {
			if line = strings.TrimSpace(line); line != "" {
				fmt.Fprintf(&b, "- %s\n", escape(line))
			}
		}
		b.WriteString("\n")
	}
	if r.Plan != nil {
		b.WriteString(PlanMarkdown{Names: r.Names}.Encode(r.Plan) + "\n")
	}
	if r.Verified != nil {
		b.WriteString(VerifyMarkdown(r.Verified) + "\n")
	}
	if r.Findings != nil {
		b.WriteString(r.Findings.Markdown() + "\n")
	}
	if len(r.Calls) > 0 {
		b.WriteString("| vendor | reads | writes |\n|---|---:|---:|\n")
		for _, c := range r.Calls {
			fmt.Fprintf(&b, "| %s | %d | %d |\n", escape(string(c.Vendor)), c.Reads, c.Writes)
		}
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}
