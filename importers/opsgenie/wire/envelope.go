package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/importers/httpx"
)

// errNoData refuses a reply that would otherwise read as an empty list.
var errNoData = errors.New(`the reply has no "data"`)

// envelope is {"data": …} around every reply (contract 1). took, requestId and expandable are ignored.
type envelope[T any] struct{ data T }

// UnmarshalJSON takes "data" out, which must be there and not null, and lets the value check itself.
func (e *envelope[T]) UnmarshalJSON(b []byte) error {
	var outer struct {
		Data json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(b, &outer); err != nil {
		return err
	}
	if len(outer.Data) == 0 || string(outer.Data) == "null" {
		return errNoData
	}
	if err := json.Unmarshal(outer.Data, &e.data); err != nil {
		return err
	}
	if v, ok := any(&e.data).(interface{ check() error }); ok {
		return v.check()
	}
	return nil
}

// named adds which object could not be read, since encoding/json does not say in which list item it was.
func named(kind string, b []byte, err error) error {
	if err == nil {
		return nil
	}
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		err = fmt.Errorf("field %q holds a JSON %s, want %s", wrong.Field, wrong.Value, wrong.Type.Kind())
	}
	var id struct{ Name, Alias, ID json.RawMessage }
	_ = json.Unmarshal(b, &id) // best effort: the object is broken somewhere
	for _, raw := range []json.RawMessage{id.Name, id.Alias, id.ID} {
		if text := httpx.Scalar(raw); text != "" {
			return fmt.Errorf("%s %q: %w", kind, text, err)
		}
	}
	return fmt.Errorf("%s: %w", kind, err)
}

// parseProblem reads an error reply (contract 1.1): code, message, and the field texts of a 422 in the order of their
// names.
func parseProblem(_ int, header http.Header, body []byte) httpx.Problem {
	var reply struct {
		Code      json.RawMessage            `json:"code"`
		Message   string                     `json:"message"`
		Errors    map[string]json.RawMessage `json:"errors"`
		RequestID string                     `json:"requestId"`
	}
	p := httpx.Problem{RequestID: header.Get("X-Request-Id"), Code: header.Get("X-Opsgenie-Errortype")}
	_ = json.Unmarshal(body, &reply) // what can be read is used; an unreadable body is shown as text
	if code := httpx.Scalar(reply.Code); code != "" {
		p.Code = code
	}
	if reply.RequestID != "" {
		p.RequestID = reply.RequestID
	}
	var fields []string
	for field, raw := range reply.Errors {
		text := httpx.Scalar(raw)
		if text == "" {
			text = string(raw)
		}
		fields = append(fields, field+": "+text)
	}
	slices.Sort(fields)
	p.Message = reply.Message
	if len(fields) > 0 {
		p.Message = strings.TrimSpace(p.Message + " (" + strings.Join(fields, "; ") + ")")
	}
	return p
}
