package ics_test

import (
	"compress/gzip"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/ics"
)

const secretPath = "/calendar/ical/team/private-0a1b2c3d/basic.ics"

// serve answers every request in one way, over https.
func serve(t *testing.T, h http.HandlerFunc) (*httptest.Server, ics.Fetcher) {
	t.Helper()
	s := httptest.NewTLSServer(h)
	t.Cleanup(s.Close)
	return s, ics.Fetcher{
		Allow: httpx.HostList{strings.TrimPrefix(s.URL, "https://")}, Base: s.Client().Transport, UserAgent: "schedsync/test",
	}
}

var whole = wrap("", "SUMMARY:ana / DTSTART:20260105T080000Z / DTEND:20260105T160000Z")

func TestT60Fetch(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   string // part of the error
	}{
		"a calendar": {func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("User-Agent") != "schedsync/test" || r.URL.Path != secretPath {
				fmt.Fprint(w, "<html>")
				return
			}
			fmt.Fprint(w, whole)
		}, ""},
		"a page":  {func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>Log in</html>") }, "it is a web page, not a calendar"},
		"nothing": {func(http.ResponseWriter, *http.Request) {}, "it is empty"},
		"half":    {func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, whole[:len(whole)-15]) }, "it ends inside the VCALENDAR"},
		"cut off": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "99999")
			fmt.Fprint(w, whole)
		}, "cut off"},
		"gone":          {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(404) }, "404 Not Found"},
		"an error page": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500); fmt.Fprint(w, whole) }, "500"},
		"too much": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			defer z.Close() //nolint:errcheck // a test
			for range 12 {
				if _, err := z.Write(make([]byte, 1<<20)); err != nil {
					return
				}
			}
		}, "more than 10485760 are not read"},
		"elsewhere": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://elsewhere.example.com/x", http.StatusFound)
		}, `the host "elsewhere.example.com" is not one`},
		"in the clear": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1/x", http.StatusFound)
		}, "not by https"},
		"in a circle": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.String(), http.StatusFound) }, "more than 5 redirects"},
	} {
		s, f := serve(t, c.answer)
		data, err := f.Fetch(context.Background(), s.URL+secretPath)
		switch {
		case c.want == "" && (err != nil || string(data) != whole):
			t.Errorf("%s: %v", name, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: error %v, want one with %q", name, err, c.want)
		case err != nil && strings.Contains(err.Error(), "private"):
			t.Errorf("%s: the error tells the address: %v", name, err)
		}
	}
}

// A redirect inside the list is followed, and the server there does not learn the address it came from.
func TestFetchFollowsWithoutReferer(t *testing.T) {
	s, f := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == secretPath {
			http.Redirect(w, r, "/moved", http.StatusMovedPermanently)
			return
		}
		if ref := r.Header.Get("Referer"); ref != "" {
			t.Errorf("Referer %q", ref)
		}
		fmt.Fprint(w, whole)
	})
	if _, err := f.Fetch(context.Background(), s.URL+secretPath); err != nil {
		t.Error(err)
	}
}

func TestFetchTakesNoLongerThanItMay(t *testing.T) {
	release := make(chan struct{})
	s, f := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	})
	defer close(release)
	f.Timeout = 20 * time.Millisecond
	if _, err := f.Fetch(context.Background(), s.URL); err == nil || !strings.Contains(err.Error(), "no whole answer within 20ms") {
		t.Error(err)
	}
}

func TestAddresses(t *testing.T) {
	f := ics.Fetcher{Allow: httpx.HostList{"calendar.example.com"}, Redactor: httpx.NewRedactor()}
	for address, want := range map[string]string{
		"http://calendar.example.com/x":        "would travel in the clear",
		"ftp://calendar.example.com/x":         "would travel in the clear",
		"https://ana:pw@calendar.example.com/": "holds a user name or password",
		"https://other.example.com/secret":     `set SCHEDSYNC_ALLOW_HOSTS=calendar.example.com,other.example.com`,
		"team.ics":                             "not a URL",
		"https://[::1":                         "not a URL",
	} {
		_, err := f.Fetch(context.Background(), address)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "pw") || strings.Contains(err.Error(), "/secret") {
			t.Errorf("%s: %v, want %q", address, err, want)
		}
	}
	if u, err := ics.ParseAddress("webcal://Calendar.Example.com/x"); err != nil || u.String() != "https://calendar.example.com/x" {
		t.Errorf("%v %v", u, err)
	}
}
