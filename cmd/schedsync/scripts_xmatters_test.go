package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/schedsync/schedsync/fixtures/fakes"
	"github.com/schedsync/schedsync/fixtures/fakes/xmatters"
	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/zones"
)

// The commands of the stories of xMatters:
//
//	xmatters [ARG…]   starts a fake with the vendor's sample groups on a clock that stands at the time of $NOW, and writes
//	                  vendors.yaml for it. FAULT:SPEC injects faults, profile=seed and quirk=NAME set it up, zone=NAME is
//	                  the API user's, again keeps the groups of the one before, token=60s lets tokens live so long and wants
//	                  them, and tick=15s moves the clock on at each request
//	shifts GROUP      writes the names of a group's shifts to shifts.txt, one a line, sorted, and which are ours
//	tokenless         no token that the fake gave out stands in any file below the folder or in its own log
//	mails             how many mails were written since the fake was started, to mails.txt
func xmattersCommands() map[string]func(*testscript.TestScript, bool, []string) {
	return map[string]func(*testscript.TestScript, bool, []string){
		"xmatters": startXMatters, "shifts": listShifts, "tokenless": noTokens, "mails": countMails,
	}
}

type fakeKey struct{}

// fakeBox holds the fake of a story.
type fakeBox struct{ server *xmatters.Server }

const xmattersNow = "2026-03-02T06:00:00Z"

func startXMatters(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("xmatters cannot be negated")
	}
	box := ts.Value(fakeKey{}).(*fakeBox)
	state, err := xmatters.Seed()
	ts.Check(err)
	db, err := zones.Open()
	ts.Check(err)
	at, err := time.Parse(time.RFC3339, ts.Getenv("NOW"))
	ts.Check(err)
	clock := fakes.NewClock(at)
	o := xmatters.Options{Clock: clock, Log: fakes.NewLog(clock), LoadLocation: db.Location, Mount: "/xmatters"}
	settings, tick := setUp(ts, &o, args)
	o.State = state
	server, err := xmatters.New(o)
	ts.Check(err)
	if slices.Contains(args, "again") {
		b, err := box.server.Dump()
		ts.Check(err)
		ts.Check(server.Load(b))
	}
	box.server = server
	web := httptest.NewServer(http.StripPrefix("/xmatters", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		clock.Advance(tick)
		server.ServeHTTP(w, r)
	})))
	ts.Defer(web.Close)
	ts.Setenv(httpx.AllowVariable, strings.TrimPrefix(web.URL, "http://"))
	yaml := fmt.Sprintf("version: 1\nvendors: {xmatters: {url: %q, user: {env: XM_USER}, password: {env: XM_PASSWORD}%s}}\n", web.URL+"/xmatters", settings)
	ts.Check(os.WriteFile(ts.MkAbs("vendors.yaml"), []byte(yaml), 0o600))
	*ts.Value(storyKey{}).(*story) = story{log: o.Log}
}

// setUp reads the arguments of the command xmatters, and returns what the workspace has to say about the account.
func setUp(ts *testscript.TestScript, o *xmatters.Options, args []string) (settings string, tick time.Duration) {
	var faults []string
	for _, arg := range args {
		name, value, _ := strings.Cut(arg, "=")
		var err error
		switch {
		case strings.HasPrefix(arg, "FAULT:"):
			faults = append(faults, strings.TrimPrefix(arg, "FAULT:"))
		case name == "profile":
			o.Profile = xmatters.Profile(value)
			settings += ", profile: " + value
		case name == "quirk":
			f := reflect.ValueOf(&o.Quirks).Elem().FieldByName(value)
			if f.Kind() != reflect.Bool {
				ts.Fatalf("no switch is called %q", value)
			}
			f.SetBool(true)
		case name == "zone":
			o.Logins = map[string]xmatters.Login{"test-user-0000": {Timezone: value}}
		case name == "token":
			o.TokenLife, err = time.ParseDuration(value)
			settings += ", client_id: {env: XM_CLIENT_ID}"
		case name == "tick":
			tick, err = time.ParseDuration(value)
		case name != "again":
			ts.Fatalf("xmatters does not know %q", arg)
		}
		ts.Check(err)
	}
	var err error
	o.Faults, err = fakes.ParseFaults(strings.Join(faults, ";"))
	ts.Check(err)
	return settings, tick
}

func xmattersState(ts *testscript.TestScript) xmatters.State {
	b, err := ts.Value(fakeKey{}).(*fakeBox).server.Dump()
	ts.Check(err)
	var kept struct{ State xmatters.State }
	ts.Check(json.Unmarshal(b, &kept))
	return kept.State
}

func listShifts(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: shifts GROUP")
	}
	var names []string
	for _, g := range xmattersState(ts).Groups {
		if g.TargetName != args[0] {
			continue
		}
		for _, s := range g.Shifts {
			ours := ""
			if strings.HasPrefix(s.Description, "[schedsync:") {
				ours = " (ours)"
			}
			names = append(names, s.Name+ours+"\n")
		}
	}
	slices.Sort(names)
	ts.Check(os.WriteFile(ts.MkAbs("shifts.txt"), []byte(strings.Join(names, "")), 0o600))
}

func countMails(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: mails")
	}
	n := len(ts.Value(fakeKey{}).(*fakeBox).server.Mails())
	ts.Check(os.WriteFile(ts.MkAbs("mails.txt"), fmt.Appendf(nil, "%d mails\n", n), 0o600))
}

func noTokens(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: tokenless")
	}
	var tokens []string
	for _, t := range xmattersState(ts).Tokens {
		tokens = append(tokens, t.Access)
		if t.Refresh != "" {
			tokens = append(tokens, t.Refresh)
		}
	}
	if len(tokens) < 3 {
		ts.Fatalf("the fake gave out too few tokens for this to show anything: %d", len(tokens))
	}
	look := func(where string, b []byte) {
		for _, t := range tokens {
			if strings.Contains(string(b), t) {
				ts.Fatalf("%s holds a token", where)
			}
		}
	}
	for _, name := range []string{"stdout", "stderr"} {
		look(name, []byte(ts.ReadFile(name)))
	}
	b, err := json.Marshal(ts.Value(storyKey{}).(*story).log)
	ts.Check(err)
	ts.Check(withoutCanary("the fake's log", b))
	look("the fake's log", b)
	root := os.DirFS(ts.MkAbs("."))
	ts.Check(fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(root, path)
		look(path, b)
		return err
	}))
}

// TestStoriesOfXMatters runs the stories of fixtures/scripts/xmatters.
func TestStoriesOfXMatters(t *testing.T) {
	p := stories("../../fixtures/scripts/xmatters")
	setup := p.Setup
	p.Setup = func(e *testscript.Env) error {
		e.Setenv("NOW", xmattersNow)
		e.Setenv("XM_USER", "test-user-0000")
		e.Setenv("XM_PASSWORD", key)
		e.Setenv("XM_CLIENT_ID", "c11e0000-0000-4000-8000-000000000001")
		e.Values[fakeKey{}] = &fakeBox{}
		return setup(e)
	}
	for name, command := range xmattersCommands() {
		p.Cmds[name] = command
	}
	testscript.Run(t, p)
}
