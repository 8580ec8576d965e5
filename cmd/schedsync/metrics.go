package main

import (
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/check"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/exporters/metrics"
)

// gauges collects metrics that all carry the same labels: the command and the workspace, so that the files of several jobs
// on one machine do not claim the same series.
type gauges struct {
	common   []metrics.Label
	families []metrics.Family
}

// add adds a sample to a metric, which is begun with its first one.
func (g *gauges) add(name, help string, value float64, labels ...string) {
	name = "schedsync_" + name
	i := slices.IndexFunc(g.families, func(f metrics.Family) bool { return f.Name == name })
	if i < 0 {
		i = len(g.families)
		g.families = append(g.families, metrics.Family{Name: name, Help: help})
	}
	s := metrics.Sample{Labels: append(slices.Clone(g.common), metrics.Of(labels...)...), Value: value}
	g.families[i].Samples = append(g.families[i].Samples, s)
}

// metrics writes what is known of the run. old is the file of the run before, out of which the time of the last success is
// carried over; losing it loses that time and nothing else.
func (r *record) metrics(old []byte) ([]byte, error) {
	g := &gauges{common: metrics.Of("command", r.Command, "workspace", r.Workspace)}
	g.add("build_info", "The program that ran last.", 1, "version", r.Program)
	g.add("last_run_timestamp_seconds", "When the last run ended.", seconds(r.Ended.UnixMilli()))
	g.add("last_run_duration_seconds", "How long the last run took.", seconds(r.Ended.Sub(r.Started).Milliseconds()))
	g.add("last_run_exit_code", "Exit status of the last run: 0 done, 1 failed, 2 differences, 3 incomplete, 4 findings, 5 refused, 6 locked.", float64(r.Exit))
	const success = "last_success_timestamp_seconds"
	at, known := metrics.Value(old, "schedsync_"+success, g.common)
	if r.Exit == int(OK) {
		at, known = seconds(r.Ended.UnixMilli()), true
	}
	if known {
		g.add(success, "When a run last ended with status 0.", at)
	}
	for _, n := range r.Calls {
		g.add("vendor_calls", "Requests sent by the last run, retries included.", float64(n.Reads), "vendor", string(n.Vendor), "kind", "read")
		g.add("vendor_calls", "", float64(n.Writes), "vendor", string(n.Vendor), "kind", "write")
	}
	r.planned(g)
	r.done(g)
	r.looked(g)
	r.compared(g)
	return metrics.Encode(g.families)
}

func seconds(milliseconds int64) float64 { return float64(milliseconds) / 1000 }

// planned adds what the plan says.
func (r *record) planned(g *gauges) {
	if r.Plan == nil {
		return
	}
	g.add("limits_exceeded", "Limits of sync.limits that the plan goes beyond.", float64(len(r.Plan.Exceeded())))
	for i := range r.Plan.Vendors {
		v := &r.Plan.Vendors[i]
		name := string(v.Vendor)
		n := map[diff.Action]int{}
		for j := range v.Changes {
			n[v.Changes[j].Action]++
		}
		for _, a := range []diff.Action{diff.Create, diff.Update, diff.Delete, diff.Adopt, diff.Refresh} {
			g.add("changes_planned", "Changes that the last run planned; a refresh only goes on where a block ended.", float64(n[a]), "vendor", name, "action", string(a))
		}
		g.add("losses", "Stretches in the horizon in which the vendor shows other people than declared, by its known rules.", float64(v.Losses), "vendor", name)
		g.add("problems", "What has to be mended at the vendor before anything is written, there or elsewhere.", float64(len(v.Problems)), "vendor", name)
		g.add("objects_owned", "Schedules and mutes of ours at the vendor before the run.", float64(v.Owned), "vendor", name)
		for _, c := range v.Covered {
			then := "somebody"
			if c.Dry {
				then = "nobody"
			}
			g.add("covered_until_timestamp_seconds", "How far a schedule is written of which parts have dates, and to whom their duties are left from then on if no run comes before.",
				float64(r.covered(v, c)), "vendor", name, "schedule", string(c.Schedule), "then", then)
		}
	}
}

// covered returns how far a schedule is written after this run: as far as planned, or where the change was not carried out up
// to the first moment that it is about.
func (r *record) covered(v *plan.Vendor, c plan.Covered) civil.Instant {
	until := c.Until
	for i := range v.Changes {
		change := &v.Changes[i]
		if change.ID == c.Schedule && change.Mute == nil && len(change.Moves) > 0 && !r.carriedOut(v.Vendor, c.Schedule) {
			until = min(until, change.Moves[0].Start)
		}
	}
	return until
}

func (r *record) carriedOut(vendor engine.Vendor, id engine.ScheduleID) bool {
	if r.Result == nil {
		return false
	}
	for i := range r.Result.Vendors {
		for j := range r.Result.Vendors[i].Changes {
			c := &r.Result.Vendors[i].Changes[j]
			if r.Result.Vendors[i].Vendor == vendor && c.Change.ID == id && c.Change.Mute == nil {
				return !c.Held && !c.Undone && c.Err == nil
			}
		}
	}
	return false
}

// done adds what became of the plan.
func (r *record) done(g *gauges) {
	if r.Result == nil {
		return
	}
	for i := range r.Result.Vendors {
		v := &r.Result.Vendors[i]
		n := map[string]int{"left": len(v.Left)}
		for j := range v.Changes {
			switch c := &v.Changes[j]; {
			case c.Held:
				n["held"]++
			case c.Undone:
				n["undone"]++
			case c.Err != nil:
				n["failed"]++
			default:
				n["done"]++
			}
		}
		for _, state := range []string{"done", "failed", "undone", "held", "left"} {
			g.add("changes", "What became of the changes; left: done, and read back otherwise.", float64(n[state]), "vendor", string(v.Vendor), "state", state)
		}
	}
}

// looked adds findings and gaps.
func (r *record) looked(g *gauges) {
	if r.Findings == nil {
		return
	}
	bySeverity := map[check.Severity]int{}
	byCheck := map[string]int{}
	for _, f := range r.Findings.Result.Findings {
		bySeverity[f.Severity]++
		byCheck[f.Check]++
	}
	for _, s := range []check.Severity{check.Info, check.Warning, check.Error} {
		g.add("findings", "Findings of check that show, by severity.", float64(bySeverity[s]), "severity", s.String())
	}
	for _, id := range check.Checks() {
		g.add("findings_by_check", "Findings of check that show, by check.", float64(byCheck[id]), "check", id)
	}
	for _, x := range r.Gaps {
		g.add("gap_seconds", "Time in the horizon, or the window of check, with nobody on call.", float64(x.Total), "schedule", string(x.Schedule))
		g.add("unplanned_gap_seconds", "The same without the hours in which the YAML wants nobody.", float64(x.Unplanned), "schedule", string(x.Schedule))
	}
}

// compared adds what verify found.
func (r *record) compared(g *gauges) {
	for _, v := range r.Verified {
		n := map[string]int{}
		for _, q := range v.Verdicts {
			switch {
			case q.Problem != "":
				n["unknown"]++
			case len(q.Differences) > 0:
				n["different"]++
			default:
				n["equal"]++
			}
		}
		for _, verdict := range []string{"equal", "different", "unknown"} {
			g.add("verified", "Schedules by what the vendor says of who is on call.", float64(n[verdict]), "vendor", string(v.Vendor), "verdict", verdict)
		}
	}
}
