package civil

// Moment is a point of time as a person wrote it: a local time on a clock to be named later, or, with an offset or a Z,
// an instant. The zero Moment is "not set".
type Moment struct {
	local   Local
	instant Instant
	kind    momentKind
}

type momentKind uint8

const (
	unset momentKind = iota
	isLocal
	isInstant
)

// AtLocal returns the moment of a local time.
func AtLocal(l Local) Moment { return Moment{local: l, kind: isLocal} }

// AtInstant returns the moment of an instant.
func AtInstant(i Instant) Moment { return Moment{instant: i, kind: isInstant} }

// Moment returns an instant as the zone's clock reads it, where the reading means no other instant; else the instant.
func (z *Zone) Moment(t Instant) Moment {
	if l := z.Reading(t); z.First(l) == t {
		return AtLocal(l)
	}
	return AtInstant(t)
}

// IsSet reports whether the moment was written at all.
func (m Moment) IsSet() bool { return m.kind != unset }

// Fixed reports whether the moment is an instant, the same in every zone.
func (m Moment) Fixed() bool { return m.kind == isInstant }

// In returns the instant of the moment on z's clock. An unset moment is instant 0; ask [Moment.IsSet] first.
func (m Moment) In(z *Zone) Instant {
	if m.kind == isLocal {
		return z.First(m.local)
	}
	return m.instant
}

// On returns what z's clock reads at the moment: the local time itself, or the reading at the instant.
func (m Moment) On(z *Zone) Local {
	if m.kind == isLocal {
		return m.local
	}
	return z.Reading(m.instant)
}

// String returns the local time as written, or the instant in RFC 3339, or "" when unset.
func (m Moment) String() string {
	switch m.kind {
	case isLocal:
		return m.local.String()
	case isInstant:
		return m.instant.String()
	default:
		return ""
	}
}
