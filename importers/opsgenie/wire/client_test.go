package wire_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/opsgenie/wire"
)

func testKey() httpx.Secret { return httpx.NewSecret("0000-test-key") }

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// baseThat shows each request to see and answers {"data":{}}.
func baseThat(see func(*http.Request)) httpx.Options {
	return httpx.Options{Base: transport(func(r *http.Request) (*http.Response, error) {
		see(r)
		return &http.Response{StatusCode: 200, ContentLength: -1, Body: io.NopCloser(strings.NewReader(`{"data":{}}`)), Request: r}, nil
	})}
}

// A reply without data must not read as an empty list.
func TestNoData(t *testing.T) {
	for _, body := range []string{`{}`, `{"data":null}`, `{"Result":"ok"}`, `[]`, `null`, `{"data":{}}`} {
		client, _ := dial(t, &server{answers: []answer{{body: body}}}, nil)
		if got, err := client.ListSchedules(t.Context()); !errors.Is(err, httpx.ErrNotJSON) {
			t.Errorf("%s: schedules %v, %v", body, got, err)
		}
		if got, err := client.ListUsers(t.Context()); !errors.Is(err, httpx.ErrNotJSON) {
			t.Errorf("%s: users %v, %v", body, got, err)
		}
	}
	client, _ := dial(t, &server{answers: []answer{{body: `{"data":[]}`}}}, nil)
	if got, err := client.ListSchedules(t.Context()); err != nil || len(got) != 0 {
		t.Errorf("an account without schedules: %v, %v", got, err)
	}
}

// A write whose reply does not say what was written is in doubt.
func TestWritesWithoutName(t *testing.T) {
	for _, call := range []func(*wire.Client, context.Context) error{
		func(c *wire.Client, ctx context.Context) error {
			_, err := c.CreateSchedule(ctx, wire.ScheduleRequest{})
			return err
		},
		func(c *wire.Client, ctx context.Context) error {
			_, err := c.CreateRotation(ctx, wire.ByID("s"), wire.RotationRequest{})
			return err
		},
		func(c *wire.Client, ctx context.Context) error {
			_, err := c.CreateOverride(ctx, wire.ByID("s"), wire.OverrideRequest{})
			return err
		},
		func(c *wire.Client, ctx context.Context) error {
			_, err := c.CreateForwardingRule(ctx, wire.ForwardingRequest{})
			return err
		},
	} {
		client, _ := dial(t, &server{}, nil)
		if err := call(client, t.Context()); !httpx.IsAmbiguous(err) || !strings.Contains(err.Error(), "does not name") {
			t.Errorf("got %v", err)
		}
	}
}

func TestErrorTexts(t *testing.T) {
	const op = `opsgenie: read schedule "s1": GET /v2/schedules/s1: `
	for _, c := range []struct {
		answer answer
		want   string
	}{
		{
			answer{status: 403, body: `{"code":40301,"message":"Api key is not authorized to access the schedule","took":0.1,"requestId":"r-1"}`},
			op + `403 Forbidden (code 40301): Api key is not authorized to access the schedule (request r-1)`,
		},
		{
			answer{status: 422, body: `{"message":"Request body is not processable. Please check the errors.","errors":{"recipients#type":"Invalid recipient type 'bb'","name":["a","b"],"x":null},"requestId":"Id"}`},
			op + `422 Unprocessable Entity: Request body is not processable. Please check the errors. (name: ["a","b"]; recipients#type: Invalid recipient type 'bb'; x: null) (request Id)`,
		},
		{
			answer{status: 404, body: `{"message":"No schedule exists","requestId":"body"}`, header: map[string]string{"X-Request-Id": "header"}},
			op + `404 Not Found: No schedule exists (request body)`,
		},
		{
			answer{status: 402, body: `Payment?`, header: map[string]string{"X-Request-Id": "header", "X-Opsgenie-Errortype": "RestException"}},
			op + `402 Payment Required (code RestException): Payment? (request header)`,
		},
		{answer{status: 428, body: `{"message":5,"errors":"odd"}`}, op + `428 Precondition Required: {"message":5,"errors":"odd"}`},
	} {
		client, _ := dial(t, &server{answers: []answer{c.answer}}, nil)
		_, err := client.GetSchedule(t.Context(), wire.ByID("s1"))
		if err == nil || err.Error() != c.want {
			t.Errorf("got  %v\nwant %s", err, c.want)
		}
	}
}

// The contract's order after a 429: Retry-After, else the period header, else back-off.
func TestRateLimitWaits(t *testing.T) {
	for _, c := range []struct {
		header map[string]string
		want   time.Duration
	}{
		{map[string]string{"X-RateLimit-State": "THROTTLED", "X-RateLimit-Reason": "ACCOUNT", "X-RateLimit-Period-In-Sec": "60"}, time.Minute},
		{map[string]string{"X-RateLimit-Period-In-Sec": "1"}, time.Second},
		{map[string]string{"X-RateLimit-Period-In-Sec": "60", "Retry-After": "5"}, 5 * time.Second},
		{nil, time.Second},
	} {
		s := &server{answers: []answer{{status: 429, body: `{"message":"You are making too many requests!"}`, header: c.header}, {body: `{"data":{"id":"s1"}}`}}}
		client, clock := dial(t, s, nil)
		if _, err := client.CreateSchedule(t.Context(), wire.ScheduleRequest{Name: "a"}); err != nil || len(s.sent()) != 2 {
			t.Errorf("sent %q: %v", s.sent(), err)
		}
		if want := []time.Duration{c.want}; !cmp.Equal(clock.slept, want) {
			t.Errorf("%v: slept %v, want %v", c.header, clock.slept, want)
		}
	}
}

// Without known limits all domains share one call per 1.2 s; told limits replace that per domain.
func TestLimits(t *testing.T) {
	s := &server{answers: []answer{{body: `{"data":{"rateLimits":[
		{"domain":"Configuration","limits":[{"limit":10,"periodInSeconds":1},{"limit":120,"periodInSeconds":60}]},
		{"domain":"schedule_oncalls","limits":[{"limit":0,"periodInSeconds":1},{"limit":6,"periodInSeconds":60}]},
		{"domain":"alert","limits":[{"limit":1,"periodInSeconds":60}]}]}}`}, {}}}
	client, clock := dial(t, s, nil)
	if err := client.HTTP().SetLimits("", httpx.Window{Calls: 50, Per: time.Minute}); err != nil { // as New does
		t.Fatal(err)
	}
	told, err := client.RequestLimits(t.Context())
	if err != nil || len(told) != 3 {
		t.Fatal(told, err)
	}
	took := func(call func() error) time.Duration {
		t.Helper()
		before := clock.Now()
		for range 2 {
			if err := call(); err != nil {
				t.Fatal(err)
			}
		}
		return clock.Now().Sub(before).Round(time.Millisecond)
	}
	account := func() error { _, err := client.Account(t.Context()); return err }
	onCalls := func() error { _, err := client.OnCalls(t.Context(), wire.ByID("s"), wire.OnCallQuery{}); return err }
	if got := took(account); got != 2400*time.Millisecond {
		t.Errorf("before UseLimits: %v, want 2.4 s", got)
	}
	if err := client.UseLimits(told); err != nil {
		t.Fatal(err)
	}
	if got := took(account); got != 500*time.Millisecond {
		t.Errorf("configuration: %v, want 0.5 s at 120 a minute", got)
	}
	if got := took(onCalls); got != 10*time.Second {
		t.Errorf("on-calls: %v, want 10 s at 6 a minute", got)
	}
}

func TestNewStartsCautiously(t *testing.T) {
	var slept time.Duration
	now := instant("2026-11-22T08:00:00Z")
	h := baseThat(func(*http.Request) {})
	h.Now = func() time.Time { return now }
	h.Sleep = func(_ context.Context, d time.Duration) error { slept += d; now = now.Add(d); return nil }
	client, err := wire.New(wire.Options{Key: testKey(), HTTP: h})
	if err != nil {
		t.Fatal(err)
	}
	for range 51 {
		if _, err := client.Account(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if slept.Round(time.Millisecond) != time.Minute {
		t.Errorf("51 calls took %v, want a minute", slept)
	}
}

// Right after a create the object may be missing for a moment, and only then.
func TestNotFoundAfterCreate(t *testing.T) {
	created, missing, found := answer{status: 201, body: `{"data":{"id":"s1","name":"a"}}`}, answer{status: 404, body: `{"message":"none"}`}, answer{body: `{"data":{"id":"s1"}}`}
	for _, c := range []struct {
		name  string
		then  []answer
		sent  int
		found bool
	}{
		{"at once", []answer{found}, 2, true},
		{"after one miss", []answer{missing, found}, 3, true},
		{"after three", []answer{missing, missing, missing, found}, 5, true},
		{"never", []answer{missing}, 5, false},
	} {
		s := &server{answers: append([]answer{created}, c.then...)}
		client, clock := dial(t, s, nil)
		ref, err := client.CreateSchedule(t.Context(), wire.ScheduleRequest{Name: "a"})
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.CreateRotation(t.Context(), wire.ByID(ref.ID), wire.RotationRequest{})
		if (err == nil) != c.found || httpx.IsNotFound(err) == c.found || len(s.sent()) != c.sent {
			t.Errorf("%s: sent %q: %v", c.name, s.sent(), err)
		}
		for _, d := range clock.slept {
			if d != time.Second {
				t.Errorf("%s: slept %v", c.name, clock.slept)
			}
		}
	}
	s := &server{answers: []answer{created, missing}}
	client, _ := dial(t, s, nil)
	if _, err := client.CreateSchedule(t.Context(), wire.ScheduleRequest{Name: "a"}); err != nil {
		t.Fatal(err)
	}
	if _, err := client.GetOverride(t.Context(), wire.ByID("s1"), "mine"); !httpx.IsNotFound(err) || len(s.sent()) != 2 {
		t.Errorf("looking up an override in a new schedule does not wait: %q, %v", s.sent(), err)
	}
	s = &server{answers: []answer{created, {}, missing}}
	client, _ = dial(t, s, nil)
	if _, err := client.CreateSchedule(t.Context(), wire.ScheduleRequest{Name: "a"}); err != nil {
		t.Fatal(err)
	}
	if err := client.DeleteSchedule(t.Context(), wire.ByID("s1")); err != nil {
		t.Fatal(err)
	}
	if _, err := client.GetSchedule(t.Context(), wire.ByID("s1")); !httpx.IsNotFound(err) || len(s.sent()) != 3 {
		t.Errorf("a deleted schedule is not waited for: %q, %v", s.sent(), err)
	}
	if _, err := client.GetSchedule(t.Context(), wire.ByID("other")); !httpx.IsNotFound(err) || len(s.sent()) != 4 {
		t.Errorf("a foreign schedule is not waited for: %q, %v", s.sent(), err)
	}
}

func TestWaitForCreatedEnds(t *testing.T) {
	s := &server{answers: []answer{{status: 201, body: `{"data":{"id":"s1"}}`}, {status: 404}}}
	client, _ := dial(t, s, func(o *wire.Options) {
		o.HTTP.Sleep = func(context.Context, time.Duration) error { return context.Canceled }
	})
	if _, err := client.CreateSchedule(t.Context(), wire.ScheduleRequest{Name: "a"}); err != nil {
		t.Fatal(err)
	}
	if _, err := client.GetSchedule(t.Context(), wire.ByID("s1")); !errors.Is(err, context.Canceled) || httpx.IsNotFound(err) {
		t.Errorf("got %v", err)
	}
}

// A DELETE whose first try may have worked, and whose second finds nothing, is done. Otherwise 404 is an error.
func TestRepeatedDelete(t *testing.T) {
	lost, limited, missing := answer{status: 502}, answer{status: 429}, answer{status: 404}
	for _, c := range []struct {
		answers []answer
		ok      bool
	}{{[]answer{lost, missing}, true}, {[]answer{lost, lost, missing}, true}, {[]answer{missing}, false}, {[]answer{limited, missing}, false}, {[]answer{lost, {status: 403}}, false}} {
		client, _ := dial(t, &server{answers: c.answers}, nil)
		if err := client.DeleteOverride(t.Context(), wire.ByID("s1"), "a"); (err == nil) != c.ok {
			t.Errorf("%+v: %v", c.answers, err)
		}
	}
}

// POST is sent once; PATCH by id is absolute and repeated; a rename by name is not.
func TestRepeatedWrites(t *testing.T) {
	lost := answer{status: 500}
	for _, c := range []struct {
		name string
		sent int
		call func(*wire.Client) error
	}{
		{"create", 1, func(c *wire.Client) error {
			_, err := c.CreateSchedule(t.Context(), wire.ScheduleRequest{Name: "a"})
			return err
		}},
		{"update by id", 4, func(c *wire.Client) error {
			_, err := c.UpdateSchedule(t.Context(), wire.ByID("s1"), wire.ScheduleUpdate{Name: "b"})
			return err
		}},
		{"update by name", 1, func(c *wire.Client) error {
			_, err := c.UpdateSchedule(t.Context(), wire.ByName("a"), wire.ScheduleUpdate{Name: "b"})
			return err
		}},
		{"update rotation", 4, func(c *wire.Client) error {
			_, err := c.UpdateRotation(t.Context(), wire.ByID("s1"), "r1", wire.RotationRequest{})
			return err
		}},
		{"put override", 4, func(c *wire.Client) error {
			return c.PutOverride(t.Context(), wire.ByID("s1"), "a", wire.OverrideRequest{})
		}},
	} {
		s := &server{answers: []answer{lost}}
		client, _ := dial(t, s, nil)
		if err := c.call(client); !httpx.IsAmbiguous(err) || len(s.sent()) != c.sent {
			t.Errorf("%s: sent %d times, want %d: %v", c.name, len(s.sent()), c.sent, err)
		}
	}
}

func TestReadOnlyClient(t *testing.T) {
	s := &server{}
	client, _ := dial(t, s, func(o *wire.Options) { o.HTTP.ReadOnly = true })
	if err := client.DeleteSchedule(t.Context(), wire.ByID("s1")); !errors.Is(err, httpx.ErrReadOnly) || len(s.sent()) != 0 {
		t.Errorf("sent %q: %v", s.sent(), err)
	}
}

func TestFindScheduleByName(t *testing.T) {
	list := answer{body: `{"data":[{"id":"s1","name":"Pay"},{"id":"s2","name":"pay","rotations":[{"id":"r1"}]},{"id":"s3","name":"pay.ics","rotations":[]}]}`}
	full := answer{body: `{"data":{"id":"s3","name":"pay.ics","rotations":[{"id":"r9"}]}}`}
	for _, c := range []struct {
		name, id string
		sent     []string
	}{
		{"pay", "s2", []string{"GET /v2/schedules?expand=rotation"}},
		{"pay.ics", "s3", []string{"GET /v2/schedules?expand=rotation", "GET /v2/schedules/s3"}},
		{"PAY", "", []string{"GET /v2/schedules?expand=rotation"}},
	} {
		s := &server{answers: []answer{list, full}}
		client, _ := dial(t, s, nil)
		got, ok, err := client.FindScheduleByName(t.Context(), c.name)
		if err != nil || ok != (c.id != "") || got.ID != c.id || ok && len(got.Rotations) != 1 || !cmp.Equal(s.sent(), c.sent) {
			t.Errorf("%s: %+v, %v, %v after %q", c.name, got, ok, err, s.sent())
		}
	}
	client, _ := dial(t, &server{answers: []answer{{status: 403}}}, nil)
	if _, ok, err := client.FindScheduleByName(t.Context(), "pay"); ok || !httpx.IsForbidden(err) {
		t.Errorf("got %v, %v", ok, err)
	}
	client, _ = dial(t, &server{answers: []answer{list, {status: 403}}}, nil)
	if _, ok, err := client.FindScheduleByName(t.Context(), "pay.ics"); ok || !httpx.IsForbidden(err) {
		t.Errorf("got %v, %v", ok, err)
	}
}

// page makes a page of the user list whose paging link, if any, names another host.
func page(total, nextOffset int, ids ...string) answer {
	rows := make([]string, 0, len(ids))
	for _, id := range ids {
		rows = append(rows, fmt.Sprintf(`{"id":%q,"username":"%s@example.com"}`, id, id))
	}
	next := ""
	if nextOffset >= 0 {
		next = fmt.Sprintf(`,"next":"https://public.example.net/v2/users?limit=100&offset=%d&order=ASC&sort=username"`, nextOffset)
	}
	return answer{body: fmt.Sprintf(`{"data":[%s],"totalCount":%d,"paging":{"first":"x"%s}}`, strings.Join(rows, ","), total, next)}
}

func TestListUsers(t *testing.T) {
	const first = "GET /v2/users/?limit=100&offset=%d&sort=username&order=asc"
	for _, c := range []struct {
		name    string
		pages   []answer
		ids     string
		offsets []int
		problem string
	}{
		{"one page", []answer{page(2, -1, "a", "b")}, "a b", []int{0}, ""},
		{"nobody", []answer{page(0, -1)}, "", []int{0}, ""},
		{"three pages", []answer{page(5, 2, "a", "b"), page(5, 4, "c", "d"), page(5, -1, "e")}, "a b c d e", []int{0, 2, 4}, ""},
		{"link skips what was left out", []answer{page(2, 100, "a"), page(2, -1, "b")}, "a b", []int{0, 100}, ""},
		{"link without offset", []answer{page(2, 0, "a"), page(2, -1, "b")}, "a b", []int{0, 1}, ""},
		{"repeated user", []answer{page(2, 1, "a"), page(2, -1, "a", "b")}, "a b", []int{0, 1}, ""},
		{"short", []answer{page(3, -1, "a", "b")}, "", []int{0}, "2 arrived of 3"},
		{"lost by paging", []answer{page(3, 2, "a", "b"), page(3, -1, "b")}, "", []int{0, 2}, "2 arrived of 3"},
		{"empty but more", []answer{page(3, 0)}, "", []int{0}, "is empty, yet"},
		{"second page fails", []answer{page(2, 1, "a"), {status: 403}}, "", []int{0, 1}, "403"},
	} {
		s := &server{answers: c.pages}
		client, _ := dial(t, s, nil)
		users, err := client.ListUsers(t.Context())
		var ids []string
		for _, u := range users {
			ids = append(ids, u.ID)
		}
		if got := strings.Join(ids, " "); got != c.ids || (err == nil) != (c.problem == "") || err != nil && !strings.Contains(err.Error(), c.problem) {
			t.Errorf("%s: %q, %v", c.name, got, err)
		}
		var want []string
		for _, o := range c.offsets {
			want = append(want, fmt.Sprintf(first, o))
		}
		if diff := cmp.Diff(want, s.sent()); diff != "" {
			t.Errorf("%s: -want +got\n%s", c.name, diff)
		}
	}
}

// The key shows up nowhere, even when the server echoes it.
func TestNoLeak(t *testing.T) {
	const echo = `{"code":"0000-test-key","message":"key 0000-test-key, R2VuaWVLZXkgMDAwMC10ZXN0LWtleQ==","errors":{"0000-test-key":"GenieKey 0000-test-key"},"requestId":"0000-test-key"}`
	client, _ := dial(t, &server{answers: []answer{{status: 422, body: echo}}}, nil)
	_, err := client.GetSchedule(t.Context(), wire.ByID("0000-test-key"))
	text := fmt.Sprintf("%v %+v %#v", err, *asError(t, err), client)
	if strings.Contains(text, "test-key") || strings.Contains(text, "LXRlc3Q") {
		t.Errorf("leaked: %s", text)
	}
}
