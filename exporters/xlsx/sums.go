package xlsx

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/xuri/excelize/v2"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/exporters"
)

// charted is how many lines a chart shows.
const charted = 30

// tallies sums a schedule up.
func (s *schedule) tallies() []exporters.Tally { return exporters.Tallies(s.Timeline, s.days) }

// hours writes the hours of everybody over all schedules, those with most first.
func (w *writer) hours(schedules []schedule) {
	sum := map[engine.Participant]exporters.Tally{}
	for i := range schedules {
		for _, t := range schedules[i].tallies() {
			a := sum[t.Who]
			sum[t.Who] = exporters.Tally{
				Who: t.Who, Stretches: a.Stretches + t.Stretches, Total: a.Total + t.Total, Weekday: a.Weekday + t.Weekday,
				Weekend: a.Weekend + t.Weekend, Holiday: a.Holiday + t.Holiday, Longest: max(a.Longest, t.Longest),
			}
		}
	}
	var all []exporters.Tally
	for _, t := range sum {
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b exporters.Tally) int {
		return cmp.Or(cmp.Compare(b.Total, a.Total), engine.CompareParticipants(a.Who, b.Who))
	})
	sh := w.sheet("Hours", page{widths: []float64{16, 28, 12, 12, 12, 12, 12, 12}, frozen: "C2", head: "Hours on call, over all schedules of this workbook"})
	sh.header("person", "name", "weekday hours", "weekend hours", "holiday hours", "hours", "stretches", "longest, hours")
	num, bold := w.style(look{format: twoPlace}), w.style(look{format: twoPlace, bold: true})
	for _, t := range all {
		sh.add(text(t.Who.String()), text(w.Names.Of(t.Who)),
			excelize.Cell{StyleID: num, Value: inHours(t.Weekday)}, excelize.Cell{StyleID: num, Value: inHours(t.Weekend)},
			excelize.Cell{StyleID: num, Value: inHours(t.Holiday)}, excelize.Cell{StyleID: bold, Value: inHours(t.Total)},
			t.Stretches, excelize.Cell{StyleID: num, Value: inHours(t.Longest)})
	}
	if n := min(len(all), charted); n > 0 {
		w.chart(sh, "J", "Hours on call"+firstOf(n, len(all)), excelize.ColStacked, n, "B", []series{
			{"C", "2F5597"}, {"D", "F4B183"}, {"E", "404040"},
		})
	}
	sh.close(8)
}

// firstOf says that a chart does not show all.
func firstOf(n, of int) string {
	if n == of {
		return ""
	}
	return fmt.Sprintf(", the first %d of %d", n, of)
}

// fairness writes, schedule by schedule, everybody's hours against an equal share of those on call in it.
func (w *writer) fairness(schedules []schedule) {
	sh := w.sheet("Fairness", page{widths: []float64{20, 16, 30, 12, 12, 12, 14, 12, 12}, frozen: "D2", head: "Hours against an equal share"})
	sh.header("schedule", "person", "name", "hours", "share", "equal share, hours", "more or less than that", "weekend hours", "holiday hours")
	num, pct := w.style(look{format: twoPlace}), w.style(look{format: percent})
	signed := w.style(look{format: "+0.00;-0.00;0.00", bold: true})
	lines := 0
	for i := range schedules {
		s := &schedules[i]
		all := s.tallies()
		var total float64
		for _, t := range all {
			total += inHours(t.Total)
		}
		for _, t := range all {
			lines++
			name := w.Names.Of(t.Who)
			if len(schedules) > 1 {
				name += ", " + s.name
			}
			equal := total / float64(len(all))
			sh.add(text(string(s.Schedule.ID)), text(t.Who.String()), text(name),
				excelize.Cell{StyleID: num, Value: inHours(t.Total)}, excelize.Cell{StyleID: pct, Value: inHours(t.Total) / total},
				excelize.Cell{StyleID: num, Value: equal}, excelize.Cell{StyleID: signed, Value: inHours(t.Total) - equal},
				excelize.Cell{StyleID: num, Value: inHours(t.Weekend)}, excelize.Cell{StyleID: num, Value: inHours(t.Holiday)})
		}
	}
	if n := min(lines, charted); n > 0 {
		w.chart(sh, "K", "Hours more or less than an equal share"+firstOf(n, lines), excelize.Bar, n, "C", []series{{"G", "2F5597"}})
	}
	sh.close(9)
}

// axisColour is dark enough to be read in print.
const axisColour = "404040"

// series is a column of a chart and its colour.
type series struct{ column, colour string }

// chart puts a native chart on a sheet, of the first n lines, named by a column: below a short list, where it prints on the
// same page, else in a column beside it.
func (w *writer) chart(sh *sheet, beside, title string, kind excelize.ChartType, n int, names string, columns []series) {
	at := beside + "2"
	if sh.row <= charted+1 {
		at = fmt.Sprintf("B%d", sh.row+3)
	}
	c := &excelize.Chart{
		Type: kind, Title: excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: title}}},
		Legend: excelize.ChartLegend{Position: "bottom"}, Dimension: excelize.ChartDimension{Width: 760, Height: 420},
	}
	c.XAxis.Font.Color, c.YAxis.Font.Color = axisColour, axisColour
	if kind == excelize.Bar {
		c.Dimension.Height = uint(120 + 26*n)
		c.Legend.Position = "none"
		c.XAxis.ReverseOrder, c.XAxis.TickLabelPosition = true, excelize.ChartTickLabelLow
		c.YAxis.MajorGridLines = true
	}
	for _, s := range columns {
		c.Series = append(c.Series, excelize.ChartSeries{
			Name:       fmt.Sprintf("%s!$%s$1", sh.ref(), s.column),
			Categories: fmt.Sprintf("%s!$%s$2:$%s$%d", sh.ref(), names, names, n+1),
			Values:     fmt.Sprintf("%s!$%s$2:$%s$%d", sh.ref(), s.column, s.column, n+1),
			Fill:       excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{s.colour}},
		})
	}
	w.do(w.file.AddChart(sh.name, at, c))
}
