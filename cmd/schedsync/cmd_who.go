package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/report"
	"github.com/schedsync/schedsync/importers/near"
)

// whoOptions are the flags of who.
type whoOptions struct{ at, output, person, escalation string }

func (c *Cmd) whoCommand() *cobra.Command {
	o := &whoOptions{}
	cmd := &cobra.Command{
		Use: "who [ids…]", Short: "Who is on call, until when, and who is next",
		Example: `  schedsync who
  schedsync who payments-primary --at "2026-01-05 03:00"
  schedsync who --person ana
  schedsync who --escalation payments`,
		RunE:              func(_ *cobra.Command, ids []string) error { return c.who(o, ids) },
		ValidArgsFunction: c.completeSchedules,
	}
	o.add(cmd.Flags())
	cmd.Flags().StringVar(&o.person, "person", "", "where and when this person is on call, in the next four weeks")
	cmd.Flags().StringVar(&o.escalation, "escalation", "", "whom each step of this escalation reaches")
	return cmd
}

func (o *whoOptions) add(f *pflag.FlagSet) {
	f.StringVar(&o.at, "at", "", "the moment: RFC 3339, or a date or time in the schedules' zone (default now)")
	f.StringVarP(&o.output, "output", "o", "text", "text or json")
}

func (c *Cmd) who(o *whoOptions, ids []string) error {
	if err := oneOf("output", o.output, "text", "json"); err != nil {
		return err
	}
	if o.person != "" && o.escalation != "" {
		return usage(fmt.Errorf("--person and --escalation exclude each other"))
	}
	if o.escalation != "" {
		return c.whoEscalation(o, ids)
	}
	ws, schedules, rs, err := c.resolved(ids)
	if err != nil {
		return err
	}
	at, err := c.moment(o.at, schedules)
	if err != nil {
		return err
	}
	if o.person != "" {
		return c.whoPerson(o, &ws.Workspace, rs, at)
	}
	var answers []report.Who
	for _, r := range rs {
		answers = append(answers, answer(r, at))
	}
	if o.output == "json" {
		data, err := report.WhoJSON(at, answers)
		if err != nil {
			return err
		}
		return c.result(data)
	}
	return c.result([]byte(report.WhoText(at, answers, exporters.NamesOf(&ws.Workspace), nil)))
}

// moment reads --at; empty is now.
func (c *Cmd) moment(text string, schedules []*engine.Schedule) (civil.Instant, error) {
	if text == "" {
		return c.now(), nil
	}
	m, err := parseMoment("--at", text)
	if err != nil {
		return 0, err
	}
	zone, err := c.commonZone(schedules)
	if err != nil {
		return 0, err
	}
	return m.In(zone), nil
}

// answer turns the engine's answer into the report's.
func answer(r *engine.Resolver, at civil.Instant) report.Who {
	a := r.Who(at)
	out := report.Who{Schedule: a.Schedule, OpenStart: a.Since == 0, OpenEnd: a.Until == 0}
	out.Now = engine.OnCall{Span: span.Span[civil.Instant]{Start: a.Since, End: a.Until}, On: a.On}
	if out.OpenEnd {
		out.Now.End = at + engine.LookAround
	}
	if len(a.Next) > 0 {
		out.Next = engine.OnCall{Span: span.Span[civil.Instant]{Start: a.NextFrom, End: a.NextFrom}, On: a.Next}
	}
	if a.Until != 0 && a.NextFrom > a.Until {
		out.Gap = span.Span[civil.Instant]{Start: a.Until, End: a.NextFrom}
	}
	return out
}

// personAhead is how far ahead --person looks.
const personAhead = 28 * civil.DayLen

// whoPerson tells where a person is on call now, and where and when next.
func (c *Cmd) whoPerson(o *whoOptions, ws *engine.Workspace, rs []*engine.Resolver, at civil.Instant) error {
	id := engine.PersonID(o.person)
	if ws.Person(id) == nil {
		var ids []string
		for _, p := range ws.People {
			ids = append(ids, string(p.ID))
			if strings.EqualFold(near.Fold(p.Name), near.Fold(o.person)) {
				return usage(fmt.Errorf("there is no person %q; did you mean %q?", id, p.ID))
			}
		}
		return usage(fmt.Errorf("there is no person %q%s", id, nearest(o.person, ids)))
	}
	answer := report.PersonAnswer{Person: engine.Person(id), At: at}
	for _, r := range rs {
		on := r.On(answer.Person, span.Span[civil.Instant]{Start: at, End: at + personAhead})
		if len(on) > 0 {
			answer.Duties = append(answer.Duties, report.PersonDuty{Schedule: r.Schedule(), On: on})
		}
	}
	if o.output == "json" {
		data, err := report.PersonJSON(answer)
		if err != nil {
			return err
		}
		return c.result(data)
	}
	return c.result([]byte(report.PersonText(answer, exporters.NamesOf(ws))))
}

// whoEscalation tells whom each step of an escalation reaches.
func (c *Cmd) whoEscalation(o *whoOptions, ids []string) error {
	if len(ids) > 0 {
		return usage(fmt.Errorf("--escalation says which schedules it asks; %q is one too many", ids[0]))
	}
	ws, err := c.load()
	if err != nil {
		return err
	}
	var found *engine.Escalation
	var known []string
	for i := range ws.Escalations {
		known = append(known, string(ws.Escalations[i].ID))
		if string(ws.Escalations[i].ID) == o.escalation {
			found = &ws.Escalations[i]
		}
	}
	if found == nil {
		return usage(fmt.Errorf("there is no escalation %q%s", o.escalation, nearest(o.escalation, known)))
	}
	at, err := c.moment(o.at, nil)
	if err != nil {
		return err
	}
	steps, err := engine.AnswerEscalation(found, at, func(id engine.ScheduleID) (*engine.Resolver, error) {
		return engine.Compile(ws.Schedule(id), ws.People, ws.Holidays)
	})
	if err != nil {
		return err
	}
	zone, err := c.commonZone(nil)
	if err != nil {
		return err
	}
	answer := report.EscalationAnswer{Escalation: found, At: at, Zone: zone, Steps: steps}
	if o.output == "json" {
		data, err := report.EscalationJSON(answer)
		if err != nil {
			return err
		}
		return c.result(data)
	}
	return c.result([]byte(report.EscalationText(answer, exporters.NamesOf(&ws.Workspace))))
}
