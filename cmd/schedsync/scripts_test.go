package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"

	"github.com/schedsync/schedsync/fixtures/fakes"
	"github.com/schedsync/schedsync/fixtures/golden"
	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/zones"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"schedsync": func() {
		c := program()
		c.Sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() } // nobody waits in a story
		if at, err := time.Parse(time.RFC3339, os.Getenv(clockVariable)); err == nil {
			c.Now = func() time.Time { return at }
		}
		os.Exit(int(c.run()))
	}})
}

// key is the canary of all stories: it may stand in no output, no log and no file. It has characters that every encoding
// writes in a way of its own.
const key = `canary-3f7c/0a9d+5be1="&<`

// TestScripts runs the stories of fixtures/scripts. Besides the commands of testscript they know:
//
//	sandbox [FAULTS]   starts fakes of the vendors with their samples, and points the workspace's variables at it
//	clock RFC3339      sets the clock of those fakes, which stands still at 2017-02-06T06:00:00Z
//	writes N           the fake has seen exactly N writes since the last asking
//	setcell FILE SHEET CELL [TEXT]  writes a text into a cell of a workbook, or empties it, and saves the file as a spreadsheet program does
//	clean              the canary key stands, in no encoding, in any file below the folder or in the last output
func TestScripts(t *testing.T) { testscript.Run(t, stories("../../fixtures/scripts")) }

// stories returns how the stories of a folder are run.
func stories(dir string) testscript.Params {
	return testscript.Params{
		Dir: dir, RequireExplicitExec: true, UpdateScripts: golden.Updating(),
		Setup: func(e *testscript.Env) error {
			// Wherever the host keeps its zones and whatever it thinks its own is must not matter (scenario T-10).
			e.Setenv("TZ", "Pacific/Kiritimati")
			e.Setenv("ZONEINFO", "/nowhere")
			e.Setenv("GORACE", "atexit_sleep_ms=0") // the race detector lingers for a second at every exit
			e.Setenv("OPSGENIE_API_KEY", key)
			e.Setenv("HG_API_KEY", key)
			e.Setenv("ZENDUTY_API_KEY", key)
			e.Setenv("XM_USER", "svc")
			e.Setenv("XM_PASSWORD", key)
			e.Values[storyKey{}] = &story{}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"sandbox": startSandbox, "clock": setClock, "writes": countWrites, "clean": noCanary, "setcell": setCell,
		},
	}
}

// story is the fake a script runs against.
type story struct {
	log   *fakes.Log
	clock *fakes.Clock
	seen  int
}

type storyKey struct{}

func startSandbox(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("sandbox cannot be negated")
	}
	faults, err := fakes.ParseFaults(strings.Join(args, " "))
	ts.Check(err)
	db, err := zones.Open()
	ts.Check(err)
	clock := fakes.NewClock(time.Date(2017, 2, 6, 6, 0, 0, 0, time.UTC))
	log := fakes.NewLog(clock)
	mux := http.NewServeMux()
	for _, v := range sandboxVendors() {
		fake, err := v.open(sandboxSetup{clock: clock, log: log, faults: faults, zones: db.Location})
		ts.Check(err)
		mux.Handle("/"+v.name+"/", http.StripPrefix("/"+v.name, fake))
	}
	web := httptest.NewServer(mux)
	ts.Defer(web.Close)
	ts.Setenv("SANDBOX", web.URL)
	ts.Setenv(httpx.AllowVariable, strings.TrimPrefix(web.URL, "http://"))
	*ts.Value(storyKey{}).(*story) = story{log: log, clock: clock}
}

// setClock sets the clock that the sandbox's vendors share.
func setClock(ts *testscript.TestScript, neg bool, args []string) {
	s := ts.Value(storyKey{}).(*story)
	if s.clock == nil || neg || len(args) != 1 {
		ts.Fatalf("usage: clock RFC3339, after sandbox")
	}
	at, err := time.Parse(time.RFC3339, args[0])
	ts.Check(err)
	s.clock.Set(at)
}

func countWrites(ts *testscript.TestScript, neg bool, args []string) {
	s := ts.Value(storyKey{}).(*story)
	if s.log == nil || neg || len(args) != 1 {
		ts.Fatalf("usage: writes N, after sandbox")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	var lines []string
	for _, e := range s.log.Writes()[s.seen:] {
		lines = append(lines, e.Method+" "+e.Path)
	}
	s.seen += len(lines)
	if len(lines) != want {
		ts.Fatalf("%d writes, want %d:\n%s", len(lines), want, strings.Join(lines, "\n"))
	}
}

func setCell(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 || len(args) > 4 {
		ts.Fatalf("usage: setcell FILE SHEET CELL [TEXT]")
	}
	f, err := excelize.OpenFile(ts.MkAbs(args[0]))
	ts.Check(err)
	defer f.Close() //nolint:errcheck // it is saved before
	var value any
	if len(args) == 4 {
		value = args[3]
	}
	ts.Check(f.SetCellValue(args[1], args[2], value))
	ts.Check(f.Save())
}

func noCanary(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: clean")
	}
	for _, name := range []string{"stdout", "stderr"} {
		ts.Check(withoutCanary(name, []byte(ts.ReadFile(name))))
	}
	root := os.DirFS(ts.MkAbs("."))
	ts.Check(fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(root, path)
		if err != nil {
			return err
		}
		return withoutCanary(path, b)
	}))
}

// withoutCanary looks for the key as it is, as URLs, JSON and HTML write it, in hex, and in both alphabets of base64 at each
// of the three offsets it may have there.
func withoutCanary(where string, b []byte) error {
	inJSON := strings.NewReplacer(`"`, `\"`)
	forms := []string{
		key, url.QueryEscape(key), url.PathEscape(key), strconv.Quote(key), inJSON.Replace(key),
		inJSON.Replace(strings.NewReplacer("&", `\u0026`, "<", `\u003c`).Replace(key)), html.EscapeString(key), hex.EncodeToString([]byte(key)),
	}
	for offset := range 3 {
		for _, alphabet := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding} {
			padded := alphabet.EncodeToString([]byte(strings.Repeat("x", offset) + key))
			forms = append(forms, padded[(offset*8+5)/6:len(padded)-4])
		}
	}
	for _, f := range forms {
		if bytes.Contains(b, []byte(f)) {
			return fmt.Errorf("%s holds the key as %.12s…", where, f)
		}
	}
	return nil
}
