package main

import (
	"context"
	"fmt"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/calibrate"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters/report"
	"github.com/schedsync/schedsync/importers"
	"github.com/schedsync/schedsync/importers/declared"
)

// calibration is one vendor's open rules while they are found out.
type calibration struct {
	c       *Cmd
	site    site
	witness importers.Witness // nil: the vendor renders no timelines
	raw     snapshot.Raw
	now     civil.Instant
	asked   map[question]importers.Testimony
	bar     *bar
}

// question is what a vendor is asked once, however many rules it is about.
type question struct {
	object string
	window span.Span[civil.Instant]
}

// calibrateAll finds out the open rules of the vendors, prints them, and with write puts them into the workspace's YAML.
func (c *Cmd) calibrateAll(ctx context.Context, ws *declared.Workspace, o *verifyOptions) error {
	sites, err := c.sites(ws, o.vendors, nil)
	if err != nil {
		return err
	}
	var out []report.Calibration
	for _, s := range sites {
		if s.read.Dialect == nil { // it holds no schedules
			continue
		}
		found, err := c.calibrate(ctx, s)
		if err != nil {
			return err
		}
		out = append(out, report.Calibration{Vendor: s.read.Name, Title: s.read.Title, Rendered: s.read.Dialect.Rendered, Findings: found})
	}
	data := []byte(report.CalibrationYAML(out))
	if o.output == "json" {
		if data, err = report.CalibrationJSON(c.now(), out); err != nil {
			return err
		}
	}
	if err := c.result(data); err != nil {
		return err
	}
	wrong := false
	for _, v := range out {
		wrong = wrong || len(v.Wrong()) > 0
	}
	switch {
	case wrong && o.write:
		return c.settle(ws, out)
	case wrong:
		return exit(Different, nil)
	default:
		return nil
	}
}

// calibrate reads one vendor and finds out each of its open rules.
func (c *Cmd) calibrate(ctx context.Context, s site) ([]calibrate.Finding, error) {
	account, err := c.account(s)
	if err != nil {
		return nil, err
	}
	reader, err := s.read.Open(account)
	if err != nil {
		return nil, err
	}
	k := &calibration{c: c, site: s, now: c.now(), asked: map[question]importers.Testimony{}}
	if s.read.Dialect.Rendered {
		k.witness, _ = reader.(importers.Witness)
		if k.raw, err = c.readWith(ctx, s, reader); err != nil {
			return nil, err
		}
	}
	k.bar = c.progress("asking " + s.read.Title)
	defer k.bar.done()
	var out []calibrate.Finding
	for i := range s.read.Dialect.Open {
		f, err := k.rule(ctx, &s.read.Dialect.Open[i])
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// rule finds out one open rule: every live schedule is lifted and resolved under both answers.
func (k *calibration) rule(ctx context.Context, s *dialect.Setting) (calibrate.Finding, error) {
	answers := s.Answers()
	f := calibrate.Finding{
		Key: s.Key, Text: s.Text, Basis: s.Basis, Set: s.Chosen(k.site.read.Dialect), Tells: s.Tells, Answers: [2]string{answers[0], answers[1]},
	}
	if k.witness == nil || s.Tells == "" {
		return f, nil
	}
	var under [2]*snapshot.Snapshot
	for i, word := range f.Answers {
		v, err := k.site.read.Settled(map[string]string{s.Key: word})
		if err != nil {
			return f, err
		}
		if under[i], err = v.Lift(k.raw, k.c.zones); err != nil {
			return f, err
		}
	}
	for i := range under[0].Objects {
		vote, tells, err := k.vote(ctx, under[0], &under[0].Objects[i], &under[1].Objects[i])
		if err != nil {
			return f, err
		}
		if tells {
			f.Votes = append(f.Votes, vote)
		}
	}
	return f, nil
}

// vote asks for one schedule's rendering where two answers make a difference to it.
func (k *calibration) vote(ctx context.Context, snap *snapshot.Snapshot, a, b *snapshot.Object) (v calibrate.Vote, tells bool, err error) {
	v = calibrate.Vote{Object: a.ID, Name: a.Schedule.Name}
	if a.Opaque != "" || b.Opaque != "" {
		return v, false, nil
	}
	far, ok := underBoth(a, b, span.Span[civil.Instant]{Start: k.now, End: k.now + calibrate.Reach})
	if !ok {
		return v, false, nil
	}
	if v.Window, tells = calibrate.Window(far[0], far[1]); !tells {
		return v, false, nil
	}
	said, err := k.ask(ctx, snap, question{a.ID, v.Window})
	if err != nil {
		return v, false, err
	}
	near, ok := underBoth(a, b, said.Window)
	switch {
	case said.Problem != "":
		v.Problem = said.Problem
	case said.Evidence != importers.Rendered || !ok:
		v.Problem = k.site.read.Title + " rendered nothing"
	default:
		if v.Count(near, said.Spans); v.First.Empty() {
			v.Problem = fmt.Sprintf("it is not rendered as far as %s, when it would tell", v.Window.Start+civil.Hour)
		}
	}
	return v, true, nil
}

// underBoth resolves a schedule under two answers.
func underBoth(a, b *snapshot.Object, w span.Span[civil.Instant]) (out [2][]engine.OnCall, ok bool) {
	if w.Empty() {
		return out, false
	}
	for i, obj := range []*snapshot.Object{a, b} {
		spans, err := diff.Timeline(&obj.Schedule, w)
		if err != nil || len(spans) == 0 {
			return out, false
		}
		out[i] = spans
	}
	return out, true
}

// ask asks the vendor, once for each question.
func (k *calibration) ask(ctx context.Context, snap *snapshot.Snapshot, q question) (importers.Testimony, error) {
	if t, ok := k.asked[q]; ok {
		return t, nil
	}
	k.bar.step(len(k.asked), 0, "timelines")
	said, err := k.witness.OnCall(ctx, snap, []string{q.object}, q.window, nil)
	if err != nil {
		return importers.Testimony{}, fmt.Errorf("asking %s who is on call: %w", k.site.read.Title, err)
	}
	t := importers.Testimony{Object: q.object, Problem: k.site.read.Title + " gave no answer about it"}
	if len(said) == 1 {
		t = said[0]
	}
	k.asked[q] = t
	return t, nil
}
