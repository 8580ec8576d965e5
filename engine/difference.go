package engine

import (
	"slices"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// Difference is a stretch in which other people are on call in one timeline than in another.
type Difference struct {
	span.Span[civil.Instant]
	Before, After []Participant // sorted; empty: nobody
}

// Differences walks two timelines of the same window side by side and returns where their people differ.
//
//	a  |--ana--|----bo----|--ana--|
//	b  |--ana--|-bo-|-dee-|--ana--|
//	                |-bo → dee-|
func Differences(a, b []OnCall) []Difference {
	var out []Difference
	for i, j := 0, 0; i < len(a) && j < len(b); {
		s := a[i].Clip(b[j].Span)
		before, after := People(a[i].On), People(b[j].On)
		if !s.Empty() && !slices.Equal(before, after) {
			out = appendDifference(out, Difference{s, before, after})
		}
		if a[i].End <= b[j].End {
			i++
		} else {
			j++
		}
	}
	return out
}

func appendDifference(out []Difference, m Difference) []Difference {
	if n := len(out); n > 0 && out[n-1].End == m.Start && slices.Equal(out[n-1].Before, m.Before) && slices.Equal(out[n-1].After, m.After) {
		out[n-1].End = m.End
		return out
	}
	return append(out, m)
}

// People returns those on duty, each once, sorted.
func People(on []Duty) []Participant {
	var out []Participant
	for _, d := range on {
		if !slices.Contains(out, d.Who) {
			out = append(out, d.Who)
		}
	}
	slices.SortFunc(out, CompareParticipants)
	return out
}
