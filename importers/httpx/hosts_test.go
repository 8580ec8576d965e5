package httpx_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/importers/httpx"
)

func TestParseHostList(t *testing.T) {
	for value, want := range map[string]httpx.HostList{
		"":                                  nil,
		" , ":                               nil,
		"Proxy.Example.com":                 {"proxy.example.com"},
		"proxy.example.com:8443, 127.0.0.1": {"proxy.example.com:8443", "127.0.0.1"},
		"::1,[::1]:8080":                    {"[::1]", "[::1]:8080"},
	} {
		got, err := httpx.ParseHostList(value)
		if err != nil || !cmp.Equal(got, want) {
			t.Errorf("%q: got %q, %v, want %q", value, got, err, want)
		}
	}
	for _, bad := range []string{"https://proxy.example.com", "*.example.com", "a b", "host/path", "user@host", ":8080", "host:port"} {
		if got, err := httpx.ParseHostList(bad); err == nil || !strings.Contains(err.Error(), "SCHEDSYNC_ALLOW_HOSTS") {
			t.Errorf("%q: got %q, %v, want an error that names the variable", bad, got, err)
		}
	}
}

func TestBaseURL(t *testing.T) {
	const ok = ""
	for _, c := range []struct{ url, allow, problem string }{
		{"https://api.example.com", "", ok},
		{"https://API.example.com:443/v1/", "", ok},
		{"https://acme.sub.example.net", "", ok}, // *.example.net
		{"https://example.net", "", "SCHEDSYNC_ALLOW_HOSTS=example.net"},
		{"https://evilexample.net", "", "SCHEDSYNC_ALLOW_HOSTS=evilexample.net"},
		{"https://api.example.com.evil.test", "", "SCHEDSYNC_ALLOW_HOSTS=api.example.com.evil.test"},
		{"https://api.example.com:8443", "", "SCHEDSYNC_ALLOW_HOSTS=api.example.com:8443"},
		{"https://api.example.com:8443", "api.example.com:8443", ok},
		{"https://proxy.example.org", "", "SCHEDSYNC_ALLOW_HOSTS=proxy.example.org"},
		{"https://proxy.example.org", "other.test", "SCHEDSYNC_ALLOW_HOSTS=other.test,proxy.example.org"},
		{"https://proxy.example.org", "proxy.example.org", ok},
		{"https://proxy.example.org:9999", "proxy.example.org", ok},
		{"https://proxy.example.org:9999", "proxy.example.org:8443", "SCHEDSYNC_ALLOW_HOSTS="},
		{"http://api.example.com", "api.example.com", "plain http"},
		{"http://proxy.example.org", "proxy.example.org", "plain http"},
		{"http://127.0.0.1:8080", "", "SCHEDSYNC_ALLOW_HOSTS=127.0.0.1:8080"},
		{"http://127.0.0.1:8080/opsgenie", "127.0.0.1:8080", ok},
		{"http://127.9.8.7", "127.9.8.7", ok},
		{"http://[::1]:8080", "::1", ok},
		{"http://localhost:1", "localhost", ok},
		{"http://localhost.evil.test:1", "localhost.evil.test", "plain http"},
		{"http://0.0.0.0:1", "0.0.0.0", "plain http"},
		{"https://key@api.example.com", "", "user name or key"},
		{"https://api.example.com@evil.test", "", "user name or key"},
		{"https://api.example.com/?a=b", "", "query"},
		{"https://api.example.com/#x", "", "fragment"},
		{"ftp://api.example.com", "", "want https://host"},
		{"api.example.com", "", "want https://host"},
		{"", "", "want https://host"},
		{"https://api.example.com\n", "", "not a URL"},
		{"mailto:x@example.com", "", "not a URL"},
	} {
		allow, err := httpx.ParseHostList(c.allow)
		if err != nil {
			t.Fatal(err)
		}
		_, err = httpx.New(httpx.Options{
			Vendor: "acme", BaseURL: c.url, Hosts: []string{"api.example.com", "*.example.net"}, Allow: allow,
		})
		switch {
		case c.problem == ok && err != nil:
			t.Errorf("%s with %q: %v", c.url, c.allow, err)
		case c.problem != ok && (err == nil || !strings.Contains(err.Error(), c.problem)):
			t.Errorf("%s with %q: got %v, want …%s…", c.url, c.allow, err, c.problem)
		case strings.Contains(c.problem, "SCHEDSYNC") && !errors.Is(err, httpx.ErrHost):
			t.Errorf("%s: %v is not ErrHost", c.url, err)
		}
	}
}

// A key in the URL must not be shown by the error that refuses it.
func TestBaseURLDoesNotShowTheKey(t *testing.T) {
	for _, u := range []string{"https://" + "c4n4ry@api.example.com", "https://x:c4n4ry@api.example.com/\x7f", "https://h/?key=c4n4ry"} {
		_, err := httpx.New(httpx.Options{Vendor: "acme", BaseURL: u, Hosts: []string{"api.example.com"}})
		if err == nil || strings.Contains(err.Error(), "c4n4ry") {
			t.Errorf("got %v", err)
		}
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	for _, location := range []string{"https://evil.test/steal?t=1", "/login", ""} {
		s := &script{answers: []answer{{status: 302, header: "Location: " + location}}}
		client, clock := serve(t, s, nil)
		_, err := client.Do(t.Context(), httpx.Call{Op: "read x", Path: []string{"x"}})
		e := asError(t, err)
		if !errors.Is(err, httpx.ErrRedirect) || e.Retryable || len(s.sent()) != 1 || len(clock.slept) != 0 {
			t.Errorf("%s: %v after %q", location, err, s.sent())
		}
		if strings.Contains(err.Error(), "steal") || strings.HasPrefix(location, "https") && !strings.Contains(err.Error(), `"evil.test"`) {
			t.Errorf("want the host only: %v", err)
		}
	}
}

func TestReadOnly(t *testing.T) {
	s := &script{}
	client, clock := serve(t, s, func(o *httpx.Options) { o.ReadOnly = true })
	for _, m := range []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, "PURGE"} {
		_, err := client.Do(t.Context(), httpx.Call{Op: "write", Method: m, Path: []string{"x"}})
		if !errors.Is(err, httpx.ErrReadOnly) || httpx.IsAmbiguous(err) || httpx.IsRetryable(err) {
			t.Errorf("%s: %v", m, err)
		}
	}
	if len(s.sent()) != 0 || client.Counter().Writes() != 0 || len(clock.slept) != 0 {
		t.Errorf("something was sent: %q", s.sent())
	}
	for _, m := range []string{http.MethodGet, http.MethodHead} {
		if _, err := client.Do(t.Context(), httpx.Call{Op: "read", Method: m, Path: []string{"x"}}); err != nil {
			t.Errorf("%s: %v", m, err)
		}
	}
}
