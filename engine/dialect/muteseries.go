package dialect

import (
	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
)

// DatedMute is a declared mute as windows with dates (contract zenduty 3.5, 8).
type DatedMute struct {
	Windows  []snapshot.Mute // Part and Shape only, in order of their parts' weekdays, then time
	Quiet    func(span.Span[civil.Instant]) span.Set[civil.Instant]
	Refusals []Refusal
}

// How far back a window can have begun that is still open, and how far ahead a series is followed to see where the clock
// ends it: beyond that it counts as endless.
const (
	datedBack  = 31 * civil.DayLen
	datedAhead = 400 * civil.DayLen
)

// DateMute compiles a declared mute for vendors whose windows have dates and repeat after a number of days: one series a
// weekday, every seven days, which ends where the clock of the zone changes and is followed by another, because what a
// repeat does there is not known (contract zenduty 4.22); what is not weekly as single windows up to the horizon.
func (r *MuteRules) DateMute(m *engine.Mute, now, horizon civil.Instant) DatedMute {
	l := &muteLowering{rules: r, m: m, now: now}
	quiet := func(w span.Span[civil.Instant]) span.Set[civil.Instant] {
		set, err := m.Quiet(w)
		if err != nil { // refused below
			return nil
		}
		return set
	}
	out := DatedMute{Quiet: quiet}
	if l.refused() {
		out.Refusals = l.out.Refusals
		return out
	}
	days := weekdaysOf(m, now-datedBack)
	for _, d := range days {
		one := *m
		one.Rule, one.Date, one.Days = "", civil.Moment{}, []civil.Weekday{d}
		w := span.Span[civil.Instant]{Start: now - datedBack, End: now + datedAhead}
		set, err := one.Quiet(w)
		if err != nil {
			l.refuse("", "%v", err)
			continue
		}
		whole := wholeOf(set, w)
		if len(whole) == 0 && len(set) > 0 {
			l.refuse("for", alwaysOpen)
			break
		}
		out.Windows = append(out.Windows, seriesOf(d, whole, w, now, horizon)...)
	}
	if len(days) == 0 {
		for _, s := range quiet(span.Span[civil.Instant]{Start: now - datedBack, End: horizon + datedBack}) {
			if s.End > now && s.Start < horizon {
				out.Windows = append(out.Windows, snapshot.Mute{Part: snapshot.OncePart(s.Start), Shape: snapshot.MuteShape{First: s}})
			}
		}
	}
	out.Refusals = l.out.Refusals
	return out
}

// seriesOf cuts the occurrences of one weekday where they are no longer a week apart or of the same length.
//
//	|--|   |--|   |--|  clock change  |--|   |--|
//	`------- series -----'            `- series -…
func seriesOf(d civil.Weekday, set span.Set[civil.Instant], w span.Span[civil.Instant], now, horizon civil.Instant) []snapshot.Mute {
	var out []snapshot.Mute
	for i := 0; i < len(set); {
		j := i + 1
		for j < len(set) && set[j].Start-set[j-1].Start == civil.Week && set[j].Length() == set[i].Length() {
			j++
		}
		first, last := i, set[j-1]
		for first < j && set[first].End <= now {
			first++
		}
		if first < j && set[first].Start < horizon {
			m := snapshot.Mute{Part: d.String(), Shape: snapshot.MuteShape{First: set[first], Every: 7}}
			if j < len(set) || last.End+civil.Week < w.End {
				m.Shape.Until = last.End
				m.Part += "." + last.End.Time().Format("2006-01-02")
			}
			out = append(out, m)
		}
		i = j
	}
	return out
}

// SameDated reports whether a live window means the same as a wanted one from the wanted one's first occurrence on.
func SameDated(live, want *snapshot.MuteShape) bool {
	if live.First.Length() != want.First.Length() || live.Every != want.Every {
		return false
	}
	if want.Every == 0 {
		return live.First == want.First
	}
	step := civil.Instant(want.Every) * civil.DayLen
	return live.Until == want.Until && live.First.Start <= want.First.Start && (want.First.Start-live.First.Start)%step == 0
}
