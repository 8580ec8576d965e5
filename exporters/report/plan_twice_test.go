package report_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters/report"
	"github.com/schedsync/schedsync/schemas"
)

// validate holds a document to one of the schemas.
func validate(t *testing.T, name string, doc []byte) {
	t.Helper()
	c := jsonschema.NewCompiler()
	for _, n := range schemas.Names() {
		b, err := schemas.Get(n)
		if err != nil {
			t.Fatal(err)
		}
		s, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource("mem:///"+n+".schema.json", s); err != nil {
			t.Fatal(err)
		}
	}
	schema, err := c.Compile("mem:///" + name + ".schema.json")
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(doc))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(v); err != nil {
		t.Errorf("the document breaks %s.schema.json: %v\n%s", name, err, doc)
	}
}

// twice does a plan in memory and plans again from what is there then. Nothing may be left but what the first plan held
// back; and whoever the plan said would be on call must be.
func (c *planCase) twice(t *testing.T, p *plan.Plan) {
	t.Helper()
	acc := snapshot.Bind(&c.ws.Workspace, c.live)
	after := *c.live
	after.Objects = slices.Clone(c.live.Objects)
	waiting := map[engine.ScheduleID]bool{}
	for _, ch := range p.Vendors[0].Changes {
		if ch.Held != "" {
			waiting[ch.ID] = true
			continue
		}
		obj := doChange(t, &after, acc, &ch.Change)
		if ch.After != nil {
			c.asPredicted(t, acc.Translate(obj.Schedule), ch.After, p.Window)
		}
	}
	again := c.plan(t, &after)
	for _, ch := range again.Vendors[0].Changes {
		if !waiting[ch.ID] {
			t.Errorf("after the plan was done, a second one still has something to do:\n%s", report.PlanText{}.Encode(again))
		}
	}
}

// asPredicted holds who is on call after the steps to who the plan said would be.
func (c *planCase) asPredicted(t *testing.T, done engine.Schedule, predicted *engine.Schedule, w span.Span[civil.Instant]) {
	t.Helper()
	got, err := diff.Timeline(&done, w)
	if err != nil {
		t.Fatal(err)
	}
	want, err := diff.Timeline(predicted, w)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range engine.Differences(want, got) {
		t.Errorf("%s to %s: the plan says %v, the steps give %v", m.Start, m.End, m.Before, m.After)
	}
}

// doChange does the steps of one change to a snapshot, as a vendor that keeps what it is told would, and returns the object.
func doChange(t *testing.T, s *snapshot.Snapshot, acc *snapshot.Accounts, c *diff.Change) *snapshot.Object {
	t.Helper()
	i := slices.IndexFunc(s.Objects, func(o snapshot.Object) bool { return c.VendorID != "" && o.ID == c.VendorID })
	if i < 0 {
		i = len(s.Objects)
		s.Objects = append(s.Objects, snapshot.Object{ID: fmt.Sprintf("new-%d", i)})
	}
	d := &doer{obj: s.Objects[i], acc: acc}
	for _, st := range c.Steps {
		if _, gone := st.(diff.DeleteSchedule); gone {
			s.Objects = slices.Delete(s.Objects, i, i+1)
			return nil
		}
		d.do(t, st)
	}
	s.Objects[i] = d.obj
	return &s.Objects[i]
}

type doer struct {
	obj snapshot.Object
	acc *snapshot.Accounts
}

func (d *doer) do(t *testing.T, st diff.Step) {
	s := &d.obj.Schedule
	switch st := st.(type) {
	case diff.CreateSchedule:
		d.own(&st.Schedule)
		for _, r := range st.Schedule.Rotations {
			d.addRotation(r)
		}
	case diff.UpdateSchedule:
		d.own(&st.Schedule)
	case diff.CreateRotation:
		d.addRotation(st.Rotation)
	case diff.UpdateRotation:
		i := d.rotation(t, st.ID)
		d.rescope(s.Rotations[i].ID, st.Rotation.ID)
		s.Rotations = slices.Clone(s.Rotations)
		s.Rotations[i] = d.theirs(st.Rotation)
	case diff.DeleteRotation:
		i := d.rotation(t, st.ID)
		d.rescope(s.Rotations[i].ID, "gone "+engine.RotationID(st.ID))
		s.Rotations = slices.Delete(slices.Clone(s.Rotations), i, i+1)
		d.obj.RotationIDs = slices.Delete(slices.Clone(d.obj.RotationIDs), i, i+1)
	case diff.CreateOverride:
		s.Overrides = append(slices.Clone(s.Overrides), d.override(t, st.Override))
	case diff.UpdateOverride:
		i := d.alias(t, st.Override.Ref)
		s.Overrides = slices.Clone(s.Overrides)
		s.Overrides[i] = d.override(t, st.Override)
	case diff.DeleteOverride:
		i := d.alias(t, st.Override.Ref)
		s.Overrides = slices.Delete(slices.Clone(s.Overrides), i, i+1)
	default:
		t.Fatalf("a step of type %T", st)
	}
}

func (d *doer) own(w *engine.Schedule) {
	s := &d.obj.Schedule
	s.Name, s.Zone, s.Enabled = w.Name, w.Zone, w.Enabled
	s.Description, d.obj.Mark = snapshot.SplitMark(w.Description)
	if w.Team != "" {
		id, _ := d.acc.Theirs(engine.Participant{Kind: engine.KindTeam, ID: string(w.Team)})
		s.Team = engine.TeamID(id)
	}
	s.Rotations = slices.Clone(s.Rotations)
	for i := range s.Rotations { // windows are read by the schedule's clock
		s.Rotations[i].Zone = w.Zone
	}
}

func (d *doer) addRotation(r engine.Rotation) {
	d.obj.Schedule.Rotations = append(slices.Clone(d.obj.Schedule.Rotations), d.theirs(r))
	d.obj.RotationIDs = append(slices.Clone(d.obj.RotationIDs), "new "+r.Name)
}

func (d *doer) theirs(r engine.Rotation) engine.Rotation {
	people := make([]engine.Entry, len(r.People))
	for i, e := range r.People {
		people[i] = d.entry(e)
	}
	r.People, r.ID = people, engine.RotationID(r.Name)
	return r
}

func (d *doer) entry(e engine.Entry) engine.Entry {
	out := make(engine.Entry, len(e))
	for i, p := range e {
		id, _ := d.acc.Theirs(p)
		out[i] = engine.Participant{Kind: p.Kind, ID: id}
	}
	return out
}

// rotation finds a rotation by the vendor's id.
func (d *doer) rotation(t *testing.T, id string) int {
	i := slices.Index(d.obj.RotationIDs, id)
	if i < 0 {
		t.Fatalf("a step names the rotation %q, which is not there", id)
	}
	return i
}

func (d *doer) alias(t *testing.T, ref string) int {
	i := slices.IndexFunc(d.obj.Schedule.Overrides, func(o engine.Override) bool { return o.Ref == ref })
	if i < 0 {
		t.Fatalf("a step names the override %q, which is not there", ref)
	}
	return i
}

// override takes an override over; the rotations it names must be there by then.
func (d *doer) override(t *testing.T, o engine.Override) engine.Override {
	for _, id := range o.Rotations {
		if !slices.ContainsFunc(d.obj.Schedule.Rotations, func(r engine.Rotation) bool { return r.ID == id }) {
			t.Errorf("the override %s names the rotation %q, which is not there yet", o.Ref, id)
		}
	}
	o.Who = d.entry(o.Who)
	return o
}

// rescope makes overrides that name a rotation name another: the vendor binds them by the rotation's own id.
func (d *doer) rescope(from, to engine.RotationID) {
	s := &d.obj.Schedule
	s.Overrides = slices.Clone(s.Overrides)
	for i, o := range s.Overrides {
		o.Rotations = slices.Clone(o.Rotations)
		for j, id := range o.Rotations {
			if id == from {
				o.Rotations[j] = to
			}
		}
		s.Overrides[i] = o
	}
}
