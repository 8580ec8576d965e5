package check

import (
	"fmt"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// gap tells when nobody is on call. What a gap means depends on what the YAML asks for at that time:
//
//	rotations   |--- Ana's turn ---|--- none ---|--- Bo's turn, ends for good ---|
//	only        .....[ open ].........[ open ]......[ open ]........................[ open ]
//	final            [ away ]         [      ]      [ Bo   ]                        [      ]
//	finding     info  error     info   info   info              info                 error
//
// Open hours in which a rotation has somebody are due, and so are those after the last rotation has ended. Closed hours
// and turns of `none` are declared: they are told together, as information. An override to nobody is declared too, but
// takes away what was due: a warning. Between the shifts of a list nobody can tell which is which: those gaps are
// warnings, and so is the time before a schedule begins.
func (r *run) gap(sc *scene) error {
	gaps := sc.gaps(r.in.Window)
	if !sc.Enabled || len(gaps) == 0 || gaps.Length() == r.in.Window.Length() {
		return nil // switched off; or told by `empty`
	}
	p, err := r.probe(sc)
	if err != nil {
		return err
	}
	due := gaps.Intersect(p.planned)
	r.gaps(sc, due.Subtract(p.base), "nobody is on call %s: all who could be are away", Error)
	r.gaps(sc, due.Intersect(p.base), "nobody is on call %s: an override says so", Warning)
	rest := gaps.Subtract(p.planned)
	switch {
	case p.listed:
		r.gaps(sc, rest, "nobody is on call %s: no listed shift", Warning)
		return nil
	}
	early := rest.Intersect(p.open).Clip(window{Start: r.in.Window.Start, End: p.first})
	r.gaps(sc, early, "nobody is on call %s: the schedule begins then", Warning)
	ended := rest.Intersect(p.open).Clip(window{Start: p.last, End: r.in.Window.End})
	r.gaps(sc, ended, "nobody is on call %s: the rotations have ended", Error)
	r.declaredGaps(sc, rest.Subtract(early).Subtract(ended))
	return nil
}

// gaps reports each stretch that is as long as the limit.
func (r *run) gaps(sc *scene, gaps set, format string, most Severity) {
	for _, g := range gaps {
		if g.Length() >= seconds(r.now.limit) {
			r.mild(Finding{Schedule: sc.ID, Span: g, Path: sc.path(""), Text: fmt.Sprintf(format, when(g, sc.Zone))}, most)
		}
	}
}

// declaredGaps tells of the gaps that the YAML asks for, together.
func (r *run) declaredGaps(sc *scene, gaps set) {
	if len(gaps) == 0 {
		return
	}
	r.mild(Finding{
		Schedule: sc.ID, Span: gaps[0], Path: sc.path("rotations"),
		Text: fmt.Sprintf("nobody is on call for %s in %s, as declared (closed hours, turns of none), first %s",
			length(gaps.Length()), count(len(gaps), "stretch", "stretches"), when(gaps[0], sc.Zone)),
	}, Info)
}

// gaps returns when nobody is on call in the window.
func (sc *scene) gaps(w window) set {
	var out set
	for _, s := range sc.in(w) {
		if len(s.On) == 0 {
			out = append(out, s.Span)
		}
	}
	return out
}

// empty tells of schedules that have nobody at any time of the window: the loudest finding there is (scenario T-35).
func (r *run) empty(sc *scene) error {
	if !sc.Enabled || sc.gaps(r.in.Window).Length() < r.in.Window.Length() {
		return nil
	}
	text := "nobody is on call at any time from " + when(r.in.Window, sc.Zone)
	if len(sc.Rotations) == 0 {
		text = "the schedule has no rotations: " + text
	}
	f := Finding{Schedule: sc.ID, Span: r.in.Window, Path: sc.path(""), Text: text}
	if first := begins(sc.Schedule); len(sc.Rotations) > 0 && first >= r.in.Window.End {
		f.Text += ", for it begins " + stamp(first, sc.Zone)
		r.mild(f, Warning)
		return nil
	}
	r.add(f)
	return nil
}

// probe is what a schedule asks for, apart from absences and overrides.
type probe struct {
	planned set           // some rotation's turn has somebody, who may be away
	base    set           // some rotation has somebody who is not
	open    set           // some rotation's hours are open, were it to run for ever
	first   civil.Instant // when the first rotation begins
	last    civil.Instant // when the last one has ended
	listed  bool          // every rotation is a list of shifts
}

// probe resolves the schedule several times over: without people's absences, and with its rules emptied of people.
func (r *run) probe(sc *scene) (*probe, error) {
	p := &probe{first: begins(sc.Schedule), listed: true}
	planned, err := engine.Compile(sc.Schedule, nil, r.in.Workspace.Holidays)
	if err != nil {
		return nil, err
	}
	p.planned = manned(planned, r.in.Window, engine.Base)
	p.base = manned(sc.resolver, r.in.Window, engine.Base)
	eternal := *sc.Schedule
	eternal.Rotations, eternal.Overrides = nil, nil
	for _, rot := range sc.Rotations {
		if rot.HasShifts {
			continue
		}
		p.listed = false
		end := never
		if rot.Until.IsSet() {
			end = rot.Until.In(rot.Zone)
		}
		p.last = max(p.last, end)
		eternal.Rotations = append(eternal.Rotations, hours(rot))
	}
	compiled, err := engine.Compile(&eternal, nil, r.in.Workspace.Holidays)
	if err != nil {
		return nil, err
	}
	p.open = manned(compiled, r.in.Window, engine.Base)
	return p, nil
}

// never is later than any window.
const never = civil.Instant(1) << 62

// hours returns a rotation that has one member for ever, so that only its hours are left.
func hours(r engine.Rotation) engine.Rotation {
	r.Start, r.Until = civil.AtLocal(0), civil.Moment{}
	r.Every, r.Clock = engine.Cycle{Lengths: []engine.Length{{N: 1, Unit: engine.Weeks}}}, engine.Wall
	r.People, r.Changes = []engine.Entry{{engine.Person("anybody")}}, nil
	return r
}

// begins returns when the first rotation of a schedule begins.
func begins(s *engine.Schedule) civil.Instant {
	first := never
	for i := range s.Rotations {
		r := &s.Rotations[i]
		if !r.HasShifts {
			first = min(first, r.Start.In(r.Zone))
		}
		for _, sh := range r.Shifts {
			first = min(first, sh.From.In(r.Zone))
		}
	}
	return first
}
