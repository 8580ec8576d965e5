package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/schedsync/schedsync/importers/httpx"
)

// The kinds of absence (contract b.5).
const (
	Vacancy     = "VACANCY"
	Replaced    = "REPLACEMENT"
	MostAbsence = 90 // days: how far ahead an absence may end
)

// PersonReply is somebody with an account (contract b.6). E-mail addresses are on devices.
type PersonReply struct {
	ID         string `json:"id"`
	TargetName string `json:"targetName"`
	First      string `json:"firstName"`
	Last       string `json:"lastName"`
	Timezone   string `json:"timezone"`
	WebLogin   string `json:"webLogin"`
	Status     Word   `json:"status"`
	Devices    Page   `json:"devices"`

	Supervisors Page `json:"supervisors"`
}

// UnmarshalJSON names the person in an error.
func (p *PersonReply) UnmarshalJSON(b []byte) error {
	type plain PersonReply
	return named("person", b, json.Unmarshal(b, (*plain)(p)))
}

func (p PersonReply) id() string { return p.ID }

// DeviceReply is one of a person's devices; only e-mail addresses matter here.
type DeviceReply struct {
	Type  Word   `json:"deviceType"`
	Email string `json:"emailAddress"`
}

// Emails reads the addresses out of a person's devices.
func Emails(rows []json.RawMessage) ([]string, error) {
	devices, err := decode[DeviceReply]("read the devices of a person", rows)
	var out []string
	for _, d := range devices {
		if d.Type == "EMAIL" && d.Email != "" {
			out = append(out, d.Email)
		}
	}
	return out, err
}

// ListPeople returns everybody the user may see, with what is to be embedded: devices, supervisors.
func (c *Client) ListPeople(ctx context.Context, embed ...string) ([]PersonReply, error) {
	call := reading("list people", "people")
	if len(embed) > 0 {
		call.Query = call.Query.With("embed", strings.Join(embed, ","))
	}
	return listOf[PersonReply](ctx, c, call)
}

// Absence is a temporary absence (contract b.5), over [Start, End).
type Absence struct {
	ID          string `json:"id"`
	Type        Word   `json:"absenceType"`
	Member      Ref    `json:"member"`
	Start       Time   `json:"start"`
	End         Time   `json:"end"`
	Group       *Ref   `json:"group"` // nil: all groups of the member
	Replacement *Ref   `json:"replacement"`

	Raw json.RawMessage `json:"-"`
}

// UnmarshalJSON reads the absence, keeps its bytes, and names it in an error.
func (a *Absence) UnmarshalJSON(b []byte) error {
	type plain Absence
	err := json.Unmarshal(b, (*plain)(a))
	a.Raw = bytes.Clone(b)
	return named("absence", b, err)
}

func (a Absence) id() string { return a.ID }

// AbsenceRequest creates an absence. The group is always said: without it all groups of the member are meant.
type AbsenceRequest struct {
	ID          string `json:"id"`
	Type        string `json:"absenceType"`
	Member      string `json:"member"`
	Start       Time   `json:"start"`
	End         Time   `json:"end"`
	Group       string `json:"group"`
	Replacement string `json:"replacement,omitempty"`
}

// ListAbsences returns the present and coming absences: of everybody, or of one member for older APIs, which ask for one.
func (c *Client) ListAbsences(ctx context.Context, member string) ([]Absence, error) {
	call := reading("list temporary absences", "temporary-absences")
	if member != "" {
		call.Query = call.Query.With("member", member)
	}
	return listOf[Absence](ctx, c, call)
}

// CreateAbsence adds an absence under an id of the caller's choice. Where the outcome is in doubt it is looked up by that id.
func (c *Client) CreateAbsence(ctx context.Context, a AbsenceRequest) error {
	op := fmt.Sprintf("add an absence of %q from %s until %s", a.Member, a.Start, a.End)
	send := func() error {
		_, err := fetch[Absence](ctx, c, posting(op, a, "temporary-absences"))
		return err
	}
	err := send()
	if err == nil || !httpx.IsAmbiguous(err) && !httpx.IsConflict(err) {
		return err
	}
	list, lookErr := c.ListAbsences(ctx, a.Member)
	if lookErr != nil {
		return fmt.Errorf("%w; looking it up: %w", err, lookErr)
	}
	for _, found := range list {
		if found.ID == a.ID {
			return nil
		}
	}
	if httpx.IsConflict(err) {
		return err
	}
	return send()
}

// DeleteAbsence deletes an absence.
func (c *Client) DeleteAbsence(ctx context.Context, id string) error {
	return c.remove(ctx, quoted("delete", "absence", id), "temporary-absences", id)
}
