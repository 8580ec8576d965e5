package declared

import "regexp"

// kind says what a value must look like. The reader and the JSON Schema both obey it.
type kind struct {
	ref      string // the name it has among the schema's definitions
	doc      string // one sentence for the schema; where it is empty, expects must do
	expects  string // completes the sentence "expected …"
	form     form
	pattern  *regexp.Regexp // of texts; also valid as an ECMAScript expression
	enum     []string       // of texts
	not      []string       // texts that are reserved
	min, max int            // of whole numbers
	items    *kind          // of lists
	minItems int
	names    *kind // of the keys of free mappings
	values   *kind // of the values of free mappings
	object   *object
	either   []*kind // one of these, told apart by their shapes
	// fix may turn a text that does not fit into what was probably meant, or into advice.
	fix func(text string) (didYouMean, hint string)
}

// form is the outer form of a kind.
type form uint8

const (
	asText   form = iota // a scalar read by its text; an editor may see a number or a boolean in it
	asString             // a scalar that no YAML reader takes for a number or a boolean
	asInt
	asBool
	asList
	asMap // of ids to values
	asObject
	asEither
)

// key is one key of an object.
type key struct {
	name     string
	kind     *kind
	required bool
	def      any    // the value where it is absent, when that is a fixed one
	doc      string // one sentence
	example  string // as JSON
}

// object describes a mapping with fixed keys.
type object struct {
	noun   string // for messages: "a rotation"
	doc    string
	keys   []key
	choose []choice
	needs  []need
}

// choice is a set of keys that exclude each other.
type choice struct {
	keys []string
	must bool // one of them is required
}

// need says that a key makes no sense without others.
type need struct {
	key    string
	others []string
}

// expects says what a value must be to be this object.
func (o *object) expects() string { return o.noun + " as a mapping" }

// names returns the keys in the order of the table.
func (o *object) names() []string {
	out := make([]string, len(o.keys))
	for i, k := range o.keys {
		out[i] = k.name
	}
	return out
}

// key returns the entry of a key, or nil.
func (o *object) key(name string) *key {
	for i := range o.keys {
		if o.keys[i].name == name {
			return &o.keys[i]
		}
	}
	return nil
}

// The ways to make a kind out of others.

func listOf(expects string, minItems int, item *kind) *kind {
	return &kind{form: asList, expects: expects, items: item, minItems: minItems}
}

func mapOf(expects string, values *kind) *kind {
	return &kind{form: asMap, expects: expects, names: idKind, values: values}
}

func objectOf(ref string, o *object) *kind {
	return &kind{form: asObject, ref: ref, expects: o.expects(), object: o}
}

func enumOf(words ...string) *kind { return &kind{form: asString, enum: words, expects: oneOf(words)} }

func intOf(lo, hi int, expects string) *kind {
	return &kind{form: asInt, min: lo, max: hi, expects: expects}
}

// oneOf returns "a", "a or b", "one of a, b, c".
func oneOf(words []string) string {
	switch len(words) {
	case 1:
		return words[0]
	case 2:
		return words[0] + " or " + words[1]
	}
	s := "one of " + words[0]
	for _, w := range words[1:] {
		s += ", " + w
	}
	return s
}
