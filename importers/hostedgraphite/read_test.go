package hostedgraphite_test

import (
	"testing"

	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/fixtures/fakes"
	fake "github.com/schedsync/schedsync/fixtures/fakes/hostedgraphite"
	"github.com/schedsync/schedsync/importers/hostedgraphite"
	"github.com/schedsync/schedsync/importers/readertest"
	"github.com/schedsync/schedsync/importers/zones"
)

// TestReader holds the reader to the suite, under each way in which the vendor may answer.
func TestReader(t *testing.T) {
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	state := fake.Seed()
	state.Mutes = append(state.Mutes,
		fake.Mute{ID: "m2", Name: "schedsync:acme/release:2017-02-07T1830Z", StartTime: "18:30", Duration: 90, Timezone: "UTC"},
		fake.Mute{ID: "m3", Name: "schedsync:acme/nightly:mon", StartTime: "22:00", Duration: 480, Timezone: "UTC-3", Repeat: []string{"mon"}},
	)
	for _, tt := range []struct {
		name   string
		quirks fake.Quirks
	}{
		{"as assumed", fake.Quirks{}},
		{"in another order", fake.Quirks{Shuffles: true}},
		{"texts for numbers", fake.Quirks{TextNumbers: true, TextPages: true, OnceRepeat: "null"}},
		{"keys left out, errors as text", fake.Quirks{OnceRepeat: "absent", PlainErrors: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			readertest.Run(t, readertest.Setup{
				Vendor: hostedgraphite.Vendor(), Zones: db,
				Serve: func(t *testing.T, f *fakes.Faults) readertest.Fake {
					s, err := fake.New(fake.Options{Faults: f, Quirks: tt.quirks, State: state})
					if err != nil {
						t.Fatal(err)
					}
					return readertest.Fake{Handler: s, Clock: s.Clock(), Log: s.Log()}
				},
				Budget:   func(*snapshot.Snapshot) int { return 2 }, // contract 5: one call a hundred of each
				Verbatim: []string{"mutes", "alerts"},
				Broken:   []string{"{}", "[]", `{"scheduled_mutes":null,"alerts":null}`, `{"scheduled_mutes":7,"alerts":7}`, `{"scheduled_mutes":[7],"alerts":[7],"next_page":false}`},
				Strange: []readertest.Strange{
					{Name: "zone", Old: `"timezone":"UTC+2"`, New: `"timezone":"UTC+15"`},
					{Name: "IANA zone", Old: `"timezone":"UTC+2"`, New: `"timezone":"Europe/Lisbon"`},
					{Name: "UTC+0", Old: `"timezone":"UTC+2"`, New: `"timezone":"UTC+0"`},
					{Name: "start", Old: `"start_time":"00:00"`, New: `"start_time":"24:00"`},
					{Name: "day", Old: `"sun"`, New: `"sunday"`},
					{Name: "length", Old: `1440`, New: `1e9`},
					{Name: "no time", Old: `"start_time":"18:30"`, New: `"start_time":"19:30"`},
				},
			})
		})
	}
}
