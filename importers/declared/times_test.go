package declared

import (
	"strings"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/importers/near"
)

// TestParseMoment holds lines that a person with a calendar can check.
func TestParseMoment(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"2026-01-05", "2026-01-05 00:00"},
		{"2026-01-05 09:00", "2026-01-05 09:00"},
		{"2026-01-05T09:00", "2026-01-05 09:00"},
		{"2026-01-05 23:59:59", "2026-01-05 23:59:59"},
		{"2026-01-05T09:00Z", "2026-01-05T09:00:00Z"},
		{"2026-01-05 09:00 Z", "2026-01-05T09:00:00Z"},
		{"2026-01-05T09:00:30+02:00", "2026-01-05T07:00:30Z"},
		{"2026-01-05T09:00-0330", "2026-01-05T12:30:00Z"},
		{"2026-01-01T00:00+14:00", "2025-12-31T10:00:00Z"},
		{"2024-02-29", "2024-02-29 00:00"},
		{"2000-02-29", "2000-02-29 00:00"},
		{"1970-01-01", "1970-01-01 00:00"},
		{"2200-12-31 23:59", "2200-12-31 23:59"},
		{"2025-02-29", "a day that the calendar has"},
		{"2100-02-29", "a day that the calendar has"},
		{"2026-04-31", "a day that the calendar has"},
		{"2026-00-10", "a day that the calendar has"},
		{"2026-01-00", "a day that the calendar has"},
		{"1969-12-31", "a year from 1970 to 2200"},
		{"2201-01-01", "a year from 1970 to 2200"},
		{"2026-01-05 09:00+16:00", "an offset that some clock has, such as +02:00"},
	} {
		if !momentKind.fits(c.in) {
			t.Errorf("%q does not fit its kind", c.in)
			continue
		}
		m, err := parseMoment(c.in)
		got := m.String()
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("parseMoment(%q) = %s, want %s", c.in, got, c.want)
		}
	}
}

// FuzzMoment checks that whatever fits the pattern is read without a panic, as the standard library reads it, and that
// what is written of it reads the same.
func FuzzMoment(f *testing.F) {
	for _, s := range []string{"2026-01-05", "2026-01-05 09:00", "2026-01-05T09:00:30Z", "2026-02-30", "2026-01-05 09:00 +0200", "9999-99-99T23:59:59-99:99"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !momentKind.fits(s) {
			return
		}
		m, err := parseMoment(s)
		if err != nil {
			return
		}
		again, err := parseMoment(m.String())
		// An offset may carry an instant over the edge of the years.
		edge := m.Fixed() && (m.In(nil).Time().Year() < firstYear || m.In(nil).Time().Year() > lastYear)
		if !edge && (err != nil || again != m) {
			t.Errorf("%q is %s, which reads %s, %v", s, m, again, err)
		}
		if m.Fixed() {
			return
		}
		layout := "2006-01-02 15:04:05"[:min(len(s), 19)]
		std, err := time.Parse(layout, strings.Replace(s, "T", " ", 1))
		if err != nil || civil.Instant(m.On(nil)) != civil.FromTime(std) {
			t.Errorf("%q is %s, the standard library reads %s, %v", s, m, std, err)
		}
	})
}

func TestParseLength(t *testing.T) {
	for _, c := range []struct {
		in   string
		want engine.Length
	}{
		{"10m", engine.Length{N: 10, Unit: engine.Minutes}},
		{"1 minute", engine.Length{N: 1, Unit: engine.Minutes}},
		{"24h", engine.Length{N: 24, Unit: engine.Hours}},
		{"2 hours", engine.Length{N: 2, Unit: engine.Hours}},
		{"1d", engine.Length{N: 1, Unit: engine.Days}},
		{"42 days", engine.Length{N: 42, Unit: engine.Days}},
		{"1 day", engine.Length{N: 1, Unit: engine.Days}},
		{"2w", engine.Length{N: 2, Unit: engine.Weeks}},
		{"2 weeks", engine.Length{N: 2, Unit: engine.Weeks}},
		{"1month", engine.Length{N: 1, Unit: engine.Months}},
		{"18 months", engine.Length{N: 18, Unit: engine.Months}},
	} {
		got, err := parseLength(c.in)
		if !lengthKind.fits(c.in) || err != nil || got != c.want {
			t.Errorf("parseLength(%q) = %v, %v, want %v", c.in, got, err, c.want)
		}
	}
	for _, s := range []string{"", "0m", "-1h", "01 day", "1.5h", "1 h ", "1y", "h", "1  day", "99999999m", "1_000m", "١m"} {
		if lengthKind.fits(s) {
			t.Errorf("%q fits a length", s)
		}
	}
	for _, s := range []string{"5229 weeks", "1201 months", "36601d"} {
		if _, err := parseLength(s); err == nil {
			t.Errorf("%q is not refused", s)
		}
	}
}

// TestSuggest holds slips of the kind people make, and words that are too far from anything.
func TestSuggest(t *testing.T) {
	words := []string{"ana", "bo", "payments", "rotations", "overrides", "none", "Europe/Lisbon", "joão"}
	for _, c := range []struct{ in, want string }{
		{"anna", "ana"},
		{"Ana", "ana"},
		{"an", ""},
		{"naa", "ana"},
		{"ob", ""},
		{"BO", "bo"},
		{"payment", "payments"},
		{"paymetns", "payments"},
		{"roations", "rotations"},
		{"override", "overrides"},
		{"overides", "overrides"},
		{"noen", "none"},
		{"europe/lisbon", "Europe/Lisbon"},
		{"joao", "joão"},
		{"zed", ""},
		{"", ""},
		{"people", ""},
	} {
		s := near.New(1000)
		if got := s.Suggest(c.in, words); got != c.want {
			t.Errorf("suggest(%q) = %q, want %q", c.in, got, c.want)
		}
	}
	spent := near.New(3)
	if got := spent.Suggest("anna", words); got != "" {
		t.Errorf("a spent suggester still suggests %q", got)
	}
}

// TestSplit checks where one document ends and the next begins.
func TestSplit(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []chunk
	}{
		{"", nil},
		{"# only a comment\n", nil},
		{"a: 1\n", []chunk{{"a: 1\n", 0}}},
		{"a: 1\n---\nb: 2", []chunk{{"a: 1\n", 0}, {"---\nb: 2", 1}}},
		{"---\na: 1\n--- # x\nb: 2\n", []chunk{{"---\na: 1\n", 0}, {"--- # x\nb: 2\n", 2}}},
		{"a: |\n  x\n --- y\n---z\n", []chunk{{"a: |\n  x\n --- y\n---z\n", 0}}},
		{"a: 1\n...\n# c\n---\nb: 2\n", []chunk{{"a: 1\n...\n", 0}, {"---\nb: 2\n", 3}}},
		{"%YAML 1.2\n---\na: 1\n", []chunk{{"---\na: 1\n", 1}}},
	} {
		got := split(c.in)
		if len(got) != len(c.want) {
			t.Errorf("split(%q) = %v, want %v", c.in, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("split(%q)[%d] = %v, want %v", c.in, i, got[i], c.want[i])
			}
		}
	}
}
