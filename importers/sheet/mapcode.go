package sheet

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/schedsync/schedsync/engine/civil"
)

// code reads what a code means: none, {continues: previous-day}, a stretch of hours, or {hours: …, role: …}. A role without
// hours is a tag: it stands behind times in a cell.
func (r *mapReader) code(name string, n *yaml.Node) Code {
	if n.Kind == yaml.ScalarNode {
		switch n.Value {
		case "none":
			return Code{Off: true}
		case "?", "":
			r.wrong(n, `write its hours, as "08:00-16:00", or none`, "the code %s is not explained yet", quoted(name))
			return Code{Off: true}
		}
		return Code{Hours: r.hours(n, "codes."+name)}
	}
	k := r.object(n, "codes."+name, "hours", "role", "continues")
	out := Code{Role: r.text(k["role"], "role")}
	if c := k["continues"]; c != nil {
		out.Continues = r.word(c, "continues", "", "previous-day") != ""
	}
	if h := k["hours"]; h != nil {
		out.Hours = r.hours(h, "codes."+name+".hours")
	}
	if out.Hours == nil && out.Role == "" && !out.Continues {
		r.wrong(n, `write its hours, as "08:00-16:00", or none`, "the code %s means nothing", quoted(name))
	}
	return out
}

// hours reads one stretch for all days, or a mapping by kind of day: weekday, weekend, holiday, mon … sun and ranges of
// those. A single day counts more than weekday and weekend, whatever stands first; holiday counts most.
func (r *mapReader) hours(n *yaml.Node, what string) *hours {
	h := &hours{}
	if n.Kind == yaml.ScalarNode {
		if s := r.stretch(n, what); s != nil {
			for d := range h.day {
				h.day[d] = s
			}
		}
		return h
	}
	var kinds, days []*yaml.Node
	r.pairs(n, what, func(k, v *yaml.Node) {
		switch k.Value {
		case "holiday":
			h.holiday, h.own = r.stretch(v, what+".holiday"), true
		case "weekday", "weekend":
			kinds = append(kinds, k, v)
		default:
			days = append(days, k, v)
		}
	})
	all := slices.Concat(kinds, days)
	for i := 0; i < len(all); i += 2 {
		set, ok := dayRange(all[i].Value)
		if !ok {
			r.wrong(all[i], "weekday, weekend, holiday, mon … sun, or a range such as mon-thu", "%s: %s is no kind of day", what, quoted(all[i].Value))
			continue
		}
		s := r.stretch(all[i+1], what+"."+all[i].Value)
		for _, d := range set {
			h.day[d] = s
		}
	}
	return h
}

// stretch reads hours, or none.
func (r *mapReader) stretch(n *yaml.Node, what string) *stretch {
	s := r.text(n, what)
	if s == "" || s == "none" {
		return nil
	}
	out, err := parseStretch(s, true)
	if err != nil {
		r.wrong(n, "write hours as 08:00-16:00; an end that is not after the beginning is on the next day, +2 puts it two days later", "%s: %v", what, err)
		return nil
	}
	return &out
}

// dayRange reads weekday, weekend, mon, or mon-thu, which may wrap.
func dayRange(s string) ([]civil.Weekday, bool) {
	switch s {
	case "weekday":
		s = "mon-fri"
	case "weekend":
		s = "sat-sun"
	}
	from, to, isRange := strings.Cut(s, "-")
	first, ok1 := civil.ParseWeekday(from)
	if !isRange {
		return []civil.Weekday{first}, ok1
	}
	last, ok2 := civil.ParseWeekday(to)
	if !ok1 || !ok2 {
		return nil, false
	}
	out := []civil.Weekday{first}
	for d := first; d != last; {
		d = (d + 1) % 7
		out = append(out, d)
	}
	return out, true
}
