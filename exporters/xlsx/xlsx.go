package xlsx

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters"
)

// Limits of a workbook. Excel takes 1,048,576 rows a sheet; the number of grids is for people who have to find one.
const (
	maxRows  = 1_048_576
	maxGrids = 60
)

// Book is the format.
type Book struct {
	Names     exporters.Names
	Calendars exporters.Calendars
	Title     string                          // of the document and of printed pages; empty: "On call"
	Part      bool                            // the timelines are parts of schedules: who is not in them is not listed
	Contact   func(engine.Participant) string // how to reach somebody, in the list of handovers; nil: not said
}

// Extension returns ".xlsx".
func (Book) Extension() string { return ".xlsx" }

// Encode returns the workbook: schedules in the order given. Disabled schedules are left out, and the legend says so. The
// error is about a window that does not fit into a workbook.
func (b Book) Encode(timelines []engine.Timeline) ([]byte, error) {
	live := slices.DeleteFunc(slices.Clone(timelines), func(tl engine.Timeline) bool { return !tl.Schedule.Enabled })
	n := 0
	for i := range live {
		n += max(len(live[i].Shifts), len(live[i].Spans))
	}
	if n >= maxRows {
		return nil, fmt.Errorf("writing a workbook: %d shifts do not fit into the %d rows of a sheet; ask for a shorter window or fewer schedules", n, maxRows-1)
	}
	return b.save(func(w *writer) error {
		w.book(live, timelines)
		return nil
	})
}

// save makes a workbook of the sheets that fill writes.
func (b Book) save(fill func(*writer) error) ([]byte, error) {
	w := &writer{Book: b, file: excelize.NewFile(), styles: map[look]int{}}
	defer w.file.Close() //nolint:errcheck // removes temporary files; there is nobody to tell
	w.do(fill(w))
	w.finish()
	if w.err != nil {
		return nil, fmt.Errorf("writing a workbook: %w", w.err)
	}
	var out bytes.Buffer
	w.file.SetZipWriter(func(to io.Writer) excelize.ZipWriter { return &archive{w: to} })
	if err := w.file.Write(&out); err != nil {
		return nil, fmt.Errorf("writing a workbook: %w", err)
	}
	return out.Bytes(), nil
}

// writer is a workbook in the making. The first error stays; what follows it does nothing that counts.
type writer struct {
	Book
	file   *excelize.File
	styles map[look]int
	sheets []string
	err    error
}

func (w *writer) do(err error) {
	if w.err == nil {
		w.err = err
	}
}

func (w *writer) title() string {
	if t := text(w.Title); t != "" {
		return t
	}
	return "On call"
}

// schedule is a timeline with what is worked out of it once.
type schedule struct {
	*engine.Timeline
	name  string
	days  []exporters.Day
	grids []month
}

func (w *writer) book(live, all []engine.Timeline) {
	schedules := make([]schedule, len(live))
	grids := 0
	for i := range live {
		tl := &live[i]
		days := w.Calendars.Days(tl.Schedule.Zone, tl.Window, w.Calendars.Of(tl))
		schedules[i] = schedule{Timeline: tl, name: text(exporters.ScheduleName(tl.Schedule)), days: days}
		grids += len(byMonth(days))
	}
	if grids <= maxGrids {
		for i := range schedules {
			s := &schedules[i]
			s.grids = months(s.Timeline, s.days, w.Part)
			for _, m := range s.grids {
				w.grid(s, m, len(schedules) > 1)
			}
		}
	}
	w.shifts(schedules)
	w.hours(schedules)
	w.fairness(schedules)
	if !w.Part {
		w.gaps(schedules)
		w.handovers(schedules)
	}
	w.legend(schedules, all, grids)
}

// finish puts the first sheet in front and fixes the properties of the document.
func (w *writer) finish() {
	w.do(w.file.DeleteSheet("Sheet1"))
	w.file.SetActiveSheet(0)
	w.do(w.file.SetDocProps(&excelize.DocProperties{
		Title: w.title(), Creator: "schedsync", LastModifiedBy: "schedsync",
		Created: "2000-01-01T00:00:00Z", Modified: "2000-01-01T00:00:00Z",
	}))
}

// text makes a text fit for a cell: clean, without what XML cannot hold, and no longer than a cell may be.
func text(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '\uFFFE' || r == '\uFFFF' {
			return -1
		}
		return r
	}, exporters.Clean(s))
	const most = 32_000 // of the 32,767 UTF-16 units of a cell
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}

// sheetName returns a name that Excel takes and no sheet has: at most 31 UTF-16 units, none of []:*?/\, no apostrophe at
// the ends.
func (w *writer) sheetName(want string) string {
	want = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) {
			return '_'
		}
		return r
	}, text(want)), "' ")
	for n := 1; ; n++ {
		tail := ""
		if n > 1 {
			tail = fmt.Sprintf(" (%d)", n)
		}
		name := cutUnits(want, 31-len(tail)) + tail
		if !slices.ContainsFunc(w.sheets, func(s string) bool { return strings.EqualFold(s, name) }) {
			w.sheets = append(w.sheets, name)
			return name
		}
	}
}

// cutUnits returns the beginning of s that has at most n UTF-16 units.
func cutUnits(s string, n int) string {
	for i, r := range s {
		if n--; r > 0xFFFF {
			n--
		}
		if n < 0 {
			return strings.TrimRight(s[:i], "' ")
		}
	}
	return s
}

// serial returns a reading as Excel counts: days since 1899-12-30, with the time as a fraction.
func serial(l civil.Local) float64 {
	const epoch = 25_569 // 1970-01-01
	return epoch + float64(l)/civil.DayLen
}

// inHours returns real time in hours.
func inHours(seconds civil.Instant) float64 { return float64(seconds) / civil.Hour }
