// Package snapshot holds a vendor's state at a moment as a value: its schedules in engine terms, the ids they have there,
// the marks that say who owns them, and the bodies they were read from.
package snapshot

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// Raw is what was read from a vendor, as it was sent: the only form in which a state is kept. Lifting it again gives the
// same [Snapshot], so a snapshot file needs no second format, and unknown keys survive.
type Raw struct {
	Version int                          `json:"version"`
	Vendor  engine.Vendor                `json:"vendor"`
	TakenAt string                       `json:"taken_at"` // RFC 3339 UTC
	Bodies  map[string][]json.RawMessage `json:"bodies"`   // by kind of object, in the order read
}

// Snapshot is a vendor's state in engine terms. Participants carry the vendor's own ids; [Accounts] translates them.
type Snapshot struct {
	Vendor      engine.Vendor
	TakenAt     civil.Instant
	Users       []User
	Teams       []Ref
	Escalations []Ref
	Ladders     []Ladder            // the steps of the escalations in words, in their order; empty: not read
	Forwards    []Forward           // rules of the account that send what reaches one user to another, in the order they act in
	Unread      []string            // what the key may not read, in words
	Members     map[string][]string // the vendor's user ids by its team ids, where schedules may only hold a team's own people; nil: no such rule
	Escalated   []string            // ids of the objects that some escalation reaches, sorted; nil: the vendor was not asked
	Through     map[string][]string // names of the escalations that reach people through an object, by its id; nil: none is known
	Objects     []Object            // by name, then id
	Mutes       []Mute              // by name, then id
	Alerts      []Ref               // what mutes can be attached to, by name, then id; nil where it was not asked for
	AlertTeams  map[string]string   // the team's id by the id of one of Alerts, where those belong to teams
	Chains      []Chain             // by name
	ReadOnly    string              // why nothing can be written there; empty: it can
	Watchers    int                 // like [Object.Watchers], of a schedule that is yet to be made
}

// Reaches notes that an escalation reaches people through an object.
func (s *Snapshot) Reaches(escalation, object string) {
	if s.Through == nil {
		s.Through = map[string][]string{}
	}
	if names := s.Through[object]; !slices.Contains(names, escalation) {
		s.Through[object] = append(names, escalation)
	}
}

// User is somebody with an account at the vendor.
type User struct {
	ID, Login, Name string
	Emails          []string // addresses besides the login, by which a person may be found too
	Zone            string
	Blocked         bool // cannot be notified: never put on call
	Unverified      bool
}

// Forward is a rule of the account, outside all schedules, by which whatever reaches one user reaches another.
type Forward struct {
	Ref  string // what the vendor calls the rule
	From string // the vendor's id of the user
	Rule engine.Forward
}

// Ladder is an escalation as a person reads it. Escalations are written to no vendor.
type Ladder struct {
	ID, Name string
	Steps    []string
}

// Ref names an object of the vendor that schedules refer to.
type Ref struct{ ID, Name string }

// Chain is an escalation that the vendor keeps within one of its schedules: objects that are notified one after another.
type Chain struct {
	Name  string
	Links []Link // by After
	Notes []string
}

// Link is one object of a chain, notified After so many minutes.
type Link struct {
	Object string // its ID
	After  int
}

// Object is one schedule at the vendor.
type Object struct {
	ID       string
	Mark     Mark            // zero: nobody's, as far as marks tell
	Schedule engine.Schedule // ID is empty; overrides carry their alias in Ref
	// RotationIDs are the vendor's ids of Schedule.Rotations, by index.
	RotationIDs []string
	// Theirs says, by index of Schedule.Rotations, which rotations of an object that has a mark somebody else made: they are
	// shown as drift and never deleted. Nil where a vendor marks no rotations; those of an object without a mark belong to
	// whom it belongs to, so that it can be adopted whole.
	Theirs []bool
	// Untagged says, by index of Schedule.Rotations, which rotations lack our tag, at vendors where each has its own. Once the
	// object is marked they count as somebody else's, so adopting it makes anew those of them that stay. Nil: no such tags.
	Untagged []bool
	// Notes say in words what could not be lifted exactly, or was guessed.
	Notes []string
	// Opaque, when not empty, says why the object cannot be resolved at all; then it is never changed.
	Opaque string
	// Heard says of an opaque object that the vendor can be asked who is on call in it all the same.
	Heard bool
	// Watchers is how many people the vendor writes to about every override, where it does, at most and besides the one who
	// comes and one supervisor of the one who goes.
	Watchers int
	// ReadOnly, when not empty, says why the vendor gives no way to change the object, which can be resolved all the same.
	ReadOnly string
}

// Mark says which installation owns an object, and as what.
type Mark struct {
	Owner string
	ID    string // the id the object has in the YAML of that installation
}

// String returns the mark as it stands at the end of a description: "[schedsync:acme-prod/payments-primary]" (SPEC 3).
func (m Mark) String() string {
	if m == (Mark{}) {
		return ""
	}
	return fmt.Sprintf("[schedsync:%s/%s]", m.Owner, m.ID)
}

const markOpen = "[schedsync:"

// SplitMark takes the mark off the end of a description and returns both. A text without a mark is returned as it is.
func SplitMark(description string) (text string, m Mark) {
	trimmed := strings.TrimRight(description, " ")
	i := strings.LastIndex(trimmed, markOpen)
	if i < 0 || !strings.HasSuffix(trimmed, "]") {
		return description, Mark{}
	}
	owner, id, ok := strings.Cut(trimmed[i+len(markOpen):len(trimmed)-1], "/")
	if !ok || owner == "" || id == "" || strings.Contains(id, "/") {
		return description, Mark{}
	}
	return strings.TrimRight(trimmed[:i], " "), Mark{owner, id}
}

// WithMark puts the mark at the end of a description.
func WithMark(description string, m Mark) string {
	return strings.TrimSpace(description + " " + m.String())
}

// Hash returns a digest of the state by meaning: of the texts that callers made of its objects in a stated order, so that
// what a vendor shuffles between two reads does not count.
func Hash(texts []string) string {
	h := sha256.New()
	for _, t := range texts {
		fmt.Fprintf(h, "%d:%s\n", len(t), t)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
