package check

import (
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine"
)

// doubleBooked tells of persons who are on call in two schedules at once for longer than the limit (default: at all).
//
//	desk      |----- ana -----|
//	payments         |----- ana -----|
//	                 |--------|
func (r *run) doubleBooked() error {
	r.byPerson(func(mine []personDuty) {
		for i, a := range mine {
			for _, b := range mine[i+1:] {
				if b.Start >= a.End {
					break
				}
				both := a.Clip(b.window).Clip(r.in.Window)
				if a.scene == b.scene || both.Empty() || both.Length() < seconds(r.now.limit) {
					continue
				}
				ids := []string{string(a.scene.ID), string(b.scene.ID)}
				slices.Sort(ids)
				first := r.scene(engine.ScheduleID(ids[0]))
				r.add(Finding{
					Schedule: first.ID, Who: a.who, window: both, Path: first.path(""),
					Text: fmt.Sprintf("%s is on call in %s and in %s at once, %s", r.name(a.who), ids[0], ids[1], when(both, first.Zone)),
				})
			}
		}
	})
	return nil
}
