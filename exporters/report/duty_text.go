package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	figures "github.com/schedsync/schedsync/engine/report"
	"github.com/schedsync/schedsync/exporters"
)

// Duty is what `report` prints for people. Hours are written 161:15, in hours and minutes of real time.
type Duty struct {
	Names       exporters.Names
	From, Until civil.Moment
	Explain     bool // list every stretch behind a figure
}

// sheet is a small table in text: the first row is the head, columns whose name is in left are set to the left.
type sheet struct {
	left int // so many columns from the left are words; the others are figures
	rows [][]string
}

func (s *sheet) add(cells ...string) { s.rows = append(s.rows, cells) }

// write lays the table out, each line after an indent.
func (s *sheet) write(b *strings.Builder, indent string) {
	var width []int
	for _, r := range s.rows {
		for i, c := range r {
			if i == len(width) {
				width = append(width, 0)
			}
			width[i] = max(width[i], columnsOf(c))
		}
	}
	for _, r := range s.rows {
		line := indent
		for i, c := range r {
			if i < s.left {
				line += pad(c, width[i]) + "  "
			} else {
				line += padLeft(c, width[i]) + "  "
			}
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
}

// period writes the time that is reported on, without a zone: it is each person's own.
func (d Duty) period() string {
	return fmt.Sprintf("%s to %s", d.From, d.Until)
}

// Hours returns the hours of everybody by band, what the rotations would have had, and who stood in for whom.
func (d Duty) Hours(h *figures.Hours) string {
	var b strings.Builder
	b.WriteString("hours on call, " + d.period() + " on each person's own clock\n\n")
	s := &sheet{left: 2}
	s.add("who", "schedule", "weekday", "night", "weekend", "holiday", "total", "by rotation", "change", "turns")
	for i := range h.Lines {
		l := &h.Lines[i]
		s.add(d.Names.Of(l.Who), string(l.Schedule.ID), band(l.Final, engine.Weekday), band(l.Final, engine.Night), band(l.Final, engine.Weekend),
			band(l.Final, engine.Holiday), clockHours(l.Final.Total(), false), clockHours(l.Base.Total(), false),
			dash(clockHours(l.Final.Total()-l.Base.Total(), true)), fmt.Sprint(l.Shifts))
	}
	s.write(&b, "")
	if len(h.Lines) == 0 {
		b.WriteString("nobody is on call\n")
	}
	if len(h.Moves) > 0 {
		b.WriteString("\nothers than the rotations would have had\n")
		for i := range h.Moves {
			b.WriteString("  " + d.move(&h.Moves[i]) + "\n")
		}
	}
	return b.String()
}

func band(s figures.Seconds, b engine.Band) string { return dash(clockHours(s[b], false)) }

// dash writes nothing where there is nothing, so that the eye finds what there is.
func dash(s string) string {
	if s == "0:00" {
		return "-"
	}
	return s
}

// move tells one stretch: "payments: Sat … to …, 3:00 h: Ana gave to Bo (override "swap")".
func (d Duty) move(m *figures.Move) string {
	c := clockFor(m.Schedule.Zone, m.Span)
	text := fmt.Sprintf("%s: %s to %s %s, %s h: ", exporters.Clean(string(m.Schedule.ID)), c.stamp(m.Start), c.stamp(m.End), m.Schedule.Zone, clockHours(m.Length(), false))
	gave, took := d.all(m.Gave), d.all(m.Took)
	switch {
	case gave == "":
		text += took + " took what nobody had"
	case took == "":
		text += gave + " gave to nobody"
	default:
		text += gave + " gave to " + took
	}
	if m.Why.Who.Kind != engine.Nobody {
		text += " (" + exporters.Why(m.Schedule, m.Why, d.Names) + ")"
	}
	return text
}

func (d Duty) all(list []engine.Participant) string {
	names := make([]string, len(list))
	for i, p := range list {
		names[i] = d.Names.Of(p)
	}
	return strings.Join(names, " + ")
}

// Fairness returns how evenly the duty of each schedule is shared.
func (d Duty) Fairness(all []figures.Fairness) string {
	var b strings.Builder
	b.WriteString("how duty is shared, " + d.period() + " on each person's own clock\n")
	for i := range all {
		f := &all[i]
		b.WriteString("\n" + exporters.ScheduleName(f.Schedule) + " (" + string(f.Schedule.ID) + ")\n")
		if !slices.ContainsFunc(f.Shares, func(s figures.Share) bool { return s.Hours.Total() > 0 }) {
			b.WriteString("  nobody is on call\n")
			continue
		}
		s := &sheet{left: 1}
		s.add("who", "hours", "fair share", "deviation", "night", "weekend", "holiday", "nights", "weekends", "holidays", "longest", "shortest rest")
		for j := range f.Shares {
			p := &f.Shares[j]
			rest := "-"
			if p.Rest >= 0 {
				rest = clockHours(p.Rest, false)
			}
			s.add(d.Names.Of(p.Who), clockHours(p.Hours.Total(), false), clockHours(p.Fair, false), dash(clockHours(p.Deviation(), true)),
				band(p.Hours, engine.Night), band(p.Hours, engine.Weekend), band(p.Hours, engine.Holiday),
				fmt.Sprint(p.Nights), fmt.Sprint(p.Weekends), fmt.Sprint(p.Holidays), dash(clockHours(p.Longest, false)), rest)
		}
		s.write(&b, "  ")
		b.WriteString("  " + d.worst(f) + "\n")
	}
	return b.String()
}

// worst names whoever is furthest from a fair share.
func (d Duty) worst(f *figures.Fairness) string {
	if f.Worst < 0 {
		return "everybody serves a fair share"
	}
	s := &f.Shares[f.Worst]
	word, off := "more", s.Deviation()
	if off < 0 {
		word, off = "less", -off
	}
	return fmt.Sprintf("furthest from a fair share: %s, %s h %s", d.Names.Of(s.Who), clockHours(off, false), word)
}

// Handovers returns who hands over to whom, schedule by schedule, by the schedule's clock.
func (d Duty) Handovers(all []figures.Handover, ws *engine.Workspace) string {
	var b strings.Builder
	b.WriteString("handovers, " + d.period() + " on each schedule's clock\n")
	if len(all) == 0 {
		b.WriteString("\nnobody hands over\n")
	}
	var s *sheet
	for i := range all {
		h := &all[i]
		if i == 0 || all[i-1].Schedule != h.Schedule {
			if s != nil {
				s.write(&b, "  ")
			}
			s = &sheet{left: 6}
			b.WriteString("\n" + exporters.ScheduleName(h.Schedule) + " (" + string(h.Schedule.ID) + ") · " + h.Schedule.Zone.String() + "\n")
		}
		s.add(full(h.Schedule.Zone, h.At), or(d.duties(h.Out), "-"), "→", or(d.duties(h.In), "-"), d.stays(h), d.contact(h, ws))
	}
	if s != nil {
		s.write(&b, "  ")
	}
	return b.String()
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func (d Duty) duties(list []engine.Duty) string {
	var all []engine.Participant
	for _, x := range list {
		all = append(all, x.Who)
	}
	return d.all(all)
}

func (d Duty) stays(h *figures.Handover) string {
	switch {
	case h.Gap:
		return noOne
	case len(h.Stay) > 0:
		return "beside " + d.duties(h.Stay)
	default:
		return ""
	}
}

func (d Duty) contact(h *figures.Handover, ws *engine.Workspace) string {
	var out []string
	for _, x := range h.In {
		if p := ws.Person(engine.PersonID(x.Who.ID)); x.Who.Kind == engine.KindPerson && p != nil && p.Email != "" {
			out = append(out, exporters.Clean(p.Email))
		}
	}
	return strings.Join(out, ", ")
}
