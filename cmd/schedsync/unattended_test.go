package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

const nightly = `version: 1
VENDORS
sync: {owner: acme, policy: upsert, keep: 30 days}
people:
  ana: {email: user1@example.com}
  bo: {email: user2@example.com}
schedules:
  first: &s
    timezone: UTC
    rotations: [{id: week, every: 1 week, start: 2026-10-05 09:00, people: [ana, bo], only: [{days: mon-fri, from: "00:00", to: "24:00"}]}]
    targets: {opsgenie: {}}
  monthly:
    timezone: UTC
    rotations: [{id: m, every: 1 month, start: 2026-01-31 09:00, people: [ana, bo]}]
    overrides: [{from: 2026-10-20 09:00, until: 2026-10-20 12:00, who: none}]
    targets: {opsgenie: {}}
`

// exposition reads the text format of Prometheus as its documentation states it, and nothing that it does not: HELP and TYPE
// before the samples of a metric, which stand together; no sample twice; a line break at the end.
func exposition(t *testing.T, text string) map[string]float64 {
	t.Helper()
	line := regexp.MustCompile(`^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (-?[0-9.]+(?:e[+-]?[0-9]+)?|[+-]Inf|NaN)$`)
	if !strings.HasSuffix(text, "\n") {
		t.Fatal("the last line has no end")
	}
	values, ended, now := map[string]float64{}, map[string]bool{}, ""
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		if name, help, ok := strings.Cut(strings.TrimPrefix(lines[i], "# HELP "), " "); strings.HasPrefix(lines[i], "# HELP ") {
			ended[now], now = true, name
			if !ok || help == "" || ended[name] || i+1 == len(lines) || lines[i+1] != "# TYPE "+name+" gauge" {
				t.Fatalf("line %d: HELP without text, twice, or without TYPE: %s", i+1, lines[i])
			}
			i++
			continue
		}
		m := line.FindStringSubmatch(lines[i])
		if m == nil || m[1] != now {
			t.Fatalf("line %d is no sample of %q: %s", i+1, now, lines[i])
		}
		key, _, _ := cutLast(lines[i], " ")
		if _, twice := values[key]; twice {
			t.Fatalf("line %d: %s is there twice", i+1, key)
		}
		values[key], _ = strconv.ParseFloat(m[3], 64)
	}
	return values
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// numbers runs the program and returns the metrics it leaves behind, by the labels that are not the same in all.
func (h *house) numbers(code Code, args ...string) map[string]float64 {
	h.t.Helper()
	if got, _, shown := h.run(append(args, "--metrics", h.path("m.prom"))...); got != code {
		h.t.Fatalf("%v: exit %d, want %d: %s", args, got, code, shown)
	}
	common := fmt.Sprintf(`command=%q,workspace=%q`, args[0], h.dir)
	out := map[string]float64{}
	for key, v := range exposition(h.t, h.file("m.prom")) {
		if !strings.Contains(key, common) {
			h.t.Errorf("%s lacks the command or the workspace", key)
		}
		key = strings.Replace(strings.TrimPrefix(strings.Replace(key, common, "", 1), "schedsync_"), "{,", "{", 1)
		out[strings.TrimSuffix(key, "{}")] = v
	}
	return out
}

func (h *house) holds(m, want map[string]float64) {
	h.t.Helper()
	for key, v := range want {
		if got, ok := m[key]; !ok || got != v {
			h.t.Errorf("%s is %v (there: %t), want %v", key, got, ok, v)
		}
	}
}

// TestMetrics: what each command leaves for Prometheus, when all goes well, when a vendor is down, and when the workspace
// cannot even be read.
func TestMetrics(t *testing.T) {
	h := openHouse(t, nightly)
	at := float64(h.now.Unix())
	m := h.numbers(OK, "apply", "--yes")
	h.holds(m, map[string]float64{
		"last_run_timestamp_seconds": at, "last_success_timestamp_seconds": at, "last_run_exit_code": 0, "last_run_duration_seconds": 0,
		`build_info{version="test"}`:                         1,
		`changes_planned{vendor="opsgenie",action="create"}`: 2,
		`changes_planned{vendor="opsgenie",action="delete"}`: 0,
		`changes{vendor="opsgenie",state="done"}`:            2,
		`changes{vendor="opsgenie",state="left"}`:            0,
		`losses{vendor="opsgenie"}`:                          0,
		`problems{vendor="opsgenie"}`:                        0,
		`limits_exceeded`:                                    0,
		`gap_seconds{schedule="first"}`:                      6 * 2 * 86400,
		`unplanned_gap_seconds{schedule="first"}`:            0,
		`unplanned_gap_seconds{schedule="monthly"}`:          3 * 3600,
		`findings{severity="error"}`:                         0,
		`findings_by_check{check="gap"}`:                     2,
	})
	const covered = `covered_until_timestamp_seconds{vendor="opsgenie",schedule="monthly",then="nobody"}`
	if m[covered] < at+20*86400 || m[`vendor_calls{vendor="opsgenie",kind="write"}`] != 2 || m[`vendor_calls{vendor="opsgenie",kind="read"}`] < 3 {
		t.Errorf("covered until %v; calls: %v", m[covered], m)
	}

	h.now = h.now.Add(24 * time.Hour)
	h.between = func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { w.WriteHeader(http.StatusForbidden) }
	m = h.numbers(Failed, "apply", "--yes")
	h.holds(m, map[string]float64{"last_run_timestamp_seconds": at + 86400, "last_success_timestamp_seconds": at, "last_run_exit_code": 1})
	if _, ok := m[`changes_planned{vendor="opsgenie",action="create"}`]; ok {
		t.Error("a run without a plan says what it planned")
	}
	h.between = nil
	h.edit("version: 1", "version: one")
	h.holds(h.numbers(Failed, "apply", "--yes"), map[string]float64{"last_success_timestamp_seconds": at, "last_run_exit_code": 1})
	h.edit("version: one", "version: 1")

	h.holds(h.numbers(OK, "verify"), map[string]float64{
		`verified{vendor="opsgenie",verdict="equal"}`: 2, `verified{vendor="opsgenie",verdict="different"}`: 0,
	})
	h.holds(h.numbers(OK, "check"), map[string]float64{`findings{severity="error"}`: 0, `gap_seconds{schedule="monthly"}`: 3 * 3600})
	h.edit("people: [ana, bo]}]\n    overrides", "people: [bo, ana]}]\n    overrides")
	m = h.numbers(Refused, "plan")
	h.holds(m, map[string]float64{`changes_planned{vendor="opsgenie",action="update"}`: 1, "last_run_exit_code": 5})
	if m[covered] > float64(h.now.Unix())+3600 {
		t.Errorf("what is not written yet covers until %v", m[covered])
	}
}

// TestMetricsProof lets Prometheus' own tool look at the numbers, where it is installed.
func TestMetricsProof(t *testing.T) {
	tool, err := exec.LookPath("promtool")
	if os.Getenv("SCHEDSYNC_PROOF") == "" || err != nil {
		t.Skip("a proof: runs with SCHEDSYNC_PROOF=1 (make proof) where promtool is installed")
	}
	h := openHouse(t, nightly)
	for _, args := range [][]string{{"apply", "--yes"}, {"plan"}, {"verify"}, {"check"}} {
		h.numbers(OK, args...)
		cmd := exec.Command(tool, "check", "metrics")
		cmd.Stdin = strings.NewReader(h.file("m.prom"))
		if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("%v: %v: %s", args, err, out)
		}
	}
	if out, err := exec.Command(tool, "check", "rules", "../../fixtures/deploy/prometheus-rules.yaml").CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

// TestReport: the report is there after every end of a run, and fits its schema; the exit status in it is the run's.
func TestReport(t *testing.T) {
	h := openHouse(t, nightly)
	for _, tc := range []struct {
		name  string
		code  Code
		setup func()
		args  []string
		has   []string
	}{
		{"done", OK, func() {}, []string{"apply", "--yes"}, []string{`"state": "done"`, `"exit": 0`, `"unplanned_seconds": 10800`}},
		{"nothing to do", OK, func() {}, []string{"apply", "--yes"}, []string{`"exit": 0`, `"writes": 0`}},
		{"refused", Refused, func() { h.edit("people: [ana, bo], only", "people: [bo, ana], only") }, []string{"apply", "--yes"}, []string{`"held"`, `"exit": 5`}},
		{"planned", Refused, func() {}, []string{"plan"}, []string{`"command": "plan"`, `"result": null`}},
		{"checked", OK, func() {}, []string{"check"}, []string{`"command": "check"`, `"plan": null`}},
		{"verified", Different, func() {}, []string{"verify"}, []string{`"verified": {`}},
		{"the vendor is down", Failed, func() {
			h.between = func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { w.WriteHeader(http.StatusForbidden) }
		}, []string{"apply", "--yes"}, []string{`"error": "opsgenie: `, `"plan": null`}},
		{"no key", Failed, func() { h.env["KEY"] = "" }, []string{"apply", "--yes"}, []string{"the key of opsgenie is empty"}},
		{"no workspace", Failed, func() { h.edit("schedules:", "schedulez:") }, []string{"apply", "--yes"}, []string{"did you mean"}},
		{"wrong usage", Usage, func() {}, []string{"apply", "--yes", "--max-calls", "-1"}, []string{`"exit": 64`}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.setup()
			if code, _, shown := h.run(append(tc.args, "--report", h.path("r.json"))...); code != tc.code {
				t.Fatalf("exit %d, want %d: %s", code, tc.code, shown)
			}
			text := h.file("r.json")
			fits(t, "run", tc.name, []byte(text))
			for _, want := range tc.has {
				if !strings.Contains(text, want) {
					t.Errorf("the report lacks %s:\n%s", want, text)
				}
			}
			h.run(append(tc.args, "--report", h.path("r.md"))...)
			if md := h.file("r.md"); !strings.HasPrefix(md, fmt.Sprintf("## schedsync %s: exit %d, ", tc.args[0], tc.code)) {
				t.Errorf("the Markdown begins otherwise:\n%s", md)
			}
		})
	}
	h.edit("schedulez:", "schedules:")
	h.env["KEY"] = "a-key-of-a-test"
	h.between = nil
	if shown := h.must(Failed, 0, "check", "--report", h.path("nowhere/r.json"), "--metrics", h.path("m2.prom")); !strings.Contains(shown, "leaving the report") {
		t.Errorf("a report that cannot be written: %s", shown)
	}
	exposition(t, h.file("m2.prom")) // the metrics are there all the same

	h.env["KEY"] = "bad" // refused, and no report: two errors, and with JSON logs two lines of JSON
	shown := h.must(Failed, 0, "verify", "--log-format", "json", "--report", h.path("nowhere/r.json"))
	if !strings.Contains(shown, "leaving the report") || !strings.Contains(shown, "401") {
		t.Errorf("not both errors are told: %s", shown)
	}
	for line := range strings.Lines(shown) {
		if !json.Valid([]byte(line)) {
			t.Errorf("not JSON: %s", line)
		}
	}
}

// TestProgramWaits: the program as it is started, to which no test has given a clock, can wait.
func TestProgramWaits(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := program().pause(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want to have waited until the context ended", err)
	}
}

// TestDeadline: after the deadline no request is sent; the one in flight is finished, what is left is told with status 3, and
// the next run does it. A wait that would end after the deadline is not begun.
func TestDeadline(t *testing.T) {
	h := openHouse(t, nightly)
	reads := 0
	h.between = func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(w, r)
		if r.Method == http.MethodPost {
			h.now = h.now.Add(time.Hour)
		} else {
			reads++
		}
	}
	shown := h.must(Incomplete, 1, "apply", "--yes", "--deadline", "30m", "--report", h.path("r.json"))
	for _, want := range []string{"1 of 2 changes done", "the deadline of this run, 2026-10-12T09:30:00Z, has passed", "Run apply again"} {
		if !strings.Contains(strings.Join(strings.Fields(shown), " "), want) {
			t.Errorf("%q is not said:\n%s", want, shown)
		}
	}
	fits(t, "run", "deadline", []byte(h.file("r.json")))
	h.between = nil
	if code, n, shown := h.run("apply", "--yes", "--deadline", "30m"); code != OK || n == 0 {
		t.Errorf("the next run: exit %d, %d writes: %s", code, n, shown)
	}

	h.now = time.Date(2026, 10, 12, 9, 0, 0, 0, time.UTC)
	h.between = func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	h.cmd.Sleep = func(_ context.Context, d time.Duration) error { h.now = h.now.Add(d); return nil }
	if shown := h.must(Failed, 0, "apply", "--yes", "--deadline", "1s"); !strings.Contains(shown, "has passed") || h.now.Second() != 0 {
		t.Errorf("at %s: %s", h.now, shown)
	}
}

// TestMaxCalls: the allowance of calls ends a run like a deadline does, and some runs later everything is done.
func TestMaxCalls(t *testing.T) {
	h := openHouse(t, nightly)
	runs := 0
	for code := Failed; code != OK; runs++ {
		if runs > 20 {
			t.Fatal("no end of it")
		}
		var shown string
		m := map[string]float64{}
		code, _, shown = h.run("apply", "--yes", "--max-calls", "13", "--metrics", h.path("m.prom"))
		for key, v := range exposition(t, h.file("m.prom")) {
			m[key[:strings.Index(key, "{")]] += v
		}
		if m["schedsync_vendor_calls"] > 13 {
			t.Errorf("%v calls", m["schedsync_vendor_calls"])
		}
		if code == Failed && runs > 0 || code != OK && !strings.Contains(strings.Join(strings.Fields(shown), " "), "all 13 calls allowed for this run were made") {
			t.Fatalf("exit %d: %s", code, shown)
		}
	}
	if runs < 2 {
		t.Error("so many calls were enough: nothing is proven")
	}
	h.must(OK, 0, "apply", "--yes")
}

// TestKept: journals and snapshots go after sync.keep, but for the newest; files of others stay.
func TestKept(t *testing.T) {
	h := openHouse(t, nightly)
	h.must(OK, 2, "apply", "--yes")
	for _, name := range []string{"journal/note.txt", "snapshots/20200101T000000.000Z-mine.txt", "snapshots/20260901T000000.000Z-zenduty.json", "journal/20260913T090000.000Z.jsonl"} {
		if err := os.WriteFile(h.path(".schedsync/"+name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	names := func() (out []string) {
		for _, folder := range []string{"journal", "snapshots"} {
			entries, err := os.ReadDir(h.path(".schedsync/" + folder))
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range entries {
				out = append(out, e.Name())
			}
		}
		return out
	}
	others := []string{"note.txt", "20200101T000000.000Z-mine.txt", "20260901T000000.000Z-zenduty.json"}
	for _, tc := range []struct {
		after time.Duration
		gone  bool
	}{{0, false}, {2 * 24 * time.Hour, true}, {400 * 24 * time.Hour, true}} {
		h.now = time.Date(2026, 10, 12, 9, 0, 0, 0, time.UTC).Add(tc.after)
		h.run("apply") // it has nobody to ask, and clears out all the same
		got := names()
		for _, name := range append(others, "20261012T090000.000Z.jsonl", "20261012T090000.000Z-opsgenie.json") {
			if !slices.Contains(got, name) {
				t.Errorf("after %s %s is gone: %v", tc.after, name, got)
			}
		}
		if slices.Contains(got, "20260913T090000.000Z.jsonl") == tc.gone {
			t.Errorf("after %s: %v", tc.after, got)
		}
	}
}

// TestLogLines: with JSON logs every request that writes has one line that says for which step of which schedule it was, and
// all lines are JSON.
func TestLogLines(t *testing.T) {
	h := openHouse(t, nightly)
	first := true
	h.between = func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method == http.MethodPost && first {
			first = false
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		next.ServeHTTP(w, r)
	}
	code, n, shown := h.run("--log-format", "json", "apply", "--yes", "--out", h.path("o.json"))
	if code != OK {
		t.Fatalf("exit %d: %s", code, shown)
	}
	var lines []string
	for text := range strings.Lines(shown) {
		var l struct {
			Msg, Vendor, Schedule, Step, Method string
			Attempt                             int
		}
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		if l.Msg == "vendor call" {
			lines = append(lines, fmt.Sprintf("%s %s %s %d", l.Vendor, l.Schedule, l.Step, l.Attempt))
		}
	}
	if len(lines) != n || lines[0] != `opsgenie first create schedule "first" 1` || lines[1] != `opsgenie first create schedule "first" 2` {
		t.Errorf("%d writes, and lines %q", n, lines)
	}
}
