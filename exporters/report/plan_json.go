package report

import (
	"fmt"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/snapshot"
)

// planDoc and the shapes below it are the Plan of SPEC 2.1. Lists are never null.
type planDoc struct {
	Version  int                      `json:"version"`
	Owner    string                   `json:"owner"`
	Policy   engine.Policy            `json:"policy"`
	Now      string                   `json:"now"`
	Horizon  string                   `json:"horizon"`
	Digest   string                   `json:"digest"`
	Base     map[engine.Vendor]string `json:"base"`
	Vendors  []planVendorDoc          `json:"vendors"`
	People   []moveDoc                `json:"people"`
	Hours    []hoursDoc               `json:"hours"`
	Limits   []limitDoc               `json:"limits"`
	Notifies int                      `json:"notifies"`
	Calls    int                      `json:"calls"`
	Checksum string                   `json:"checksum"`
}

type planVendorDoc struct {
	Vendor   engine.Vendor `json:"vendor"`
	Changes  []changeDoc   `json:"changes"`
	Covered  []coveredDoc  `json:"covered,omitempty"`
	Problems []problemDoc  `json:"problems,omitempty"`
	Notes    []string      `json:"notes,omitempty"`
}

type changeDoc struct {
	Action       diff.Action       `json:"action"`
	Kind         string            `json:"kind"`
	ID           engine.ScheduleID `json:"id"`
	Name         string            `json:"name"`
	Fields       []fieldDoc        `json:"fields"`
	Materialised bool              `json:"materialised"`
	CoveredUntil string            `json:"covered_until,omitempty"`
	Losses       []lossDoc         `json:"losses"`
	Held         string            `json:"held,omitempty"`
	Notes        []string          `json:"notes,omitempty"`
}

// coveredDoc tells how far a schedule is written of which parts have dates, changed or not.
type coveredDoc struct {
	Schedule engine.ScheduleID `json:"schedule"`
	Until    string            `json:"until"`
	RunsDry  bool              `json:"runs_dry"`
	Why      []string          `json:"why"`
}

// fieldDoc has null for the side on which there is nothing.
type fieldDoc struct {
	Path   string  `json:"path"`
	Before *string `json:"before"`
	After  *string `json:"after"`
}

type lossDoc struct {
	Start    string   `json:"start"`
	End      string   `json:"end"`
	Expected []string `json:"expected"`
	Actual   []string `json:"actual"`
	Reason   string   `json:"reason"`
}

type problemDoc struct {
	Schedule engine.ScheduleID `json:"schedule,omitempty"`
	Path     string            `json:"path,omitempty"`
	Text     string            `json:"text"`
}

type moveDoc struct {
	Schedule engine.ScheduleID `json:"schedule"`
	Start    string            `json:"start"`
	End      string            `json:"end"`
	Before   []string          `json:"before"`
	After    []string          `json:"after"`
}

type hoursDoc struct {
	Who    string  `json:"who"`
	Before float64 `json:"before"`
	After  float64 `json:"after"`
}

type limitDoc struct {
	Name     string `json:"name"`
	Value    string `json:"value"`
	Max      string `json:"max"`
	Exceeded bool   `json:"exceeded"`
}

// PlanJSON returns the Plan document of SPEC 2.1, indented, with a line break at the end: what `plan -o json` prints and
// `plan --out` saves. Equal plans give equal bytes. `now` and `horizon` are the half-open window in which people, hours
// and losses are compared, as RFC 3339 instants in UTC; participants stand as the YAML writes them; hours are decimal. The
// stretches under `people` and the `hours` count changes that the freeze holds back, each marked by its `held`. The
// `checksum` is over all the rest, so that [ReadPlan] notices what was altered since.
func PlanJSON(p *plan.Plan) ([]byte, error) {
	doc := planDoc{
		Version: Version, Owner: p.Owner, Policy: p.Policy, Digest: p.Digest, Calls: p.Calls(), Notifies: p.Notifies(),
		Now: p.Window.Start.String(), Horizon: p.Window.End.String(),
		Base: map[engine.Vendor]string{}, Vendors: make([]planVendorDoc, len(p.Vendors)),
		People: []moveDoc{}, Hours: []hoursDoc{}, Limits: make([]limitDoc, len(p.Limits)),
	}
	told := map[string]bool{}
	for i := range p.Vendors {
		v := &p.Vendors[i]
		doc.Base[v.Vendor] = v.Base
		doc.Vendors[i] = planVendor(v)
		doc.Vendors[i].Changes = append(doc.Vendors[i].Changes, deferredDocs(v)...)
		for j := range v.Changes {
			for _, m := range movesDoc(v.Changes[j].ID, v.Changes[j].Moves) {
				if key := fmt.Sprint(m); !told[key] { // the same people move at every vendor that a schedule goes to
					told[key] = true
					doc.People = append(doc.People, m)
				}
			}
		}
	}
	for _, h := range p.Hours {
		doc.Hours = append(doc.Hours, hoursDoc{h.Who.String(), decimalHours(h.Before), decimalHours(h.After)})
	}
	for i, l := range p.Limits {
		doc.Limits[i] = limitDoc(l)
	}
	return doc.sealed()
}

// sealed encodes the document with its checksum.
func (d planDoc) sealed() ([]byte, error) {
	d.Checksum = ""
	b, err := encodeJSON(d)
	if err != nil {
		return nil, err
	}
	d.Checksum = snapshot.Hash([]string{string(b)})
	return encodeJSON(d)
}

func planVendor(v *plan.Vendor) planVendorDoc {
	doc := planVendorDoc{Vendor: v.Vendor, Changes: make([]changeDoc, len(v.Changes)), Notes: v.Notes}
	for i := range v.Changes {
		doc.Changes[i] = planChange(&v.Changes[i])
	}
	for _, c := range v.Covered {
		doc.Covered = append(doc.Covered, coveredDoc{c.Schedule, c.Until.String(), c.Dry, append([]string{}, c.Why...)})
	}
	for _, q := range v.Problems {
		doc.Problems = append(doc.Problems, problemDoc(q))
	}
	return doc
}

func planChange(c *plan.Change) changeDoc {
	doc := changeDoc{
		Action: c.Action, Kind: "schedule", ID: c.ID, Name: c.Name, Held: c.Held, Notes: c.Notes,
		Fields: make([]fieldDoc, len(c.Fields)), Losses: make([]lossDoc, len(c.Losses)),
	}
	if c.Mute != nil {
		addMuteDoc(&doc, c.Mute)
	}
	if c.Covered.Until != 0 {
		doc.Materialised, doc.CoveredUntil = true, c.Covered.Until.String()
	}
	for i, f := range c.Fields {
		doc.Fields[i] = fieldDoc{f.Path, orNull(f.Before), orNull(f.After)}
	}
	for i, l := range c.Losses {
		doc.Losses[i] = loss(l)
	}
	return doc
}

func loss(l plan.Loss) lossDoc {
	return lossDoc{l.Start.String(), l.End.String(), idsOf(l.Before), idsOf(l.After), l.Reason}
}

func movesDoc(id engine.ScheduleID, moves []diff.Move) []moveDoc {
	out := make([]moveDoc, len(moves))
	for i, m := range moves {
		out[i] = moveDoc{id, m.Start.String(), m.End.String(), idsOf(m.Before), idsOf(m.After)}
	}
	return out
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// idsOf writes participants as the YAML does.
func idsOf(list []engine.Participant) []string {
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = p.String()
	}
	return out
}

func decimalHours(seconds civil.Instant) float64 { return float64(seconds) / civil.Hour }
