package declared

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/importers/near"
)

// refKind is what a reference points at.
type refKind uint8

const (
	toPerson refKind = iota
	toTeam
	toHolidays
	toSchedule
	toRotation // the id is SCHEDULE.ROTATION
	toEscalation
	toMute
	toVendorTeam // a team of ours, or a vendor's id
)

// refNames say what a reference points at, and where that is declared.
var refNames = [...]struct{ noun, where string }{
	toPerson:     {"person", "an id below `people`"},
	toTeam:       {"team", "an id below `teams`"},
	toHolidays:   {"holiday calendar", "an id below `holidays`, or a country code such as PT or DE-BY"},
	toSchedule:   {"schedule", "an id below `schedules`"},
	toRotation:   {"rotation", "the id of a rotation of this schedule"},
	toEscalation: {"escalation", "an id below `escalations`"},
	toMute:       {"mute", "an id below `mutes`"},
	toVendorTeam: {"team", "an id below `teams`, or the vendor's id"},
}

// reference is a place that names an object.
type reference struct {
	kind refKind
	id   string
	at   value
	from owner
}

// owner is the object being read.
type owner struct {
	kind refKind
	id   string
}

func (o owner) String() string { return refNames[o.kind].noun + " " + o.id }

// refer remembers a reference until everything is read.
func (l *loader) refer(k refKind, id string, at value) {
	l.refs = append(l.refs, reference{k, id, at, l.owner})
}

// references returns the items of a list of ids that fit their kind, each once; a second one is a problem.
func (f *fields) references(name string) []value {
	item := f.object.key(name).kind.items
	seen := map[string]bool{}
	var out []value
	for _, v := range f.list(name) {
		id, ok := f.l.scalar(v, item, name)
		switch {
		case !ok:
		case seen[id]:
			f.l.add(v, Problem{Text: name + " lists " + quoted(id) + " twice"})
		default:
			seen[id] = true
			out = append(out, v)
		}
	}
	return out
}

// known holds the ids that are declared, and where.
type known map[refKind]map[string]Position

func (k known) add(kind refKind, id string, at Position) {
	if k[kind] == nil {
		k[kind] = map[string]Position{}
	}
	k[kind][id] = at
}

// capitals refuses an id that differs from another only in capitals: ids become file names, and two people would be told
// apart by nothing that a reader notices.
func (l *loader) capitals(k refKind, section string, e entry) {
	low := section + "." + strings.ToLower(e.id)
	first, ok := l.lower[low]
	if !ok {
		l.lower[low] = e.id
		return
	}
	l.add(e.key, Problem{
		Text: "id " + quoted(e.id) + " in " + section + " differs only in capitals from " + quoted(first),
		Hint: "that stands at " + l.known[k][first].String(),
	})
}

// vendorID is how a vendor's own id looks: a UUID, or Zenduty's cut ones (contract zenduty, ids).
var vendorID = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{1,12}$`)

// dangling reports every reference to something that is not declared.
func (l *loader) dangling() {
	ids := map[refKind][]string{}
	for k, m := range l.known {
		ids[k] = slices.Sorted(maps.Keys(m))
	}
	ids[toVendorTeam] = ids[toTeam]
	for _, r := range l.refs {
		if l.resolves(r) {
			continue
		}
		shown := r.id
		candidates := ids[r.kind]
		prefix, _, ok := strings.Cut(r.at.text, ":")
		if r.kind == toRotation {
			schedule := r.from.id + "."
			shown = strings.TrimPrefix(r.id, schedule)
			candidates = rotationsOf(candidates, schedule)
		}
		p := Problem{Text: "unknown " + refNames[r.kind].noun + " " + quoted(shown), Expected: refNames[r.kind].where}
		if s := l.suggester.Suggest(shown, candidates); s != "" {
			p.DidYouMean = s
			if ok {
				p.DidYouMean = prefix + ":" + s
			}
		} else {
			p.DidYouMean = l.otherKind(r)
		}
		if r.kind == toHolidays {
			l.country(&p, shown)
		}
		l.add(r.at, p)
	}
}

// resolves reports whether a reference has its object, or may have it in a document that does not parse.
func (l *loader) resolves(r reference) bool {
	id, kind := r.id, r.kind
	switch kind {
	case toHolidays:
		if knownCountry(id) {
			return true
		}
	case toVendorTeam:
		if vendorID.MatchString(id) {
			return true
		}
		kind = toTeam
	}
	if _, ok := l.known[kind][id]; ok {
		return true
	}
	return l.perhaps[id] || kind == toRotation && l.perhaps[strings.TrimPrefix(id, r.from.id+".")]
}

// byName knows the slip of writing somebody's name where the id belongs, and suggests the id, never one that is nobody's. A name
// that two have suggests nobody.
func (l *loader) byName(people []engine.PersonInfo) {
	ids := map[string]string{}
	for i := range people {
		word := near.Fold(quoted(people[i].Name))
		if _, twice := ids[word]; twice {
			ids[word] = ""
		} else {
			ids[word] = string(people[i].ID)
		}
	}
	for i := range l.log.list {
		p := &l.log.list[i]
		word, unknown := strings.CutPrefix(p.Text, "unknown "+refNames[toPerson].noun+" ")
		if !unknown && (strings.HasPrefix(p.Expected, "a person's id") || strings.HasPrefix(p.Expected, "one person's id")) {
			word = p.Found
			if _, known := l.known[toPerson][p.DidYouMean]; !known && p.DidYouMean != "none" {
				p.DidYouMean = "" // it would be an id, and is nobody's
			}
		}
		if id := ids[near.Fold(word)]; id != "" {
			p.DidYouMean = id
		}
	}
}

// otherKind knows the slip of naming a team or an escalation without its prefix.
func (l *loader) otherKind(r reference) string {
	if r.kind != toPerson || strings.Contains(r.at.text, ":") {
		return ""
	}
	for _, k := range []refKind{toTeam, toEscalation} {
		if _, ok := l.known[k][r.id]; ok {
			return engine.Participant{Kind: participantKinds[k], ID: r.id}.String()
		}
	}
	return ""
}

var participantKinds = map[refKind]engine.Kind{toTeam: engine.KindTeam, toEscalation: engine.KindEscalation}

// rotationsOf returns the rotations of one schedule out of the sorted ids of all.
func rotationsOf(ids []string, prefix string) []string {
	i, _ := slices.BinarySearch(ids, prefix)
	var out []string
	for ; i < len(ids) && strings.HasPrefix(ids[i], prefix); i++ {
		out = append(out, strings.TrimPrefix(ids[i], prefix))
	}
	return out
}
