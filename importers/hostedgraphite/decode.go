package hostedgraphite

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/importers"
	"github.com/schedsync/schedsync/importers/hostedgraphite/wire"
)

// Lift turns what was read into engine values by the contract's rules (sections 2.1 and 4). A mute that cannot be
// understood is opaque, never absent. What a mute is attached to is taken from the alerts, which is where it has its
// effect (contract 0.1); offsets need no zones.
func Lift(raw snapshot.Raw, _ importers.Zones) (*snapshot.Snapshot, error) {
	taken, err := time.Parse(time.RFC3339, raw.TakenAt)
	if err != nil {
		return nil, fmt.Errorf("reading a snapshot of %s: taken_at: %w", Name, err)
	}
	s := &snapshot.Snapshot{Vendor: Name, TakenAt: civil.FromTime(taken)}
	on := map[string][]string{} // alerts by mute
	for _, body := range raw.Bodies[bodyAlerts] {
		var a wire.Alert
		if err := json.Unmarshal(body, &a); err != nil {
			return nil, fmt.Errorf("reading a snapshot of %s: %w", Name, err)
		}
		s.Alerts = append(s.Alerts, snapshot.Ref{ID: a.ID, Name: a.Name})
		for _, m := range a.Mutes {
			on[m] = append(on[m], a.ID)
		}
	}
	for _, body := range raw.Bodies[bodyMutes] {
		var w wire.Mute
		if err := json.Unmarshal(body, &w); err != nil {
			return nil, fmt.Errorf("reading a snapshot of %s: %w", Name, err)
		}
		m := liftMute(w)
		m.On = on[w.ID]
		slices.Sort(m.On)
		m.On = slices.Compact(m.On)
		s.Mutes = append(s.Mutes, m)
	}
	slices.SortFunc(s.Mutes, func(a, b snapshot.Mute) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	slices.SortFunc(s.Alerts, func(a, b snapshot.Ref) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return s, nil
}

// longest is the longest duration that is believed: a mute of a week that repeats is always in force.
const longest = 7 * 24 * 60

// liftMute lifts one mute. The date of a one-time mute of ours stands in its name; others have none.
func liftMute(w wire.Mute) snapshot.Mute {
	m := snapshot.Mute{ID: w.ID, Name: w.Name}
	m.Mark, m.Part = snapshot.SplitMuteName(w.Name)
	shape, err := liftShape(w)
	if err != nil {
		m.Opaque = err.Error()
		return m
	}
	if start, ok := snapshot.OnceStart(m.Part); ok && !shape.Weekly() {
		shape.First = span.Span[civil.Instant]{Start: start, End: start + civil.Instant(shape.Duration)*civil.Minute}
		clock := (civil.Local(start) + civil.Local(shape.Offset*civil.Hour)).Clock()
		if clock != shape.Start*civil.Minute {
			m.Opaque = fmt.Sprintf("it begins at %s %s, which is not what its name says", w.StartTime, w.Timezone)
		}
	}
	m.Shape = shape
	return m
}

func liftShape(w wire.Mute) (out snapshot.MuteShape, err error) {
	if out.Start, err = clockTime(w.StartTime); err != nil {
		return out, err
	}
	if out.Offset, err = offset(w.Timezone); err != nil {
		return out, err
	}
	if out.Duration = w.Duration; out.Duration < 1 || out.Duration > longest {
		return out, fmt.Errorf("its duration of %d minutes is not between 1 and %d", out.Duration, longest)
	}
	for _, name := range w.Repeat {
		d, ok := civil.ParseWeekday(strings.ToLower(name))
		if !ok {
			return out, fmt.Errorf("it repeats on %q, which is no day", name)
		}
		out.Days = append(out.Days, d)
	}
	slices.Sort(out.Days)
	out.Days = slices.Compact(out.Days)
	return out, nil
}

// clockTime reads HH:MM as minutes since 00:00.
func clockTime(s string) (int, error) {
	hh, mm, ok := strings.Cut(s, ":")
	h, err1 := strconv.Atoi(hh)
	m, err2 := strconv.Atoi(mm)
	if !ok || err1 != nil || err2 != nil || h < 0 || h > 23 || m < 0 || m > 59 {
		return 0, fmt.Errorf("its start %q is no time of day", s)
	}
	return h*60 + m, nil
}

// offset reads one of the 27 time zones as hours east of UTC: UTC+2 is ahead of UTC (contract 2.1, 4.1).
func offset(zone string) (int, error) {
	rest, ok := strings.CutPrefix(zone, "UTC")
	if ok && rest == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(rest)
	r := Mutes()
	if !ok || err != nil || n == 0 || n < r.MinOffset || n > r.MaxOffset || rest[0] != '+' && rest[0] != '-' {
		return 0, fmt.Errorf("its time zone %q is none of UTC-12 to UTC+14", zone)
	}
	return n, nil
}
