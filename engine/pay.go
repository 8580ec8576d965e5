package engine

import (
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine/civil"
)

// Band is a kind of time that duty is counted by. Which band an instant falls into is judged by the calendar and on the
// clock of the person who is on call.
type Band uint8

// The bands. Weekday is what is left when none of the others fits.
const (
	Weekday Band = iota
	Night
	Weekend
	Holiday
)

// BandCount is the number of bands; arrays by band have this length.
const BandCount = 4

// String returns weekday, night, weekend or holiday.
func (b Band) String() string { return [...]string{"weekday", "night", "weekend", "holiday"}[b] }

// Money is an amount in ten-thousandths of a currency's unit: 12.34 EUR is 123,400. Amounts are exact; they are rounded
// where [Rounding] says so and nowhere else.
type Money int64

// MoneyUnit is one unit of a currency.
const MoneyUnit Money = 10_000

// String returns the amount with at least two decimals, and at most four where they are needed: 12.34, 0.125.
func (m Money) String() string {
	sign := ""
	if m < 0 {
		sign, m = "-", -m
	}
	s := fmt.Sprintf("%s%d.%04d", sign, m/MoneyUnit, m%MoneyUnit)
	for range 2 {
		if s[len(s)-1] == '0' {
			s = s[:len(s)-1]
		}
	}
	return s
}

// Pay says how duty is counted and paid.
type Pay struct {
	Currency string // ISO 4217: EUR
	Bands    Bands
	Rounding Rounding
	Rates    *Rates        // of everybody who has none of their own; nil: they are not paid
	People   []PersonRates // sorted by person
}

// Bands say where the bands lie on a person's clock. Holidays are the whole dates of the person's own calendar.
type Bands struct {
	Night, Weekend Window // without days: every day; without holiday filters
	Order          []Band // the first that fits an instant is its band; those not listed are never it
}

// DefaultBands are the bands where the workspace says nothing: holidays, else the weekend from Saturday 00:00 to Monday
// 00:00, else the night from 22:00 to 06:00.
func DefaultBands() Bands {
	return Bands{
		Night:   Window{From: 22 * civil.Hour, To: 30 * civil.Hour},
		Weekend: Window{Days: []civil.Weekday{civil.Saturday}, From: 0, To: 2 * civil.DayLen},
		Order:   []Band{Holiday, Weekend, Night},
	}
}

// Rounding says how hours and amounts are rounded: once, for every line of a pay report, which is the hours of one person
// in one schedule and one band.
type Rounding struct {
	Time Length // to a multiple of this, in minutes or hours; zero: to the second
	Mode RoundMode
	Unit Money // amounts to a multiple of this, a half up
}

// RoundMode says which way hours are rounded.
type RoundMode uint8

// The ways to round.
const (
	RoundNearest RoundMode = iota // a half up
	RoundUp
	RoundDown
)

// String returns nearest, up or down.
func (m RoundMode) String() string { return [...]string{"nearest", "up", "down"}[m] }

// Rates are what duty is paid by. All three are added up.
type Rates struct {
	Hour  [BandCount]Money // for every hour on call
	Shift [BandCount]Money // for every turn that is begun, by the band of its beginning
	// Allowance is for every day, week or month of the person's calendar with any duty at all, in whatever schedules.
	Allowance Money
	Per       Unit // Days, Weeks (from Monday) or Months
}

// PersonRates are the rates of one person, instead of those of everybody.
type PersonRates struct {
	Person PersonID
	Rates  Rates
}

// RatesOf returns the rates of a person, or nil where there are none.
func (p *Pay) RatesOf(id PersonID) *Rates {
	if p == nil {
		return nil
	}
	if i := slices.IndexFunc(p.People, func(r PersonRates) bool { return r.Person == id }); i >= 0 {
		return &p.People[i].Rates
	}
	return p.Rates
}

// HolidayDates returns the dates of a named calendar, or of a country or region with that code; an empty id has none.
// The error is about a country that is not known.
func HolidayDates(calendars []Holidays, id HolidaysID) (civil.DaySet, error) {
	if id == "" {
		return anyOf(nil), nil
	}
	sets, err := newHolidays(calendars).sets(id)
	return anyOf(sets), err
}

// Compiled returns the night and the weekend as windows on a clock.
func (b Bands) Compiled() (night, weekend *civil.Windows) {
	plain := holidayDays{}
	n, _ := plain.windows([]Window{{Days: b.Night.Days, From: b.Night.From, To: b.Night.To}}) // no calendars: no error
	w, _ := plain.windows([]Window{{Days: b.Weekend.Days, From: b.Weekend.From, To: b.Weekend.To}})
	return civil.NewWindows(n), civil.NewWindows(w)
}
