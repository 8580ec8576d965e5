package wire

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/importers/httpx"
)

// decode reads a whole reply body as fetch does.
func decode[T any](body []byte) (T, error) {
	var reply envelope[T]
	err := httpx.Decode(body, &reply)
	return reply.data, err
}

// seedRotation is in the shape of the vendor's samples; the seeds vary around it.
const seedRotation = `{"id":"e1c575c4-7143-482c-8e83-4balp7d582d7","name":"First Rotation","startDate":"2017-02-06T05:00:00Z","endDate":"2017-02-23T06:00:00.5+02:00",
 "type":"hourly","length":6,"participants":[{"type":"user","id":"u1","username":"ana@example.com"},{"type":"none"},{"type":"team","name":"ops_team"}],
 "timeRestriction":{"type":"weekday-and-time-of-day","restrictions":[{"startDay":"monday","startHour":8,"startMin":0,"endDay":"tuesday","endHour":18,"endMin":30}]}}`

func FuzzDecodeSchedules(f *testing.F) {
	for _, rotation := range []string{
		seedRotation,
		`{"startDate":"1970-01-20T04:45:32.4Z","endDate":null,"timeRestriction":null}`,
		`{"endDate":"","timeRestriction":{},"participants":[]}`,
		`{"timeRestriction":{"type":"time-of-day","restriction":{"startHour":8,"endHour":18,"startMin":0,"endMin":30}}}`,
		`{"timeRestriction":{"type":"time-of-day","restrictions":[{"startHour":0,"endHour":24}],"restriction":{}}}`,
		`{"startDate":"0001-01-01T00:00:00.5Z","length":-9223372036854775808}`, `null`, `{"startDate":7}`,
	} {
		f.Add([]byte(`{"data":[{"id":"s1","name":"Pay","timezone":"Europe/Kirov","enabled":true,"ownerTeam":{"name":"ops"},"rotations":[` + rotation + `]}],"took":0.1}`))
	}
	f.Add([]byte(`{"data":null}`))
	f.Add([]byte(`{"data":[{"type":"none",}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		list, err := decode[[]Schedule](body)
		if err != nil {
			return
		}
		for _, s := range list {
			if !json.Valid(s.Raw) {
				t.Fatalf("Raw is %s", s.Raw)
			}
			for _, r := range s.Rotations {
				checkRoundTrip(t, r)
			}
		}
	})
}

// checkRoundTrip: what is written is read back the same, but for fractions of a second, which are not written.
func checkRoundTrip(t *testing.T, r Rotation) {
	t.Helper()
	r.StartDate, r.EndDate = wholeSeconds(r.StartDate), wholeSeconds(r.EndDate)
	text, err := json.Marshal(r)
	if windows := r.TimeRestriction.Windows; r.TimeRestriction.Type == TimeOfDay && len(windows) != 1 {
		if err == nil {
			t.Fatalf("%d windows of a day were written as %s", len(windows), text)
		}
		return
	}
	if err != nil {
		t.Fatalf("%+v: %v", r, err)
	}
	var back Rotation
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	if diff := cmp.Diff(r, back); diff != "" {
		t.Fatalf("%s\n-read +read back\n%s", text, diff)
	}
}

func wholeSeconds(t Time) Time { return Time{t.Truncate(time.Second)} }

func FuzzDecodeOverrides(f *testing.F) {
	f.Add([]byte(`{"data":[{"_parent":{"id":"s1"},"alias":"a","user":{"type":"user","id":"u1","username":"ana@example.com"},"startDate":"2026-01-05T07:33:00Z","endDate":"2026-01-05T09:00:00Z","rotations":[{"id":"r1"}]}]}`))
	f.Add([]byte(`{"data":[{"alias":"a","user":{"type":"none"},"rotations":null},null,{"endDate":"x"}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		list, err := decode[[]Override](body)
		if err != nil {
			return
		}
		for _, o := range list {
			if _, err := json.Marshal(OverrideRequest{Alias: o.Alias, User: o.User, StartDate: o.StartDate, EndDate: o.EndDate, Rotations: o.Rotations}); err != nil {
				t.Fatalf("%+v cannot be written: %v", o, err)
			}
		}
	})
}

func FuzzDecodeTimeline(f *testing.F) {
	f.Add([]byte(`{"data":{"_parent":{"id":"s1","name":"Pay","enabled":true},"startDate":"2017-05-14T21:00:00Z","endDate":"2017-05-21T21:00:00Z","finalTimeline":{"rotations":[
		{"id":"r1","name":"First","order":1,"periods":[{"startDate":"2017-05-17T14:56:34.603Z","endDate":"2017-05-18T14:33:00Z","type":"override","recipient":{"id":"u1","type":"user","name":"ana@example.com"}}]},
		{"id":"r2","order":5.0},{"order":null,"periods":null}]},"forwardingTimeline":{"rotations":[{"periods":[{"type":"forwarding","fromUser":"u9"},{"fromUser":{"id":"u9"}}]}]}}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		first, err := decode[ScheduleTimeline](body)
		if err != nil {
			return
		}
		again, err := decode[ScheduleTimeline](slices.Clone(body))
		if err != nil || !cmp.Equal(first, again) {
			t.Fatalf("read twice, differently: %v", err)
		}
	})
}

func FuzzDecodePeople(f *testing.F) {
	f.Add([]byte(`{"data":[{"id":"u1","username":"ana@example.com","role":{"id":"user"},"blocked":false,"verified":true}],"totalCount":1,"paging":{"next":"https://api.example.com/v2/users?offset=100"}}`))
	f.Add([]byte(`{"data":{"_parent":{"id":"s1"},"onCallParticipants":[{"id":"e1","type":"escalation","onCallParticipants":[{"type":"user","forwardedFrom":{"id":"u2"}}],"escalationTime":5}]}}`))
	f.Add([]byte(`{"data":{"onCallRecipients":["ana@example.com"],"nextOnCallParticipants":["x"],"exactNextOnCallRecipients":[{}]}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var page userPage
		if err := httpx.Decode(body, &page); err == nil && page.Data == nil {
			t.Fatal("a page without data was accepted")
		}
		_ = offsetOf(page.Paging.Next)
		for _, read := range []func([]byte) error{
			func(b []byte) error { _, err := decode[OnCall](b); return err },
			func(b []byte) error { _, err := decode[NextOnCall](b); return err },
		} {
			if err := read(body); err == nil && !json.Valid(body) {
				t.Fatal("broken JSON was accepted")
			}
		}
	})
}
