package ics

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/schedsync/schedsync/engine/civil"
)

// stamp is a DATE or a DATE-TIME: what a clock reads, and whose.
type stamp struct {
	local civil.Local
	zone  *civil.Zone // whose clock reads it; for whole days, whose midnight they begin at
	date  bool        // a whole day
	utc   bool        // written with a Z
}

// at returns the instant of a reading on z's clock as RFC 5545, 3.3.5 has it: one that shows twice means the first time, one
// that the clock skips is counted with the offset from before the gap, so 02:30 in a gap of an hour is 03:30.
func at(z *civil.Zone, l civil.Local) civil.Instant {
	t := z.First(l)
	if z.Reading(t) == l {
		return t
	}
	return civil.Instant(l) - civil.Instant(z.Offset(t-1))
}

func (s stamp) instant() civil.Instant { return at(s.zone, s.local) }

// stamps reads a list of times: a property's value, split at commas. An error says what is wrong with the value.
func (r *reader) stamps(l line) ([]stamp, error) {
	zone, err := r.zoneOf(l)
	if err != nil {
		return nil, err
	}
	var out []stamp
	for text := range strings.SplitSeq(l.value, ",") {
		s, err := readStamp(strings.TrimSpace(text), zone)
		if err != nil {
			return nil, fmt.Errorf("%s %w", l.name, err)
		}
		if r.opt.Zones != nil && s.utc {
			if s.zone, err = r.opt.Zones("UTC"); err != nil {
				return nil, err
			}
		}
		out = append(out, s)
	}
	return out, nil
}

// stamp reads one time.
func (r *reader) stamp(l line) (stamp, error) {
	list, err := r.stamps(l)
	if err != nil {
		return stamp{}, err
	}
	if len(list) != 1 {
		return stamp{}, fmt.Errorf("%s has %d times instead of one", l.name, len(list))
	}
	return list[0], nil
}

// zoneOf returns the zone of a property's local times: its TZID, or the calendar's.
func (r *reader) zoneOf(l line) (*civil.Zone, error) {
	name := l.param("TZID")
	if name == "" {
		return r.out.Zone, nil
	}
	if z := r.namedZone(name); z != nil {
		return z, nil
	}
	why := "is neither in the tz database nor a name that Windows has"
	if r.cal.described[name] {
		why = "is the calendar's own: only zones of the tz database and of Windows are known"
	}
	return nil, fmt.Errorf("the time zone %q %s", clip(name), why)
}

// readStamp reads 20261225, 20261225T090000 or 20261225T080000Z.
func readStamp(text string, zone *civil.Zone) (stamp, error) {
	s := stamp{zone: zone}
	layout := "20060102T150405"
	digits, utc := strings.CutSuffix(text, "Z")
	switch {
	case len(text) == 8:
		layout, s.date = "20060102", true
	case utc:
		s.utc = true
	}
	t, err := time.Parse(layout, digits)
	if err != nil || len(digits) != len(layout) || strings.Contains(digits, ".") {
		return s, fmt.Errorf("%q is not a time such as 20261225T090000", clip(text))
	}
	if t.Year() < civil.FirstYear || t.Year() > civil.LastYear {
		return s, fmt.Errorf("%q is outside the years %d to %d", clip(text), civil.FirstYear, civil.LastYear)
	}
	s.local = civil.Local(t.Unix())
	return s, nil
}

// length is how long an event lasts: so many days of the calendar, and then so many seconds of real time.
type length struct {
	days  int
	exact civil.Instant
}

// after returns when an event ends that begins at a reading of z's clock.
func (d length) after(z *civil.Zone, l civil.Local) civil.Instant {
	return at(z, l+civil.Local(d.days)*civil.DayLen) + d.exact
}

var durationText = regexp.MustCompile(`^\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?$`)

// readDuration reads P1D, PT8H or P1DT12H (RFC 5545, 3.3.6). Weeks and days are days of the calendar.
func readDuration(text string) (length, error) {
	m := durationText.FindStringSubmatch(strings.ToUpper(strings.TrimSpace(text)))
	n := func(i int) int {
		v, _ := strconv.Atoi(m[i]) // an absent part is 0
		return v
	}
	if m == nil {
		return length{}, fmt.Errorf("DURATION %q is not a length such as PT8H or P1D", clip(text))
	}
	d := length{days: n(1)*7 + n(2), exact: civil.Instant(n(3))*civil.Hour + civil.Instant(n(4))*civil.Minute + civil.Instant(n(5))}
	if d.days > 3660 || d.exact > 3660*civil.DayLen {
		return d, fmt.Errorf("DURATION %q is longer than ten years", clip(text))
	}
	return d, nil
}
