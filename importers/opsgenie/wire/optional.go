package wire

import "encoding/json"

// Optional is a field of a partial update. The zero Optional is left out (Opsgenie keeps what it has), Set(v) sends v,
// and Null sends an explicit null, which is the only way there might be to clear a field (contract 2.2: unproven; verify
// by reading back). Fields of this type carry the json option "omitzero".
type Optional[T any] struct {
	value T
	state optionalState
}

type optionalState uint8

const (
	omitted optionalState = iota
	null
	set
)

// Set returns an Optional that sends v.
func Set[T any](v T) Optional[T] { return Optional[T]{value: v, state: set} }

// Null returns an Optional that sends null.
func Null[T any]() Optional[T] { return Optional[T]{state: null} }

// IsZero reports whether the field is left out.
func (o Optional[T]) IsZero() bool { return o.state == omitted }

// Get returns the value, and false when the field is left out or null.
func (o Optional[T]) Get() (T, bool) { return o.value, o.state == set }

// MarshalJSON writes the value, or null.
func (o Optional[T]) MarshalJSON() ([]byte, error) {
	if o.state != set {
		return []byte("null"), nil
	}
	return json.Marshal(o.value)
}
