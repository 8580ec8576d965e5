package apply_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters/writertest"
	"github.com/schedsync/schedsync/fixtures/fakes"
)

// TestNobodyIsUncovered (T-31) looks at the fake's own rendering after every single write of an apply: whenever somebody was on
// call before the apply and somebody is after it, somebody is in between.
func TestNobodyIsUncovered(t *testing.T) {
	const (
		start   = "start: 2026-10-05 09:00"
		days    = `only: [{days: mon-fri, from: "09:00", to: "18:00"}]`
		nights  = `only: [{from: "18:00", to: "09:00"}]`
		weekend = `only: [{days: sat-sun, from: "00:00", to: "24:00"}]`
	)
	tests := []struct {
		name          string
		before, after string // lines "r …" are rotations, lines "o …" overrides
	}{
		{"other people", "r {id: a, every: 1 week, " + start + ", people: [ana, bo]}", "r {id: a, every: 1 week, " + start + ", people: [bo, chi]}"},
		{"one rotation in place of another", "r {id: a, every: 1 week, " + start + ", people: [ana]}", "r {id: b, every: 1 day, " + start + ", people: [bo, chi]}"},
		{
			"cut short for a new one", "r {id: a, every: 1 week, " + start + ", people: [ana]}",
			"r {id: a, every: 1 week, " + start + ", people: [ana], " + days + "}\nr {id: b, every: 1 week, " + start + ", people: [bo], " + nights + "}\nr {id: c, every: 1 week, " + start + ", people: [bo], " + weekend + "}",
		},
		{
			"widened for one that goes", "r {id: a, every: 1 week, " + start + ", people: [ana], " + days + "}\nr {id: b, every: 1 week, " + start + ", people: [bo], " + nights + "}",
			"r {id: a, every: 1 week, " + start + ", people: [ana]}",
		},
		{
			"the first gives to the second", "r {id: a, every: 1 week, " + start + ", people: [ana]}\nr {id: b, every: 1 week, " + start + ", people: [bo], " + weekend + "}",
			"r {id: a, every: 1 week, " + start + ", people: [ana], " + days + "}\nr {id: b, every: 1 week, " + start + ", people: [bo], only: [{days: mon-sun, from: \"18:00\", to: \"24:00\"}, {days: mon-sun, from: \"00:00\", to: \"12:00\"}]}",
		},
		{
			"the second gives to the first", "r {id: a, every: 1 week, " + start + ", people: [bo], " + weekend + "}\nr {id: b, every: 1 week, " + start + ", people: [ana]}",
			"r {id: a, every: 1 week, " + start + ", people: [bo], only: [{days: mon-sun, from: \"18:00\", to: \"24:00\"}, {days: mon-sun, from: \"00:00\", to: \"12:00\"}]}\nr {id: b, every: 1 week, " + start + ", people: [ana], " + days + "}",
		},
		{"an end taken away", "r {id: a, every: 1 week, " + start + ", until: 2026-10-20 09:00, people: [ana]}", "r {id: a, every: 1 week, " + start + ", people: [ana]}"},
		{
			"made anew under an override that fills a gap",
			"r {id: a, every: 1 week, " + start + ", people: [none], " + days + "}\nr {id: b, every: 1 week, " + start + ", people: [ana], " + days + "}\no {from: 2026-10-17 00:00, until: 2026-10-18 00:00, who: dee, rotations: [a]}",
			"r {id: a, every: 1 week, " + start + ", people: [none]}\nr {id: b, every: 1 week, " + start + ", people: [ana], " + days + "}\no {from: 2026-10-17 00:00, until: 2026-10-18 00:00, who: dee, rotations: [a]}",
		},
		{
			"an end moved beyond that of another", "r {id: a, every: 1 week, " + start + ", until: 2026-10-20 09:00, people: [ana]}\nr {id: b, every: 1 week, start: 2026-10-20 09:00, people: [bo]}",
			"r {id: a, every: 1 week, " + start + ", until: 2026-10-27 09:00, people: [ana]}\nr {id: b, every: 1 week, start: 2026-10-27 09:00, people: [bo]}",
		},
		{
			"a start moved before the end of another", "r {id: a, every: 1 week, " + start + ", until: 2026-10-27 09:00, people: [ana]}\nr {id: b, every: 1 week, start: 2026-10-27 09:00, people: [bo]}",
			"r {id: a, every: 1 week, " + start + ", until: 2026-10-20 09:00, people: [ana]}\nr {id: b, every: 1 week, start: 2026-10-20 09:00, people: [bo]}",
		},
		{
			"an override parted", "r {id: a, every: 1 week, " + start + ", people: [none]}\no {from: 2026-10-13 00:00, until: 2026-10-15 00:00, who: dee}",
			"r {id: a, every: 1 week, " + start + ", people: [none]}\no {from: 2026-10-13 00:00, until: 2026-10-14 00:00, who: dee}\no {from: 2026-10-14 00:00, until: 2026-10-15 00:00, who: chi}",
		},
		{
			"overrides joined", "r {id: a, every: 1 week, " + start + ", people: [none]}\no {from: 2026-10-13 00:00, until: 2026-10-14 00:00, who: dee}\no {from: 2026-10-14 00:00, until: 2026-10-15 00:00, who: chi}",
			"r {id: a, every: 1 week, " + start + ", people: [none]}\no {from: 2026-10-13 00:00, until: 2026-10-15 00:00, who: dee}",
		},
		{
			"the border of two overrides moved", "r {id: a, every: 1 week, " + start + ", people: [none]}\no {from: 2026-10-13 00:00, until: 2026-10-14 00:00, who: dee}\no {from: 2026-10-14 00:00, until: 2026-10-15 00:00, who: chi}",
			"r {id: a, every: 1 week, " + start + ", people: [none]}\no {from: 2026-10-13 00:00, until: 2026-10-14 12:00, who: dee}\no {from: 2026-10-14 12:00, until: 2026-10-15 00:00, who: chi}",
		},
		{
			"the border moved the other way", "r {id: a, every: 1 week, " + start + ", people: [none]}\no {from: 2026-10-13 00:00, until: 2026-10-14 00:00, who: dee}\no {from: 2026-10-14 00:00, until: 2026-10-15 00:00, who: chi}",
			"r {id: a, every: 1 week, " + start + ", people: [none]}\no {from: 2026-10-13 00:00, until: 2026-10-13 12:00, who: dee}\no {from: 2026-10-13 12:00, until: 2026-10-15 00:00, who: chi}",
		},
		{
			"a rotation in place of an override", "r {id: a, every: 1 week, " + start + ", people: [none]}\no {from: 2026-10-13 00:00, until: 2026-10-15 00:00, who: dee}",
			"r {id: a, every: 1 week, " + start + ", people: [ana]}",
		},
		{"an override in place of a rotation", "r {id: a, every: 1 week, " + start + ", people: [ana]}", "r {id: a, every: 1 week, " + start + ", people: [none]}\no {from: 2026-10-13 00:00, until: 2026-10-15 00:00, who: dee}"},
		{
			"an override of one rotation in place of it", "r {id: a, every: 1 week, " + start + ", people: [ana]}\nr {id: b, every: 1 week, " + start + ", people: [none]}",
			"r {id: a, every: 1 week, " + start + ", people: [none]}\nr {id: b, every: 1 week, " + start + ", people: [none]}\no {from: 2026-10-13 00:00, until: 2026-10-15 00:00, who: dee, rotations: [a]}",
		},
		{
			"a rotation renamed that an override names", "r {id: a, every: 1 week, " + start + ", people: [none]}\nr {id: b, every: 1 week, " + start + ", people: [none]}\no {from: 2026-10-13 00:00, until: 2026-10-15 00:00, who: dee, rotations: [a]}",
			"r {id: c, every: 1 week, " + start + ", people: [none]}\nr {id: b, every: 1 week, " + start + ", people: [none]}\no {from: 2026-10-12 00:00, until: 2026-10-15 00:00, who: dee, rotations: [c]}",
		},
		{
			"an override loses its rotation", "r {id: a, every: 1 week, " + start + ", people: [none]}\nr {id: b, every: 1 week, " + start + ", people: [none]}\no {from: 2026-10-13 00:00, until: 2026-10-15 00:00, who: dee, rotations: [b]}",
			"r {id: a, every: 1 week, " + start + ", people: [none]}\no {from: 2026-10-13 00:00, until: 2026-10-15 00:00, who: dee, rotations: [a]}",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, cover(tt.before))
			var id string
			var seen []span.Set[civil.Instant]
			var watched *lab
			watched = w.open(t, "", func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
					next.ServeHTTP(rw, r)
					if fakes.IsWrite(r.Method) {
						seen = append(seen, watched.covered(id))
					}
				})
			})
			watched.Declare(cover(tt.after))
			id = watched.Object(watched.Read(), "alpha").ID
			was := watched.covered(id)
			watched.Settle()
			both := was.Intersect(watched.covered(id))
			if len(seen) == 0 || len(both) == 0 {
				t.Fatalf("%d writes, %d stretches covered before and after: nothing is proven", len(seen), len(both))
			}
			for i, now := range seen {
				for _, gap := range both.Subtract(now) {
					t.Errorf("after write %d of %d nobody is on call from %s until %s", i+1, len(seen), gap.Start, gap.End)
				}
			}
		})
	}
}

// cover writes a workspace around the lines of a test.
func cover(lines string) string {
	rotations, overrides := "", ""
	for line := range strings.Lines(lines) {
		kind, text, _ := strings.Cut(strings.TrimSpace(line), " ")
		if kind == "r" {
			rotations += "      - " + text + "\n"
		} else {
			overrides += "      - " + text + "\n"
		}
	}
	if overrides != "" {
		overrides = "    overrides:\n" + overrides
	}
	return head + "  alpha:\n    name: alpha\n    timezone: UTC\n    rotations:\n" + rotations + overrides + "    targets: {VENDOR: {}}\n"
}

// covered returns when somebody is on call, in the three weeks from now on but for the foreign override.
func (l *lab) covered(id string) span.Set[civil.Instant] {
	var out []span.Span[civil.Instant]
	from := writertest.Now()
	for _, p := range l.server.Render(id, from, from.Add(15*24*time.Hour)) {
		out = append(out, span.Span[civil.Instant]{Start: civil.FromTime(p.Start), End: civil.FromTime(p.End)})
	}
	return span.Of(out...)
}
