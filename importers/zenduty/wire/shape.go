package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/schedsync/schedsync/importers/httpx"
)

// checker is implemented by objects that can tell a real one from an empty reading.
type checker interface{ check() error }

// ErrNoAnswer is the failure of a call that was answered with success and nothing else: 204 to a question.
var ErrNoAnswer = errors.New("the reply says nothing")

// object is one object as a reply: a JSON object, and whole.
type object[T any] struct {
	value T
	read  bool // there was a body
}

// UnmarshalJSON refuses everything but an object that passes its own check.
func (o *object[T]) UnmarshalJSON(b []byte) error {
	o.read = true
	b = bytes.TrimSpace(b)
	if len(b) == 0 || b[0] != '{' {
		return fmt.Errorf("the reply is %.20s, not an object", b)
	}
	if err := json.Unmarshal(b, &o.value); err != nil {
		return named(b, err)
	}
	if v, ok := any(&o.value).(checker); ok {
		return named(b, v.check())
	}
	return nil
}

// rows is a list as a reply: a bare array, or a page of one (contract 1).
type rows[T any] struct {
	list []T
	next string
	read bool // there was a body
}

// UnmarshalJSON refuses everything but the two.
func (r *rows[T]) UnmarshalJSON(b []byte) error {
	r.read = true
	b = bytes.TrimSpace(b)
	if len(b) > 0 && b[0] == '{' {
		var page struct {
			Next    *string         `json:"next"`
			Results json.RawMessage `json:"results"`
		}
		if err := json.Unmarshal(b, &page); err != nil {
			return err
		}
		if page.Next != nil {
			r.next = *page.Next
		}
		b = page.Results
	}
	if len(b) == 0 || b[0] != '[' {
		return errors.New("the reply is no list")
	}
	var list []object[T]
	if err := json.Unmarshal(b, &list); err != nil {
		return err
	}
	for _, o := range list {
		r.list = append(r.list, o.value)
	}
	return nil
}

// named adds which object could not be read, since encoding/json does not say in which row it was.
func named(b []byte, err error) error {
	if err == nil {
		return nil
	}
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		err = fmt.Errorf("field %q holds a JSON %s, want %s", wrong.Field, wrong.Value, wrong.Type.Kind())
	}
	var id struct {
		Name     json.RawMessage `json:"name"`
		UniqueID json.RawMessage `json:"unique_id"`
	}
	_ = json.Unmarshal(b, &id) // best effort: the object is broken somewhere
	for _, raw := range []json.RawMessage{id.Name, id.UniqueID} {
		if text := httpx.Scalar(raw); text != "" {
			return fmt.Errorf("%q: %w", text, err)
		}
	}
	return err
}

// wantID refuses an object without the id that everything else names it by.
func wantID(id string) error {
	if id == "" {
		return errors.New("it has no unique_id")
	}
	return nil
}
