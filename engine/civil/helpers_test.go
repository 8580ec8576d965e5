package civil_test

import (
	"encoding/binary"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/importers/zones"
)

// local reads "2026-01-05", "2026-01-05 09:00" or "2026-01-05 09:00:30" with the standard library, so that the tables
// below do not rest on the arithmetic they test.
func local(t testing.TB, s string) civil.Local {
	t.Helper()
	for _, layout := range []string{time.DateOnly, "2006-01-02 15:04", time.DateTime} {
		if at, err := time.Parse(layout, s); err == nil {
			return civil.Local(at.Unix())
		}
	}
	t.Fatalf("the test holds %q, which is no local time", s)
	return 0
}

// date reads "2026-01-05".
func date(t testing.TB, s string) civil.Day {
	t.Helper()
	at, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return civil.Day(at.Unix() / civil.DayLen)
}

var openZones = sync.OnceValues(zones.Open)

// zone loads a zone from the archive that the program embeds.
func zone(t testing.TB, name string) *civil.Zone {
	t.Helper()
	db, err := openZones()
	if err != nil {
		t.Fatal(err)
	}
	z, err := db.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// location loads the standard library's view of the same zone.
func location(t testing.TB, name string) *time.Location {
	t.Helper()
	db, err := openZones()
	if err != nil {
		t.Fatal(err)
	}
	loc, err := db.Location(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// instant reads "2026-03-29T01:00Z", with seconds where they matter.
func instant(t testing.TB, s string) civil.Instant {
	t.Helper()
	for _, layout := range []string{"2006-01-02T15:04Z07:00", time.RFC3339} {
		if at, err := time.Parse(layout, s); err == nil {
			return civil.FromTime(at)
		}
	}
	t.Fatalf("the test holds %q, which is no instant", s)
	return 0
}

// lines splits a table into the fields of its lines, without comments.
func lines(block string) [][]string {
	var out [][]string
	for line := range strings.Lines(block) {
		line, _, _ = strings.Cut(line, "#")
		if f := strings.Fields(line); len(f) > 0 {
			out = append(out, f)
		}
	}
	return out
}

// change is a moment from which a made-up zone has an offset, in seconds east of UTC.
type change struct {
	at  civil.Instant
	off int32
}

// zoneFile returns the zone whose clock changes as listed, by way of a zone file (RFC 9636, version 2).
func zoneFile(t *testing.T, changes []change) *time.Location {
	t.Helper()
	n := uint32(len(changes))
	header := func(counts ...uint32) []byte { // of UT marks, standard marks, leap seconds, changes, types, letters
		out := append([]byte("TZif2"), make([]byte, 15)...)
		for _, c := range counts {
			out = binary.BigEndian.AppendUint32(out, c)
		}
		return out
	}
	data := append(header(0, 0, 0, 0, 1, 4), "\x00\x00\x00\x00\x00\x00XXX\x00"...) // for readers of version 1
	data = append(data, header(0, 0, 0, n, n, 4)...)
	for _, c := range changes {
		data = binary.BigEndian.AppendUint64(data, uint64(c.at))
	}
	for i := range changes {
		data = append(data, byte(i))
	}
	for _, c := range changes {
		data = append(binary.BigEndian.AppendUint32(data, uint32(c.off)), 0, 0)
	}
	loc, err := time.LoadLocationFromTZData("made up", append(data, "XXX\x00\n\n"...))
	if err != nil {
		t.Fatal(err)
	}
	return loc
}
