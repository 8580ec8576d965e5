package zones_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/importers/zones"
)

func open(t *testing.T) *zones.DB {
	t.Helper()
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestReleaseIsNamed(t *testing.T) {
	if got := zones.Release(); !regexp.MustCompile(`^20\d\d[a-z]$`).MatchString(got) {
		t.Errorf("the release is %q, want one like 2026f", got)
	}
}

// TestEveryZoneLoads also holds what the list must be: sorted, without doubles, and with the names people write.
func TestEveryZoneLoads(t *testing.T) {
	db := open(t)
	names := db.Names()
	if len(names) < 400 || !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("%d names, sorted %v", len(names), slices.IsSorted(names))
	}
	for _, n := range names {
		z, err := db.Load(n)
		if err != nil {
			t.Errorf("loading %q: %v", n, err)
			continue
		}
		if z.String() != n {
			t.Errorf("zone %q is called %q", n, z)
		}
		if again, err := db.Load(n); err != nil || again != z {
			t.Errorf("zone %q was read twice (error %v)", n, err)
		}
	}
	for _, n := range []string{"UTC", "Etc/UTC", "Europe/Lisbon", "US/Pacific", "Europe/Kiev", "Europe/Kyiv", "Africa/Monrovia", "Etc/GMT+5"} {
		if !slices.Contains(names, n) {
			t.Errorf("%q is missing", n)
		}
	}
}

// TestUnknownNames: everything that time.LoadLocation would take from the host or the environment is unknown here.
func TestUnknownNames(t *testing.T) {
	db := open(t)
	for _, n := range []string{
		"", "Local", "GMT+5", "UTC+2", "CEST", "+02:00", "Europe", "Europe/", "Europe/Berln", "europe/berlin", "Europe/Berlin ",
		"/etc/localtime", "../zoneinfo/UTC", "localtime", "posixrules", "Factory", "posix/UTC", "right/UTC", "Europe\\Berlin", "UTC\x00",
	} {
		z, err := db.Load(n)
		if !errors.Is(err, zones.ErrUnknown) || z != nil {
			t.Errorf("loading %q: zone %v, error %v, want ErrUnknown", n, z, err)
			continue
		}
		if n != "" && !strings.Contains(err.Error(), n) && !strings.Contains(err.Error(), `\`) {
			t.Errorf("loading %q: the error %q does not name it", n, err)
		}
		if _, err := db.Location(n); !errors.Is(err, zones.ErrUnknown) {
			t.Errorf("location %q: error %v, want ErrUnknown", n, err)
		}
	}
}

// TestRulesOfTheRelease: instants that an older release of the tz database gets wrong, so that an archive built from the
// wrong source is noticed.
func TestRulesOfTheRelease(t *testing.T) {
	db := open(t)
	tests := []struct{ zone, instant, want string }{
		{"America/Vancouver", "2026-12-01T16:00:00Z", "2026-12-01 09:00 -07:00"}, // no winter time from 2026 on
		{"America/Edmonton", "2026-12-01T15:00:00Z", "2026-12-01 09:00 -06:00"},
		{"Africa/Casablanca", "2026-12-01T09:00:00Z", "2026-12-01 09:00 +00:00"}, // back to GMT in September 2026
		{"America/Havana", "2026-12-01T13:00:00Z", "2026-12-01 09:00 -04:00"},
		{"Europe/Chisinau", "2026-03-29T00:30:00Z", "2026-03-29 02:30 +02:00"}, // changes with the EU, at 01:00Z
		{"Europe/Lisbon", "2026-07-01T08:00:00Z", "2026-07-01 09:00 +01:00"},
		{"Etc/GMT+5", "2026-07-01T14:00:00Z", "2026-07-01 09:00 -05:00"}, // the sign is POSIX's
	}
	for _, tt := range tests {
		loc, err := db.Location(tt.zone)
		if err != nil {
			t.Fatal(err)
		}
		at, err := time.Parse(time.RFC3339, tt.instant)
		if err != nil {
			t.Fatal(err)
		}
		if got := at.In(loc).Format("2006-01-02 15:04 -07:00"); got != tt.want {
			t.Errorf("%s at %s reads %s, want %s", tt.zone, tt.instant, got, tt.want)
		}
		z, err := db.Load(tt.zone)
		if err != nil {
			t.Fatal(err)
		}
		if _, want := at.In(loc).Zone(); z.Offset(civil.FromTime(at)) != want {
			t.Errorf("%s at %s: the table has offset %d, the location %d", tt.zone, tt.instant, z.Offset(civil.FromTime(at)), want)
		}
	}
}

// TestHostZonesAreNotRead is T-10: the answer is the same without zone files and whatever the environment says. Package
// time reads TZ and ZONEINFO once, hence a process of its own.
func TestHostZonesAreNotRead(t *testing.T) {
	const inside = "SCHEDSYNC_TEST_INSIDE"
	if os.Getenv(inside) != "" {
		z, err := open(t).Load("America/New_York")
		if err != nil {
			t.Fatal(err)
		}
		for month, want := range map[time.Month]int{time.January: -5 * civil.Hour, time.July: -4 * civil.Hour} {
			at := civil.FromTime(time.Date(2026, month, 1, 12, 0, 0, 0, time.UTC))
			if got := z.Offset(at); got != want {
				t.Errorf("%s in New York is %d seconds east of UTC, want %d", month, got, want)
			}
		}
		return
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	lies := t.TempDir()
	writeUTC(t, filepath.Join(lies, "America", "New_York"))
	tests := []struct {
		name string
		env  []string
	}{
		{"ZONEINFO unset", nil},
		{"ZONEINFO says that New York keeps UTC", []string{"ZONEINFO=" + lies}},
		{"ZONEINFO an empty folder", []string{"ZONEINFO=" + t.TempDir()}},
		{"ZONEINFO not there", []string{"ZONEINFO=/nonexistent"}},
		{"TZ weird", []string{"TZ=Mars/Olympus_Mons"}},
		{"TZ another zone", []string{"TZ=Asia/Kathmandu"}},
		{"TZ a POSIX rule", []string{"TZ=XYZ-3:17ABC,M1.1.0,M2.1.0"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cmd := exec.Command(self, "-test.run", "^TestHostZonesAreNotRead$", "-test.v")
			cmd.Env = append(tt.env, inside+"=1") // and nothing else: no PATH, no HOME, no GOROOT
			out, err := cmd.CombinedOutput()
			if err != nil || !strings.Contains(string(out), "PASS: TestHostZonesAreNotRead") {
				t.Errorf("with %q: %v\n%s", tt.env, err, out)
			}
		})
	}
}

// writeUTC writes a zone file (RFC 9636) of a clock that always shows UTC: a header with one type of four letters, and it.
func writeUTC(t *testing.T, path string) {
	t.Helper()
	header := "TZif" + strings.Repeat("\x00", 16) + strings.Repeat("\x00", 16) + "\x00\x00\x00\x01" + "\x00\x00\x00\x04"
	data := header + "\x00\x00\x00\x00" + "\x00" + "\x00" + "UTC\x00"
	if loc, err := time.LoadLocationFromTZData("lie", []byte(data)); err != nil || time.Unix(0, 0).In(loc).Hour() != 0 {
		t.Fatalf("the test's zone file is broken: %v", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(data), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestDBIsSafeForManyGoroutines(t *testing.T) {
	db := open(t)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 20 {
				names := []string{"Europe/Berlin", "America/New_York", "nowhere", "Asia/Kathmandu"}
				n := names[(i+j)%len(names)]
				if _, err := db.Load(n); (err == nil) != (n != "nowhere") {
					t.Errorf("loading %q: %v", n, err)
				}
			}
		})
	}
	wg.Wait()
}
