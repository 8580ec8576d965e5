package wire_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/importers/opsgenie/wire"
)

// answerWith starts a client whose every reply is this data.
func answerWith(t *testing.T, data string) *wire.Client {
	t.Helper()
	client, _ := dial(t, &server{answers: []answer{{body: `{"data":` + data + `,"expandable":["base"],"took":1.862,"requestId":"r"}`}}}, nil)
	return client
}

// expect compares what a call returned.
func expect[T any](t *testing.T, want T) func(got T, err error) {
	t.Helper()
	return func(got T, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
	}
}

func TestTimelineReply(t *testing.T) {
	at := func(s string) wire.Time { return wire.At(instant(s)) }
	client := answerWith(t, `{"_parent":{"id":"s1","name":"Pay","enabled":true},"startDate":"2017-05-14T21:00:00Z","endDate":"2017-05-21T21:00:00Z",
	 "finalTimeline":{"rotations":[{"id":"r1","name":"First Rotation","order":5.0,"periods":[
	  {"startDate":"2017-05-17T14:56:34.603Z","endDate":"2017-05-18T14:33:00Z","type":"override","recipient":{"id":"u2","type":"user","name":"bo@example.com"}},
	  {"startDate":"2017-05-16T05:30:00Z","endDate":"2017-05-17T05:30:00Z","type":"historical","recipient":{"id":"t1","type":"team","name":"ops"},
	   "flattenedRecipients":[{"id":"u1","type":"user","name":"ana@example.com","forwardedFrom":"u9"}]},
	  {"startDate":"2017-05-18T14:33:00Z","endDate":"2017-05-19T05:30:00Z","type":"default"}]},
	  {"id":"r2","name":"Empty","order":null}]},
	 "forwardingTimeline":{"rotations":[{"id":"r1","name":"","order":0,"periods":[
	  {"startDate":"2017-05-17T05:30:00Z","endDate":"2017-05-18T05:30:00Z","type":"forwarding","fromUser":"u9","recipient":{"id":"u1","type":"user","name":"ana@example.com"}}]}]}}`)
	five, zero := 5.0, 0.0
	ana := wire.Recipient{ID: "u1", Type: "user", Name: "ana@example.com"}
	forwarded := ana
	forwarded.ForwardedFrom = "u9"
	expect(t, wire.ScheduleTimeline{
		Parent: wire.ScheduleRef{ID: "s1", Name: "Pay", Enabled: true}, StartDate: at("2017-05-14T21:00:00Z"), EndDate: at("2017-05-21T21:00:00Z"),
		Final: &wire.Timeline{Rotations: []wire.TimelineRotation{
			{ID: "r1", Name: "First Rotation", Order: &five, Periods: []wire.Period{
				{
					StartDate: at("2017-05-17T14:56:34.603Z"), EndDate: at("2017-05-18T14:33:00Z"), Type: wire.PeriodOverride,
					Recipient: &wire.Recipient{ID: "u2", Type: "user", Name: "bo@example.com"},
				},
				{
					StartDate: at("2017-05-16T05:30:00Z"), EndDate: at("2017-05-17T05:30:00Z"), Type: wire.PeriodHistorical,
					Recipient: &wire.Recipient{ID: "t1", Type: "team", Name: "ops"}, Flattened: []wire.Recipient{forwarded},
				},
				{StartDate: at("2017-05-18T14:33:00Z"), EndDate: at("2017-05-19T05:30:00Z"), Type: wire.PeriodDefault},
			}},
			{ID: "r2", Name: "Empty"},
		}},
		Forwarding: &wire.Timeline{Rotations: []wire.TimelineRotation{{ID: "r1", Order: &zero, Periods: []wire.Period{
			{StartDate: at("2017-05-17T05:30:00Z"), EndDate: at("2017-05-18T05:30:00Z"), Type: wire.PeriodForwarding, FromUser: "u9", Recipient: &ana},
		}}}},
	})(client.Timeline(t.Context(), wire.ByID("s1"), wire.TimelineQuery{}))
}

func TestOnCallReplies(t *testing.T) {
	five, zero := 5, 0
	parent := wire.ScheduleRef{ID: "s1", Name: "Pay", Enabled: true}
	ana := wire.OnCallParticipant{ID: "u1", Name: "ana@example.com", Type: "user"}
	forwarded := ana
	forwarded.ForwardedFrom = &wire.OnCallParticipant{ID: "u9", Name: "bo@example.com", Type: "user"}
	const head = `"_parent":{"id":"s1","name":"Pay","enabled":true}`
	const anaJSON = `{"id":"u1","name":"ana@example.com","type":"user"}`
	nested := `{` + head + `,"onCallParticipants":[{"id":"u1","name":"ana@example.com","type":"user","forwardedFrom":{"id":"u9","name":"bo@example.com","type":"user"}},
	  {"id":"e1","name":"esc","type":"escalation","onCallParticipants":[
	   {"id":"s2","name":"sched","type":"schedule","escalationTime":0,"notifyType":"default"},
	   {"id":"t1","name":"ops","type":"team","onCallParticipants":[` + anaJSON + `],"escalationTime":5,"notifyType":"all"}]}]}`
	deep := wire.OnCall{Parent: parent, Participants: []wire.OnCallParticipant{forwarded, {ID: "e1", Name: "esc", Type: "escalation", Participants: []wire.OnCallParticipant{
		{ID: "s2", Name: "sched", Type: "schedule", EscalationTime: &zero, NotifyType: "default"},
		{ID: "t1", Name: "ops", Type: "team", EscalationTime: &five, NotifyType: "all", Participants: []wire.OnCallParticipant{ana}},
	}}}}
	id, plain, flat := wire.ByID("s1"), wire.OnCallQuery{}, wire.OnCallQuery{Flat: true}
	names := []string{"ana@example.com"}

	expect(t, deep)(answerWith(t, nested).OnCalls(t.Context(), id, plain))
	expect(t, []wire.OnCall{deep, {}})(answerWith(t, `[`+nested+`,{}]`).AllOnCalls(t.Context(), plain))
	expect(t, wire.OnCall{Parent: parent, Usernames: names})(
		answerWith(t, `{`+head+`,"onCallRecipients":["ana@example.com"]}`).OnCalls(t.Context(), id, flat))
	expect(t, wire.NextOnCall{Parent: parent, Next: []wire.OnCallParticipant{forwarded}, Exact: []wire.OnCallParticipant{ana}})(
		answerWith(t, `{`+head+`,"nextOnCallRecipients":[{"id":"u1","name":"ana@example.com","type":"user","forwardedFrom":{"id":"u9","name":"bo@example.com","type":"user"}}],
		 "exactNextOnCallRecipients":[`+anaJSON+`]}`).NextOnCalls(t.Context(), id, plain))
	expect(t, wire.NextOnCall{Parent: parent, NextUsernames: names})(
		answerWith(t, `{`+head+`,"nextOnCallParticipants":["ana@example.com"],"exactNextOnCallParticipants":[]}`).NextOnCalls(t.Context(), id, flat))

	for _, bad := range []string{`{"onCallParticipants":{}}`, `{"onCallParticipants":[7]}`} {
		if got, err := answerWith(t, bad).OnCalls(t.Context(), id, plain); err == nil {
			t.Errorf("%s was read as %+v", bad, got)
		}
	}
}

func TestOverrideReplies(t *testing.T) {
	const deliberateGap = `{"alias":"a1","user":{"type":"none"},"startDate":"2026-01-05T07:33:00Z","endDate":"2026-01-05T09:00:00Z","rotations":[]}`
	const scoped = `{"_parent":{"id":"s1"},"alias":"a2","user":{"type":"user","id":"u1","username":"ana@example.com"},"startDate":"2026-01-05T07:00:00Z",
		"endDate":"2026-01-05T09:00:00.5Z","rotations":[{"id":"r1","name":"week"}],"new":1}`
	want := []wire.Override{
		{
			Alias: "a1", User: wire.Participant{Type: "none"}, StartDate: wire.At(instant("2026-01-05T07:33:00Z")), EndDate: wire.At(instant("2026-01-05T09:00:00Z")),
			Rotations: []wire.RotationRef{}, Raw: json.RawMessage(deliberateGap),
		},
		{
			Alias: "a2", User: wire.Participant{Type: "user", ID: "u1", Username: "ana@example.com"}, StartDate: wire.At(instant("2026-01-05T07:00:00Z")),
			EndDate: wire.At(instant("2026-01-05T09:00:00.5Z")), Rotations: []wire.RotationRef{{ID: "r1", Name: "week"}}, Raw: json.RawMessage(scoped),
		},
	}
	expect(t, want)(answerWith(t, `[`+deliberateGap+`,`+scoped+`]`).ListOverrides(t.Context(), wire.ByID("s1")))
	expect(t, want[1])(answerWith(t, scoped).GetOverride(t.Context(), wire.ByID("s1"), "a2"))
	expect(t, "generated")(answerWith(t, `{"alias":"generated"}`).CreateOverride(t.Context(), wire.ByID("s1"), wire.OverrideRequest{}))
}

func TestOtherReplies(t *testing.T) {
	ctx := t.Context()
	const rule = `{"id":"f1","alias":"fwd","fromUser":{"id":"a","username":"ana@example.com"},"toUser":{"id":"b"},"startDate":"2026-01-05T07:00:00Z","endDate":"2026-01-06T07:00:00Z"}`
	expect(t, []wire.ForwardingRule{{
		ID: "f1", Alias: "fwd", FromUser: wire.UserRef{ID: "a", Username: "ana@example.com"}, ToUser: wire.UserRef{ID: "b"},
		StartDate: wire.At(instant("2026-01-05T07:00:00Z")), EndDate: wire.At(instant("2026-01-06T07:00:00Z")), Raw: json.RawMessage(rule),
	}})(
		answerWith(t, `[`+rule+`]`).ListForwardingRules(ctx))

	user := wire.User{ID: "u1", Username: "Ana@example.com", FullName: "Ana Sousa", Blocked: true, Verified: true, TimeZone: "Europe/Lisbon", Locale: "pt_PT"}
	user.Role.ID, user.Role.Name = "user", "User"
	expect(t, user)(answerWith(t, `{"id":"u1","username":"Ana@example.com","fullName":"Ana Sousa","role":{"id":"user","name":"User"},"blocked":true,
		"verified":true,"timeZone":"Europe/Lisbon","locale":"pt_PT","tags":["x"]}`).GetUser(ctx, "u1"))

	expect(t, wire.Team{ID: "t1", Name: "ops", Members: []wire.TeamMember{{User: wire.UserRef{ID: "u1", Username: "ana@example.com"}, Role: "admin"}}})(
		answerWith(t, `{"id":"t1","name":"ops","description":"","members":[{"user":{"id":"u1","username":"ana@example.com"},"role":"admin"}],"links":{}}`).GetTeam(ctx, wire.ByID("t1")))

	escalation := wire.Escalation{ID: "e1", Name: "esc", OwnerTeam: &wire.TeamRef{ID: "t1"}, Repeat: json.RawMessage(`{"count":2}`), Rules: []wire.EscalationRule{
		{Condition: "if-not-acked", NotifyType: "default", Recipient: wire.Participant{Type: "schedule", ID: "s1", Name: "Pay"}},
	}}
	escalation.Rules[0].Delay.Amount, escalation.Rules[0].Delay.Unit = 5, "minutes"
	expect(t, []wire.Escalation{escalation})(answerWith(t, `[{"id":"e1","name":"esc","ownerTeam":{"id":"t1"},"repeat":{"count":2},"rules":[
		{"condition":"if-not-acked","notifyType":"default","delay":{"timeAmount":5,"timeUnit":"minutes"},"recipient":{"type":"schedule","id":"s1","name":"Pay"}}]}]`).ListEscalations(ctx))

	account := wire.Account{Name: "acme", UserCount: 7}
	account.Plan.Name, account.Plan.MaxUserCount, account.Plan.Yearly = "Enterprise", 20, true
	expect(t, account)(answerWith(t, `{"name":"acme","userCount":7,"plan":{"maxUserCount":20,"name":"Enterprise","isYearly":true}}`).Account(ctx))

	expect(t, wire.ScheduleRef{ID: "s1", Name: "b", Enabled: true})(
		answerWith(t, `{"id":"s1","name":"b","enabled":true}`).UpdateSchedule(ctx, wire.ByID("s1"), wire.ScheduleUpdate{Name: "b"}))
	rotation := wire.Rotation{ID: "r1", Name: "w", StartDate: wire.At(instant("2026-01-05T07:00:00Z")), Type: wire.Daily}
	expect(t, []wire.Rotation{rotation})(answerWith(t, `[{"id":"r1","name":"w","startDate":"2026-01-05T08:00:00+01:00","type":"daily","timeRestriction":{}}]`).
		ListRotations(ctx, wire.ByID("s1")))
}
