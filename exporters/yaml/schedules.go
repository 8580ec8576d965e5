package yaml

import (
	"fmt"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

func (w *writer) schedules(all []engine.Schedule) *yaml.Node {
	return w.entries("schedules", len(all), func(i int) (string, *yaml.Node) {
		s := &all[i]
		path := "schedules." + string(s.ID)
		return string(s.ID), object(
			field{"name", nameOf(s.Name, string(s.ID))},
			field{"description", optional(s.Description)},
			field{"timezone", zone(s.Zone)},
			field{"team", optional(s.Team)},
			field{"enabled", unless(s.Enabled, true)},
			field{"combine", wordUnless(s.Combine.String(), engine.All.String())},
			field{"rotations", w.rotations(path, s.Rotations)},
			field{"overrides", w.overrides(path, s.Overrides)},
			field{"targets", targets(s.Targets)},
		)
	})
}

func (w *writer) rotations(path string, all []engine.Rotation) *yaml.Node {
	items := make([]*yaml.Node, len(all))
	for i := range all {
		at := path + ".rotations." + string(all[i].ID)
		items[i] = w.noted(at, w.rotation(at, &all[i]))
	}
	return block(items)
}

func (w *writer) rotation(at string, r *engine.Rotation) *yaml.Node {
	fields := []field{{"id", text(string(r.ID))}, {"name", nameOf(r.Name, string(r.ID))}}
	own := field{"timezone", nil}
	if r.OwnZone {
		own.value = zone(r.Zone)
	}
	if r.Roster != nil && r.Roster.URL != "" {
		return object(append(fields, own, field{r.Roster.Kind, line(field{"url", text(r.Roster.URL)})})...)
	}
	if r.Roster != nil {
		file := line(field{"file", text(r.Roster.File)}, field{"map", optional(r.Roster.Map)}, field{"role", optional(r.Roster.Role)})
		return object(append(fields, own, field{r.Roster.Kind, file})...)
	}
	if r.HasShifts || len(r.Shifts) > 0 {
		return object(append(fields, own, field{"shifts", fixedShifts(r.Shifts)})...)
	}
	return object(append(fields,
		field{"every", every(r.Every)},
		field{"start", moment(r.Start)},
		field{"until", moment(r.Until)},
		own,
		field{"clock", wordUnless(r.Clock.String(), engine.Wall.String())},
		field{"people", people(r.People)},
		field{"changes", changes(r.Changes)},
		field{"only", w.windows(at, r.Only)},
		field{"on_away", onAway(r.OnAway)},
	)...)
}

func fixedShifts(all []engine.FixedShift) *yaml.Node {
	if len(all) == 0 {
		return &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	}
	items := make([]*yaml.Node, len(all))
	for i, s := range all {
		items[i] = line(append(stretch(s.From, s.Until), field{"who", who(s.Who)})...)
	}
	return block(items)
}

func changes(all []engine.Change) *yaml.Node {
	items := make([]*yaml.Node, len(all))
	for i, c := range all {
		then := field{"then", nil}
		if c.Restart {
			then.value = text("restart")
		}
		items[i] = line(field{"from", date(c.From)}, field{"people", people(c.People)}, then)
	}
	return block(items)
}

// windows returns the restrictions, each in the form that says it shortest.
func (w *writer) windows(at string, all []engine.Window) *yaml.Node {
	var items []*yaml.Node
	for _, win := range all {
		switch long := win.To - win.From; {
		case win.From < 0 || win.From >= civil.DayLen || long <= 0 || long > civil.Week:
			w.fail(fmt.Errorf("%s: a window from %d to %d seconds of its day is not one that can be written", at, win.From, win.To))
		case long <= civil.DayLen:
			items = append(items, window(win, days(win.Days), clock(win.From), endClock(win.To)))
		default:
			items = append(items, longWindows(win)...)
		}
	}
	return block(items)
}

// longWindows returns stretches of the week, one for each day that the window starts on.
func longWindows(win engine.Window) []*yaml.Node {
	starts := win.Days
	if len(starts) == 0 {
		starts = []civil.Weekday{civil.Monday, civil.Tuesday, civil.Wednesday, civil.Thursday, civil.Friday, civil.Saturday, civil.Sunday}
	}
	items := make([]*yaml.Node, len(starts))
	for i, d := range starts {
		end := (d + civil.Weekday(win.To/civil.DayLen)) % 7
		items[i] = window(win, nil, d.String()+" "+clock(win.From), end.String()+" "+clock(win.To%civil.DayLen))
	}
	return items
}

func window(win engine.Window, on *yaml.Node, from, to string) *yaml.Node {
	return line(
		field{"days", on}, field{"only_on", texts(win.OnlyOn)},
		field{"from", text(from)}, field{"to", text(to)}, field{"except", texts(win.Except)},
	)
}

func onAway(a engine.OnAway) *yaml.Node {
	switch {
	case a.Gap:
		return text("gap")
	case len(a.Try) > 0:
		return line(field{"try", texts(a.Try)})
	default:
		return nil
	}
}

func (w *writer) overrides(path string, all []engine.Override) *yaml.Node {
	items := make([]*yaml.Node, len(all))
	for i := range all {
		items[i] = w.noted(fmt.Sprintf("%s.overrides[%d]", path, i), override(&all[i]))
	}
	return block(items)
}

func override(o *engine.Override) *yaml.Node {
	fields := []field{{"from", moment(o.From)}}
	if o.Until.IsSet() {
		fields = stretch(o.From, o.Until)
	} else {
		fields = append(fields, field{"for", short(o.For)})
	}
	var replaces *yaml.Node
	if len(o.Replaces) > 0 {
		replaces = text(o.Replaces[0].String())
	}
	return line(append(fields,
		field{"rrule", optional(o.Rule)},
		field{"except", dates(o.Except)},
		field{"who", who(o.Who)},
		field{"replaces", replaces},
		field{"fill", unless(o.Fill, true)},
		field{"rotations", texts(o.Rotations)},
		field{"note", optional(o.Note)},
	)...)
}

// targets returns where a schedule or a mute goes; a vendor without settings is {}.
func targets(all []engine.Target) *yaml.Node {
	var fields []field
	for _, t := range all {
		settings := line(
			field{"id", optional(t.ID)}, field{"name", optional(t.Name)}, field{"team", optional(t.Team)},
			field{"safety_net", somebody(t.SafetyNet)}, field{"alerts", texts(t.Alerts)},
			field{"services", texts(t.Services)}, field{"attach", optional(t.Attach)},
		)
		if settings == nil {
			settings = empty()
		}
		fields = append(fields, field{string(t.Vendor), settings})
	}
	return object(fields...)
}

// people returns the entries of a rotation.
func people(entries []engine.Entry) *yaml.Node {
	items := make([]*yaml.Node, len(entries))
	for i, e := range entries {
		items[i] = who(e)
	}
	return list(items)
}

// who returns an entry: one participant, none, or a list of those on call together.
func who(e engine.Entry) *yaml.Node {
	switch len(e) {
	case 0:
		return text("none")
	case 1:
		return text(e[0].String())
	}
	items := make([]*yaml.Node, len(e))
	for i, p := range e {
		items[i] = text(p.String())
	}
	return list(items)
}

// somebody returns an entry, or nil for nobody.
func somebody(e engine.Entry) *yaml.Node {
	if len(e) == 0 {
		return nil
	}
	return who(e)
}

func dates(all []civil.Day) *yaml.Node {
	items := make([]string, len(all))
	for i, d := range slices.Sorted(slices.Values(all)) {
		items[i] = d.String()
	}
	return texts(items)
}
