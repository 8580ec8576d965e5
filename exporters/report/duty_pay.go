package report

import (
	"fmt"
	"strings"

	"github.com/schedsync/schedsync/engine"
	figures "github.com/schedsync/schedsync/engine/report"
	"github.com/schedsync/schedsync/exporters"
)

// Pay returns what everybody is paid, line by line, and with Explain every stretch that a line is made of:
//
//	Ana Sousa · Europe/Lisbon, Thu 2026-10-01 00:00 UTC+1 to Sun 2026-11-01 00:00 UTC
//	  payments  weekend   25:00 h × 12.00  =  300.00
//	    Sun 2026-10-25 00:00 +1 to Mon 2026-10-26 00:00 +0  25:00 h × 12.00 = 300.00  week, turn 41
//	  total                                   300.00 EUR
func (d Duty) Pay(w *figures.Wages) string {
	var b strings.Builder
	b.WriteString("pay, " + d.period() + " on each person's own clock; " + roundingWords(w.Rounding) + "\n")
	var all engine.Money
	for i := range w.People {
		p := &w.People[i]
		whose := "by the clock of each schedule"
		if p.Zone != nil {
			whose = fmt.Sprintf("%s, %s to %s", p.Zone, full(p.Zone, p.Period.Start), full(p.Zone, p.Period.End))
		}
		fmt.Fprintf(&b, "\n%s · %s\n", d.Names.Full(p.Who), whose)
		d.lines(&b, p, w.Currency)
		all += p.Total
	}
	if len(w.People) > 0 {
		fmt.Fprintf(&b, "\ntotal of %s: %s %s\n", people(len(w.People)), all, w.Currency)
	} else {
		b.WriteString("\nnobody is paid\n")
	}
	if len(w.Unpaid) > 0 {
		b.WriteString("on call without rates in `payroll:` " + d.all(w.Unpaid) + "\n")
	}
	return b.String()
}

func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return thousands(n) + " people"
}

// roundingWords says how figures are rounded.
func roundingWords(r engine.Rounding) string {
	hours := "hours to the second"
	if r.Time.N > 0 {
		way := map[engine.RoundMode]string{engine.RoundUp: "up to multiples", engine.RoundDown: "down to multiples", engine.RoundNearest: "to the nearest multiple"}
		hours = fmt.Sprintf("hours %s of %s", way[r.Mode], r.Time)
	}
	return fmt.Sprintf("%s, amounts to %s, a half up, once in every line", hours, r.Unit)
}

// lines writes one person's amounts. The stretches stand under their line, so the columns are laid out before.
func (d Duty) lines(b *strings.Builder, p *figures.PersonPay, currency string) {
	s := &sheet{left: 2}
	for i := range p.Lines {
		l := &p.Lines[i]
		s.add(lineSchedule(l), lineKind(l), lineCount(l), "×", l.Rate.String(), "=", l.Amount.String(), "")
	}
	s.add("total", "", "", "", "", "", p.Total.String(), currency)
	var table strings.Builder
	s.write(&table, "  ")
	rows := strings.Split(strings.TrimRight(table.String(), "\n"), "\n")
	for i := range p.Lines {
		b.WriteString(rows[i] + "\n")
		if d.Explain {
			d.stretches(b, &p.Lines[i])
		}
	}
	b.WriteString(rows[len(rows)-1] + "\n")
}

func lineSchedule(l *figures.PayLine) string {
	if l.Schedule == nil {
		return "allowance"
	}
	return exporters.Clean(string(l.Schedule.ID))
}

func lineKind(l *figures.PayLine) string {
	switch l.Basis {
	case figures.PerShift:
		return l.Band.String() + ", turns begun"
	case figures.PerAllowance:
		return l.Per.String() + " with duty"
	default:
		return l.Band.String()
	}
}

// lineCount writes what is multiplied; hours that were rounded show what they were.
func lineCount(l *figures.PayLine) string {
	if l.Basis != figures.PerHour {
		return fmt.Sprint(l.Count)
	}
	text := clockHours(l.Seconds, false) + " h"
	if l.Exact != l.Seconds {
		text = clockHours(l.Exact, false) + " → " + text
	}
	return text
}

// stretches lists what a line is made of.
func (d Duty) stretches(b *strings.Builder, l *figures.PayLine) {
	s := &sheet{left: 2}
	for i := range l.Pieces {
		x := &l.Pieces[i]
		k := clock{zone: x.Zone, offset: true}
		what := clockHours(x.Length(), false) + " h"
		if l.Basis == figures.PerShift {
			what = "1"
		}
		s.add(k.stamp(x.Start)+" to "+k.stamp(x.End), exporters.Why(l.Schedule, x.Why, d.Names), what, "×", l.Rate.String(), "=", x.Product.String())
	}
	s.write(b, "    ")
}
