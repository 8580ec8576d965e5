package wire_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/fixtures/fakes"
	fake "github.com/schedsync/schedsync/fixtures/fakes/zenduty"
	samples "github.com/schedsync/schedsync/fixtures/wire/zenduty"
	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/readertest"
	"github.com/schedsync/schedsync/importers/zenduty/wire"
)

// start is when the tests' clocks start.
func start() time.Time { return time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC) }

// open returns a client of a handler, and its clock, which waiting moves.
func open(t *testing.T, h http.Handler) (*wire.Client, *fakes.Clock) {
	t.Helper()
	clock := fakes.NewClock(start())
	c, err := wire.Open(readertest.Connect(t, h, clock))
	if err != nil {
		t.Fatal(err)
	}
	return c, clock
}

// saying answers everything with one reply.
func saying(status int, body string, header ...string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
}

// calls are all calls of the client, by what they send.
func calls(c *wire.Client) map[string]func(context.Context) error {
	drop := func(_ any, err error) error { return err }
	m := wire.MaintenanceRequest{Name: "m", Start: wire.At(start()), End: wire.At(start().Add(time.Hour)), TimeZone: "UTC", Services: []wire.ServiceLink{{Service: "v"}}}
	return map[string]func(context.Context) error{
		"GET /api/user/profile/":                              func(x context.Context) error { return drop(c.Profile(x)) },
		"GET /api/account/teams/":                             func(x context.Context) error { return drop(c.ListTeams(x)) },
		"GET /api/account/members/":                           func(x context.Context) error { return drop(c.ListMembers(x)) },
		"GET /api/account/teams/T%2F1/members/":               func(x context.Context) error { return drop(c.ListTeamMembers(x, "T/1")) },
		"GET /api/account/teams/T/schedules/":                 func(x context.Context) error { return drop(c.ListSchedules(x, "T")) },
		"GET /api/account/teams/T/schedules/S/":               func(x context.Context) error { return drop(c.GetSchedule(x, "T", "S")) },
		"POST /api/account/teams/T/schedules/":                func(x context.Context) error { return drop(c.CreateSchedule(x, "T", wire.ScheduleRequest{Name: "n"})) },
		"PUT /api/account/teams/T/schedules/S/":               func(x context.Context) error { return c.PutSchedule(x, "T", "S", nil) },
		"DELETE /api/account/teams/T/schedules/S/":            func(x context.Context) error { return c.DeleteSchedule(x, "T", "S") },
		"GET /api/v2/account/teams/T/schedules/S/overrides/":  func(x context.Context) error { return drop(c.ListOverrides(x, "T", "S")) },
		"POST /api/v2/account/teams/T/schedules/S/overrides/": func(x context.Context) error { return drop(c.CreateOverride(x, "T", "S", wire.OverrideRequest{})) },
		"GET /api/account/teams/T/escalation_policies/":       func(x context.Context) error { return drop(c.ListPolicies(x, "T")) },
		"GET /api/account/teams/T/services/":                  func(x context.Context) error { return drop(c.ListServices(x, "T")) },
		"GET /api/account/users/U/forwarding_rules/":          func(x context.Context) error { return drop(c.ListForwardingRules(x, "U")) },
		"GET /api/account/teams/T/oncall/":                    func(x context.Context) error { return drop(c.OnCallFlat(x, "T")) },
		"GET /api/v2/account/teams/T/oncall/":                 func(x context.Context) error { return drop(c.OnCallByRule(x, "T")) },
		"GET /api/account/teams/T/maintenance/":               func(x context.Context) error { return drop(c.ListMaintenance(x, "T")) },
		"GET /api/account/teams/T/maintenance/W/":             func(x context.Context) error { return drop(c.GetMaintenance(x, "T", "W")) },
		"POST /api/account/teams/T/maintenance/":              func(x context.Context) error { return drop(c.CreateMaintenance(x, "T", m)) },
		"PUT /api/account/teams/T/maintenance/W/":             func(x context.Context) error { return drop(c.PutMaintenance(x, "T", "W", m)) },
		"DELETE /api/account/teams/T/maintenance/W/":          func(x context.Context) error { return c.DeleteMaintenance(x, "T", "W") },
	}
}

// TestRequests: every call has its method and path, which ends in a slash, and the key after the word Token.
func TestRequests(t *testing.T) {
	got := ""
	c, _ := open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Method + " " + r.URL.EscapedPath()
		if a := r.Header.Get("Authorization"); !strings.HasPrefix(a, "Token ") {
			t.Errorf("%s: Authorization starts with %.8q", got, a)
		}
		if a := r.Header.Get("Accept"); a != "application/json" {
			t.Errorf("%s: Accept %q", got, a)
		}
		w.WriteHeader(http.StatusNoContent) // no answer to most calls
	}))
	for want, call := range calls(c) {
		err := call(t.Context())
		if got != want {
			t.Errorf("sent %s, want %s", got, want)
		}
		if quiet := strings.HasPrefix(want, "DELETE") || strings.HasPrefix(want, "PUT") && strings.Contains(want, "schedules"); quiet != (err == nil) {
			t.Errorf("%s answered by nothing: %v", want, err)
		}
	}
}

// TestNoAnswer: replies that say nothing are no empty lists and no objects.
func TestNoAnswer(t *testing.T) {
	for _, body := range []string{"null", "{}", "[null]", "[{}]", "7", `"x"`, `{"results":null}`, `{"results":{}}`, `[{"unique_id":""}]`, `[[]]`, `{"detail":"x"}`} {
		c, _ := open(t, saying(http.StatusOK, body))
		for name, call := range calls(c) {
			if strings.HasPrefix(name, "DELETE") || name == "PUT /api/account/teams/T/schedules/S/" || name == "POST /api/v2/account/teams/T/schedules/S/overrides/" || name == "GET /api/user/profile/" {
				continue
			}
			if err := call(t.Context()); err == nil {
				t.Errorf("%s: %s was taken for an answer", name, body)
			}
		}
	}
}

// TestRedirects are errors: a redirected write would become a read (contract 1).
func TestRedirects(t *testing.T) {
	c, _ := open(t, saying(http.StatusMovedPermanently, "", "Location", "https://elsewhere.invalid/x"))
	for name, call := range calls(c) {
		if err := call(t.Context()); err == nil || !strings.Contains(err.Error(), "elsewhere.invalid") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestErrors: the vendor's shapes of errors are read (contract 1).
func TestErrors(t *testing.T) {
	for _, tt := range []struct {
		status     int
		body, want string
	}{
		{400, `{"detail":"This request can not be processed."}`, "This request can not be processed."},
		{400, `{"error":"Emails exist in account"}`, "Emails exist in account"},
		{400, `{"error":{"code":"x7","message":"No such thing"}}`, "No such thing"},
		{400, `{"layers":["This field is required."],"name":["Too long."]}`, "layers: This field is required.; name: Too long."},
		{403, `{"detail":"You do not have permission to perform this action."}`, "permission"},
		{404, `{"detail":"Not Found."}`, "404"},
		{400, `what?`, "what?"},
	} {
		c, _ := open(t, saying(tt.status, tt.body))
		_, err := c.ListTeams(t.Context())
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "zenduty: list teams") {
			t.Errorf("%d %s: %v, want %s", tt.status, tt.body, err, tt.want)
		}
	}
}

// TestRates: in no minute are there more calls than the contract gives, and never two in the same part of a second.
func TestRates(t *testing.T) {
	tests := []struct {
		name          string
		call          func(*wire.Client, context.Context) error
		apart, window time.Duration
		most          int
	}{
		{"general", func(c *wire.Client, x context.Context) error { _, err := c.ListTeams(x); return err }, time.Second, time.Minute, 30},
		{"on-call", func(c *wire.Client, x context.Context) error { _, err := c.OnCallByRule(x, "T"); return err }, time.Second / 2, time.Minute, 40},
		{"overrides", func(c *wire.Client, x context.Context) error { _, err := c.ListOverrides(x, "T", "S"); return err }, time.Second, 61 * time.Second, 19},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var at []time.Time
			var clock *fakes.Clock
			var c *wire.Client
			c, clock = open(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				at = append(at, clock.Now())
				_, _ = io.WriteString(w, "[]")
			}))
			for range 45 {
				if err := tt.call(c, t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			for i := range at {
				if i > 0 && at[i].Sub(at[i-1]) < tt.apart {
					t.Errorf("calls %d and %d are %s apart", i, i+1, at[i].Sub(at[i-1]))
				}
				if i >= tt.most && at[i].Sub(at[i-tt.most]) < tt.window-time.Millisecond {
					t.Errorf("%d calls within %s", tt.most+1, at[i].Sub(at[i-tt.most]))
				}
			}
		})
	}
}

// TestLimited: after a 429 the same request goes out again after a minute, or after what the server asks for beyond that, three
// times at most.
func TestLimited(t *testing.T) {
	for _, tt := range []struct {
		header []string
		waits  time.Duration
	}{{nil, time.Minute}, {[]string{"Retry-After", "5"}, time.Minute}, {[]string{"Retry-After", "200"}, 200 * time.Second}} {
		n := 0
		limited := saying(http.StatusTooManyRequests, `{"detail":"slow down"}`, tt.header...)
		c, clock := open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { n++; limited.ServeHTTP(w, r) }))
		_, err := c.CreateSchedule(t.Context(), "T", wire.ScheduleRequest{Name: "n"})
		if !httpx.IsRateLimited(err) || n != 4 {
			t.Errorf("%d requests, then %v", n, err)
		}
		if waited := clock.Now().Sub(start()); waited < 3*tt.waits || waited > 3*tt.waits+10*time.Second {
			t.Errorf("waited %s, want three times %s", waited, tt.waits)
		}
	}
}

// TestPages: a list in pages is read whole from the configured host; one that never ends is an error.
func TestPages(t *testing.T) {
	c, _ := open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next := "null"
		if p := r.URL.Query().Get("page"); p != "3" {
			next = fmt.Sprintf(`"https://elsewhere.invalid%s?page=%d"`, r.URL.Path, len(p)*len(p)+2) // 2, then 3
		}
		_, _ = fmt.Fprintf(w, `{"count":3,"next":%s,"previous":null,"results":[{"unique_id":"t%s"}]}`, next, r.URL.Query().Get("page"))
	}))
	list, err := c.ListTeams(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, v := range list {
		got = append(got, v.UniqueID)
	}
	if d := cmp.Diff([]string{"t", "t2", "t3"}, got); d != "" {
		t.Error(d)
	}
	endless, _ := open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintf(w, `{"next":"https://x.invalid%s","results":[]}`, r.URL.Path)
	}))
	if _, err := endless.ListTeams(t.Context()); err == nil || !strings.Contains(err.Error(), "pages") {
		t.Errorf("an endless list: %v", err)
	}
}

// TestDisplaced: overridden_details is read in every shape it may have.
func TestDisplaced(t *testing.T) {
	const object = `{"u":[{"start_time":1725349884,"end_time":1725388199}]}`
	for details, want := range map[string]int{
		`,"overridden_details":` + object: 1, `,"overridden_details":"` + strings.ReplaceAll(object, `"`, `\"`) + `"`: 1,
		`,"overridden_details":null`: 0, ``: 0, `,"overridden_details":"gone"`: 0, `,"overridden_details":{"u":"x"}`: 0, `,"overridden_details":[]`: 0,
	} {
		c, _ := open(t, saying(http.StatusOK, `[{"unique_id":"o","user":"v","start_time":"2026-01-05T09:00:00Z","end_time":"2026-01-05T10:00:00Z"`+details+`}]`))
		list, err := c.ListOverrides(t.Context(), "T", "S")
		if err != nil || len(list) != 1 || list[0].User != "v" || len(list[0].Displaced["u"]) != want {
			t.Errorf("%s: %+v, %v", details, list, err)
		}
	}
}

// TestSamples: every list of the vendor's own page can be read.
func TestSamples(t *testing.T) {
	rows := func(n int, err error) (int, error) { return n, err }
	for name, read := range map[string]func(*wire.Client, context.Context) (int, error){
		"list-members.response.json": func(c *wire.Client, x context.Context) (int, error) {
			v, err := c.ListMembers(x)
			return rows(len(v), err)
		},
		"list-teams.response.json": func(c *wire.Client, x context.Context) (int, error) {
			v, err := c.ListTeams(x)
			return rows(len(v), err)
		},
		"list-team-members.response.json": func(c *wire.Client, x context.Context) (int, error) {
			v, err := c.ListTeamMembers(x, "T")
			return rows(len(v), err)
		},
		"list-schedules.response.json": func(c *wire.Client, x context.Context) (int, error) {
			v, err := c.ListSchedules(x, "T")
			return rows(len(v), err)
		},
		"list-overrides.response.json": func(c *wire.Client, x context.Context) (int, error) {
			v, err := c.ListOverrides(x, "T", "S")
			return rows(len(v[0].Displaced)+1, err)
		},
		"list-escalation-policies.response.json": func(c *wire.Client, x context.Context) (int, error) {
			v, err := c.ListPolicies(x, "T")
			return rows(len(v), err)
		},
		"list-services.response.json": func(c *wire.Client, x context.Context) (int, error) {
			v, err := c.ListServices(x, "T")
			return rows(len(v), err)
		},
		"list-maintenance.response.json": func(c *wire.Client, x context.Context) (int, error) {
			v, err := c.ListMaintenance(x, "T")
			return rows(len(v), err)
		},
		"list-forwarding-rules.response.json": func(c *wire.Client, x context.Context) (int, error) {
			v, err := c.ListForwardingRules(x, "4f9f41eb-4252-462e-9e33-6")
			return rows(len(v), err)
		},
		"on-call-v1.response.json": func(c *wire.Client, x context.Context) (int, error) {
			v, err := c.OnCallFlat(x, "T")
			return rows(len(v), err)
		},
		"on-call-v2.response.json": func(c *wire.Client, x context.Context) (int, error) {
			v, err := c.OnCallByRule(x, "T")
			return rows(len(v), err)
		},
	} {
		body, err := samples.Read(name)
		if err != nil {
			t.Fatal(err)
		}
		c, _ := open(t, saying(http.StatusOK, string(body)))
		if n, err := read(c, t.Context()); err != nil || n < 2 {
			t.Errorf("%s: %d rows, %v", name, n, err)
		}
	}
}

// TestMaintenance makes, changes and removes a window at the fake, and keeps every field through a PUT.
func TestMaintenance(t *testing.T) {
	st, err := fake.Seed()
	if err != nil {
		t.Fatal(err)
	}
	s, err := fake.New(fake.Options{State: st})
	if err != nil {
		t.Fatal(err)
	}
	c, err := wire.Open(readertest.Connect(t, s, s.Clock()))
	if err != nil {
		t.Fatal(err)
	}
	services, err := c.ListServices(t.Context(), fake.SeedTeam)
	if err != nil {
		t.Fatal(err)
	}
	in := wire.MaintenanceRequest{
		Name: "Batch", Start: wire.At(start()), End: wire.At(start().Add(time.Hour)), RepeatInterval: 7, RepeatUntil: wire.At(start().AddDate(0, 2, 0)),
		TimeZone: "Europe/Lisbon", Services: []wire.ServiceLink{{Service: services[0].UniqueID}},
	}
	m, err := c.CreateMaintenance(t.Context(), fake.SeedTeam, in)
	if err != nil {
		t.Fatal(err)
	}
	in.Name, in.RepeatInterval, in.RepeatUntil = "Batch 2", 0, wire.Time{}
	if _, err := c.PutMaintenance(t.Context(), fake.SeedTeam, m.UniqueID, in); err != nil {
		t.Fatal(err)
	}
	got, err := c.GetMaintenance(t.Context(), fake.SeedTeam, m.UniqueID)
	if err != nil {
		t.Fatal(err)
	}
	want := wire.Maintenance{
		UniqueID: m.UniqueID, Name: "Batch 2", Start: in.Start, End: in.End, TimeZone: "Europe/Lisbon", Services: in.Services,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if err := c.DeleteMaintenance(t.Context(), fake.SeedTeam, m.UniqueID); err != nil {
		t.Fatal(err)
	}
	if _, err := c.GetMaintenance(t.Context(), fake.SeedTeam, m.UniqueID); !httpx.IsNotFound(err) {
		t.Errorf("after it was deleted: %v", err)
	}
}

// TestHosts: the key goes to the vendor, and nowhere else without consent.
func TestHosts(t *testing.T) {
	key := map[string]httpx.Secret{"key": httpx.NewSecret("test-key-0000")}
	if _, err := wire.Open(httpx.Account{Secrets: key}); err != nil {
		t.Error(err)
	}
	if _, err := wire.Open(httpx.Account{Secrets: key, URL: "https://zenduty.example.com"}); err == nil {
		t.Error("the key would go to another host")
	}
	srv := httptest.NewServer(saying(http.StatusOK, "[]"))
	defer srv.Close()
	if _, err := wire.Open(httpx.Account{URL: srv.URL}); err == nil {
		t.Error("a client without a key")
	}
}
