package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/report"
	"github.com/schedsync/schedsync/exporters/yaml"
)

// whatIfOptions are the flags of what-if.
type whatIfOptions struct {
	window                   windowFlags
	away, add, remove, swaps []string
	output                   string
}

func (c *Cmd) whatIfCommand() *cobra.Command {
	o := &whatIfOptions{}
	cmd := &cobra.Command{
		Use: "what-if", Short: "The same workspace with edits, compared with the present", Args: noArgs,
		Long: `Tries edits out and tells who would be on call instead of whom, and the YAML that makes it so. Nothing is written,
and no vendor is asked. Edits are made in the order away, remove, add, swap; each flag may be repeated. Dates are local to
whom they concern, and a range of dates is inclusive. Without an end, the window reaches to four weeks from now and from the
last of these dates.

  --away ana:2026-12-20..2026-12-27
      ana is away on these days
  --add dee:payments-primary/week@2026-06-01
      dee joins at the end of the list, from the first handoff on or after it
  --remove bo[:payments-primary[/week]]@2026-06-01
      bo leaves (from now on, without a date)
  --swap ana=bo[:payments-primary]@2026-01-05..2026-01-11
      each takes the other's duty on these days`,
		RunE: func(*cobra.Command, []string) error { return c.whatIf(o) },
	}
	f := cmd.Flags()
	o.window.add(f)
	f.StringArrayVar(&o.away, "away", nil, "PERSON:FROM..THROUGH")
	f.StringArrayVar(&o.add, "add", nil, "PERSON:SCHEDULE/ROTATION@FROM")
	f.StringArrayVar(&o.remove, "remove", nil, "PERSON[:SCHEDULE[/ROTATION]][@FROM]")
	f.StringArrayVar(&o.swaps, "swap", nil, "PERSON=PERSON[:SCHEDULE]@FROM..THROUGH")
	f.StringVarP(&o.output, "output", "o", "text", "text or json")
	return cmd
}

func (c *Cmd) whatIf(o *whatIfOptions) error {
	if err := oneOf("output", o.output, "text", "json"); err != nil {
		return err
	}
	edits, err := c.edits(o)
	if err != nil {
		return err
	}
	if len(edits) == 0 {
		return usage(fmt.Errorf("nothing to try: give --away, --add, --remove or --swap"))
	}
	ws, schedules, rs, err := c.resolved(nil)
	if err != nil {
		return err
	}
	zone, err := c.commonZone(schedules)
	if err != nil {
		return err
	}
	w, err := c.windowOn(o.window, zone)
	if err != nil {
		return err
	}
	if o.window.until == "" && o.window.length == "" {
		w.End = max(w.End, aMonthAfter(edits, zone))
	}
	if err := bounded(rs, w, engine.Final); err != nil {
		return err
	}
	if err := boundedSwaps(rs, edits); err != nil {
		return err
	}
	then, err := ws.With(edits...)
	if err != nil {
		return usage(err)
	}
	trial, err := plan.Try(&ws.Workspace, then, w)
	if err != nil {
		return err
	}
	if err := trial.Away(then, edits); err != nil {
		return err
	}
	if o.output == "json" {
		data, err := report.WhatIfJSON(trial)
		if err != nil {
			return err
		}
		return c.result(data)
	}
	view := report.PlanText{Names: exporters.NamesOf(&ws.Workspace), Width: c.width(), Color: c.color(), Verbose: c.global.verbose}
	made, err := yaml.Edits(&ws.Workspace, then)
	if err != nil {
		return err
	}
	return c.result([]byte(view.WhatIfText(trial, zone) + "\nIn the YAML that is:\n\n" + made))
}

// aMonthAfter returns the end of the window where none is stated: four weeks after the last date of the edits. Else the
// answer about an absence in two months would be that nobody moves in the next four weeks.
func aMonthAfter(edits []engine.Edit, zone *civil.Zone) (end civil.Instant) {
	for _, e := range edits {
		var last civil.Moment
		switch e := e.(type) {
		case engine.Away:
			last = e.Until
		case engine.Swap:
			last = e.Until
		case engine.Join:
			last = e.From
		case engine.Leave:
			last = e.From
		}
		end = max(end, engine.Length{N: 4, Unit: engine.Weeks}.After(last, zone))
	}
	return end
}

// boundedSwaps refuses swaps over a time in which the schedules have more stretches than fit into memory: each that changes
// hands becomes an override, wherever the window ends.
func boundedSwaps(rs []*engine.Resolver, edits []engine.Edit) error {
	for _, e := range edits {
		s, ok := e.(engine.Swap)
		if !ok {
			continue
		}
		for _, r := range rs {
			if s.Schedule != "" && s.Schedule != r.Schedule().ID {
				continue
			}
			z := r.Schedule().Zone
			if err := bounded([]*engine.Resolver{r}, span.Span[civil.Instant]{Start: s.From.In(z), End: s.Until.In(z)}, engine.Final); err != nil {
				return fmt.Errorf("--swap: %w", err)
			}
		}
	}
	return nil
}

// edits reads all edits, in the order in which they are made.
func (c *Cmd) edits(o *whatIfOptions) ([]engine.Edit, error) {
	var out []engine.Edit
	for _, kind := range []struct {
		flag  string
		texts []string
		parse func(string) (engine.Edit, error)
	}{
		{"away", o.away, parseAway}, {"remove", o.remove, c.parseLeave}, {"add", o.add, c.parseJoin}, {"swap", o.swaps, parseSwap},
	} {
		for _, text := range kind.texts {
			e, err := kind.parse(text)
			if err != nil {
				return nil, usage(fmt.Errorf("--%s %q: %w", kind.flag, text, err))
			}
			out = append(out, e)
		}
	}
	return out, nil
}

func parseAway(text string) (engine.Edit, error) {
	person, dates, ok := strings.Cut(text, ":")
	if !ok || person == "" {
		return nil, fmt.Errorf("want PERSON:FROM..THROUGH, such as ana:2026-12-20..2026-12-27")
	}
	from, until, err := parseDates(dates)
	return engine.Away{Person: engine.PersonID(person), From: from, Until: until}, err
}

func parseSwap(text string) (engine.Edit, error) {
	pair, dates, ok := strings.Cut(text, "@")
	pair, schedule, _ := strings.Cut(pair, ":")
	a, b, both := strings.Cut(pair, "=")
	if !ok || !both || a == "" || b == "" || a == b {
		return nil, fmt.Errorf("want PERSON=PERSON@FROM..THROUGH, such as ana=bo@2026-01-05..2026-01-11")
	}
	from, until, err := parseDates(dates)
	return engine.Swap{A: engine.PersonID(a), B: engine.PersonID(b), Schedule: engine.ScheduleID(schedule), From: from, Until: until}, err
}

func (c *Cmd) parseJoin(text string) (engine.Edit, error) {
	m, err := c.parseMembership(text)
	return engine.Join(m), err
}

func (c *Cmd) parseLeave(text string) (engine.Edit, error) {
	m, err := c.parseMembership(text)
	return engine.Leave(m), err
}

// membership is PERSON[:SCHEDULE[/ROTATION]][@FROM].
type membership struct {
	Person   engine.PersonID
	Schedule engine.ScheduleID
	Rotation engine.RotationID
	From     civil.Moment
}

func (c *Cmd) parseMembership(text string) (m membership, err error) {
	rest, date, dated := strings.Cut(text, "@")
	person, where, _ := strings.Cut(rest, ":")
	schedule, rotation, _ := strings.Cut(where, "/")
	m = membership{engine.PersonID(person), engine.ScheduleID(schedule), engine.RotationID(rotation), civil.AtInstant(c.now())}
	if person == "" {
		return m, fmt.Errorf("want PERSON:SCHEDULE/ROTATION@FROM, such as dee:payments-primary/week@2026-06-01")
	}
	if dated {
		m.From, err = parseMoment("the date", date)
	}
	return m, err
}

// parseDates reads an inclusive range of dates, or a single one, as the half-open stretch from 00:00 to 00:00 of the day
// after.
func parseDates(text string) (from, until civil.Moment, err error) {
	first, last, ranged := strings.Cut(text, "..")
	if !ranged {
		last = first
	}
	if from, err = parseMoment("the first day", first); err != nil {
		return from, until, err
	}
	end, err := parseMoment("the last day", last)
	if err != nil {
		return from, until, err
	}
	if from.Fixed() || end.Fixed() || len(first) > len("2006-01-02") || len(last) > len("2006-01-02") {
		return from, until, fmt.Errorf("want dates such as 2026-12-20..2026-12-27")
	}
	day := (end.On(nil).Day() + 1).Start()
	if day <= from.On(nil) {
		return from, until, fmt.Errorf("%s is before %s", last, first)
	}
	return from, civil.AtLocal(day), nil
}
