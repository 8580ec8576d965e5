package engine

import "github.com/schedsync/schedsync/engine/civil"

// Split returns a rotation as rotations without changes of membership, one for each list of people that serves any turn,
// each with its list turned so that its own first turn falls to the right entry. Together they deal every turn as the
// rotation does. A vendor that re-deals all turns when its list is edited takes such parts without moving anybody.
//
// The rotation must hand off by lengths. The parts of a cycle of several lengths begin at the cycle's first length only
// where the change falls there; else ok is false.
func Split(r *Rotation) (parts []Rotation, ok bool) {
	if r.HasShifts || r.Every.Windows > 0 || len(r.Changes) == 0 {
		return []Rotation{*r}, !r.HasShifts || len(r.Changes) == 0
	}
	d := newDealer(r, civil.Always())
	all := eras(r, d)
	for i, e := range all {
		if len(r.Every.Lengths) > 0 && e.from%len(r.Every.Lengths) != 0 {
			return nil, false
		}
		p := *r
		p.Changes = nil
		p.People = append(append([]Entry{}, e.people[e.first:]...), e.people[:e.first]...)
		if e.from > 0 {
			p.Start = civil.AtLocal(d.nominal(e.from))
			if r.Clock == Elapsed {
				p.Start = civil.AtInstant(d.boundary(e.from))
			}
		}
		if i+1 < len(all) {
			end := d.boundary(all[i+1].from)
			if !r.Until.IsSet() || end < r.Until.In(r.Zone) {
				p.Until = civil.AtInstant(end)
			}
		}
		parts = append(parts, p)
	}
	return parts, true
}
