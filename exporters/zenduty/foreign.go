package zenduty

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/importers/zenduty/wire"
)

// sorted is what becomes of overrides in a write.
type sorted struct {
	keep  []wire.Override   // of other people, as they are there now
	write []engine.Override // to be written anew
}

// sortOut tells what becomes of overrides. Ours are written. Those of other people that are there now are kept, unless the plan
// knew them and leaves them out (sync.overrides: own); those that are gone stay gone. One that the plan did not find there (a
// restored one) is written, unless it is there by now.
func sortOut(obj *snapshot.Object, fresh []wire.Override, want []engine.Override, prefix string) sorted {
	wanted := map[string]bool{}
	for _, o := range want {
		wanted[o.Ref] = true
	}
	known, dropped := map[string]bool{}, map[string]bool{}
	if obj != nil {
		for i := range obj.Schedule.Overrides {
			o := &obj.Schedule.Overrides[i]
			known[o.Ref] = true
			if !wanted[o.Ref] { // by what it says too: its id may be another by now
				dropped[o.Ref], dropped[content(nameOf(o), o.Who.String(), o.Span(obj.Schedule.Zone).Start, o.Span(obj.Schedule.Zone).End)] = true, true
			}
		}
	}
	var out sorted
	there := map[string]bool{}
	for _, o := range fresh {
		says := content(o.Name, o.User, civil.FromTime(o.Start.Time), civil.FromTime(o.End.Time))
		if strings.HasPrefix(o.Name, prefix) || dropped[refOf(o)] || dropped[says] {
			continue
		}
		there[refOf(o)] = true
		out.keep = append(out.keep, o)
	}
	for _, o := range want {
		if strings.HasPrefix(o.Ref, prefix) || !known[o.Ref] && !there[o.Ref] {
			out.write = append(out.write, o)
		}
	}
	return out
}

// content is what an override says, by the vendor's usernames.
func content(name, user string, start, end civil.Instant) string {
	return fmt.Sprintf("%s %s %d-%d", name, user, start, end)
}

// refOf is the Ref an override has when it is read.
func refOf(o wire.Override) string {
	if strings.HasPrefix(o.Name, ourPrefix) {
		return o.Name
	}
	return "id:" + o.UniqueID
}

// nameOf is the name an override had when it was read.
func nameOf(o *engine.Override) string {
	if strings.HasPrefix(o.Ref, ourPrefix) {
		return o.Ref
	}
	return o.Note
}

// sameZone reports whether two zones show the same time from 1970 on.
func sameZone(a, b *civil.Zone) bool { return civil.SameRules(a, b, 0) }

// parsed reads a body that is about to be sent as the vendor will show it.
func parsed(body map[string]json.RawMessage) (*wire.Schedule, error) {
	b, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	w, err := wire.ParseSchedule(b)
	return &w, err
}

// written reads a request for a new schedule as the vendor will show it.
func written(r wire.ScheduleRequest) (*wire.Schedule, error) {
	b, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	var w wire.Schedule
	err = json.Unmarshal(b, &w)
	return &w, err
}
