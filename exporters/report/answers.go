package report

import (
	"fmt"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters"
)

// PersonAnswer tells where and when somebody is on call, from an instant on.
type PersonAnswer struct {
	Person engine.Participant
	At     civil.Instant
	Duties []PersonDuty // only schedules where they are, in the order given
}

// PersonDuty is when somebody is on call in one schedule.
type PersonDuty struct {
	Schedule *engine.Schedule
	On       span.Set[civil.Instant]
}

// PersonText answers a line for each schedule:
//
//	Ana Sousa (ana), from Mon 2026-01-05 12:00 UTC
//	payments: on call until Mon 2026-01-05 18:00 UTC, then Wed 2026-01-07 09:00 to Wed 2026-01-07 18:00
//	backup: Fri 2026-01-09 00:00 to Sat 2026-01-10 00:00 UTC (in 3 d 12 h)
func PersonText(a PersonAnswer, names exporters.Names) string {
	var b strings.Builder
	if len(a.Duties) == 0 {
		fmt.Fprintf(&b, "%s is not on call anywhere in the next four weeks.\n", names.Full(a.Person))
		return b.String()
	}
	fmt.Fprintf(&b, "%s\n", names.Full(a.Person))
	for _, d := range a.Duties {
		z := d.Schedule.Zone
		c := clock{zone: z}
		text, rest := "", d.On
		if d.On[0].Contains(a.At) {
			text = "on call until " + full(z, d.On[0].End) + " (in " + length(d.On[0].End-a.At) + ")"
			rest = d.On[1:]
		}
		for i, s := range rest {
			if i == 2 {
				text += fmt.Sprintf(", and %s more", stretches(len(rest)-i))
				break
			}
			if text != "" {
				text += ", then "
			}
			text += c.stamp(s.Start) + " to " + full(z, s.End)
		}
		fmt.Fprintf(&b, "  %s: %s\n", exporters.Clean(string(d.Schedule.ID)), text)
	}
	return b.String()
}

type personDoc struct {
	Version   int                 `json:"version"`
	At        string              `json:"at"`
	Who       string              `json:"who"`
	Schedules []personScheduleDoc `json:"schedules"`
}

type personScheduleDoc struct {
	ID engine.ScheduleID `json:"id"`
	On []edgesDoc        `json:"on"`
}

// PersonJSON returns `{version, at, who, schedules:[{id, on:[{start, end}]}]}`.
func PersonJSON(a PersonAnswer) ([]byte, error) {
	doc := personDoc{Version: Version, At: a.At.String(), Who: a.Person.ID, Schedules: []personScheduleDoc{}}
	for _, d := range a.Duties {
		s := personScheduleDoc{ID: d.Schedule.ID}
		for _, o := range d.On {
			s.On = append(s.On, edgesDoc{o.Start.String(), o.End.String()})
		}
		doc.Schedules = append(doc.Schedules, s)
	}
	return encodeJSON(doc)
}

// EscalationAnswer tells whom the steps of an escalation reach when an alert is raised at an instant.
type EscalationAnswer struct {
	Escalation *engine.Escalation
	At         civil.Instant
	Zone       *civil.Zone // the clock of the times that are told
	Steps      []engine.StepAnswer
}

// EscalationText answers a line for each target of each step.
func EscalationText(a EscalationAnswer, names exporters.Names) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s), for an alert at %s\n", exporters.Clean(a.Escalation.Name), exporters.Clean(string(a.Escalation.ID)), full(a.Zone, a.At))
	if len(a.Steps) == 0 {
		b.WriteString("  its steps are kept by a vendor and not declared\n")
	}
	for _, s := range a.Steps {
		delay := civil.Instant(s.After.N) * civil.Instant(s.After.Unit.Seconds())
		when := "at once"
		if delay > 0 {
			when = "after " + length(delay)
		}
		for _, t := range s.Targets {
			fmt.Fprintf(&b, "  %-14s %s\n", when, targetText(a, t, names))
			when = ""
		}
	}
	return b.String()
}

func targetText(a EscalationAnswer, t engine.TargetAnswer, names exporters.Names) string {
	who := make([]string, len(t.Who))
	for i, p := range t.Who {
		who[i] = names.Full(p)
	}
	text := strings.Join(who, " + ")
	if len(who) == 0 {
		text = "— nobody —"
	}
	id := exporters.Clean(t.Target.ID)
	switch {
	case t.Target.Kind == "schedule" && t.Until != 0:
		return fmt.Sprintf("%s, on call in %s until %s", text, id, full(a.Zone, t.Until))
	case t.Target.Kind == "schedule":
		return fmt.Sprintf("%s, on call in %s", text, id)
	case t.Target.Kind == "next" && t.Since != 0:
		return fmt.Sprintf("%s, next in %s from %s", text, id, full(a.Zone, t.Since))
	case t.Target.Kind == "next":
		return fmt.Sprintf("%s, next in %s", text, id)
	default:
		return text
	}
}

type escalationDoc struct {
	Version int               `json:"version"`
	At      string            `json:"at"`
	ID      string            `json:"id"`
	Steps   []escalationStage `json:"steps"`
}

type escalationStage struct {
	AfterMinutes int64           `json:"after_minutes"`
	Notify       []escalationWho `json:"notify"`
}

type escalationWho struct {
	Target string   `json:"target"`
	Who    []string `json:"who"`
}

// EscalationJSON returns `{version, at, id, steps:[{after_minutes, notify:[{target, who}]}]}`; participants stand as the
// YAML writes them.
func EscalationJSON(a EscalationAnswer) ([]byte, error) {
	doc := escalationDoc{Version: Version, At: a.At.String(), ID: string(a.Escalation.ID), Steps: []escalationStage{}}
	for _, s := range a.Steps {
		stage := escalationStage{AfterMinutes: int64(s.After.N) * s.After.Unit.Seconds() / civil.Minute, Notify: []escalationWho{}}
		for _, t := range s.Targets {
			stage.Notify = append(stage.Notify, escalationWho{Target: t.Target.Kind + ":" + t.Target.ID, Who: idsOf(t.Who)})
		}
		doc.Steps = append(doc.Steps, stage)
	}
	return encodeJSON(doc)
}
