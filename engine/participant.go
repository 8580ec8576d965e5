package engine

import (
	"slices"
	"strings"
)

// The ids of the YAML, each of its own type so that one cannot stand in another's place.
type (
	// PersonID is a key below `people:`, for example "ana".
	PersonID string
	// TeamID is a key below `teams:`.
	TeamID string
	// ScheduleID is a key below `schedules:`.
	ScheduleID string
	// RotationID is a rotation's `id:`, unique within its schedule.
	RotationID string
	// EscalationID is a key below `escalations:`.
	EscalationID string
	// MuteID is a key below `mutes:`.
	MuteID string
	// HolidaysID is a key below `holidays:`, or a country code the holiday library knows.
	HolidaysID string
	// Vendor is the name of a vendor as the YAML spells it: opsgenie, zenduty, xmatters, hostedgraphite.
	Vendor string
)

// Kind says what a participant is.
type Kind uint8

// The kinds of participant. Nobody is the kind of the zero Participant and of the reserved word `none`.
const (
	Nobody Kind = iota
	KindPerson
	KindTeam
	KindEscalation
)

var kindNames = [...]string{"none", "person", "team", "escalation"}

// String returns the name that JSON uses: person, team, escalation, or none.
func (k Kind) String() string { return kindNames[k] }

// Participant is who can be on call: a person, or a team or escalation policy kept as such. Values compare with ==.
type Participant struct {
	Kind Kind
	ID   string
}

// Person returns the participant of a person.
func Person(id PersonID) Participant { return Participant{KindPerson, string(id)} }

// String returns the participant as the YAML writes it: "ana", "team:payments", "escalation:payments" or "none".
func (p Participant) String() string {
	switch p.Kind {
	case Nobody:
		return "none"
	case KindPerson:
		return p.ID
	default:
		return p.Kind.String() + ":" + p.ID
	}
}

// ParseParticipant reads what [Participant.String] writes. Any text without a known prefix is a person's id.
func ParseParticipant(s string) Participant {
	if s == "none" {
		return Participant{}
	}
	for _, k := range []Kind{KindTeam, KindEscalation} {
		if id, ok := strings.CutPrefix(s, k.String()+":"); ok {
			return Participant{k, id}
		}
	}
	return Participant{KindPerson, s}
}

// CompareParticipants orders participants by kind (persons, teams, escalations), then by id.
func CompareParticipants(a, b Participant) int {
	if a.Kind != b.Kind {
		return int(a.Kind) - int(b.Kind)
	}
	return strings.Compare(a.ID, b.ID)
}

// Entry is who is on call together in one turn. An empty Entry is the `none` of a roster: a turn that nobody serves.
// Entries never hold a participant of kind Nobody.
type Entry []Participant

// Equal reports whether the same participants stand in both entries, in whatever order.
func (e Entry) Equal(o Entry) bool {
	if len(e) != len(o) {
		return false
	}
	a, b := slices.Clone(e), slices.Clone(o)
	slices.SortFunc(a, CompareParticipants)
	slices.SortFunc(b, CompareParticipants)
	return slices.Equal(a, b)
}

// String returns the entry as a reader would write it: "none", "ana" or "ana + bo".
func (e Entry) String() string {
	if len(e) == 0 {
		return "none"
	}
	names := make([]string, len(e))
	for i, p := range e {
		names[i] = p.String()
	}
	return strings.Join(names, " + ")
}
