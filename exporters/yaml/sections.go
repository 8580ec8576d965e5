package yaml

import (
	"maps"
	"slices"
	"strconv"

	"gopkg.in/yaml.v3"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

func (w *writer) people(all []engine.PersonInfo) *yaml.Node {
	return w.entries("people", len(all), func(i int) (string, *yaml.Node) {
		p := &all[i]
		var forward []*yaml.Node
		for _, f := range p.Forward {
			forward = append(forward, line(append(stretch(f.From, f.Until), field{"who", who(f.Who)})...))
		}
		return string(p.ID), object(
			field{"name", nameOf(p.Name, string(p.ID))},
			field{"email", optional(p.Email)},
			field{"timezone", zone(p.Zone)},
			field{"holidays", optional(p.Holidays)},
			field{"accounts", accounts(p.Accounts)},
			field{"away", absences(p.Away)},
			field{"forward", block(forward)},
		)
	})
}

func absences(all []engine.Absence) *yaml.Node {
	items := make([]*yaml.Node, len(all))
	for i, a := range all {
		items[i] = line(append(stretch(a.From, a.Until), field{"note", optional(a.Note)})...)
	}
	return block(items)
}

func (w *writer) teams(all []engine.Team) *yaml.Node {
	return w.entries("teams", len(all), func(i int) (string, *yaml.Node) {
		t := &all[i]
		return string(t.ID), object(
			field{"name", nameOf(t.Name, string(t.ID))},
			field{"members", texts(t.Members)},
			field{"accounts", accounts(t.Accounts)},
		)
	})
}

func (w *writer) holidays(all []engine.Holidays) *yaml.Node {
	return w.entries("holidays", len(all), func(i int) (string, *yaml.Node) {
		h := &all[i]
		return string(h.ID), line(field{"country", optional(h.Country)}, field{"dates", dates(h.Dates)})
	})
}

func (w *writer) escalations(all []engine.Escalation) *yaml.Node {
	return w.entries("escalations", len(all), func(i int) (string, *yaml.Node) {
		e := &all[i]
		steps := make([]*yaml.Node, len(e.Steps))
		for j, s := range e.Steps {
			notify := make([]string, len(s.Notify))
			for k, n := range s.Notify {
				notify[k] = n.Kind + ":" + n.ID
			}
			steps[j] = line(field{"after", short(s.After)}, field{"notify", texts(notify)})
		}
		return string(e.ID), object(
			field{"name", nameOf(e.Name, string(e.ID))},
			field{"steps", block(steps)},
			field{"accounts", accounts(e.Accounts)},
		)
	})
}

func (w *writer) mutes(all []engine.Mute) *yaml.Node {
	return w.entries("mutes", len(all), func(i int) (string, *yaml.Node) {
		m := &all[i]
		from, until := field{"from", text(clock(m.From))}, field{"to", text(endClock(m.To))}
		if m.Start.IsSet() {
			from.value = moment(m.Start)
		}
		if m.To == 0 {
			until = field{"for", short(m.For)}
		}
		return string(m.ID), object(
			field{"name", nameOf(m.Name, string(m.ID))},
			field{"timezone", zone(m.Zone)},
			field{"days", days(m.Days)},
			field{"rrule", optional(m.Rule)},
			field{"date", date(m.Date)},
			from, until,
			field{"targets", targets(m.Targets)},
		)
	})
}

// checks writes thresholds by the id of the check, and silences.
func (w *writer) checks(c engine.Checks) *yaml.Node {
	var fields []field
	for _, s := range c.Settings {
		percent := field{"percent", nil}
		if s.Percent != 0 {
			percent.value = plain(strconv.Itoa(s.Percent))
		}
		settings := line(field{"severity", optional(s.Severity)}, field{"limit", shortUnless(s.Limit, engine.Length{})}, percent)
		if settings == nil {
			settings = empty()
		}
		fields = append(fields, field{s.Check, settings})
	}
	var silences []*yaml.Node
	for _, s := range c.Silences {
		silences = append(silences, line(
			field{"check", text(s.Check)}, field{"schedule", optional(s.Schedule)}, field{"person", optional(s.Person)},
			field{"until", text(s.Until.String())}, field{"reason", optional(s.Reason)},
		))
	}
	return object(append(fields, field{"silence", block(silences)})...)
}

func (w *writer) vendors(all []Vendor) *yaml.Node {
	return w.entries("vendors", len(all), func(i int) (string, *yaml.Node) {
		v := &all[i]
		fields := []field{{"region", optional(v.Region)}, {"url", optional(v.URL)}, {"profile", optional(v.Profile)}}
		for _, s := range v.Secrets {
			fields = append(fields, field{s.Key, line(field{"env", optional(s.Env)}, field{"file", optional(s.File)})})
		}
		return string(v.Name), line(fields...)
	})
}

// sync writes what differs from the defaults. The limits are written whole as soon as one of them differs, because they
// are read together.
func (w *writer) sync(s engine.Sync) *yaml.Node {
	d := w.defaults
	overrides := ""
	if s.OwnOverrides != d.OwnOverrides {
		overrides = map[bool]string{true: "own", false: "keep"}[s.OwnOverrides]
	}
	limits := field{"limits", nil}
	if s.Limits != d.Limits {
		limits.value = limitsOf(s.Limits)
	}
	return object(
		field{"owner", optional(s.Owner)},
		field{"policy", optional(s.Policy)},
		field{"cadence", shortUnless(s.Cadence, d.Cadence)},
		field{"overrides", optional(overrides)},
		limits,
		field{"freeze", shortUnless(s.Freeze, d.Freeze)},
		field{"horizon", shortUnless(s.Horizon, d.Horizon)},
	)
}

func limitsOf(l engine.Limits) *yaml.Node {
	n := func(i int) *yaml.Node { return plain(strconv.Itoa(i)) }
	return line(
		field{"deletes", n(l.Deletes)}, field{"changed_percent", n(l.ChangedPercent)}, field{"at_least", n(l.AtLeast)},
		field{"person_hours_percent", n(l.PersonHoursPercent)}, field{"new_gap", short(l.NewGap)}, field{"notifies", n(l.Notifies)},
	)
}

// accounts returns the accounts by vendor, in the order of the vendors' names.
func accounts(a engine.Accounts) *yaml.Node {
	var fields []field
	for _, v := range slices.Sorted(maps.Keys(a)) {
		fields = append(fields, field{string(v), optional(a[v])})
	}
	return line(fields...)
}

// nameOf returns a name unless it is the id, which is what a missing name means.
func nameOf(name, id string) *yaml.Node {
	if name == id {
		return nil
	}
	return optional(name)
}

func zone(z *civil.Zone) *yaml.Node {
	if z == nil {
		return nil
	}
	return text(z.String())
}

// unless returns a boolean unless it is the default.
func unless(b, def bool) *yaml.Node {
	if b == def {
		return nil
	}
	return plain(strconv.FormatBool(b))
}

// wordUnless returns a word unless it is the default.
func wordUnless(word, def string) *yaml.Node {
	if word == def {
		return nil
	}
	return text(word)
}
