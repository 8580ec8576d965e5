package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	importersall "github.com/schedsync/schedsync/importers/all"
	"github.com/schedsync/schedsync/importers/zones"
)

// TestSandboxVendors: every vendor that can be read has a fake below its name, with sample data, and its line in the YAML that
// the sandbox prints; what --data keeps has one file for each.
func TestSandboxVendors(t *testing.T) {
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	c := &Cmd{Now: time.Now, zones: db, Stdout: &out}
	dir := t.TempDir()
	b, err := c.newBox(&sandboxOptions{data: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.save(); err != nil {
		t.Fatal(err)
	}
	c.welcome("http://127.0.0.1:1", time.Now())
	lists := map[string][2]string{ // a list of sample schedules, and the word before the key
		"hostedgraphite": {"/v2/schedules/", "Basic"},
		"opsgenie":       {"/v2/schedules", "GenieKey"},
		"xmatters":       {"/api/xm/1/groups", "Basic some-password"},
		"zenduty":        {"/api/account/teams/61010821-08aa-4098-94f8-f88f1990b54a/schedules/", "Token"},
	}
	for _, v := range importersall.Vendors() {
		name := string(v.Name)
		list, known := lists[name]
		if !known {
			t.Errorf("%s can be read, and this test does not know where the sandbox lists its schedules", name)
			continue
		}
		r := httptest.NewRequest(http.MethodGet, "/"+name+list[0], http.NoBody)
		r.Header.Set("Authorization", list[1]+" some-key-0000")
		if word, password, _ := strings.Cut(list[1], " "); word == "Basic" {
			r.SetBasicAuth("some-key-0000", password)
		}
		w := httptest.NewRecorder()
		b.handler.ServeHTTP(w, r)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "name") {
			t.Errorf("%s: %d %s", r.URL.Path, w.Code, w.Body)
		}
		if line := "  " + name + `: {url: "http://127.0.0.1:1/` + name + `", `; !strings.Contains(out.String(), line) {
			t.Errorf("the YAML lacks %s:\n%s", line, out.String())
		}
		if _, err := os.Stat(filepath.Join(dir, name+".json")); err != nil {
			t.Error(err)
		}
	}
}
