package wire_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/importers/opsgenie/wire"
)

// TestRequests: each method, the one request it makes.
func TestRequests(t *testing.T) {
	ctx := context.Background()
	id, name := wire.ByID("s1"), wire.ByName("Büro/Zürich 50%")
	from := wire.At(instant("2026-01-05T09:00:00+02:00"))
	who := wire.Participant{Type: wire.KindUser, ID: "u1"}
	override := wire.OverrideRequest{Alias: "mine", User: who, StartDate: from, EndDate: from}
	rule := wire.ForwardingRequest{Alias: "fwd", FromUser: wire.UserRef{ID: "a"}, ToUser: wire.UserRef{Username: "bo@example.com"}, StartDate: from, EndDate: from}
	const overrideBody = `"user":{"type":"user","id":"u1"},"startDate":"2026-01-05T07:00:00Z","endDate":"2026-01-05T07:00:00Z"}`
	const ruleBody = `"fromUser":{"id":"a"},"toUser":{"username":"bo@example.com"},"startDate":"2026-01-05T07:00:00Z","endDate":"2026-01-05T07:00:00Z"}`
	const umlauts = "B%C3%BCro%2FZ%C3%BCrich%2050%25"
	for _, c := range []struct {
		want  string
		reply string
		call  func(*wire.Client) error
	}{
		{"GET /v2/schedules?expand=rotation", `[]`, func(c *wire.Client) error { _, err := c.ListSchedules(ctx); return err }},
		{"GET /v2/schedules/s1", `{}`, func(c *wire.Client) error { _, err := c.GetSchedule(ctx, id); return err }},
		{"GET /v2/schedules/" + umlauts + "?identifierType=name", `{}`, func(c *wire.Client) error { _, err := c.GetSchedule(ctx, name); return err }},
		{`POST /v2/schedules {"name":"a","enabled":true}`, `{"id":"s1"}`, func(c *wire.Client) error {
			_, err := c.CreateSchedule(ctx, wire.ScheduleRequest{Name: "a", Enabled: true})
			return err
		}},
		{`PATCH /v2/schedules/s1 {"name":"b"}`, `{"id":"s1"}`, func(c *wire.Client) error {
			_, err := c.UpdateSchedule(ctx, id, wire.ScheduleUpdate{Name: "b"})
			return err
		}},
		{"DELETE /v2/schedules/" + umlauts + "?identifierType=name", `{}`, func(c *wire.Client) error { return c.DeleteSchedule(ctx, name) }},
		{"GET /v2/schedules/" + umlauts + "/rotations?scheduleIdentifierType=name", `[]`, func(c *wire.Client) error { _, err := c.ListRotations(ctx, name); return err }},
		{`POST /v2/schedules/s1/rotations {"name":"w"}`, `{"id":"r1"}`, func(c *wire.Client) error {
			_, err := c.CreateRotation(ctx, id, wire.RotationRequest{Name: "w"})
			return err
		}},
		{`PATCH /v2/schedules/s1/rotations/r%2F1 {"length":2}`, `{"id":"r/1"}`, func(c *wire.Client) error {
			_, err := c.UpdateRotation(ctx, id, "r/1", wire.RotationRequest{Length: 2})
			return err
		}},
		{"DELETE /v2/schedules/s1/rotations/r1", `{}`, func(c *wire.Client) error { return c.DeleteRotation(ctx, id, "r1") }},
		{"GET /v2/schedules/s1/overrides", `[]`, func(c *wire.Client) error { _, err := c.ListOverrides(ctx, id); return err }},
		{"GET /v2/schedules/s1/overrides/a%20b", `{}`, func(c *wire.Client) error { _, err := c.GetOverride(ctx, id, "a b"); return err }},
		{`POST /v2/schedules/s1/overrides {"alias":"mine",` + overrideBody, `{"alias":"mine"}`, func(c *wire.Client) error {
			_, err := c.CreateOverride(ctx, id, override)
			return err
		}},
		{`PUT /v2/schedules/s1/overrides/mine {` + overrideBody, `{"alias":"mine"}`, func(c *wire.Client) error { return c.PutOverride(ctx, id, "mine", override) }},
		{"DELETE /v2/schedules/" + umlauts + "/overrides/mine?scheduleIdentifierType=name", `{}`, func(c *wire.Client) error { return c.DeleteOverride(ctx, name, "mine") }},
		{"GET /v2/schedules/s1/timeline", `{}`, func(c *wire.Client) error { _, err := c.Timeline(ctx, id, wire.TimelineQuery{}); return err }},
		{
			"GET /v2/schedules/" + umlauts + "/timeline?identifierType=name&expand=base,forwarding,override&interval=3&intervalUnit=months&date=2026-01-05T07%3A00%3A00Z", `{}`,
			func(c *wire.Client) error {
				_, err := c.Timeline(ctx, name, wire.TimelineQuery{Base: true, Override: true, Forwarding: true, Interval: 3, Unit: "months", Date: from})
				return err
			},
		},
		{"GET /v2/schedules/s1/on-calls", `{}`, func(c *wire.Client) error { _, err := c.OnCalls(ctx, id, wire.OnCallQuery{}); return err }},
		{"GET /v2/schedules/" + umlauts + "/on-calls?scheduleIdentifierType=name&flat=true&date=2026-01-05T07%3A00%3A00Z", `{}`, func(c *wire.Client) error {
			_, err := c.OnCalls(ctx, name, wire.OnCallQuery{Flat: true, Date: from})
			return err
		}},
		{"GET /v2/schedules/on-calls", `[]`, func(c *wire.Client) error { _, err := c.AllOnCalls(ctx, wire.OnCallQuery{}); return err }},
		{"GET /v2/schedules/s1/next-on-calls?flat=true", `{}`, func(c *wire.Client) error { _, err := c.NextOnCalls(ctx, id, wire.OnCallQuery{Flat: true}); return err }},
		{"GET /v2/users/ana%40example.com", `{}`, func(c *wire.Client) error { _, err := c.GetUser(ctx, "ana@example.com"); return err }},
		{"GET /v2/teams", `[]`, func(c *wire.Client) error { _, err := c.ListTeams(ctx); return err }},
		{"GET /v2/teams/ops%20team?identifierType=name", `{}`, func(c *wire.Client) error { _, err := c.GetTeam(ctx, wire.ByName("ops team")); return err }},
		{"GET /v2/escalations", `[]`, func(c *wire.Client) error { _, err := c.ListEscalations(ctx); return err }},
		{"GET /v2/account", `{}`, func(c *wire.Client) error { _, err := c.Account(ctx); return err }},
		{"GET /v2/request-limits/", `{}`, func(c *wire.Client) error { _, err := c.RequestLimits(ctx); return err }},
		{"GET /v2/forwarding-rules", `[]`, func(c *wire.Client) error { _, err := c.ListForwardingRules(ctx); return err }},
		{"GET /v2/forwarding-rules/fwd?identifierType=alias", `{}`, func(c *wire.Client) error { _, err := c.GetForwardingRule(ctx, wire.ByAlias("fwd")); return err }},
		{`POST /v2/forwarding-rules {"alias":"fwd",` + ruleBody, `{"id":"f1","alias":"fwd"}`, func(c *wire.Client) error {
			_, err := c.CreateForwardingRule(ctx, rule)
			return err
		}},
		{`PUT /v2/forwarding-rules/f1 {` + ruleBody, `{"id":"f1"}`, func(c *wire.Client) error {
			_, err := c.PutForwardingRule(ctx, wire.ByID("f1"), rule)
			return err
		}},
		{"DELETE /v2/forwarding-rules/fwd?identifierType=alias", `{}`, func(c *wire.Client) error { return c.DeleteForwardingRule(ctx, wire.ByAlias("fwd")) }},
	} {
		s := &server{answers: []answer{{body: `{"data":` + c.reply + `,"result":"Deleted","took":0.1}`}}}
		client, _ := dial(t, s, nil)
		if err := c.call(client); err != nil {
			t.Errorf("%s: %v", c.want, err)
		}
		if diff := cmp.Diff([]string{c.want}, s.sent()); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
		if s.auth[0] != "GenieKey 0000-test-key" {
			t.Errorf("Authorization is %q", s.auth[0])
		}
	}
}

func TestScheduleICS(t *testing.T) {
	calendar := answer{body: "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", header: map[string]string{"Content-Type": "text/calendar;charset=UTF-8"}}
	s := &server{answers: []answer{calendar}}
	client, _ := dial(t, s, nil)
	got, err := client.ScheduleICS(t.Context(), wire.ByName("a b"))
	if err != nil || string(got) != calendar.body {
		t.Errorf("%q, %v", got, err)
	}
	if want := []string{"GET /v2/schedules/a%20b.ics?identifierType=name"}; !cmp.Equal(s.sent(), want) {
		t.Errorf("sent %q", s.sent())
	}
	client, _ = dial(t, &server{}, nil)
	if got, err := client.ScheduleICS(t.Context(), wire.ByID("s1")); err == nil {
		t.Errorf("JSON passed for a calendar: %q", got)
	}
}

// Names that the API's own routes shadow are refused before anything is sent.
func TestNamesThatRoutesShadow(t *testing.T) {
	s := &server{}
	client, _ := dial(t, s, nil)
	for _, name := range []string{"on-calls", "team.ics"} {
		_, getErr := client.GetSchedule(t.Context(), wire.ByName(name))
		_, icsErr := client.ScheduleICS(t.Context(), wire.ByName(name))
		for _, err := range []error{getErr, icsErr, client.DeleteSchedule(t.Context(), wire.ByName(name))} {
			if err == nil || !strings.Contains(err.Error(), "use its id") {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if len(s.sent()) != 0 {
		t.Errorf("sent %q", s.sent())
	}
	if _, err := client.GetSchedule(t.Context(), wire.ByID("on-calls")); err != nil {
		t.Errorf("an id may be anything: %v", err)
	}
	if _, err := client.GetSchedule(t.Context(), wire.ByID("")); err == nil {
		t.Error("an empty id would list all schedules")
	}
}

func TestRegions(t *testing.T) {
	for region, want := range map[string]string{
		"": "https://api.opsgenie.com", "us": "https://api.opsgenie.com", "EU": "https://api.eu.opsgenie.com", "sandbox": "https://api.sandbox.opsgenie.com",
	} {
		if got, err := wire.BaseURL(region); err != nil || got != want {
			t.Errorf("%q: %s, %v", region, got, err)
		}
		var asked string
		client, err := wire.New(wire.Options{Region: region, Key: testKey(), HTTP: baseThat(func(r *http.Request) { asked = r.URL.String() })})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.Account(t.Context()); err != nil || asked != want+"/v2/account" {
			t.Errorf("%q asked %s: %v", region, asked, err)
		}
	}
	for _, o := range []wire.Options{{Region: "mars", Key: testKey()}, {URL: "https://evil.test", Key: testKey()}, {}} {
		if _, err := wire.New(o); err == nil || !strings.HasPrefix(err.Error(), "opsgenie: ") {
			t.Errorf("%+v: %v", o, err)
		}
	}
}
