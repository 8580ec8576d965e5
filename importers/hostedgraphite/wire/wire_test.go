package wire_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/fixtures/fakes"
	fake "github.com/schedsync/schedsync/fixtures/fakes/hostedgraphite"
	samples "github.com/schedsync/schedsync/fixtures/wire/hostedgraphite"
	"github.com/schedsync/schedsync/importers/hostedgraphite/wire"
	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/readertest"
)

var fixedNow = time.Date(2026, 1, 7, 12, 0, 0, 0, time.UTC)

// open returns a client of a handler.
func open(t *testing.T, h http.Handler) *wire.Client {
	t.Helper()
	c, err := wire.Open(readertest.Connect(t, h, fakes.NewClock(fixedNow)))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func sample(t *testing.T, name string) []byte {
	t.Helper()
	b, err := samples.Read(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestSamples reads and writes what the vendor's documents show.
func TestSamples(t *testing.T) {
	var seen []string
	c := open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		seen = append(seen, r.Method+" "+r.URL.RequestURI()+" "+string(body))
		switch r.Method {
		case http.MethodPost:
			w.WriteHeader(http.StatusCreated)
			_, _ = w.Write(sample(t, "create-mute.response.json"))
		case http.MethodGet:
			_, _ = w.Write(sample(t, "list-mutes.response.json"))
		}
	}))
	list, err := c.ListMutes(t.Context())
	if err != nil || len(list) != 1 {
		t.Fatalf("%v, %v", list, err)
	}
	want := wire.Mute{ID: "scheduled mute ID", Name: "name of scheduled mute", StartTime: "20:20", Duration: 123, Timezone: "UTC+4", Repeat: []string{"mon", "wed", "fri"}, Alerts: []string{"alert_id1", "alert_id2", "alert_id3"}}
	list[0].Raw = nil
	if d := cmp.Diff(want, list[0]); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	id, err := c.CreateMute(t.Context(), wire.MuteRequest{Name: "Mute on weekends", StartTime: "00:00", Duration: 1440, Timezone: "UTC+2", Repeat: []string{"sat", "sun"}})
	if err != nil || id != "123-456-789" {
		t.Errorf("created %q: %v", id, err)
	}
	if err := c.UpdateMute(t.Context(), "a/b +c", wire.MuteRequest{StartTime: "14:50", Timezone: "UTC+12"}); err != nil {
		t.Error(err)
	}
	wanted := []string{"GET /v2/schedules/?page=1&max=100 ", "POST /v2/schedules/ ", "PUT /v2/schedules/a%2Fb%20%2Bc/ "} // an id stays one segment, its + one too
	for i, name := range []string{"", "create-mute.request.json", "update-mute.request.json"} {
		line, body := wanted[i], seen[i][min(len(wanted[i]), len(seen[i])):]
		if !strings.HasPrefix(seen[i], line) {
			t.Errorf("request %d is %s, want %s", i, seen[i], line)
		}
		if name != "" && !sameJSON(t, []byte(body), sample(t, name)) {
			t.Errorf("sent %s, the sample is %s", body, sample(t, name))
		}
	}
}

func sameJSON(t *testing.T, a, b []byte) bool {
	t.Helper()
	var x, y any
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		t.Fatalf("not JSON: %s, %s", a, b)
	}
	return cmp.Equal(x, y)
}

// TestNextPage takes every form of the end of a list, and none that might hide one.
func TestNextPage(t *testing.T) {
	for _, tc := range []struct {
		next  string
		pages int
		err   string
	}{
		{`false`, 1, ""},
		{`null`, 1, ""},
		{`""`, 1, ""},
		{`ABSENT`, 1, ""},
		{`2`, 2, ""},
		{`"2"`, 2, ""},
		{`true`, 1, "next_page is true, which is no page"},
		{`0`, 1, "next_page is 0"},
		{`-1`, 1, "next_page is -1"},
		{`1.5`, 1, "next_page is 1.5"},
		{`{}`, 1, "next_page is {}"},
		{`1`, 1, "the pages do not end: page 1 comes again"},
	} {
		pages := 0
		c := open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			pages++
			next := `,"next_page":` + tc.next
			if tc.next == "ABSENT" {
				next = ""
			}
			if r.URL.Query().Get("page") == "2" {
				next = `,"next_page":false`
			}
			fmt.Fprintf(w, `{"scheduled_mutes":[{"id":"m%d","name":"x"},{"id":"both","name":"x"}]%s}`, pages, next)
		}))
		list, err := c.ListMutes(t.Context())
		switch {
		case tc.err == "" && (err != nil || pages != tc.pages || len(list) != tc.pages+1):
			t.Errorf("%s: %d mutes on %d pages, %v", tc.next, len(list), pages, err)
		case tc.err != "" && (err == nil || !strings.Contains(err.Error(), tc.err)):
			t.Errorf("%s: %v", tc.next, err)
		}
	}
}

// TestEndlessPages stops at a bound.
func TestEndlessPages(t *testing.T) {
	pages := 1
	c := open(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		pages++
		fmt.Fprintf(w, `{"alerts":[],"next_page":%d}`, pages)
	}))
	if _, err := c.ListAlerts(t.Context()); err == nil || pages > 1010 {
		t.Errorf("%d pages, %v", pages, err)
	}
}

// TestShapes reads what a mute may look like.
func TestShapes(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{`{"id":"a","duration":"90"}`, `{a  0 UTC [] 90}`},
		{`{"id":7,"duration":90,"repeat":null,"alerts":null,"timezone":null}`, `{7  0 UTC [] 90}`},
		{`{"id":"a","repeat":[],"later":{"x":1},"start_time":"01:00"}`, `{a 01:00 0 UTC [] 0}`},
		{`{"id":"a","duration":"long"}`, `{a  0 UTC [] 0}`},
		{`{"name":"a"}`, "has no id"},
		{`{"id":{}}`, "expected a text"},
		{`{"id":"a","repeat":"mon"}`, "cannot unmarshal"},
		{`7`, "cannot unmarshal"},
	} {
		var m wire.Mute
		err := json.Unmarshal([]byte(tc.in), &m)
		got := fmt.Sprintf("{%s %s %d %s %v %d}", m.ID, m.StartTime, len(m.Alerts), m.Timezone, m.Repeat, m.Duration)
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, tc.want) {
			t.Errorf("%s: %s, want %s", tc.in, got, tc.want)
		}
	}
}

// TestAccount: the key is the user with an empty password, in a header and never in the URL; clusters are the vendor's own
// hosts, others need consent.
func TestAccount(t *testing.T) {
	var auth string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		auth = user + "|" + password + "|" + r.URL.User.String()
		_, _ = io.WriteString(w, `{"id":"a","name":"n"}`)
	}))
	defer srv.Close()
	account := httpx.Account{URL: srv.URL, Secrets: map[string]httpx.Secret{"key": httpx.NewSecret("the-key-000")}}
	account.HTTP.Allow = httpx.HostList{strings.TrimPrefix(srv.URL, "http://")}
	c, err := wire.Open(account)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.GetMute(t.Context(), "a"); err != nil || auth != "the-key-000||" {
		t.Errorf("%q, %v", auth, err)
	}
	for url, ok := range map[string]bool{"https://acme.hostedgraphite.com": true, "https://api.hostedgraphite.com": true, "https://hostedgraphite.example.com": false, "http://api.hostedgraphite.com": false} {
		_, err := wire.Open(httpx.Account{URL: url, Secrets: account.Secrets})
		if (err == nil) != ok {
			t.Errorf("%s: %v", url, err)
		}
	}
}

// TestCallsAgainstFake takes every call once.
func TestCallsAgainstFake(t *testing.T) {
	s, err := fake.New(fake.Options{State: fake.Seed()})
	if err != nil {
		t.Fatal(err)
	}
	c := open(t, s)
	id, err := c.CreateMute(t.Context(), wire.MuteRequest{Name: "n", StartTime: "22:00", Duration: 60, Timezone: "UTC+2", Repeat: []string{"mon"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.CreateMute(t.Context(), wire.MuteRequest{Name: "n", StartTime: "22:00", Duration: 60}); !httpx.IsConflict(err) {
		t.Errorf("the same name again: %v", err)
	}
	if err := c.UpdateMute(t.Context(), id, wire.MuteRequest{Duration: 90}); err != nil {
		t.Error(err)
	}
	if m, err := c.GetMute(t.Context(), id); err != nil || m.Duration != 90 || m.Timezone != "UTC+2" || m.StartTime != "22:00" {
		t.Errorf("%+v, %v", m, err)
	}
	if err := c.SetAlertMutes(t.Context(), "alert_id2", []string{id}); err != nil {
		t.Error(err)
	}
	if a, err := c.GetAlert(t.Context(), "alert_id2"); err != nil || !cmp.Equal(a.Mutes, []string{id}) {
		t.Errorf("%+v, %v", a, err)
	}
	for range 2 { // the second finds it gone already
		if err := c.DeleteMute(t.Context(), id); err != nil {
			t.Error(err)
		}
	}
	if err := c.SetAlertMutes(t.Context(), "alert_id1", nil); err != nil {
		t.Error(err)
	}
	if list, err := c.ListAlerts(t.Context()); err != nil || len(list) != 2 || len(list[0].Mutes)+len(list[1].Mutes) != 0 {
		t.Errorf("%+v, %v", list, err)
	}
}

// FuzzMute: whatever a mute looks like, reading it ends in a mute or an error.
func FuzzMute(f *testing.F) {
	f.Add([]byte(`{"id":"a","duration":"90","repeat":["mon"],"alerts":[1]}`))
	f.Add([]byte(`{"id":null}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var m wire.Mute
		if json.Unmarshal(b, &m) == nil && (m.ID == "" || m.Timezone == "") {
			t.Errorf("%q became %+v", b, m)
		}
	})
}
