package report

import (
	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/exporters/apply"
)

// applyDoc is what `apply -o json` writes.
type applyDoc struct {
	Version  int              `json:"version"`
	Complete bool             `json:"complete"`
	Wrote    bool             `json:"wrote"`
	Vendors  []applyVendorDoc `json:"vendors"`
}

type applyVendorDoc struct {
	Vendor  engine.Vendor    `json:"vendor"`
	Changes []applyChangeDoc `json:"changes"`
	Left    []changeDoc      `json:"left"`
	Error   string           `json:"error,omitempty"`
}

type applyChangeDoc struct {
	changeDoc
	State applyState     `json:"state"`
	Steps []applyStepDoc `json:"steps"`
	Error string         `json:"error,omitempty"`
}

type applyStepDoc struct {
	Text  string     `json:"text"`
	State applyState `json:"state"`
}

// ApplyJSON returns what became of a plan as JSON, with a line break at the end: for each change the object of the plan's
// JSON, its `state` (done, failed, undone: never begun, held) and the state of each step, under `losses` besides those that
// were planned with what the vendor was found to show otherwise; under `left` what a plan made
// after reading back would still do. `complete` is false when anything is undone, `wrote` true when anything was done.
func ApplyJSON(r *apply.Result) ([]byte, error) {
	doc := applyDoc{Version: Version, Complete: r.Complete(), Wrote: r.Wrote(), Vendors: make([]applyVendorDoc, len(r.Vendors))}
	for i := range r.Vendors {
		v := &r.Vendors[i]
		out := applyVendorDoc{Vendor: v.Vendor, Changes: make([]applyChangeDoc, len(v.Changes)), Left: make([]changeDoc, len(v.Left))}
		for j := range v.Changes {
			out.Changes[j] = applyChange(&v.Changes[j])
		}
		for j := range v.Left {
			out.Left[j] = planChange(&v.Left[j])
		}
		if v.Err != nil {
			out.Error = reasonOf(v.Err)
		}
		doc.Vendors[i] = out
	}
	return encodeJSON(doc)
}

func applyChange(c *apply.ChangeResult) applyChangeDoc {
	doc := applyChangeDoc{changeDoc: planChange(&c.Change), State: stateOf(c), Steps: make([]applyStepDoc, len(c.Change.Steps))}
	for i, s := range c.Change.Steps {
		doc.Steps[i] = applyStepDoc{s.Says(), stepState(c, i)}
	}
	for _, l := range c.Losses {
		doc.Losses = append(doc.Losses, loss(l))
	}
	if c.Err != nil {
		doc.Error = reasonOf(c.Err)
	}
	return doc
}
