package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/schedsync/schedsync/importers/httpx"
)

// How often a shift recurs (contract b.3).
const (
	Once           = "ONCE"
	Daily          = "DAILY"
	Weekly         = "WEEKLY"
	EveryWeekday   = "EVERY_WEEKDAY"
	EveryWeekend   = "EVERY_WEEKEND_DAY"
	Monthly        = "MONTHLY"
	Yearly         = "YEARLY"
	Holiday        = "HOLIDAY"
	EndNever       = "NEVER"
	EndDate        = "DATE"
	EndRepetitions = "REPETITIONS"
)

// Shift is a shift in a reply.
type Shift struct {
	ID          string      `json:"id"`
	Name        string      `json:"name"`
	Description string      `json:"description"`
	Start       Time        `json:"start"`
	End         Time        `json:"end"`
	Timezone    string      `json:"timezone"`
	Recurrence  *Recurrence `json:"recurrence"`
	Members     Page        `json:"members"`
	Rotation    *Rotation   `json:"rotation"`

	Raw json.RawMessage `json:"-"`
}

// UnmarshalJSON reads the shift, keeps its bytes, and names it in an error.
func (s *Shift) UnmarshalJSON(b []byte) error {
	type plain Shift
	err := json.Unmarshal(b, (*plain)(s))
	s.Raw = bytes.Clone(b)
	return named("shift", b, err)
}

func (s Shift) id() string { return s.ID }

// Recurrence says how a shift recurs; in a request only what its frequency needs is set.
type Recurrence struct {
	Frequency   Word           `json:"frequency"`
	RepeatEvery Int            `json:"repeatEvery,omitempty"`
	OnDays      []Word         `json:"onDays,omitempty"`
	On          Word           `json:"on,omitempty"`
	Months      []Word         `json:"months,omitempty"`
	DateOfMonth Text           `json:"dateOfMonth,omitempty"`
	Classifier  Word           `json:"dayOfWeekClassifier,omitempty"`
	DayOfWeek   Word           `json:"dayOfWeek,omitempty"`
	End         *RecurrenceEnd `json:"end,omitempty"`
}

// RecurrenceEnd says when a recurrence ends. xMatters' own client misspells repetitions.
type RecurrenceEnd struct {
	EndBy       Word `json:"endBy"`
	Date        Time `json:"date,omitzero"`
	Repetitions Int  `json:"repetitions,omitempty"`
	Misspelt    Int  `json:"repititions,omitempty"`
}

// Rotation is the vendor's own rotation within a shift. It changes the order of members, and is never written.
type Rotation struct {
	Type     Text `json:"type"`
	Interval Int  `json:"interval"`
	Next     Time `json:"nextRotationTime"`
}

// ShiftMember is one of those whom a shift notifies (contract b.3). Delay is minutes before this member.
type ShiftMember struct {
	Recipient      Ref  `json:"recipient"`
	Position       Int  `json:"position"`
	Delay          Int  `json:"delay"`
	EscalationType Word `json:"escalationType"`
}

// ShiftRequest creates a shift.
type ShiftRequest struct {
	Name        string          `json:"name"`
	Description string          `json:"description"`
	Start       Time            `json:"start,omitzero"`
	End         Time            `json:"end,omitzero"`
	Timezone    string          `json:"timezone"`
	Recurrence  *Recurrence     `json:"recurrence,omitempty"`
	Members     []MemberRequest `json:"members"`
}

// MemberRequest puts a person into a new shift, to be notified at once.
type MemberRequest struct {
	Recipient      RecipientRequest `json:"recipient"`
	Position       int              `json:"position"`
	Delay          int              `json:"delay"`
	EscalationType string           `json:"escalationType"`
	InRotation     bool             `json:"inRotation"`
}

// RecipientRequest names a person.
type RecipientRequest struct {
	ID   string `json:"id"`
	Type string `json:"recipientType"`
}

// ListShifts returns a group's shifts with their members and rotations. The error of an API that has no such call is told by
// [IsGone].
func (c *Client) ListShifts(ctx context.Context, group string) ([]Shift, error) {
	call := reading(quoted("list the shifts of", "group", group), "groups", group, "shifts")
	call.Query = call.Query.With("embed", "members,rotation")
	list, err := listOf[Shift](ctx, c, call)
	return list, asGone(err)
}

// Members reads rows of members.
func Members(rows []json.RawMessage) ([]ShiftMember, error) {
	return decode[ShiftMember]("read the members of a shift", rows)
}

// FindShift returns a group's shift by its exact name; ok is false when there is none.
func (c *Client) FindShift(ctx context.Context, group, name string) (s Shift, ok bool, err error) {
	list, err := c.ListShifts(ctx, group)
	for _, row := range list {
		if row.Name == name {
			return row, true, err
		}
	}
	return Shift{}, false, err
}

// The wait and number of tries while a name is still taken by a shift that was deleted (contract a.5: 501).
const (
	takenTries = 5
	takenWait  = 3 * time.Second
)

// CreateShift adds a shift. Where the outcome is in doubt, or the vendor says that the name is taken, it is looked up by
// name: one that says the same in its description is the one that was to be made.
func (c *Client) CreateShift(ctx context.Context, group string, s ShiftRequest) (Shift, error) {
	op := fmt.Sprintf("create shift %q of group %q", s.Name, group)
	for n := 1; ; n++ {
		made, err := fetch[Shift](ctx, c, posting(op, s, "groups", group, "shifts"))
		taken := httpx.HasStatus(err, http.StatusNotImplemented)
		if err == nil || !taken && !httpx.IsConflict(err) && !httpx.IsAmbiguous(err) {
			return made, err
		}
		found, ok, lookErr := c.FindShift(ctx, group, s.Name)
		switch {
		case lookErr != nil:
			return Shift{}, fmt.Errorf("%w; looking it up: %w", err, lookErr)
		case ok && found.Description == s.Description:
			return found, nil
		case ok:
			return Shift{}, fmt.Errorf("%w: somebody else's shift has this name", err)
		case n == takenTries || httpx.IsConflict(err):
			return Shift{}, err
		}
		if taken {
			if err := c.http.Wait(ctx, time.Duration(n)*takenWait); err != nil {
				return Shift{}, err
			}
		}
	}
}

// DeleteShift deletes a shift. Members who are left without any shift leave the roster with it (contract f.11).
func (c *Client) DeleteShift(ctx context.Context, group, id string) error {
	return c.remove(ctx, fmt.Sprintf("delete shift %q of group %q", id, group), "groups", group, "shifts", id)
}

// errGone says that the account has no such call.
var errGone = errors.New("the account's API does not have this call")

// IsGone reports that the account's API lacks a call that newer ones have.
func IsGone(err error) bool { return errors.Is(err, errGone) }
