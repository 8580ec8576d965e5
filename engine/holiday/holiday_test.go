package holiday_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rickar/cal/v2"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/holiday"
	"github.com/schedsync/schedsync/importers/zones"
)

// in lists a year's holidays as "01-06 04-03 …".
func in(t *testing.T, code string, year int) string {
	t.Helper()
	s, err := holiday.Of(code)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for d := civil.DayOf(year, 1, 1); d < civil.DayOf(year+1, 1, 1); d++ {
		if s.Has(d) {
			out = append(out, d.String()[5:])
		}
	}
	return strings.Join(out, " ")
}

// The dates were listed by hand from the calendars of the governments. Easter is on 5 April 2026 and on 28 March 2027.
func TestDatesOfAYear(t *testing.T) {
	for _, c := range []struct {
		code string
		year int
		want string
	}{
		{"PT", 2026, "01-01 04-03 04-05 04-25 05-01 06-04 06-10 08-15 10-05 11-01 12-01 12-08 12-25"},
		{"PT", 2027, "01-01 03-26 03-28 04-25 05-01 05-27 06-10 08-15 10-05 11-01 12-01 12-08 12-25"},
		{"DE", 2026, "01-01 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26"},
		{"DE", 2027, "01-01 03-26 03-29 05-01 05-06 05-17 10-03 12-25 12-26"},
		{"DE-BY", 2026, "01-01 01-06 04-03 04-06 05-01 05-14 05-25 06-04 10-03 11-01 12-25 12-26"},
		{"DE-BY", 2027, "01-01 01-06 03-26 03-29 05-01 05-06 05-17 05-27 10-03 11-01 12-25 12-26"},
		// 4 July 2026 is a Saturday, observed on Friday the 3rd.
		{"US", 2026, "01-01 01-19 02-16 05-25 06-19 07-03 07-04 09-07 10-12 11-11 11-26 12-25"},
		// Juneteenth and Christmas 2027 are Saturdays, 4 July a Sunday, and so is observed New Year's Day 2028 on 31 December.
		{"US", 2027, "01-01 01-18 02-15 05-31 06-18 06-19 07-04 07-05 09-06 10-11 11-11 11-25 12-24 12-25 12-31"},
		// Boxing Day 2026 is a Saturday; in 2027 Christmas Day is a Saturday and Boxing Day a Sunday.
		{"GB", 2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-26 12-28"},
		{"GB", 2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-25 12-26 12-27 12-28"},
	} {
		if diff := cmp.Diff(c.want, in(t, c.code, c.year)); diff != "" {
			t.Errorf("%s %d (-want +got)\n%s", c.code, c.year, diff)
		}
	}
}

func TestYearsOutside(t *testing.T) {
	for year, want := range map[int]bool{1969: false, 1970: true, 2200: true, 2201: false} {
		if got := in(t, "PT", year) != ""; got != want {
			t.Errorf("%d has holidays: %v, want %v", year, got, want)
		}
	}
}

func TestKnownIsSortedAndEveryListHasDays(t *testing.T) {
	known := holiday.Known()
	if !slices.IsSorted(known) || len(slices.Compact(slices.Clone(known))) != len(known) {
		t.Errorf("not sorted and unique: %v", known)
	}
	for _, code := range []string{"PT", "DE-BY", "CH-ZH", "AU-NSW", "ECB"} {
		if !slices.Contains(known, code) {
			t.Errorf("%s is not known", code)
		}
	}
	for _, code := range known {
		if n := len(strings.Fields(in(t, code, 2026))); n < 5 {
			t.Errorf("%s has %d holidays in 2026", code, n)
		}
	}
}

func TestUnknownCodes(t *testing.T) {
	for code, want := range map[string]string{
		"de":     `no holidays are known for "de"; did you mean "DE"?`,
		"de_by":  `no holidays are known for "de_by"; did you mean "DE-BY"?`,
		"DE-BYY": `no holidays are known for "DE-BYY"; did you mean "DE-BY"?`,
		"UK":     `no holidays are known for "UK"; did you mean "GB"?`,
		"EL":     `no holidays are known for "EL"; did you mean "GR"?`,
		"AU": `holidays of "AU" are known by region only: one of ` +
			"AU-ACT, AU-NSW, AU-NT, AU-QLD, AU-SA, AU-TAS, AU-VIC, AU-WA",
		"ZZ": "no holidays are known for \"ZZ\"; declare a calendar with `dates:`",
		"":   "no holidays are known for \"\"; declare a calendar with `dates:`",
	} {
		_, err := holiday.Of(code)
		var u *holiday.Unknown
		if !errors.As(err, &u) || u.Code != code || err.Error() != want {
			t.Errorf("%q: %v\nwant %s", code, err, want)
		}
	}
}

// In Sao Paulo 3 October 1999 had no midnight: there the library's time for the holiday lies on the 2nd. On 25 April
// 2025 Cairo's day began at 01:00.
func TestTheHostsZoneDoesNotMatter(t *testing.T) {
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	before := cal.DefaultLoc
	t.Cleanup(func() { cal.DefaultLoc = before })
	for _, name := range []string{"America/Sao_Paulo", "Africa/Cairo", "Pacific/Kiritimati", "UTC"} {
		if cal.DefaultLoc, err = db.Location(name); err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprint(in(t, "DE", 1999), " | ", in(t, "PT", 2025), " | ", in(t, "US", 2027))
		want := "01-01 04-02 04-05 05-01 05-13 05-24 10-03 12-25 12-26" +
			" | 01-01 04-18 04-20 04-25 05-01 06-10 06-19 08-15 10-05 11-01 12-01 12-08 12-25" +
			" | 01-01 01-18 02-15 05-31 06-18 06-19 07-04 07-05 09-06 10-11 11-11 11-25 12-24 12-25 12-31"
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("on a host in %s\n%s", name, diff)
		}
	}
}
