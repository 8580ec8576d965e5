package wire_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/fixtures/fakes"
	fake "github.com/schedsync/schedsync/fixtures/fakes/xmatters"
	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/readertest"
	"github.com/schedsync/schedsync/importers/xmatters/wire"
)

const clientID = "c11e0000-0000-4000-8000-000000000001"

// open returns a client for a handler, and what the client waited.
func open(t *testing.T, h http.Handler, edit func(*httpx.Account)) (*wire.Client, *fakes.Clock) {
	t.Helper()
	clock := fakes.NewClock(time.Date(2026, 10, 12, 8, 0, 0, 0, time.UTC))
	a := readertest.Connect(t, h, clock, "user", "password")
	if edit != nil {
		edit(&a)
	}
	c, err := wire.Open(a)
	if err != nil {
		t.Fatal(err)
	}
	return c, clock
}

// reply answers every request in turn with a status and a body, and keeps what was asked.
type script struct {
	replies []answer
	asked   []string
	bodies  []string
	auth    []string
}

type answer struct {
	status int
	body   string
	header string // "Retry-After: 7"
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.asked = append(s.asked, r.Method+" "+r.URL.RequestURI())
	s.bodies = append(s.bodies, r.Header.Get("Content-Type")+" "+string(body))
	s.auth = append(s.auth, r.Header.Get("Authorization"))
	a := s.replies[min(len(s.asked), len(s.replies))-1]
	if name, value, ok := strings.Cut(a.header, ": "); ok {
		w.Header().Set(name, value)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(a.status)
	_, _ = io.WriteString(w, a.body)
}

func TestOpenRefuses(t *testing.T) {
	for _, tt := range []struct {
		name string
		edit func(*httpx.Account)
		want string
	}{
		{"no url", func(a *httpx.Account) { a.URL = "" }, "url setting is missing"},
		{"no password", func(a *httpx.Account) { delete(a.Secrets, "password") }, "user and password"},
		{"another host", func(a *httpx.Account) { a.URL = "https://xmatters.example.com" }, "SCHEDSYNC_ALLOW_HOSTS"},
		{"a host that only ends like the vendor's", func(a *httpx.Account) { a.URL = "https://acmexmatters.com" }, "SCHEDSYNC_ALLOW_HOSTS"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := readertest.Connect(t, &script{}, fakes.NewClock(time.Time{}), "user", "password")
			a.HTTP.Allow = nil
			tt.edit(&a)
			if _, err := wire.Open(a); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error is %v, want one with %q", err, tt.want)
			}
		})
	}
	a := readertest.Connect(t, &script{}, fakes.NewClock(time.Time{}), "user", "password")
	a.HTTP.Allow, a.URL = nil, "https://acme.eu.xmatters.com/api/xm/1/"
	if _, err := wire.Open(a); err != nil {
		t.Error(err)
	}
}

// TestPaths: names are one segment each, whatever stands in them; lists follow their links below our own base.
func TestPaths(t *testing.T) {
	s := &script{replies: []answer{{status: 200, body: `{"id":"g","data":[]}`}}}
	c, _ := open(t, s, func(a *httpx.Account) { a.URL += "/proxy/x" })
	_, _ = c.GetGroup(t.Context(), "a/b+c%d|e, f")
	_, _ = c.OnCallBetween(t.Context(), []string{"g1", "g2"}, time.Unix(0, 0), time.Unix(60, 0))
	s.replies = []answer{{}, {}, {status: 200, body: `{"data":[{"id":"1"},{"id":"2"}],"links":{"next":"/api/xm/1/groups?offset=100&limit=100"}}`}, {status: 200, body: `{"data":[{"id":"2"},{"id":"3"}],"links":{}}`}}
	list, err := c.ListGroups(t.Context())
	if err != nil || len(list) != 3 {
		t.Errorf("%d groups, error %v", len(list), err)
	}
	want := []string{
		"GET /proxy/x/api/xm/1/groups/a%2Fb%2Bc%25d%7Ce%2C%20f",
		"GET /proxy/x/api/xm/1/on-call?groups=g1,g2&from=1970-01-01T00%3A00%3A00Z&to=1970-01-01T00%3A01%3A00Z&membersPerShift=100&embed=shift&offset=0&limit=100",
		"GET /proxy/x/api/xm/1/groups?offset=0&limit=100",
		"GET /proxy/x/api/xm/1/groups?offset=100&limit=100",
	}
	if d := cmp.Diff(want, s.asked); d != "" {
		t.Error(d)
	}
}

// TestPagesEnd: a server that never says "last page" is left.
func TestPagesEnd(t *testing.T) {
	c, _ := open(t, &script{replies: []answer{{status: 200, body: `{"data":[],"links":{"next":"/api/xm/1/groups?offset=0"}}`}}}, nil)
	if _, err := c.ListGroups(t.Context()); err == nil || !strings.Contains(err.Error(), "circle") {
		t.Errorf("the error is %v", err)
	}
	c, _ = open(t, &script{replies: []answer{{status: 200, body: `{"data":[],"links":{"next":"https://elsewhere.example.com/x"}}`}}}, nil)
	if _, err := c.ListGroups(t.Context()); err == nil {
		t.Error("a link that leads elsewhere was followed")
	}
}

// TestPatience: after a 429 it waits ten seconds, then twice as long each time, or longer where it is told to; five tries.
func TestPatience(t *testing.T) {
	for _, tt := range []struct {
		name, header string
		tries        int
		waits        time.Duration
	}{
		{"not told", "", 5, 150 * time.Second},
		{"told less", "Retry-After: 3", 5, 150 * time.Second},
		{"told more", "Retry-After: 60", 5, (60 + 60 + 60 + 80) * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &script{replies: []answer{{status: 429, body: `{"code":429,"reason":"Too Many Requests"}`, header: tt.header}}}
			c, clock := open(t, s, nil)
			before := clock.Now()
			_, err := c.ListGroups(t.Context())
			if !httpx.IsRateLimited(err) || len(s.asked) != tt.tries {
				t.Errorf("%d tries, error %v", len(s.asked), err)
			}
			if waited := clock.Now().Sub(before); waited < tt.waits || waited > tt.waits+5*time.Second {
				t.Errorf("it waited %s, want %s", waited, tt.waits)
			}
		})
	}
}

// TestErrorsSayWhy: what an error reply says stands in the error, its subcode as the code.
func TestErrorsSayWhy(t *testing.T) {
	for _, tt := range []struct{ body, want string }{
		{`{"code":400,"reason":"Bad Request","message":"No such zone","subcode":"validation.timezone"}`, "400 Bad Request (code validation.timezone): No such zone"},
		{`{"code":400,"reason":"Bad Request"}`, "(code 400): Bad Request"},
		{``, "400 Bad Request"},
		{`<html>no</html>`, "HTML page"},
	} {
		c, _ := open(t, &script{replies: []answer{{status: 400, body: tt.body}}}, nil)
		if _, err := c.GetGroup(t.Context(), "g"); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: the error is %v", tt.body, err)
		}
	}
}

// withTokens lets a client ask for tokens.
func withTokens(a *httpx.Account) { a.Secrets["client_id"] = httpx.NewSecret(clientID) }

// TestTokens: the password goes once, in a form and never in a URL; a token that runs out is renewed with the refresh token
// that came with it, which is another each time; one that was revoked is replaced by a new one, once.
func TestTokens(t *testing.T) {
	s, err := fake.New(fake.Options{Clock: fakes.NewClock(time.Date(2026, 10, 12, 8, 0, 0, 0, time.UTC)), ClientID: clientID, TokenLife: 600 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	var asked []string
	a := readertest.Connect(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/oauth2/token") {
			asked = append(asked, grant(t, r))
		}
		s.ServeHTTP(w, r)
	}), s.Clock(), "user", "password")
	withTokens(&a)
	a.HTTP.ReadOnly = true // a reader may ask for tokens too
	a.HTTP.Redactor = httpx.NewRedactor()
	a.HTTP.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	c, err := wire.Open(a)
	if err != nil {
		t.Fatal(err)
	}
	grants := func() []string {
		out := asked
		asked = nil
		return out
	}
	list := func() {
		t.Helper()
		if _, err := c.ListGroups(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	list()
	list()
	if d := cmp.Diff([]string{"password"}, grants()); d != "" {
		t.Errorf("at first: %s", d)
	}
	for range 3 { // each with the refresh token of the last
		s.Clock().Advance(580 * time.Second)
		list()
	}
	if d := cmp.Diff([]string{"refresh_token", "refresh_token", "refresh_token"}, grants()); d != "" {
		t.Errorf("as it runs out: %s", d)
	}
	known := tokensOf(t, s)
	forget(t, s)
	list()
	if d := cmp.Diff([]string{"refresh_token", "password"}, grants()); d != "" {
		t.Errorf("revoked: %s", d)
	}
	for _, secret := range append(known, "test-password-0000") {
		if strings.Contains(log.String(), secret) {
			t.Errorf("%q stands in the log", secret)
		}
		if shown := a.HTTP.Redactor.String("it is " + secret); strings.Contains(shown, secret) {
			t.Errorf("the redactor does not know %q", secret)
		}
	}
}

// grant returns what a request for a token offers, and lets it be read again.
func grant(t *testing.T, r *http.Request) string {
	t.Helper()
	if r.URL.RawQuery != "" {
		t.Errorf("something stands in the URL: %s", r.URL.RawQuery)
	}
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	r.Body = io.NopCloser(bytes.NewReader(b))
	form, err := url.ParseQuery(string(b))
	if err != nil {
		t.Error(err)
	}
	return form.Get("grant_type")
}

// tokensOf returns the tokens that are in force.
func tokensOf(t *testing.T, s *fake.Server) []string {
	t.Helper()
	data, err := s.Dump()
	if err != nil {
		t.Fatal(err)
	}
	var dump struct{ State fake.State }
	if err := json.Unmarshal(data, &dump); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, tok := range dump.State.Tokens {
		out = append(out, tok.Access)
		if tok.Refresh != "" {
			out = append(out, tok.Refresh)
		}
	}
	if len(out) < 5 {
		t.Fatalf("%d tokens in %s", len(out), data)
	}
	return out
}

// forget makes the fake forget all tokens.
func forget(t *testing.T, s *fake.Server) {
	t.Helper()
	empty, err := fake.New(fake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	data, err := empty.Dump()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Load(data); err != nil {
		t.Fatal(err)
	}
}

// TestTokenOnce: a token that is refused right after it was renewed is not renewed again and again.
func TestTokenOnce(t *testing.T) {
	n := 0
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if strings.HasSuffix(r.URL.Path, "/token") {
			n++
			fmt.Fprintf(w, `{"access_token":"token-%d-aaaaaaaa","token_type":"bearer","refresh_token":"refresh-%d","expires_in":"900"}`, n, n)
			return
		}
		w.WriteHeader(http.StatusUnauthorized)
	})
	c, _ := open(t, h, withTokens)
	if _, err := c.ListGroups(t.Context()); !httpx.IsUnauthorized(err) || n != 2 {
		t.Errorf("%d tokens were asked for, error %v", n, err)
	}
}

// TestNoToken: a reply that is no token says so, and repeats nothing of it.
func TestNoToken(t *testing.T) {
	for _, body := range []string{`{}`, `{"access_token":7,"refresh_token":"secret-thing"}`, `"secret-thing"`, ``, `<html>secret-thing</html>`} {
		c, _ := open(t, &script{replies: []answer{{status: 200, body: body}}}, withTokens)
		_, err := c.ListGroups(t.Context())
		if err == nil || strings.Contains(err.Error(), "secret-thing") {
			t.Errorf("%s: the error is %v", body, err)
		}
	}
}

// TestBasic: without a client id the user and password, or those of an API key, go with every call.
func TestBasic(t *testing.T) {
	s := &script{replies: []answer{{status: 200, body: `{"data":[]}`}}}
	c, _ := open(t, s, nil)
	if _, err := c.ListGroups(t.Context()); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.SetBasicAuth("test-user-0000", "test-password-0000")
	if s.auth[0] != r.Header.Get("Authorization") {
		t.Error("another credential was sent")
	}
}
