package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/plan"
)

// SavedPlan is what apply reads of a plan that was saved. It is compared with a fresh plan and never acted on.
type SavedPlan struct {
	Digest  string          // what the plan comes to, see [plan.Plan]
	Vendors []engine.Vendor // the vendors it is about, in its order
	doc     planDoc
}

// ErrAltered is in the error for a plan that somebody, or something, changed after it was saved.
var ErrAltered = errors.New("it was altered after it was saved: what its readers saw is not what would be done")

// ReadPlan reads a saved plan (see [PlanJSON]). A file that is damaged, cut short, of another version or not a plan at all is
// refused with an error that says which; one of which any word was changed, with [ErrAltered]. White space between the
// words does not count.
func ReadPlan(data []byte) (*SavedPlan, error) {
	saved, err := readPlan(data)
	if err != nil {
		return nil, fmt.Errorf("reading the saved plan: %w", err)
	}
	return saved, nil
}

func readPlan(data []byte) (*SavedPlan, error) {
	// The pointers tell what is missing from what is empty, and so a plan from the other documents.
	var head struct {
		Version *int            `json:"version"`
		Vendors json.RawMessage `json:"vendors"`
		Limits  json.RawMessage `json:"limits"`
	}
	const written = "it is not the JSON that `plan --out` writes: "
	d := json.NewDecoder(bytes.NewReader(data))
	var wrong *json.UnmarshalTypeError
	if err := d.Decode(&head); errors.As(err, &wrong) {
		return nil, fmt.Errorf(written+"found a JSON %s at byte %d", wrong.Value, wrong.Offset)
	} else if err != nil {
		return nil, fmt.Errorf(written+"%w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("something follows the plan at byte %d; make the plan again", d.InputOffset())
	}
	switch {
	case head.Version == nil:
		return nil, errors.New("it has no version, so it is not a plan of schedsync")
	case *head.Version != Version:
		return nil, fmt.Errorf("its version is %d and this program reads %d; make the plan again", *head.Version, Version)
	case head.Vendors == nil || head.Limits == nil:
		return nil, errors.New("it has no vendors and limits, so it is not a plan")
	}
	saved := &SavedPlan{}
	if err := json.Unmarshal(data, &saved.doc); errors.As(err, &wrong) {
		return nil, fmt.Errorf(written+"found a JSON %s at byte %d", wrong.Value, wrong.Offset)
	} else if err != nil {
		return nil, fmt.Errorf(written+"%w", err)
	}
	return saved, saved.check(data)
}

// check holds a plan to its checksum and takes from it what apply compares.
func (s *SavedPlan) check(data []byte) error {
	if s.doc.Checksum == "" {
		return errors.New("it has no checksum, so an earlier version wrote it; make the plan again")
	}
	sealed, err := s.doc.sealed()
	if err != nil {
		return err
	}
	var here, there bytes.Buffer
	if err := errors.Join(json.Compact(&here, data), json.Compact(&there, sealed)); err != nil {
		return err
	}
	if !bytes.Equal(here.Bytes(), bytes.TrimSpace(there.Bytes())) { // a key that stands twice, or is none of ours, differs here as well
		return ErrAltered
	}
	s.Digest = s.doc.Digest
	for i := range s.doc.Vendors {
		s.Vendors = append(s.Vendors, s.doc.Vendors[i].Vendor)
	}
	return nil
}

// Shows holds a saved plan to a fresh one of the same digest: the changes that it shows must be those that will be made, field
// by field. A checksum alone would not tell, since whoever alters a file can make it anew. The error is [ErrAltered].
func (s *SavedPlan) Shows(p *plan.Plan) error {
	same := func(a, b changeDoc) bool {
		return a.Action == b.Action && a.Kind == b.Kind && a.ID == b.ID && a.Name == b.Name && slices.EqualFunc(a.Fields, b.Fields, sameField)
	}
	ok := slices.EqualFunc(s.doc.Vendors, p.Vendors, func(doc planVendorDoc, v plan.Vendor) bool {
		deferred := func(c changeDoc) bool { return c.Action == diff.Deferred } // no change, and it depends on the hour
		return doc.Vendor == v.Vendor && slices.EqualFunc(slices.DeleteFunc(slices.Clone(doc.Changes), deferred), planVendor(&v).Changes, same)
	})
	if !ok || s.doc.Owner != p.Owner || s.doc.Policy != p.Policy {
		return ErrAltered
	}
	return nil
}

func sameField(a, b fieldDoc) bool {
	text := func(s *string) string {
		if s == nil {
			return ""
		}
		return *s
	}
	return a.Path == b.Path && text(a.Before) == text(b.Before) && text(a.After) == text(b.After)
}
