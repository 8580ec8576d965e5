package wire

import (
	"encoding/json"
	"errors"
	"fmt"
)

// The types of a participant or recipient (contract 2.2). Legacy "group" and "all" may be read and are never written.
const (
	KindUser       = "user"
	KindTeam       = "team"
	KindEscalation = "escalation"
	KindNone       = "none"
	KindSchedule   = "schedule" // in on-call replies and steps of escalations, never in a rotation
)

// Participant is who a rotation, override or escalation rule points at: a user by id or username (an e-mail), a team or
// escalation by id or name, or "none", which has neither. Replies carry id and username or name; in a request one of
// them is enough. The order of participants matters and repeats are allowed.
type Participant struct {
	Type     string `json:"type"`
	ID       string `json:"id,omitempty"`
	Username string `json:"username,omitempty"`
	Name     string `json:"name,omitempty"`
}

// UserRef points at a user by id or username; one of them is enough in a request.
type UserRef struct {
	ID       string `json:"id,omitempty"`
	Username string `json:"username,omitempty"`
}

// TeamRef points at a team by id or name; one of them is enough in a request.
type TeamRef struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name,omitempty"`
}

// ScheduleRef is what writes to a schedule reply, and the "_parent" of what belongs to one.
type ScheduleRef struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Enabled bool   `json:"enabled"`
}

// RotationRef points at a rotation. In an override request id or name is enough.
type RotationRef struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name,omitempty"`
}

func (r *ScheduleRef) check() error { return wantID(r.ID) }
func (r *RotationRef) check() error { return wantID(r.ID) }

// wantID refuses the reply to a write that does not say what was written.
func wantID(id string) error {
	if id == "" {
		return errors.New("the reply does not name the object")
	}
	return nil
}

// Identifier says which object a path means. Ids are the default; names change and are for the first look-up only
// (contract 2).
type Identifier struct{ kind, value string }

// ByID means an object by its id.
func ByID(id string) Identifier { return Identifier{value: id} }

// ByName means a schedule or team by its name.
func ByName(name string) Identifier { return Identifier{kind: "name", value: name} }

// ByAlias means a forwarding rule by its alias.
func ByAlias(alias string) Identifier { return Identifier{kind: "alias", value: alias} }

// String returns the quoted id, name or alias, for errors.
func (i Identifier) String() string { return fmt.Sprintf("%q", i.value) }

// UserID is a user id that some replies give as bare text and others as an object with an id (contract 6: fromUser).
type UserID string

// UnmarshalJSON reads text, an object with "id", or null.
func (u *UserID) UnmarshalJSON(b []byte) error {
	var text *string
	if json.Unmarshal(b, &text) == nil {
		*u = ""
		if text != nil {
			*u = UserID(*text)
		}
		return nil
	}
	var object struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(b, &object); err != nil {
		return fmt.Errorf("user %.60s is neither an id nor an object with one", b)
	}
	*u = UserID(object.ID)
	return nil
}
