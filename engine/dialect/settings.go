package dialect

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
)

// Setting is a rule of a vendor that its documents leave open. The contract assumes an answer; whoever knows better says so
// in `vendors.NAME.dialect`, by hand or with what `verify --calibrate` found out.
type Setting struct {
	Key   string   // in the YAML
	Text  string   // the question
	Words []string // the answers; the first is what the contract assumes
	Basis string   // the contract line that leaves it open
	// Tells says which schedule would show the answer in the vendor's own rendering; empty: none does.
	Tells string

	get func(*Dialect) string
	set func(*Dialect, string)
}

// The words of settings. Unknown is itself an answer where there is a way to write that does not depend on it.
const (
	Unknown  = "unknown"
	ByWall   = "wall"
	ByReal   = "elapsed"
	Up       = "up"
	Down     = "down"
	Fills    = "fill"
	Leaves   = "leave"
	Last     = "last"
	First    = "first"
	Counts   = "count"
	Pauses   = "pause"
	ByClock  = "clock"
	ByLength = "duration"
	Monday   = "monday"
	Sunday   = "sunday"
)

// Answers returns the words that say something definite.
func (s *Setting) Answers() []string {
	return slices.DeleteFunc(slices.Clone(s.Words), func(w string) bool { return w == Unknown })
}

// either makes a setting of a boolean trait, off being the first word.
func either(key, text, basis, tells string, words [2]string, trait func(*Dialect) *bool) Setting {
	return Setting{
		Key: key, Text: text, Words: words[:], Basis: basis, Tells: tells,
		get: func(d *Dialect) string {
			if *trait(d) {
				return words[1]
			}
			return words[0]
		},
		set: func(d *Dialect, w string) { *trait(d) = w == words[1] },
	}
}

// ClockOf is what turns keep equal across a clock change that are counted in some units; assumed is the contract's answer.
func ClockOf(key string, assumed engine.Clock, basis string, units ...engine.Unit) Setting {
	words := []string{ByWall, ByReal}
	if assumed == engine.Elapsed {
		words = []string{ByReal, ByWall}
	}
	var names []string
	for _, u := range units {
		names = append(names, u.String())
	}
	counted := strings.Join(names, ", ")
	of := func(r *TurnRule) bool { return slices.Contains(units, r.Unit) }
	return Setting{
		Key: key, Words: words, Basis: basis,
		Text:  "what turns counted in " + counted + " keep across a clock change: the time of day (wall) or their length in real time (elapsed)",
		Tells: "a rotation of two people with turns counted in " + counted + ", in a zone whose clock is changed",
		get: func(d *Dialect) string {
			if i := slices.IndexFunc(d.Turns, func(r TurnRule) bool { return of(&r) }); i >= 0 && d.Turns[i].Clock == engine.Elapsed {
				return ByReal
			}
			return ByWall
		},
		set: func(d *Dialect, w string) {
			for i := range d.Turns {
				if of(&d.Turns[i]) {
					d.Turns[i].Clock = map[string]engine.Clock{ByWall: engine.Wall, ByReal: engine.Elapsed}[w]
				}
			}
		},
	}
}

// TiesSetting is where a time goes that lies half way between two points of the vendor's grid.
func TiesSetting(basis string) Setting {
	return either("ties", "where a time goes that lies half way between two points of the grid", basis, "",
		[2]string{Up, Down}, func(d *Dialect) *bool { return &d.TiesDown })
}

// GapsSetting is whether an override puts somebody on call where nobody would be.
func GapsSetting(basis string) Setting {
	return either("gaps", "whether an override puts somebody on call where nobody would be (fill) or leaves the gap (leave)", basis,
		"an override over a gap, such as the hours outside a restriction", [2]string{Fills, Leaves}, func(d *Dialect) *bool { return &d.GapsOpen })
}

// OverlapSetting is which of two overrides acts where they overlap.
func OverlapSetting(basis string) Setting {
	return either("overlap", "which of two overlapping overrides acts: the one created last, or first", basis,
		"two overrides of different people that overlap", [2]string{Last, First}, func(d *Dialect) *bool { return &d.FirstWins })
}

// OverlapUnknown is OverlapSetting where the contract assumes neither: until it is said, overlapping overrides are told of.
func OverlapUnknown(basis string) Setting {
	s := OverlapSetting(basis)
	s.Words = []string{Unknown, Last, First}
	s.get = func(d *Dialect) string {
		return map[bool]string{false: map[bool]string{false: Last, true: First}[d.FirstWins], true: Unknown}[d.OverlapUnknown]
	}
	s.set = func(d *Dialect, w string) { d.FirstWins, d.OverlapUnknown = w == First, w == Unknown }
	return s
}

// MasksSetting is whether turns are counted on outside a restriction.
func MasksSetting(basis string) Setting {
	return Setting{
		Key: "masks", Words: []string{Unknown, Counts, Pauses}, Basis: basis,
		Text:  "whether turns are counted on outside a restriction (count) or pause (pause)",
		Tells: "a rotation of two people with turns of two days, on weekdays only",
		get: func(d *Dialect) string {
			switch {
			case d.Pausing:
				return Pauses
			case d.WholeMasks:
				return Unknown
			default:
				return Counts
			}
		},
		set: func(d *Dialect, w string) { d.Pausing, d.WholeMasks = w == Pauses, w == Unknown },
	}
}

// EndsSetting is what an occurrence of a shift ends by.
func EndsSetting(basis string) Setting {
	return either("ends", "what a shift ends by that a clock change lies in: the local clock, or its duration", basis,
		"a shift that recurs and lasts over the night of a clock change", [2]string{ByClock, ByLength}, func(d *Dialect) *bool { return &d.ByDuration })
}

// WeekSetting is the day on which weeks begin that are counted.
func WeekSetting(basis string) Setting {
	s := either("week", "the day on which weeks begin, for shifts of every so many weeks", basis,
		"a shift of every second week on Sunday and Monday", [2]string{Monday, Sunday}, func(d *Dialect) *bool { return &d.FromSunday })
	return s
}

// Chosen returns the word that holds in a dialect.
func (s *Setting) Chosen(d *Dialect) string { return s.get(d) }

// With returns the dialect with some of its settings answered, by key; d itself is not changed. The error names a key or a
// word that the vendor does not have.
func (d *Dialect) With(choices map[string]string) (*Dialect, error) {
	if len(choices) == 0 {
		return d, nil
	}
	out := *d
	out.Turns = slices.Clone(d.Turns)
	for _, key := range slices.Sorted(maps.Keys(choices)) {
		i := slices.IndexFunc(d.Open, func(s Setting) bool { return s.Key == key })
		if i < 0 {
			return nil, fmt.Errorf("the dialect of %s has no setting %q", d.Vendor, key)
		}
		if !slices.Contains(d.Open[i].Words, choices[key]) {
			return nil, fmt.Errorf("the setting %q of the dialect of %s is none of %s: %q", key, d.Vendor, strings.Join(d.Open[i].Words, ", "), choices[key])
		}
		d.Open[i].set(&out, choices[key])
	}
	return &out, nil
}

// Clock returns what turns counted in a unit keep there across a clock change.
func (d *Dialect) Clock(u engine.Unit) engine.Clock {
	for _, r := range d.Turns {
		if r.Unit == u {
			return r.Clock
		}
	}
	return engine.Wall
}
