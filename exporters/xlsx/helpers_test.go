package xlsx_test

import (
	"archive/zip"
	"bytes"
	"io"
	"math"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/exportertest"
	"github.com/schedsync/schedsync/exporters/xlsx"
	"github.com/schedsync/schedsync/importers/zones"
)

func zone(t tb, name string) *civil.Zone {
	t.Helper()
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	z, err := db.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// desk is a schedule with one rotation of ana and bo.
func desk(z *civil.Zone) *engine.Schedule {
	return &engine.Schedule{
		ID: "desk", Name: "Desk", Zone: z, Enabled: true,
		Rotations: []engine.Rotation{{ID: "week", People: []engine.Entry{{engine.Person("ana")}, {engine.Person("bo")}}}},
	}
}

// march is a month with a gap, an override and a night on which the clock goes forward.
func march(t tb) engine.Timeline {
	t.Helper()
	return exportertest.New(desk(zone(t, "Europe/Berlin")), "2026-03-01 00:00", "2026-04-01 00:00").
		Shift("2026-03-01 00:00", "2026-03-02 09:00", exportertest.Turn("ana", 0)).
		Shift("2026-03-02 09:00", "2026-03-05 09:00", exportertest.Turn("bo", 1)).
		Shift("2026-03-05 09:00", "2026-03-05 18:00", engine.Duty{
			Who: engine.Person("cy"), Source: engine.FromOverride, Rotation: -1, Turn: engine.NoTurn, Override: -1,
		}).
		Shift("2026-03-06 09:00", "2026-03-30 09:00", exportertest.Turn("bo", 1)).
		Shift("2026-03-30 09:00", "2026-04-01 00:00", exportertest.Turn("ana", 2)).
		Timeline()
}

func encode(t tb, b xlsx.Book, timelines ...engine.Timeline) []byte {
	t.Helper()
	data, err := b.Encode(timelines)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func open(t tb, data []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func rows(t tb, f *excelize.File, sheet string) [][]string {
	t.Helper()
	out, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// part returns one file of the workbook as it is.
func part(t tb, data []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// readBack makes stretches of the month pages, as somebody would who knows only the workbook: dates from row 1, ids from
// column A, hours from the legend.
func readBack(t tb, f *excelize.File, z *civil.Zone) map[string]span.Set[civil.Instant] {
	t.Helper()
	codes := map[string][2]civil.Local{}
	for _, r := range rows(t, f, "Legend") {
		if len(r) > 2 && strings.HasPrefix(r[1], "code ") {
			codes[strings.TrimPrefix(r[1], "code ")] = legendHours(t, r[2])
		}
	}
	got := map[string][]span.Span[civil.Instant]{}
	for _, name := range f.GetSheetList() {
		if name[0] != '2' {
			continue
		}
		all := rows(t, f, name)
		for _, r := range all[1:] {
			if len(r) == 0 || r[0] == "" || r[0] == "none" {
				continue
			}
			for i := 2; i < len(r) && i < len(all[0])-1; i++ {
				for _, c := range strings.FieldsFunc(r[i], func(x rune) bool { return x == '/' }) {
					h, ok := codes[c]
					if !ok {
						t.Fatalf("%s: the code %q is not in the legend", name, c)
					}
					day := civil.Day(math.Round(number(t, all[0][i])) - 25_569).Start()
					got[r[0]] = append(got[r[0]], span.Span[civil.Instant]{Start: z.First(day + h[0]), End: z.First(day + h[1])})
				}
			}
		}
	}
	out := map[string]span.Set[civil.Instant]{}
	for who, s := range got {
		out[who] = span.Of(s...)
	}
	return out
}

// legendHours reads "18:00 to 09:00 next day, 15 hours by the clock".
func legendHours(t tb, text string) [2]civil.Local {
	t.Helper()
	said, _, _ := strings.Cut(text, ",")
	next := strings.HasSuffix(said, " next day")
	from, to, ok := strings.Cut(strings.TrimSuffix(said, " next day"), " to ")
	if !ok {
		t.Fatalf("hours %q", text)
	}
	h := [2]civil.Local{clock(t, from), clock(t, to)}
	if next {
		h[1] += civil.DayLen
	}
	return h
}

func clock(t tb, s string) civil.Local {
	t.Helper()
	l := civil.Local(number(t, s[:2])*civil.Hour + number(t, s[3:5])*civil.Minute)
	if len(s) > 5 {
		l += civil.Local(number(t, s[6:]))
	}
	return l
}

// onCall is what the timeline itself says.
func onCall(tl engine.Timeline) map[string]span.Set[civil.Instant] {
	all := map[string][]span.Span[civil.Instant]{}
	for _, sh := range tl.Shifts {
		all[sh.Who.String()] = append(all[sh.Who.String()], sh.Span)
	}
	out := map[string]span.Set[civil.Instant]{}
	for who, s := range all {
		out[who] = span.Of(s...)
	}
	return out
}

func names(people ...engine.PersonInfo) exporters.Names {
	return exporters.NamesOf(&engine.Workspace{People: people})
}

// tb is what the helpers need of a test, so that a property can use them too.
type tb interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Cleanup(f func())
}
