package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/fixtures/fakes"
	"github.com/schedsync/schedsync/fixtures/fakes/hostedgraphite"
	"github.com/schedsync/schedsync/fixtures/fakes/opsgenie"
	"github.com/schedsync/schedsync/fixtures/fakes/xmatters"
	"github.com/schedsync/schedsync/fixtures/fakes/zenduty"
	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/zones"
)

// campaignNow is when the campaign takes place: a Monday, 09:00 in Lisbon.
var campaignNow = time.Date(2026, 10, 12, 8, 0, 0, 0, time.UTC)

// campaignDays is the workspace's horizon, over which people are counted.
const campaignDays = 21

// clockVariable sets the clock of the program when a test runs it as a process of its own.
const clockVariable = "SCHEDSYNC_TEST_CLOCK"

// campaignVendors are those that the campaign writes to.
var campaignVendors = []string{"hostedgraphite", "opsgenie", "xmatters", "zenduty"}

const campaignTeam = "0de50000-0000-4000-8000-000000000001"

// dumps are the states of all fakes, by vendor.
type dumps map[string][]byte

// vendors is the fakes of one case behind one server, and who stands between it and them.
type vendors struct {
	url     string
	fakes   map[string]sandboxFake
	log     *fakes.Log
	covered map[string]func(id string) span.Set[civil.Instant]

	// before and after are called at every write, counted from 1 over all vendors; a write of which before says false
	// never reaches its fake, and one of which after does is not answered.
	before, after func(n int, w write) bool
}

// write is one request that can change something.
type write struct {
	vendor, method, path string
	body                 []byte
}

// openVendors starts the fakes in a state; nil: the vendors' samples, with the campaign's people.
func openVendors(t *testing.T, state dumps, faults string) *vendors {
	t.Helper()
	rules, err := fakes.ParseFaults(faults)
	if err != nil {
		t.Fatal(err)
	}
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	clock := fakes.NewClock(campaignNow)
	v := &vendors{log: fakes.NewLog(clock)}
	always := func(int, write) bool { return true }
	v.before, v.after = always, always
	v.open(t, sandboxSetup{clock: clock, log: v.log, faults: rules, zones: db.Location})
	for name, data := range state {
		if err := v.fakes[name].Load(data); err != nil {
			t.Fatal(err)
		}
	}
	web := httptest.NewServer(v.handler())
	t.Cleanup(web.Close)
	v.url = web.URL
	return v
}

// open makes the fakes. Those of Zenduty and Opsgenie do not count requests by the minute: their clock stands still.
func (v *vendors) open(t *testing.T, s sandboxSetup) {
	t.Helper()
	o, err := opsgenie.Seed()
	must(t, err)
	z, err := zenduty.Seed()
	must(t, err)
	x, err := xmatters.Seed()
	must(t, err)
	team := zenduty.Team{ID: campaignTeam, Name: "desk"}
	for i, name := range []string{"ana", "bo", "chi", "dee"} {
		o.Users = append(o.Users, opsgenie.User{ID: "user-" + name, Username: name + "@example.com"})
		u := zenduty.User{Username: fmt.Sprintf("0000000%d-0000-4000-8000-0", i), Member: "member-" + name, First: name, Email: name + "@example.com"}
		z.Users = append(z.Users, u)
		team.Members = append(team.Members, zenduty.Member{ID: "desk-" + name, User: u.Username})
	}
	z.Teams = append(z.Teams, team)
	og, err := opsgenie.New(opsgenie.Options{Clock: s.clock, Log: s.log, Faults: s.faults, State: o, LoadLocation: s.zones})
	must(t, err)
	zd, err := zenduty.New(zenduty.Options{Clock: s.clock, Log: s.log, Faults: s.faults, State: z, LoadLocation: s.zones, Rates: map[string][]fakes.Rate{}})
	must(t, err)
	xm, err := xmatters.New(xmatters.Options{Clock: s.clock, Log: s.log, Faults: s.faults, State: x, LoadLocation: s.zones, Mount: "/xmatters"})
	must(t, err)
	hg, err := hostedgraphite.New(hostedgraphite.Options{Clock: s.clock, Log: s.log, Faults: s.faults, State: hostedgraphite.Seed()})
	must(t, err)
	v.fakes = map[string]sandboxFake{"opsgenie": og, "zenduty": zd, "xmatters": xm, "hostedgraphite": hg}
	from, until := campaignNow, campaignNow.AddDate(0, 0, campaignDays)
	v.covered = map[string]func(string) span.Set[civil.Instant]{
		"opsgenie": func(id string) span.Set[civil.Instant] {
			var out stretches
			for _, p := range og.Render(id, from, until) {
				out.add(p.Start, p.End)
			}
			return span.Of(out...)
		},
		"zenduty": func(id string) span.Set[civil.Instant] {
			var out stretches
			for _, p := range zd.Render(id, from, until) {
				if len(p.Users) > 0 {
					out.add(p.Start, p.End)
				}
			}
			return span.Of(out...)
		},
		"xmatters": func(id string) span.Set[civil.Instant] {
			var out stretches
			for _, p := range xm.Render(id, from, until) {
				out.add(p.Start, p.End)
			}
			return span.Of(out...)
		},
	}
}

type stretches []span.Span[civil.Instant]

func (s *stretches) add(from, until time.Time) {
	*s = append(*s, span.Span[civil.Instant]{Start: civil.FromTime(from), End: civil.FromTime(until)})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// handler serves the fakes below their names and tells of every write. Writes come one after the other.
func (v *vendors) handler() http.Handler {
	var one sync.Mutex // a client goes on as soon as a fault hangs up, and the write is not looked at yet
	n := 0
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		fake, ok := v.fakes[name]
		if !ok {
			http.NotFound(w, r)
			return
		}
		served := http.StripPrefix("/"+name, fake)
		if !fakes.IsWrite(r.Method) {
			served.ServeHTTP(w, r)
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		one.Lock()
		defer one.Unlock()
		n++
		told := write{name, r.Method, r.URL.Path, body}
		if !v.before(n, told) {
			return
		}
		answer := &heldReply{ResponseWriter: w, head: http.Header{}}
		served.ServeHTTP(answer, r)
		if v.after(n, told) {
			answer.release()
		}
	})
}

// heldReply is a reply that is not sent before what it did was looked at. Connections that a fault closes are out of its hands.
type heldReply struct {
	http.ResponseWriter
	head   http.Header
	status int
	body   bytes.Buffer
}

func (h *heldReply) Header() http.Header { return h.head }

func (h *heldReply) WriteHeader(status int) {
	if h.status == 0 {
		h.status = status
	}
}

func (h *heldReply) Write(p []byte) (int, error) { return h.body.Write(p) }

func (h *heldReply) Unwrap() http.ResponseWriter { return h.ResponseWriter }

func (h *heldReply) release() {
	if h.status == 0 && h.body.Len() == 0 {
		return // hung up
	}
	maps.Copy(h.ResponseWriter.Header(), h.head)
	if h.status != 0 {
		h.ResponseWriter.WriteHeader(h.status)
	}
	_, _ = h.ResponseWriter.Write(h.body.Bytes())
}

// dump returns the states of all fakes.
func (v *vendors) dump(t *testing.T) dumps {
	t.Helper()
	out := dumps{}
	for name, fake := range v.fakes {
		data, err := fake.Dump()
		must(t, err)
		out[name] = data
	}
	return out
}

// same reports whether two states are the same to the byte, but for how many ids were given out.
func (d dumps) same(t *testing.T, other dumps) bool {
	for name := range d {
		a, b := decodeState(t, d[name]), decodeState(t, other[name])
		for _, state := range []map[string]json.RawMessage{a, b} {
			delete(state, "ids")
		}
		if !maps.EqualFunc(a, b, func(x, y json.RawMessage) bool { return bytes.Equal(x, y) }) {
			return false
		}
	}
	return true
}

func decodeState(t *testing.T, data []byte) map[string]json.RawMessage {
	t.Helper()
	var out struct{ State map[string]json.RawMessage }
	must(t, json.Unmarshal(data, &out))
	return out.State
}

// foreign returns what is not ours, as text: everything that was there in the beginning, to the byte, and what is called
// "by hand", apart from ids, because vendors give parts new ones.
func (d dumps) foreign(t *testing.T, beginning dumps) []string {
	t.Helper()
	var out []string
	for name := range d {
		now, then := decodeState(t, d[name]), decodeState(t, beginning[name])
		for list, data := range then {
			was := map[string]bool{}
			for _, item := range items(data) {
				was[string(item)] = true
			}
			for _, item := range items(now[list]) {
				if was[string(item)] {
					out = append(out, name+" "+list+" "+string(item))
				}
			}
		}
		var all any
		must(t, json.Unmarshal(d[name], &all))
		out = append(out, byHand(name, all)...)
	}
	slices.Sort(out)
	return out
}

// items returns the elements of a list, which others may have.
func items(data json.RawMessage) []json.RawMessage {
	var out []json.RawMessage
	if json.Unmarshal(data, &out) != nil {
		return nil
	}
	return out
}

// byHand finds the objects that somebody called so.
func byHand(where string, v any) (out []string) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			out = append(out, byHand(where, e)...)
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if v[key] == "by hand" {
				told := maps.Clone(v)
				if told["id"] != "by hand" {
					delete(told, "id")
				}
				text, err := json.Marshal(told)
				if err != nil {
					panic(err) // it came from JSON
				}
				return []string{where + " by hand " + string(text)}
			}
			out = append(out, byHand(where, v[key])...)
		}
	}
	return out
}

// workspace makes a folder with what is declared, for the program to run in.
func (v *vendors) workspace(t *testing.T, yaml string) string {
	t.Helper()
	dir := t.TempDir()
	v.declare(t, dir, yaml)
	return dir
}

// declare writes what is declared, and where the vendors are.
func (v *vendors) declare(t *testing.T, dir, yaml string) {
	t.Helper()
	for name, text := range map[string]string{"sync.yaml": yaml, "vendors.yaml": fmt.Sprintf(`version: 1
vendors:
  opsgenie: {url: "%[1]s/opsgenie", key: {env: KEY}}
  zenduty: {url: "%[1]s/zenduty", key: {env: KEY}}
  xmatters: {url: "%[1]s/xmatters", user: {env: XM_LOGIN}, password: {env: KEY}}
  hostedgraphite: {url: "%[1]s/hostedgraphite", key: {env: KEY}}
`, v.url)} {
		must(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
}

// env is what the program finds in its environment.
func (v *vendors) env() map[string]string {
	return map[string]string{"KEY": key, "XM_LOGIN": "svc", httpx.AllowVariable: strings.TrimPrefix(v.url, "http://")}
}

// applyArgs are the arguments of every run.
func applyArgs(dir string) []string {
	return []string{"-C", dir, "--now", campaignNow.Format(time.RFC3339), "--no-progress", "apply", "--yes", "--now-ok"}
}

// outcome is what a run of the program ended with.
type outcome struct {
	code           Code
	stdout, stderr string
}

// command is the program in this process.
func (v *vendors) command(dir string, stdout, stderr io.Writer) *Cmd {
	env := v.env()
	return &Cmd{
		Args: applyArgs(dir), Stdin: strings.NewReader(""), Stdout: stdout, Stderr: stderr,
		Env: func(name string) string { return env[name] }, Environ: func() []string { return nil },
		Now: func() time.Time { return campaignNow }, Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		Version: "test",
	}
}

// apply runs the program once.
func (v *vendors) apply(dir string) outcome {
	var stdout, stderr bytes.Buffer
	code := v.command(dir, &stdout, &stderr).Run(context.Background())
	return outcome{code, stdout.String(), stderr.String()}
}

// draft reads and plans as the program does.
func (v *vendors) draft(t *testing.T, dir string) *draft {
	t.Helper()
	c := v.command(dir, io.Discard, io.Discard)
	c.redactor, c.running = httpx.NewRedactor(), c.Now
	c.global = globals{dir: dir, logFormat: "text", noProgress: true, now: campaignNow.Format(time.RFC3339)}
	must(t, c.start())
	ws, err := c.load()
	must(t, err)
	d, err := c.draw(t.Context(), ws, planFlags{nowOK: true}, nil)
	must(t, err)
	if p := d.plan.Problems(); len(p) > 0 {
		t.Fatalf("the plan has problems: %v", p)
	}
	return d
}
