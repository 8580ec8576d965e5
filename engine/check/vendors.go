package check

import (
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine"
)

// unknownAccount tells of participants who can come on call at a vendor that does not know them: without an account and
// e-mail address as far as the YAML tells, or by the vendor's own word where it was asked. Each is told once for each
// vendor, at the first schedule concerned.
func (r *run) unknownAccount() error {
	type place struct {
		who    engine.Participant
		vendor engine.Vendor
	}
	at := map[place]int{} // index into found
	for _, sc := range r.scenes {
		for _, t := range sc.Targets {
			for _, p := range Participants(sc.Schedule) {
				problem := r.account(p, t.Vendor)
				if problem == "" {
					continue
				}
				if _, told := at[place{p, t.Vendor}]; told {
					continue
				}
				at[place{p, t.Vendor}] = len(r.found)
				r.add(Finding{Schedule: sc.ID, Who: p, Vendor: t.Vendor, Path: pathOf(p), Text: problem})
			}
		}
	}
	return nil
}

// account returns why a participant cannot be found at a vendor, or "".
func (r *run) account(p engine.Participant, v engine.Vendor) string {
	if r.in.Account != nil {
		if problem, known := r.in.Account(p, v); known {
			return problem
		}
	}
	if p.Kind != engine.KindPerson {
		return "" // teams and escalations are found by their names
	}
	if info := r.people.Info(p); info == nil || info.Email == "" && info.Accounts[v] == "" {
		return fmt.Sprintf("%s can come on call at %s, but has neither an account there nor an e-mail address", r.name(p), v)
	}
	return ""
}

func pathOf(p engine.Participant) string {
	switch p.Kind {
	case engine.KindTeam:
		return "teams." + p.ID
	case engine.KindEscalation:
		return "escalations." + p.ID
	default:
		return "people." + p.ID
	}
}

// Participants returns everybody whom a schedule's own words can put on call, once, in the order of the YAML.
func Participants(s *engine.Schedule) []engine.Participant {
	var all []engine.Entry
	for i := range s.Rotations {
		rot := &s.Rotations[i]
		all = append(all, rot.People...)
		for _, c := range rot.Changes {
			all = append(all, c.People...)
		}
		for _, sh := range rot.Shifts {
			all = append(all, sh.Who)
		}
		for _, id := range rot.OnAway.Try {
			all = append(all, engine.Entry{engine.Person(id)})
		}
	}
	for i := range s.Overrides {
		all = append(all, s.Overrides[i].Who)
	}
	for _, t := range s.Targets {
		all = append(all, t.SafetyNet)
	}
	return members(all)
}

// unreferenced tells of schedules that no escalation reaches, so that no alert ever finds them. It is asked only where the
// workspace declares escalations at all; a vendor that was asked has the last word for the schedules that go there.
func (r *run) unreferenced() error {
	if len(r.in.Workspace.Escalations) == 0 && r.in.Reached == nil {
		return nil
	}
	named := map[string]bool{}
	for _, e := range r.in.Workspace.Escalations {
		for _, step := range e.Steps {
			for _, n := range step.Notify {
				if n.Kind == "schedule" || n.Kind == "next" {
					named[n.ID] = true
				}
			}
		}
	}
	for _, sc := range r.scenes {
		if !sc.Enabled || named[string(sc.ID)] || r.in.Reached != nil && r.in.Reached(sc.Schedule) {
			continue
		}
		r.add(Finding{Schedule: sc.ID, Path: sc.path(""), Text: "no escalation reaches the schedule, so no alert does"})
	}
	return nil
}

// runsDry tells of schedules whose materialised shifts end before the limit is over: if the job stops, duties are left to
// nobody from then on.
func (r *run) runsDry(sc *scene) error {
	if r.in.Covered == nil || !sc.Enabled {
		return nil
	}
	for _, t := range sc.Targets {
		until, ok := r.in.Covered(sc.Schedule, t.Vendor)
		if !ok || until > r.in.Now+seconds(r.now.limit) {
			continue
		}
		r.add(Finding{
			Schedule: sc.ID, Vendor: t.Vendor, Span: window{Start: until, End: until}, Path: sc.path("targets." + string(t.Vendor)),
			Text: fmt.Sprintf("what was written to %s ends %s %s: if the job stops, duties are left to nobody from then on", t.Vendor, stamp(until, sc.Zone), sc.Zone),
		})
	}
	return nil
}

// unsupported tells what a vendor cannot hold of a schedule (by its severity), holds otherwise (as a warning at most), or
// holds only with dates (for information).
func (r *run) unsupported(sc *scene) error {
	if r.in.Remarks == nil {
		return nil
	}
	for _, t := range sc.Targets {
		remarks := r.in.Remarks(sc.Schedule, t.Vendor)
		slices.SortStableFunc(remarks, func(a, b Remark) int { return boolOrder(b.Refused, a.Refused) })
		for _, m := range remarks {
			most, path := Warning, sc.path(m.Path)
			switch {
			case m.Refused:
				most = Error
			case m.Shown:
				most = Info
			}
			if m.Path == "" {
				path = sc.path("targets." + string(t.Vendor))
			}
			r.mild(Finding{Schedule: sc.ID, Vendor: t.Vendor, Path: path, Text: fmt.Sprintf("%s: %s", t.Vendor, m.Text)}, most)
		}
	}
	return nil
}

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	default:
		return -1
	}
}
