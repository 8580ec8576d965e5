package xlsx

import (
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters"
)

// shifts writes the list of all shifts: by schedule, then by start.
func (w *writer) shifts(schedules []schedule) {
	sh := w.sheet("Shifts", page{
		widths: []float64{20, 24, 16, 24, 22, 22, 9, 18, 20, 20, 16, 7, 10, 16, 40}, frozen: "A2", head: "Shifts",
	})
	sh.header("schedule", "schedule name", "person", "name", "start", "end", "hours", "timezone", "start UTC", "end UTC",
		"rotation", "turn", "source", "instead of", "why")
	local, utc, num := w.style(look{format: dateTime, center: true}), w.style(look{format: utcTime, center: true}), w.style(look{format: twoPlace})
	word := w.style(look{indent: true})
	for i := range schedules {
		s := &schedules[i]
		id, name, z := text(string(s.Schedule.ID)), s.name, s.Schedule.Zone
		for _, x := range s.Shifts {
			rotation, instead := "", ""
			var turn any
			if r := exporters.RotationOf(s.Schedule, x.Duty); r != nil {
				rotation = text(string(r.ID))
			}
			if x.InsteadOf.Kind != engine.Nobody {
				instead = text(x.InsteadOf.String())
			}
			if x.Turn != engine.NoTurn {
				turn = x.Turn
			}
			sh.add(id, name, text(x.Who.String()), text(w.Names.Of(x.Who)),
				excelize.Cell{StyleID: local, Value: serial(z.Reading(x.Start))},
				excelize.Cell{StyleID: local, Value: serial(z.Reading(x.End))},
				excelize.Cell{StyleID: num, Value: inHours(x.Length())}, excelize.Cell{StyleID: word, Value: z.String()},
				excelize.Cell{StyleID: utc, Value: serial(civil.Local(x.Start))},
				excelize.Cell{StyleID: utc, Value: serial(civil.Local(x.End))},
				rotation, turn, excelize.Cell{StyleID: word, Value: x.Source.String()}, instead, text(exporters.Why(s.Schedule, x.Duty, w.Names)))
		}
	}
	sh.close(15)
}

// gaps writes when nobody is on call.
func (w *writer) gaps(schedules []schedule) {
	sh := w.sheet("Gaps", page{widths: []float64{20, 28, 22, 22, 9, 18, 20, 20}, frozen: "A2", head: "Gaps: nobody is on call"})
	sh.header("schedule", "schedule name", "start", "end", "hours", "timezone", "start UTC", "end UTC")
	local, utc, num := w.style(look{format: dateTime, center: true}), w.style(look{format: utcTime, center: true}), w.style(look{format: twoPlace})
	word := w.style(look{indent: true})
	none := true
	for i := range schedules {
		s := &schedules[i]
		z := s.Schedule.Zone
		for _, g := range exporters.Gaps(s.Timeline) {
			none = false
			sh.add(text(string(s.Schedule.ID)), s.name,
				excelize.Cell{StyleID: local, Value: serial(z.Reading(g.Start))},
				excelize.Cell{StyleID: local, Value: serial(z.Reading(g.End))},
				excelize.Cell{StyleID: num, Value: inHours(g.Length())}, excelize.Cell{StyleID: word, Value: z.String()},
				excelize.Cell{StyleID: utc, Value: serial(civil.Local(g.Start))},
				excelize.Cell{StyleID: utc, Value: serial(civil.Local(g.End))})
		}
	}
	if none {
		sh.add("No gaps: somebody is on call all the time.")
		sh.close(0)
		return
	}
	sh.close(8)
}

// handovers writes who hands over to whom: by schedule, then by time.
func (w *writer) handovers(schedules []schedule) {
	sh := w.sheet("Handovers", page{widths: []float64{20, 28, 22, 18, 20, 30, 30, 36}, frozen: "A2", head: "Handovers"})
	sh.header("schedule", "schedule name", "at", "timezone", "at UTC", "from", "to", "contact of those coming on")
	local, utc := w.style(look{format: dateTime, center: true}), w.style(look{format: utcTime, center: true})
	alarm := w.style(look{bold: true, red: true})
	for i := range schedules {
		s := &schedules[i]
		z := s.Schedule.Zone
		for _, h := range exporters.Handovers(s.Timeline) {
			to := excelize.Cell{Value: text(w.Names.Together(h.After))}
			if len(h.After) == 0 {
				to.StyleID = alarm
			}
			sh.add(text(string(s.Schedule.ID)), s.name,
				excelize.Cell{StyleID: local, Value: serial(z.Reading(h.At))}, z.String(),
				excelize.Cell{StyleID: utc, Value: serial(civil.Local(h.At))},
				text(w.Names.Together(h.Before)), to, w.contacts(h))
		}
	}
	sh.close(8)
}

// contacts says how to reach those who come on call.
func (w *writer) contacts(h exporters.Handover) string {
	if w.Contact == nil {
		return ""
	}
	var out []string
	for _, d := range h.After {
		on := func(b engine.Duty) bool { return b.Who == d.Who }
		if c := text(w.Contact(d.Who)); c != "" && !slices.ContainsFunc(h.Before, on) {
			out = append(out, c)
		}
	}
	return strings.Join(out, ", ")
}
