package civil_test

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/importers/zones"
)

// proof skips a test that is too slow for every save; `make proof` runs it.
func proof(t *testing.T) *zones.DB {
	t.Helper()
	if os.Getenv("SCHEDSYNC_PROOF") == "" {
		t.Skip("a proof: runs with SCHEDSYNC_PROOF=1 (make proof)")
	}
	db, err := openZones()
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// TestProofEveryZoneAgreesWithWatchingTheClock watches the clock of every zone around every change from 1970 to 2060.
func TestProofEveryZoneAgreesWithWatchingTheClock(t *testing.T) {
	for _, name := range proof(t).Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			z, loc := zone(t, name), location(t, name)
			all := changes(loc, 6*time.Hour)
			for _, c := range all {
				watch(t, z, loc, c)
			}
			from, until := instant(t, "1970-01-01T00:00Z"), instant(t, "2060-01-01T00:00Z")
			if got := z.Transitions(from, until); len(got) != len(all) {
				t.Errorf("the table has %d clock changes, %d were seen", len(got), len(all))
			}
		})
	}
}

// oracle is a program in another language with another reader of zone files (PEP 615, which also computes the rules
// beyond the last transition by itself). It reads lines "zone instant instant …" and answers with the offsets.
const oracle = `
import sys, zoneinfo
from datetime import datetime
zoneinfo.reset_tzpath(to=[sys.argv[1]])
for line in sys.stdin:
    name, *instants = line.split()
    tz = zoneinfo.ZoneInfo.no_cache(name)
    print(*(int(datetime.fromtimestamp(int(i), tz).utcoffset().total_seconds()) for i in instants))
`

// TestProofEveryZoneAgreesWithPython compares the offset of every zone with Python's on both sides of every clock change
// the table has, in the middle between them, and every ten days.
func TestProofEveryZoneAgreesWithPython(t *testing.T) {
	db := proof(t)
	names := db.Names()
	asked := make([][]civil.Instant, len(names))
	var in bytes.Buffer
	for i, name := range names {
		asked[i] = samples(t, zone(t, name))
		in.WriteString(name)
		for _, at := range asked[i] {
			fmt.Fprintf(&in, " %d", at)
		}
		in.WriteString("\n")
	}
	answers := bufio.NewScanner(bytes.NewReader(askPython(t, &in)))
	answers.Buffer(nil, 1<<24)
	for i, name := range names {
		if !answers.Scan() {
			t.Fatalf("python answered %d of %d zones: %v", i, len(names), answers.Err())
		}
		z, offsets := zone(t, name), strings.Fields(answers.Text())
		if len(offsets) != len(asked[i]) {
			t.Fatalf("%s: python answered %d of %d instants", name, len(offsets), len(asked[i]))
		}
		for j, at := range asked[i] {
			if got := strconv.Itoa(z.Offset(at)); got != offsets[j] {
				t.Errorf("%s at %s: offset %s, python says %s", name, at, got, offsets[j])
				break
			}
		}
	}
}

// samples are the instants from 1901 to 2100 at which a zone is compared with the oracle.
func samples(t *testing.T, z *civil.Zone) []civil.Instant {
	t.Helper()
	from, until := instant(t, "1901-01-01T00:00Z"), instant(t, "2100-01-01T00:00Z")
	var out []civil.Instant
	for at := from; at < until; at += 10 * civil.DayLen {
		out = append(out, at)
	}
	last := from
	for _, tr := range z.Transitions(from, until) {
		out = append(out, last+(tr.At-last)/2, tr.At-1, tr.At)
		last = tr.At
	}
	return out
}

// askPython unpacks the zone archive for Python's reader and runs the oracle over the questions.
func askPython(t *testing.T, questions *bytes.Buffer) []byte {
	t.Helper()
	dir := t.TempDir()
	unpack := exec.Command("python3", "-m", "zipfile", "-e", "../../importers/zones/zoneinfo.zip", dir)
	if out, err := unpack.CombinedOutput(); err != nil {
		t.Fatalf("unpacking the zones (the proofs need python3): %v\n%s", err, out)
	}
	cmd := exec.Command("python3", "-c", oracle, dir)
	cmd.Stdin = questions
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("asking python: %v\n%s", err, &stderr)
	}
	return out
}
