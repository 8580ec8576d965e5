package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	figures "github.com/schedsync/schedsync/engine/report"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/report"
	"github.com/schedsync/schedsync/exporters/xlsx"
)

// reportOptions are the flags of the reports.
type reportOptions struct {
	window        windowFlags
	month, output string
	explain       bool
	next          int
}

// made is a report that was worked out: for people, and as tables.
type made struct {
	text   string
	tables []figures.Table
	main   int // the table that CSV has
}

func (c *Cmd) reportCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "report", Short: "Hours, pay, fairness, handovers",
		Long: `Counts duty. A person's hours are judged by her own calendar and on her own clock: weekday, night, weekend, holiday,
and where a month begins and ends. Duty is real time: the night on which the clock goes back has an hour more.
Bands, rates and rounding stand under ` + "`payroll:`" + ` in the YAML.`,
		Args: noArgs, RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		c.reportKind("hours", "How long everybody is on call, by band, and who stood in for whom", c.hoursReport),
		c.reportKind("pay", "What everybody is paid", c.payReport),
		c.reportKind("fairness", "How evenly duty is shared", c.fairnessReport),
		c.reportKind("handover", "Who hands over to whom, and when", c.handoverReport),
	)
	return cmd
}

func (c *Cmd) reportKind(name, short string, work func(*reportOptions, figures.Input, exporters.Names) (made, error)) *cobra.Command {
	o := &reportOptions{}
	cmd := &cobra.Command{
		Use: name + " [ids…]", Short: short,
		Long: short + `.

Local times of --from and --until, and --month, are placed on each person's own clock; a time with an offset is the same
instant for everybody.`,
		Example: "  schedsync report " + name + " --month 2026-10\n  schedsync report " + name + " payments -o csv --out " + name + ".csv\n" +
			"  schedsync report " + name + " --month 2026-10 -o xlsx --out " + name + ".xlsx",
		RunE:              func(_ *cobra.Command, ids []string) error { return c.report(name, o, ids, work) },
		ValidArgsFunction: c.completeSchedules,
	}
	f := cmd.Flags()
	o.window.add(f)
	c.shard.add(f)
	f.StringVar(&o.month, "month", "", "a calendar month such as 2026-10, instead of --from and --until")
	f.StringVarP(&o.output, "output", "o", "text", "text, csv, json or xlsx")
	switch name {
	case "pay":
		f.BoolVar(&o.explain, "explain", false, "list every stretch with its band, rate and product (csv: instead of the amounts; xlsx: on a sheet of its own)")
	case "handover":
		f.IntVar(&o.next, "next", 0, "only the next so many of each schedule")
	}
	return cmd
}

func (c *Cmd) report(name string, o *reportOptions, ids []string, work func(*reportOptions, figures.Input, exporters.Names) (made, error)) error {
	if err := oneOf("output", o.output, "text", "csv", "json", "xlsx"); err != nil {
		return err
	}
	if o.output == "xlsx" && c.global.out == "" && c.width() > 0 {
		return usage(errWorkbook)
	}
	ws, schedules, rs, err := c.resolved(ids)
	if err != nil {
		return err
	}
	in := figures.Input{Workspace: &ws.Workspace, Schedules: schedules}
	if in.From, in.Until, err = c.period(o); err != nil {
		return err
	}
	for _, r := range rs {
		w := in.Period(r.Schedule().Zone)
		if w.Empty() {
			return usage(fmt.Errorf("the period ends (%s) before it starts (%s)", in.Until, in.From))
		}
		if err := bounded([]*engine.Resolver{r}, w, engine.Final); err != nil {
			return err
		}
	}
	m, err := work(o, in, exporters.NamesOf(&ws.Workspace))
	if err != nil {
		return err
	}
	data := []byte(m.text)
	switch o.output {
	case "json":
		data, err = report.TablesJSON(name, in.From, in.Until, m.tables)
	case "csv":
		data, err = report.TableCSV(m.tables[m.main])
	case "xlsx":
		data, err = xlsx.Report(fmt.Sprintf("%s, %s to %s", strings.ToUpper(name[:1])+name[1:], in.From, in.Until), m.tables)
	}
	if err != nil {
		return err
	}
	return c.result(data)
}

// period returns the ends of the time that is reported on, to be placed on each person's clock.
func (c *Cmd) period(o *reportOptions) (from, until civil.Moment, err error) {
	w := o.window
	if o.month != "" {
		if w != (windowFlags{}) {
			return from, until, usage(fmt.Errorf("--month excludes --from, --until and --for"))
		}
		t, err := time.Parse("2006-01", o.month)
		if err != nil || t.Year() < 1970 || t.Year() > 2200 {
			return from, until, usage(fmt.Errorf("--month %q is not a month such as 2026-10", o.month))
		}
		first := civil.Local(t.Unix())
		return civil.AtLocal(first), civil.AtLocal(first.AddMonths(1)), nil
	}
	if w.until != "" && w.length != "" {
		return from, until, usage(fmt.Errorf("--until and --for exclude each other"))
	}
	from = civil.AtInstant(c.now())
	if w.from != "" {
		if from, err = parseMoment("--from", w.from); err != nil {
			return from, until, err
		}
	}
	if w.until != "" {
		until, err = parseMoment("--until", w.until)
		return from, until, err
	}
	length := engine.Length{N: 4, Unit: engine.Weeks}
	if w.length != "" {
		if length, err = parseLength(w.length); err != nil {
			return from, until, err
		}
	}
	until, err = c.after(length, from)
	return from, until, err
}

// after returns the moment a length after another: for a local time on a clock that nobody changes, so that it is a local
// time too.
func (c *Cmd) after(l engine.Length, m civil.Moment) (civil.Moment, error) {
	utc, err := c.zones.Load("UTC")
	if err != nil {
		return m, err
	}
	end := l.After(m, utc)
	if m.Fixed() {
		return civil.AtInstant(end), nil
	}
	return civil.AtLocal(civil.Local(end)), nil
}

func (c *Cmd) hoursReport(_ *reportOptions, in figures.Input, names exporters.Names) (made, error) {
	h, err := figures.HoursOf(in)
	if err != nil {
		return made{}, err
	}
	return made{text: duty(in, names).Hours(h), tables: h.Tables(report.CallsOf(names))}, nil
}

func (c *Cmd) payReport(o *reportOptions, in figures.Input, names exporters.Names) (made, error) {
	w, err := figures.PayOf(in)
	if err != nil {
		return made{}, err
	}
	d := duty(in, names)
	m := made{tables: w.Tables(report.CallsOf(names))}
	if d.Explain = o.explain; o.explain {
		m.main = 1
	} else {
		m.tables = m.tables[:1]
	}
	m.text = d.Pay(w)
	return m, nil
}

func (c *Cmd) fairnessReport(_ *reportOptions, in figures.Input, names exporters.Names) (made, error) {
	all, err := figures.FairnessOf(in)
	if err != nil {
		return made{}, err
	}
	return made{text: duty(in, names).Fairness(all), tables: []figures.Table{figures.FairnessTable(all, report.CallsOf(names))}}, nil
}

func (c *Cmd) handoverReport(o *reportOptions, in figures.Input, names exporters.Names) (made, error) {
	if o.next < 0 {
		return made{}, usage(fmt.Errorf("--next %d is less than nothing", o.next))
	}
	all, err := figures.HandoversOf(in, o.next)
	if err != nil {
		return made{}, err
	}
	return made{
		text:   duty(in, names).Handovers(all, in.Workspace),
		tables: []figures.Table{figures.HandoverTable(in.Workspace, all, report.CallsOf(names))},
	}, nil
}

func duty(in figures.Input, names exporters.Names) report.Duty {
	return report.Duty{Names: names, From: in.From, Until: in.Until}
}
