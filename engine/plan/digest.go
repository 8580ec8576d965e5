package plan

import (
	"fmt"

	"github.com/schedsync/schedsync/engine/snapshot"
)

// digest sums up what a plan does and to which state. It does not depend on the moment at which the plan was made, only
// on what it would change, so that a plan that was reviewed can be applied as long as nothing it rests on has moved.
func digest(p *Plan) string {
	texts := []string{p.Owner, string(p.Policy)}
	for _, v := range p.Vendors {
		texts = append(texts, string(v.Vendor), v.Base)
		for _, c := range v.Changes {
			texts = append(texts, string(c.Action), string(c.ID), c.Name, c.VendorID)
			for _, f := range c.Fields {
				texts = append(texts, fmt.Sprintf("%s: %q -> %q", f.Path, f.Before, f.After))
			}
			for _, s := range c.Steps {
				texts = append(texts, s.Says())
			}
		}
	}
	return snapshot.Hash(texts)
}
