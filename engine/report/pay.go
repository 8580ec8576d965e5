package report

import (
	"math/big"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// Basis says what an amount is paid for.
type Basis uint8

// The bases of a pay line.
const (
	PerHour Basis = iota
	PerShift
	PerAllowance
)

// String returns hour, shift or allowance.
func (b Basis) String() string { return [...]string{"hour", "shift", "allowance"}[b] }

// Wages is what everybody is paid.
type Wages struct {
	Currency string
	Rounding engine.Rounding
	People   []PersonPay          // by participant
	Unpaid   []engine.Participant // on call, but without rates: persons, and teams and escalations, which have none
}

// PersonPay is one person's pay.
type PersonPay struct {
	Who    engine.Participant
	Period span.Span[civil.Instant] // on the clock of Zone
	Zone   *civil.Zone              // by whose clock; nil: they have no zone of their own, and each line is by its schedule's
	Lines  []PayLine                // by schedule, basis, band; the allowance last
	Total  engine.Money
}

// PayLine is one amount: rounded hours, shifts, or days, weeks and months, times a rate.
type PayLine struct {
	Schedule *engine.Schedule // nil for the allowance
	Basis    Basis
	Band     engine.Band // weekday for the allowance
	Per      engine.Unit // of the allowance
	Exact    civil.Instant
	Seconds  civil.Instant // Exact, rounded as the workspace says; what is paid
	Count    int           // shifts, or days, weeks or months
	Rate     engine.Money
	Amount   engine.Money // rounded
	Pieces   []Paid       // what it is made of: stretches, or the shifts begun
}

// Paid is a stretch with what it comes to before any rounding of hours; the product is rounded to a ten-thousandth only to
// be shown.
type Paid struct {
	Piece
	Zone    *civil.Zone
	Why     engine.Duty
	Product engine.Money
}

// PayOf returns everybody's pay. The error is about a schedule that cannot be resolved, or a holiday calendar that is not
// known.
func PayOf(in Input) (*Wages, error) {
	pay := in.Workspace.Pay
	if pay == nil {
		pay = &engine.Pay{Rounding: engine.Rounding{Unit: engine.MoneyUnit / 100}}
	}
	rotas, err := in.rotas()
	if err != nil {
		return nil, err
	}
	p := &payroll{in: &in, pay: pay, by: map[engine.Participant]*PersonPay{}, days: map[engine.Participant]map[civil.Day]bool{}}
	for i := range rotas {
		if err := p.schedule(&rotas[i]); err != nil {
			return nil, err
		}
	}
	return p.wages(), nil
}

// payroll is a pay report in the making.
type payroll struct {
	in     *Input
	pay    *engine.Pay
	by     map[engine.Participant]*PersonPay
	days   map[engine.Participant]map[civil.Day]bool // days, Mondays or firsts of months with any duty
	unpaid []engine.Participant
}

// rates returns what a participant is paid by, or nil, and remembers those who are not paid.
func (p *payroll) rates(who engine.Participant) *engine.Rates {
	var r *engine.Rates
	if who.Kind == engine.KindPerson {
		r = p.pay.RatesOf(engine.PersonID(who.ID))
	}
	if r == nil && !slices.Contains(p.unpaid, who) {
		p.unpaid = append(p.unpaid, who)
	}
	return r
}

func (p *payroll) schedule(r *rota) error {
	var err error
	each(p.in.duties(r, engine.Final), func(who engine.Participant, mine []duty) {
		rates := p.rates(who)
		c, cerr := p.in.calendar(r.Schedule, who)
		if cerr != nil {
			err = cerr
		}
		if rates == nil || err != nil {
			return
		}
		if p.by[who] == nil {
			p.by[who] = &PersonPay{Who: who, Period: p.in.Period(c.zone), Zone: c.zone}
			p.days[who] = map[civil.Day]bool{}
		}
		if pp := p.by[who]; pp.Zone != c.zone {
			pp.Zone, pp.Period = nil, window{}
		}
		p.hours(r, c, rates, mine)
		for _, d := range mine {
			if rates.Allowance > 0 {
				mark(p.days[who], c.zone, d.window, rates.Per)
			}
		}
	})
	if err != nil {
		return err
	}
	return p.shifts(r)
}

// hours adds a line for every band in which there is duty.
func (p *payroll) hours(r *rota, c *calendar, rates *engine.Rates, mine []duty) {
	var lines [engine.BandCount]PayLine
	for _, d := range mine {
		for _, piece := range c.pieces(d.window) {
			l := &lines[piece.Band]
			l.Exact += piece.Length()
			l.Pieces = append(l.Pieces, Paid{piece, c.zone, d.Why, product(piece.Length(), rates.Hour[piece.Band], 1)})
		}
	}
	who := p.by[mine[0].Why.Who]
	for b, l := range lines {
		if l.Exact == 0 {
			continue
		}
		l.Schedule, l.Basis, l.Band, l.Rate = r.Schedule, PerHour, engine.Band(b), rates.Hour[b]
		l.Seconds = roundTime(l.Exact, p.pay.Rounding)
		l.Amount = product(l.Seconds, l.Rate, p.pay.Rounding.Unit)
		who.Lines = append(who.Lines, l)
	}
}

// shifts adds a line for every band in which turns are begun that are paid by themselves.
func (p *payroll) shifts(r *rota) error {
	lines := map[engine.Participant]*[engine.BandCount]PayLine{}
	var order []engine.Participant
	for _, sh := range p.in.begun(r) {
		rates := p.rates(sh.Who)
		if rates == nil || p.by[sh.Who] == nil {
			continue
		}
		c, err := p.in.calendar(r.Schedule, sh.Who)
		if err != nil {
			return err
		}
		b, _ := c.at(c.zone.High(sh.Start))
		if rates.Shift[b] == 0 {
			continue
		}
		if lines[sh.Who] == nil {
			lines[sh.Who] = &[engine.BandCount]PayLine{}
			order = append(order, sh.Who)
		}
		l := &lines[sh.Who][b]
		l.Schedule, l.Basis, l.Band, l.Rate = r.Schedule, PerShift, b, rates.Shift[b]
		l.Count++
		l.Pieces = append(l.Pieces, Paid{Piece{sh.Span, b}, c.zone, sh.Duty, l.Rate})
	}
	for _, who := range order {
		for _, l := range lines[who] {
			if l.Count > 0 {
				l.Amount = roundMoney(engine.Money(l.Count)*l.Rate, p.pay.Rounding.Unit)
				p.by[who].Lines = append(p.by[who].Lines, l)
			}
		}
	}
	return nil
}

// mark notes the days, the Mondays of the weeks, or the firsts of the months that a stretch touches.
func mark(out map[civil.Day]bool, z *civil.Zone, w window, per engine.Unit) {
	for d := z.Reading(w.Start).Day(); d <= z.High(w.End-1).Day(); d++ {
		switch per {
		case engine.Weeks:
			out[d-civil.Day(d.Weekday())] = true
		case engine.Months:
			y, m, _ := d.Date()
			out[civil.DayOf(y, m, 1)] = true
		default:
			out[d] = true
		}
	}
}

func (p *payroll) wages() *Wages {
	w := &Wages{Currency: p.pay.Currency, Rounding: p.pay.Rounding, Unpaid: p.unpaid}
	for who, pp := range p.by {
		rates := p.pay.RatesOf(engine.PersonID(who.ID))
		if n := len(p.days[who]); n > 0 {
			pp.Lines = append(pp.Lines, PayLine{
				Basis: PerAllowance, Per: rates.Per, Count: n, Rate: rates.Allowance,
				Amount: roundMoney(engine.Money(n)*rates.Allowance, p.pay.Rounding.Unit),
			})
		}
		for _, l := range pp.Lines {
			pp.Total += l.Amount
		}
		w.People = append(w.People, *pp)
	}
	slices.SortFunc(w.People, func(a, b PersonPay) int { return engine.CompareParticipants(a.Who, b.Who) })
	slices.SortFunc(w.Unpaid, engine.CompareParticipants)
	return w
}

// product returns seconds times a rate per hour, rounded to a multiple of unit, a half up.
func product(n civil.Instant, rate, unit engine.Money) engine.Money {
	whole := new(big.Int).Mul(big.NewInt(int64(n)), big.NewInt(int64(rate)))
	per := big.NewInt(civil.Hour * int64(unit))
	// floor((2a + b) / 2b) is a/b with a half rounded up; neither is negative.
	whole.Add(whole.Lsh(whole, 1), per).Div(whole, per.Lsh(per, 1))
	return engine.Money(whole.Int64()) * unit
}

// roundMoney rounds to a multiple of unit, a half up.
func roundMoney(m, unit engine.Money) engine.Money { return (2*m + unit) / (2 * unit) * unit }

// roundTime rounds hours as the workspace says.
func roundTime(n civil.Instant, r engine.Rounding) civil.Instant {
	unit := civil.Instant(r.Time.N) * civil.Instant(r.Time.Unit.Seconds())
	if unit == 0 {
		return n
	}
	switch r.Mode {
	case engine.RoundUp:
		return (n + unit - 1) / unit * unit
	case engine.RoundDown:
		return n / unit * unit
	default:
		return (2*n + unit) / (2 * unit) * unit
	}
}
