package engine_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// twinOverride is an override with every stretch in which it acts.
type twinOverride struct {
	index int
	o     *engine.Override
	once  *stretch   // one that happens once and says when it ends
	times [][2]stamp // any other
}

func newTwinOverride(o *engine.Override, i int, c *clock, w span.Span[civil.Instant]) twinOverride {
	out := twinOverride{index: i, o: o}
	from := mark{o.From, c}
	switch {
	case o.Rule != "": // nothing in a scene lasts two months
		for _, l := range expand(o, from.reading(), c, stamp(w.End)+2*86400) {
			if over := l < stamp(w.Start)-62*86400; !over && !slices.Contains(o.Except, civil.Day(midnight(l)/86400)) {
				begin := c.earliest(l)
				out.times = append(out.times, [2]stamp{begin, lasts(o.For, begin, l, c)})
			}
		}
	case o.Until.IsSet():
		out.once = &stretch{from, mark{o.Until, c}}
	default:
		begin := from.instant()
		out.times = [][2]stamp{{begin, lasts(o.For, begin, from.reading(), c)}}
	}
	return out
}

// lasts returns when something ends that begins at an instant: minutes and hours are real time, the rest is counted on
// the calendar.
func lasts(n engine.Length, begin stamp, l wall, c *clock) stamp {
	switch n.Unit {
	case engine.Minutes:
		return begin + int64(n.N)*60
	case engine.Hours:
		return begin + int64(n.N)*3600
	case engine.Days:
		return c.earliest(l + int64(n.N)*86400)
	case engine.Weeks:
		return c.earliest(l + int64(n.N)*7*86400)
	default:
		return c.earliest(monthsOn(l, n.N))
	}
}

func (o *twinOverride) acts(now stamp) bool {
	if o.once != nil {
		return o.once.holds(now)
	}
	return slices.ContainsFunc(o.times, func(s [2]stamp) bool { return s[0] <= now && now < s[1] })
}

func (o *twinOverride) names(id engine.RotationID) bool { return slices.Contains(o.o.Rotations, id) }

// apply puts the override's people where it acts: on the seats of the one it replaces, in a gap, or over everyone.
func (o *twinOverride) apply(row []engine.Duty, d engine.Duty) []engine.Duty {
	if len(o.o.Replaces) == 1 && o.o.Replaces[0].Kind != engine.Nobody {
		next := map[int]engine.Entry{}
		for i := range row {
			if row[i].Who == o.o.Replaces[0] {
				next[i] = o.o.Who
			}
		}
		return swap(row, next, func(d engine.Duty) engine.Duty {
			d.InsteadOf, d.Source, d.Override = d.Who, engine.FromOverride, o.index
			return d
		})
	}
	gapsOnly := len(o.o.Replaces) == 1
	if len(row) == 0 && !o.o.Fill || len(row) > 0 && gapsOnly {
		return row
	}
	var out []engine.Duty
	for _, p := range o.o.Who {
		d.Who = p
		out = append(out, d)
		d.Slot++
	}
	return out
}

// expand lists the local times at which a rule recurs, by asking of every hour from the first whether it is one.
func expand(o *engine.Override, first wall, c *clock, until wall) []wall {
	rule := map[string]string{"INTERVAL": "1"}
	for part := range strings.SplitSeq(o.Rule, ";") {
		k, v, _ := strings.Cut(part, "=")
		rule[k] = v
	}
	var out []wall
	for l := first; l < until; l += 3600 {
		if !recurs(rule, first, l) {
			continue
		}
		if count, err := strconv.Atoi(rule["COUNT"]); err == nil && len(out) == count {
			break
		}
		if past(rule["UNTIL"], l, c) {
			break
		}
		out = append(out, l)
	}
	return out
}

// past reports whether an occurrence comes after the rule's UNTIL: a local time, an instant, or a whole date.
func past(text string, l wall, c *clock) bool {
	if text == "" {
		return false
	}
	if t, err := time.Parse("20060102T150405Z", text); err == nil {
		return l > t.Unix()-2*86400 && c.earliest(l) > t.Unix()
	}
	if t, err := time.Parse("20060102T150405", text); err == nil {
		return l > t.Unix()
	}
	t, err := time.Parse("20060102", text)
	if err != nil {
		panic(err)
	}
	return midnight(l) > t.Unix()
}

// recurs reports whether a rule that began at first recurs at l, for the few rules that scenes use.
func recurs(rule map[string]string, first, l wall) bool {
	interval, err := strconv.ParseInt(rule["INTERVAL"], 10, 64)
	if err != nil {
		panic(err)
	}
	days := (midnight(l) - midnight(first)) / 86400
	if rule["FREQ"] == "HOURLY" {
		return (l-first)/3600%interval == 0
	}
	if (l-first)%86400 != 0 {
		return false
	}
	day, begun := time.Unix(l, 0).UTC(), time.Unix(first, 0).UTC()
	months := int64(day.Year()-begun.Year())*12 + int64(day.Month()-begun.Month())
	name := strings.ToUpper(day.Weekday().String()[:2])
	switch rule["FREQ"] {
	case "DAILY":
		return days%interval == 0
	case "WEEKLY":
		if rule["BYDAY"] == "" {
			return days%(7*interval) == 0
		}
		monday := midnight(first) - int64(weekday(first))*86400
		return slices.Contains(strings.Split(rule["BYDAY"], ","), name) && (midnight(l)-monday)/86400/7%interval == 0
	case "YEARLY":
		return day.Day() == begun.Day() && months%(12*interval) == 0
	case "MONTHLY":
		if rule["BYMONTHDAY"] == "" && rule["BYDAY"] == "" {
			return day.Day() == begun.Day() && months%interval == 0
		}
		if rule["BYMONTHDAY"] != "" {
			return rule["BYMONTHDAY"] == strconv.Itoa(day.Day())
		}
		nth := fmt.Sprintf("%d%s", (day.Day()-1)/7+1, name)
		last := day.AddDate(0, 0, 7).Month() != day.Month()
		return rule["BYDAY"] == nth || last && rule["BYDAY"] == "-1"+name
	default:
		panic("a rule that no scene uses: " + rule["FREQ"])
	}
}
