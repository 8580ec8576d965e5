package check

import "fmt"

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
				if !a.checked && !b.checked {
					continue
				}
				first, second := a.scene, b.scene
				if !a.checked || b.checked && second.ID < first.ID {
					first, second = second, first
				}
				r.add(Finding{
					Schedule: first.ID, Also: second.ID, Who: a.who, Span: both, Path: first.path(""),
					Text: fmt.Sprintf("%s is on call in %s and in %s at once, %s", r.name(a.who), first.ID, second.ID, when(both, first.Zone)),
				})
			}
		}
	})
	return nil
}
