package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/schedsync/schedsync/fixtures/fakes"
	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/zones"
)

// house is a workspace in a folder of its own, the fakes of all vendors behind one address, and the program without a
// terminal, as a job runs it.
type house struct {
	t      *testing.T
	dir    string
	env    map[string]string
	now    time.Time
	screen screen
	cmd    *Cmd

	mu      sync.Mutex
	fakes   http.Handler
	between func(w http.ResponseWriter, r *http.Request, next http.Handler) // nil: nothing stands between
	writes  int
}

// openHouse makes one. VENDORS in the YAML stands for where the vendors are.
func openHouse(t *testing.T, yaml string) *house {
	t.Helper()
	h := &house{t: t, dir: t.TempDir(), now: time.Date(2026, 10, 12, 9, 0, 0, 0, time.UTC)}
	h.fakes = h.newFakes()
	web := httptest.NewServer(h)
	t.Cleanup(web.Close)
	vendors := `vendors:
  opsgenie: {url: "URL/opsgenie", key: {env: KEY}}
  zenduty: {url: "URL/zenduty", key: {env: KEY}}
  xmatters: {url: "URL/xmatters", user: {env: KEY}, password: {env: KEY}}
  hostedgraphite: {url: "URL/hostedgraphite", key: {env: KEY}}`
	yaml = strings.ReplaceAll(yaml, "VENDORS", strings.ReplaceAll(vendors, "URL", web.URL))
	if err := os.WriteFile(filepath.Join(h.dir, "w.yaml"), []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	h.env = map[string]string{"KEY": "a-key-of-a-test", httpx.AllowVariable: strings.TrimPrefix(web.URL, "http://")}
	h.cmd = &Cmd{
		Stdin: strings.NewReader(""), Stdout: &h.screen, Stderr: &h.screen,
		Env: func(name string) string { return h.env[name] }, Environ: func() []string { return nil },
		Now: func() time.Time { return h.now }, Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		Version: "test",
	}
	return h
}

// newFakes returns the fakes of all vendors with their sample data, on a clock that runs from the house's now.
func (h *house) newFakes() http.Handler {
	h.t.Helper()
	db, err := zones.Open()
	if err != nil {
		h.t.Fatal(err)
	}
	box, err := (&Cmd{Now: func() time.Time { return h.now }, zones: db, global: globals{now: "set"}}).newBox(&sandboxOptions{})
	if err != nil {
		h.t.Fatal(err)
	}
	return box.handler
}

// ServeHTTP counts writes, and lets a test stand between.
func (h *house) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	next, between := h.fakes, h.between
	if fakes.IsWrite(r.Method) {
		h.writes++
	}
	h.mu.Unlock()
	if between != nil {
		between(w, r, next)
		return
	}
	next.ServeHTTP(w, r)
}

// run runs the program and returns its status, the writes it has sent, and what it has shown.
func (h *house) run(args ...string) (code Code, writes int, shown string) {
	h.t.Helper()
	before := len(h.screen.String())
	h.mu.Lock()
	h.writes = 0
	h.mu.Unlock()
	h.cmd.Args = append([]string{"-C", h.dir}, args...)
	h.cmd.Stdout, h.cmd.Stderr = &h.screen, &h.screen
	code = h.cmd.Run(context.Background())
	h.mu.Lock()
	defer h.mu.Unlock()
	return code, h.writes, h.screen.String()[before:]
}

// must is run that fails the test unless it ends as wanted.
func (h *house) must(code Code, writes int, args ...string) (shown string) {
	h.t.Helper()
	got, n, shown := h.run(args...)
	if got != code || n != writes {
		h.t.Fatalf("%v: exit %d with %d writes, want %d with %d:\n%s", args, got, n, code, writes, shown)
	}
	return shown
}

// edit changes the workspace.
func (h *house) edit(before, after string) {
	h.t.Helper()
	name := filepath.Join(h.dir, "w.yaml")
	b, err := os.ReadFile(name)
	if err != nil || !bytes.Contains(b, []byte(before)) {
		h.t.Fatalf("%q is not in the workspace (%v)", before, err)
	}
	if err := os.WriteFile(name, bytes.ReplaceAll(b, []byte(before), []byte(after)), 0o600); err != nil {
		h.t.Fatal(err)
	}
}

// file reads a file below the house's folder.
func (h *house) file(name string) string {
	h.t.Helper()
	b, err := os.ReadFile(filepath.Join(h.dir, name))
	if err != nil {
		h.t.Fatal(err)
	}
	return string(b)
}

// path names a file below the house's folder.
func (h *house) path(name string) string { return filepath.Join(h.dir, name) }

// emptied serves lists whose path ends so without their items, as a server does whose index is being built anew.
func emptied(suffix string) func(http.ResponseWriter, *http.Request, http.Handler) {
	return relisted(suffix, func([]json.RawMessage) []json.RawMessage { return []json.RawMessage{} })
}

// shortened serves them without the items whose name is one of the letters.
func shortened(suffix, letters string) func(http.ResponseWriter, *http.Request, http.Handler) {
	return relisted(suffix, func(items []json.RawMessage) []json.RawMessage {
		return slices.DeleteFunc(items, func(item json.RawMessage) bool {
			var o struct{ Name string }
			return json.Unmarshal(item, &o) == nil && len(o.Name) == 1 && strings.Contains(letters, o.Name)
		})
	})
}

// relisted serves lists whose path ends so with other items, and with totals that agree.
func relisted(suffix string, change func([]json.RawMessage) []json.RawMessage) func(http.ResponseWriter, *http.Request, http.Handler) {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method != http.MethodGet || !strings.HasSuffix(r.URL.Path, suffix) {
			next.ServeHTTP(w, r)
			return
		}
		reply := httptest.NewRecorder()
		next.ServeHTTP(reply, r)
		var of any
		var list []json.RawMessage
		var object map[string]json.RawMessage
		if json.Unmarshal(reply.Body.Bytes(), &list) == nil {
			of = change(list)
		} else if json.Unmarshal(reply.Body.Bytes(), &object) == nil {
			for key, value := range object {
				if json.Unmarshal(value, &list) == nil {
					list = change(list)
					object[key], _ = json.Marshal(list)
				}
			}
			for _, key := range []string{"total", "count"} {
				if object[key] != nil {
					object[key] = json.RawMessage(strconv.Itoa(len(list)))
				}
			}
			of = object
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(of)
	}
}
