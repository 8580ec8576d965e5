package main

import (
	"net/http"
	"strings"
	"testing"

	"github.com/schedsync/schedsync/fixtures/fakes"
)

// faulty is a transport with a fault of ours in it: it panics at the Nth write, or, where that is 0, at the first request.
type faulty struct{ at, writes int }

func (f *faulty) RoundTrip(r *http.Request) (*http.Response, error) {
	if fakes.IsWrite(r.Method) {
		f.writes++
	}
	if f.writes >= f.at {
		panic("a fault of ours")
	}
	return http.DefaultTransport.RoundTrip(r)
}

// TestPanics: a fault of the program's own ends with the status for what was written, leaves the report and the metrics,
// frees the lock, and the next run finishes the work. Go's own status for it, 2, would say that differences were found.
func TestPanics(t *testing.T) {
	for _, tc := range []struct {
		name  string
		at    int
		code  Code
		says  string
		extra []string
	}{
		{"before anything is written", 0, Failed, "internal error: a fault of ours; nothing was written", nil},
		{"in the middle", 2, Incomplete, "internal error: a fault of ours; something was written, or may have been", nil},
		{"with JSON logs", 2, Incomplete, `"msg":"internal error: a fault of ours; something`, []string{"--log-format", "json"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h := openHouse(t, nightly)
			h.cmd.Transport = &faulty{at: tc.at}
			args := append([]string{"apply", "--yes", "-q", "-o", "json", "--report", h.path("r.json"), "--metrics", h.path("m.prom")}, tc.extra...)
			code, _, shown := h.run(args...)
			if code != tc.code || !strings.Contains(shown, tc.says) || !strings.Contains(shown, "RoundTrip") {
				t.Errorf("exit %d, want %d:\n%s", code, tc.code, shown)
			}
			if tc.extra != nil {
				for line := range strings.Lines(shown) {
					if !strings.HasPrefix(line, "{") {
						t.Errorf("not JSON: %s", line)
					}
				}
			}
			if r := h.file("r.json"); !strings.Contains(r, "internal error: a fault of ours") {
				t.Errorf("the report says %s", r)
			}
			exposition(t, h.file("m.prom"))
			h.cmd.Transport = nil
			h.must(OK, 2-max(tc.at-1, 0), "apply", "--yes")
			h.must(OK, 0, "plan", "--exit-code")
		})
	}
}
