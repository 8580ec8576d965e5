package declared

import (
	"regexp"
	"slices"
	"strconv"
)

// value is a node and the object path it is reached by. The zero value is a key that is not written.
type value struct {
	*node
	path   string
	secret bool // messages must not repeat its text
}

func (v value) exists() bool { return v.node != nil }

// at returns a node below v: a key or an id.
func (v value) at(name string, n *node) value {
	if v.path != "" {
		name = join(v.path, name)
	}
	return value{n, name, v.secret}
}

// item returns the i-th item of a list.
func (v value) item(i int) value {
	return value{v.items[i], v.path + "[" + strconv.Itoa(i) + "]", v.secret}
}

// last returns the last part of the path, which is the key the value stands at; items answer with their list's.
func (v value) last() string {
	p := v.path
	for i := len(p) - 1; i >= 0; i-- {
		switch p[i] {
		case '[':
			p = p[:i]
		case '.':
			return p[i+1:]
		}
	}
	return p
}

// fields is a mapping opened against its table.
type fields struct {
	l      *loader
	object *object
	at     value
	values map[string]value
}

// open checks a mapping against its table: unknown keys, missing ones, keys that exclude or need each other. It returns
// fields in any case, so that whatever can be read is.
func (l *loader) open(v value, o *object) *fields {
	f := &fields{l: l, object: o, at: v, values: map[string]value{}}
	if !l.is(v, mapping, o.expects()) {
		return f
	}
	if v.path != "" {
		l.mark(v)
	}
	for _, p := range v.pairs {
		k := o.key(p.key.text)
		if k == nil {
			l.unknownKey(value{p.key, v.path, v.secret}, o)
			continue
		}
		at := v.at(k.name, p.val)
		f.values[k.name] = at
		l.mark(value{p.key, at.path, false})
	}
	f.checkRequired()
	f.checkChoices()
	return f
}

// mark remembers where an object path stands.
func (l *loader) mark(v value) { l.positions[v.path] = v.pos() }

// ownWords says what others' words for a key are here: those of vendors' APIs, and of everyday speech.
var ownWords = map[string][]string{
	"participants": {"people"}, "users": {"people"}, "members": {"people"}, "type": {"every"}, "length": {"every"},
	"interval": {"every"}, "restrictions": {"only"}, "restriction": {"only"}, "tz": {"timezone"}, "layers": {"rotations"},
	"end": {"until", "to"}, "start": {"from"}, "user": {"who"}, "person": {"who"}, "recipient": {"who"}, "vacation": {"away"},
	"absences": {"away"}, "vendors": {"targets"}, "exceptions": {"overrides"},
}

// ownWord returns the object's own key for somebody else's word, or "".
func (o *object) ownWord(word string) string {
	for _, own := range ownWords[word] {
		if o.key(own) != nil {
			return own
		}
	}
	return ""
}

// settingName is what a misspelt setting looks like, and a pasted key does not.
var settingName = regexp.MustCompile(`^[a-z_]{1,20}$`)

func (l *loader) unknownKey(v value, o *object) {
	names := o.names()
	p := Problem{
		Text: "unknown key " + quoted(v.text) + " in " + o.noun, Expected: oneOf(names),
		DidYouMean: l.suggester.Suggest(v.text, names),
	}
	if p.DidYouMean == "" {
		p.DidYouMean = o.ownWord(v.text)
	}
	if v.secret && !settingName.MatchString(v.text) {
		p.Text = "unknown key in " + o.noun + " (not shown: it may be a secret)"
	}
	if len(names) == 0 {
		p.Expected = "no keys: write {}"
	}
	if o == workspaceObject && p.DidYouMean == "" {
		p.Hint = "a file of another program is skipped unless it has a key like ours; keep it in a dot-folder or outside"
	}
	if o == scheduleTargets && v.text == "hostedgraphite" {
		p.Hint = "Hosted Graphite keeps no schedules; it takes mutes"
	}
	l.add(v, p)
}

func (f *fields) checkRequired() {
	for _, k := range f.object.keys {
		if k.required && !f.has(k.name) {
			f.l.add(f.at, Problem{Text: "missing key " + quoted(k.name) + " in " + f.object.noun, Expected: k.kind.expects})
		}
	}
}

func (f *fields) checkChoices() {
	for _, c := range f.object.choose {
		var have []string
		for _, k := range c.keys {
			if f.has(k) {
				have = append(have, k)
			}
		}
		switch {
		case len(have) == 0 && c.must:
			f.l.add(f.at, Problem{Text: "missing key in " + f.object.noun, Expected: oneOf(c.keys)})
		case len(have) > 1:
			f.l.add(f.values[have[1]], Problem{
				Text:     quoted(have[0]) + " and " + quoted(have[1]) + " exclude each other in " + f.object.noun,
				Expected: oneOf(c.keys),
			})
		}
	}
	for _, n := range f.object.needs {
		for _, other := range n.others {
			if f.has(n.key) && !f.has(other) {
				f.l.add(f.values[n.key], Problem{Text: quoted(n.key) + " in " + f.object.noun + " means nothing without " + quoted(other)})
			}
		}
	}
}

// has reports whether the key is written, whatever its value.
func (f *fields) has(name string) bool { return f.values[name].exists() }

// get returns the value of a key, which is zero when it is absent or null; a null is reported here.
func (f *fields) get(name string) value {
	v := f.values[name]
	if v.exists() && v.shape == null {
		k := f.object.key(name)
		f.l.add(v, Problem{Text: name, Found: "nothing", Expected: k.kind.expects, Hint: nullHint(k)})
		return value{}
	}
	return v
}

func nullHint(k *key) string {
	switch {
	case k.kind.form == asObject:
		return "write {} where there is nothing to say"
	case k.required:
		return ""
	default:
		return "give it a value or leave the key out"
	}
}

// is reports whether a value has a shape; if not, that is a problem.
func (l *loader) is(v value, s shape, expects string) bool {
	if !v.exists() {
		return false
	}
	if v.shape != s {
		l.add(v, Problem{Text: v.last(), Found: describe(v.node, v.secret), Expected: expects, Hint: shapeHint(v.node)})
		return false
	}
	return true
}

// shapeHint knows the usual slip: a space after the colon of team:ID makes a mapping of it.
func shapeHint(n *node) string {
	if n.shape != mapping || len(n.pairs) != 1 {
		return ""
	}
	k := n.pairs[0].key.text
	if slices.Contains(referencePrefixes, k) {
		return "write " + k + ":ID without a space after the colon"
	}
	return ""
}

// list returns the items of a list, each checked for null; a list shorter than its table allows is a problem.
func (f *fields) list(name string) []value {
	v := f.get(name)
	return f.l.listOf(v, f.object.key(name).kind)
}

func (l *loader) listOf(v value, k *kind) []value {
	if !l.is(v, list, k.expects) {
		return nil
	}
	if len(v.items) < k.minItems {
		l.add(v, Problem{Text: v.last(), Found: "an empty list", Expected: k.expects})
	}
	out := make([]value, 0, len(v.items))
	for i := range v.items {
		it := v.item(i)
		if it.shape == null {
			l.add(it, Problem{Text: v.last(), Found: "nothing", Expected: k.items.expects})
			continue
		}
		out = append(out, it)
	}
	return out
}

// entry is an id with what stands at it.
type entry struct {
	id  string
	key value // where the id stands
	value
}

// entries returns the ids of a section with their values, those with a bad id reported and left out.
func (f *fields) entries(name string) []entry {
	v, k := f.get(name), f.object.key(name).kind
	if !f.l.is(v, mapping, k.expects) {
		return nil
	}
	out := make([]entry, 0, len(v.pairs))
	for _, p := range v.pairs {
		at := v.at(p.key.text, p.val)
		id, ok := f.l.scalar(value{p.key, at.path, false}, k.names, "id")
		if !ok {
			continue
		}
		out = append(out, entry{id, value{p.key, at.path, false}, at})
	}
	return out
}
