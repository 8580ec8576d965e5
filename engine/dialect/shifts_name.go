package dialect

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
)

// shiftNameLimit is how many characters the name of a shift can have (contract xmatters b.3).
const shiftNameLimit = 100

// nameShifts names the parts of a rotation "NAME k/N HASH" (contract xmatters c.1: names must differ between generations,
// because a name may stay taken for a while after its shift was deleted). Too long a NAME is cut.
func nameShifts(r *engine.Rotation, parts []engine.Rotation) {
	name := r.Name
	if name == "" {
		name = string(r.ID)
	}
	for i := range parts {
		tail := fmt.Sprintf(" %d/%d %s", i+1, len(parts), ShiftHash(&parts[i]))
		head := []rune(name)
		if most := shiftNameLimit - len(tail); len(head) > most {
			head = []rune(strings.TrimRight(string(head[:most]), " "))
		}
		parts[i].Name = string(head) + tail
		parts[i].ID = engine.RotationID(parts[i].Name)
	}
}

// ShiftHash returns eight hexadecimal digits of a digest of everything a shift says but its name: who, when, how often, in
// which zone. It does not depend on the moment at which it is asked for.
func ShiftHash(r *engine.Rotation) string {
	var b strings.Builder
	line := func(parts ...any) { fmt.Fprintln(&b, parts...) }
	line("zone", r.Zone, "from", r.Start, "until", r.Until)
	for _, l := range r.Every.Lengths {
		line("every", l.N, l.Unit)
	}
	for _, w := range r.Only {
		line("only", w.Days, w.From, w.To)
	}
	for _, e := range r.People {
		line("turn", sorted(e))
	}
	for _, s := range r.Shifts {
		line("shift", s.From, s.Until, sorted(s.Who))
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:4])
}

// sorted returns an entry in one order: the order of those who serve together means nothing.
func sorted(e engine.Entry) engine.Entry {
	out := slices.Clone(e)
	slices.SortFunc(out, engine.CompareParticipants)
	return out
}
