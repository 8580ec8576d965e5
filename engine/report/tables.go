package report

import (
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// Tables returns "hours", a row for every person and schedule, and "moves", a row for every stretch in which the rotations
// would have had others.
func (h *Hours) Tables(c Calls) []Table {
	hours := Table{Name: "hours", Columns: slices.Concat(
		columns(Text, "who", "name", "kind", "schedule", "timezone"), columns(Moment, "from", "until"), columns(Count, "shifts"),
		bandColumns(""), columns(Elapsed, "total"), bandColumns("base_"), columns(Elapsed, "base_total", "change"),
	)}
	for i := range h.Lines {
		l := &h.Lines[i]
		hours.Rows = append(hours.Rows, slices.Concat(
			c.person(l.Who),
			[]Cell{scheduleID(l.Schedule), text(l.Zone.String()), moment(l.Period.Start, l.Zone), moment(l.Period.End, l.Zone), number(l.Shifts)},
			bandCells(l.Final), []Cell{elapsed(l.Final.Total())},
			bandCells(l.Base), []Cell{elapsed(l.Base.Total()), elapsed(l.Final.Total() - l.Base.Total())},
		))
	}
	moves := Table{Name: "moves", Columns: slices.Concat(
		columns(Text, "schedule"), columns(Moment, "start", "end"), columns(Elapsed, "length"), columns(Text, "gave", "took", "why"),
	)}
	for i := range h.Moves {
		m := &h.Moves[i]
		z := m.Schedule.Zone
		moves.Rows = append(moves.Rows, []Cell{
			scheduleID(m.Schedule), moment(m.Start, z), moment(m.End, z), elapsed(m.Length()), text(c.all(m.Gave)), text(c.all(m.Took)),
			text(c.why(m.Schedule, m.Why)),
		})
	}
	return []Table{hours, moves}
}

// all names several participants; nobody is an empty text.
func (c Calls) all(list []engine.Participant) string {
	names := make([]string, len(list))
	for i, p := range list {
		names[i] = c.Who(p)
	}
	return strings.Join(names, " + ")
}

// why tells the reason of a duty, where there is one.
func (c Calls) why(s *engine.Schedule, d engine.Duty) string {
	if d.Who.Kind == engine.Nobody || s == nil {
		return ""
	}
	return c.Why(s, d)
}

// Tables returns "pay", a row for every amount and one for every total, and "stretches", what the amounts are made of.
func (w *Wages) Tables(c Calls) []Table {
	pay := Table{Name: "pay", Columns: slices.Concat(
		columns(Text, "who", "name", "kind", "schedule", "basis", "band"), columns(Elapsed, "exact", "paid"), columns(Count, "count"),
		columns(Amount, "rate", "amount"), columns(Text, "currency"),
	)}
	stretches := Table{Name: "stretches", Columns: slices.Concat(
		columns(Text, "who", "name", "kind", "schedule", "timezone"), columns(Moment, "start", "end"), columns(Text, "basis", "band"),
		columns(Elapsed, "length"), columns(Amount, "rate", "product"), columns(Text, "currency", "why"),
	)}
	for i := range w.People {
		p := &w.People[i]
		for j := range p.Lines {
			l := &p.Lines[j]
			pay.Rows = append(pay.Rows, slices.Concat(c.person(p.Who), w.line(l)))
			for _, piece := range l.Pieces {
				stretches.Rows = append(stretches.Rows, slices.Concat(c.person(p.Who), []Cell{
					scheduleID(l.Schedule), text(piece.Zone.String()), moment(piece.Start, piece.Zone), moment(piece.End, piece.Zone),
					text(l.Basis.String()), bandName(piece.Band), elapsed(piece.Length()), amount(l.Rate), amount(piece.Product), text(w.Currency),
					text(c.why(l.Schedule, piece.Why)),
				}))
			}
		}
		pay.Rows = append(pay.Rows, slices.Concat(c.person(p.Who), []Cell{
			{}, text("total"), {}, elapsed(p.hours()), {}, {}, {}, amount(p.Total), text(w.Currency),
		}))
	}
	return []Table{pay, stretches}
}

// line returns the cells of a pay line from the schedule on.
func (w *Wages) line(l *PayLine) []Cell {
	out := []Cell{{}, text(l.Basis.String()), bandName(l.Band), {}, {}, number(l.Count), amount(l.Rate), amount(l.Amount), text(w.Currency)}
	switch l.Basis {
	case PerHour:
		out[3], out[4], out[5] = elapsed(l.Exact), elapsed(l.Seconds), Cell{}
	case PerAllowance:
		out[2] = text(strings.TrimSuffix(l.Per.String(), "s"))
		return out
	}
	out[0] = scheduleID(l.Schedule)
	return out
}

// hours returns the exact hours of all lines.
func (p *PersonPay) hours() civil.Instant {
	var n civil.Instant
	for i := range p.Lines {
		n += p.Lines[i].Exact
	}
	return n
}

// FairnessTable returns "fairness", a row for every person and schedule.
func FairnessTable(all []Fairness, c Calls) Table {
	t := Table{Name: "fairness", Columns: slices.Concat(
		columns(Text, "schedule", "who", "name", "kind"), columns(Elapsed, "available"), bandColumns(""),
		columns(Elapsed, "total"), columns(Percent, "share"), columns(Elapsed, "fair", "deviation"), columns(Count, "nights", "weekends", "holidays"),
		columns(Elapsed, "longest", "shortest_rest"),
	)}
	for i := range all {
		f := &all[i]
		var sum civil.Instant
		for j := range f.Shares {
			sum += f.Shares[j].Hours.Total()
		}
		for j := range f.Shares {
			s := &f.Shares[j]
			rest := Cell{}
			if s.Rest >= 0 {
				rest = elapsed(s.Rest)
			}
			t.Rows = append(t.Rows, slices.Concat(
				[]Cell{scheduleID(f.Schedule)}, c.person(s.Who), []Cell{elapsed(s.Available)}, bandCells(s.Hours),
				[]Cell{
					elapsed(s.Hours.Total()),
					{Kind: Percent, N: int64(FairShare(1000, s.Hours.Total(), sum))},
					elapsed(s.Fair), elapsed(s.Deviation()),
					number(s.Nights), number(s.Weekends), number(s.Holidays), elapsed(s.Longest), rest,
				},
			))
		}
	}
	return t
}

// HandoverTable returns "handovers", a row for every moment. Contacts are e-mail addresses of those who come.
func HandoverTable(ws *engine.Workspace, all []Handover, c Calls) Table {
	people := PeopleOf(ws)
	t := Table{Name: "handovers", Columns: slices.Concat(columns(Text, "schedule"), columns(Moment, "at"), columns(Text, "out", "in", "stay", "contact", "why"))}
	for i := range all {
		h := &all[i]
		var contacts []string
		for _, d := range h.In {
			if info := people.Info(d.Who); info != nil && info.Email != "" {
				contacts = append(contacts, info.Email)
			}
		}
		why := ""
		if len(h.In) > 0 {
			why = c.why(h.Schedule, h.In[0])
		}
		t.Rows = append(t.Rows, []Cell{
			scheduleID(h.Schedule), moment(h.At, h.Schedule.Zone), text(c.all(who(h.Out))), text(c.all(who(h.In))), text(c.all(who(h.Stay))),
			text(strings.Join(contacts, ", ")), text(why),
		})
	}
	return t
}

func who(duties []engine.Duty) []engine.Participant {
	var out []engine.Participant
	for _, d := range duties {
		out = append(out, d.Who)
	}
	return out
}
