package xlsx

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters"
)

// hours is what a code stands for: seconds of wall clock since 00:00 of the date it stands under. To is beyond 24 hours
// when it lies on the next day.
type hours struct{ from, to civil.Local }

// String writes "09:00 to 18:00", "18:00 to 09:00 next day".
func (h hours) String() string {
	if h.to > civil.DayLen {
		return fmt.Sprintf("%s to %s next day", clock(h.from), clock(h.to-civil.DayLen))
	}
	return clock(h.from) + " to " + clock(h.to)
}

// clock writes 09:00, with seconds where there are any; the end of a day is 24:00.
func clock(l civil.Local) string {
	s := fmt.Sprintf("%02d:%02d", l/civil.Hour, l/civil.Minute%60)
	if l%civil.Minute != 0 {
		s += fmt.Sprintf(":%02d", l%civil.Minute)
	}
	return s
}

// letter is how codes of such hours begin: F full day, N into the next day, E from the small hours, D within the day.
func (h hours) letter() byte {
	switch {
	case h.to-h.from == civil.DayLen:
		return 'F'
	case h.to > civil.DayLen:
		return 'N'
	case h.from < 6*civil.Hour:
		return 'E'
	default:
		return 'D'
	}
}

// piece is what a cell of the grid says: who is on call from a clock time of a date.
type piece struct {
	day civil.Day
	who engine.Participant // of kind Nobody in a gap
	hours
	changed bool // an override, a cover or a forward has a part in it
}

// pieces cuts a timeline into what the cells of its grid say, by date, then participant, then time.
func pieces(tl *engine.Timeline) []piece {
	z, cut := tl.Schedule.Zone, cutClock(tl)
	var out []piece
	for who, on := range stretches(tl) {
		for _, s := range on {
			out = appendPieces(out, z, cut, who, s)
		}
	}
	slices.SortFunc(out, func(a, b piece) int {
		return cmp.Or(cmp.Compare(a.day, b.day), engine.CompareParticipants(a.who, b.who), cmp.Compare(a.from, b.from))
	})
	markChanged(out, tl)
	return out
}

// stretches returns when each participant is on call, and under the zero Participant the gaps.
func stretches(tl *engine.Timeline) map[engine.Participant]span.Set[civil.Instant] {
	all := map[engine.Participant][]span.Span[civil.Instant]{}
	for _, sp := range tl.Spans {
		if len(sp.On) == 0 {
			all[engine.Participant{}] = append(all[engine.Participant{}], sp.Span)
		}
		for _, d := range sp.On {
			all[d.Who] = append(all[d.Who], sp.Span)
		}
	}
	out := map[engine.Participant]span.Set[civil.Instant]{}
	for who, spans := range all {
		out[who] = span.Of(spans...)
	}
	return out
}

// cutClock returns the clock time at which most shifts begin that do not begin with the window; the earliest of several.
func cutClock(tl *engine.Timeline) civil.Local {
	count := map[int]int{}
	best := 0
	for _, sh := range tl.Shifts {
		if sh.Start == tl.Window.Start {
			continue
		}
		c := tl.Schedule.Zone.Reading(sh.Start).Clock()
		count[c]++
		if count[c] > count[best] || count[c] == count[best] && c < best {
			best = c
		}
	}
	return civil.Local(best)
}

// appendPieces cuts a stretch at the same clock time of every day.
func appendPieces(out []piece, z *civil.Zone, cut civil.Local, who engine.Participant, s span.Span[civil.Instant]) []piece {
	for !s.Empty() {
		from := z.Reading(s.Start)
		next := from.Day().Start() + cut
		if next <= from {
			next += civil.DayLen
		}
		end := min(z.First(next), s.End)
		if end <= s.Start { // the second of two equal hours
			end = min(z.First(next+civil.DayLen), s.End)
		}
		to := z.Reading(end)
		if to > from { // else it is within an hour that the clock shows twice
			day := from.Day().Start()
			out = append(out, piece{day: from.Day(), who: who, hours: hours{from - day, to - day}})
		}
		s.Start = end
	}
	return out
}

// markChanged finds the pieces in which somebody stands in for somebody.
func markChanged(ps []piece, tl *engine.Timeline) {
	z := tl.Schedule.Zone
	type key struct {
		day civil.Day
		who engine.Participant
	}
	at := map[key][]int{}
	for i, p := range ps {
		at[key{p.day, p.who}] = append(at[key{p.day, p.who}], i)
	}
	for _, sh := range tl.Shifts {
		if sh.Source == engine.FromRotation || sh.Source == engine.FromShift {
			continue
		}
		from, until := z.Reading(sh.Start), z.Reading(sh.End)
		for d := from.Day() - 1; d <= until.Day(); d++ {
			for _, i := range at[key{d, sh.Who}] {
				p := &ps[i]
				if start := d.Start(); start+p.from < until && from < start+p.to {
					p.changed = true
				}
			}
		}
	}
}

// code is a name for hours.
type code struct {
	name string
	hours
	n int // how often it stands in the grid
}

// codesOf names the hours of pieces: the most frequent of a letter has the letter alone, the others a number. Gaps have no
// codes.
func codesOf(ps []piece) []code {
	count := map[hours]int{}
	for _, p := range ps {
		if p.who.Kind != engine.Nobody {
			count[p.hours]++
		}
	}
	var out []code
	for h, n := range count {
		out = append(out, code{hours: h, n: n})
	}
	slices.SortFunc(out, func(a, b code) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(b.n, a.n), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	used := map[byte]int{}
	for i := range out {
		l := out[i].letter()
		used[l]++
		out[i].name = string(l)
		if used[l] > 1 {
			out[i].name += strconv.Itoa(used[l])
		}
	}
	return out
}

// rank is the order in which a legend lists the letters.
func rank(c code) int { return slices.Index([]byte("FDNE"), c.letter()) }

// cell is the text of a cell and what it looks like.
type cell struct {
	text    string
	on      bool // on call
	gap     bool
	changed bool
}

// gapSign stands in the row of the gaps.
const gapSign = "×"

// month is the grid of one schedule for one month.
type month struct {
	first civil.Day // the 1st
	days  []exporters.Day
	rows  []monthRow
	codes []code
}

// monthRow is one participant's line, or the line of the gaps.
type monthRow struct {
	who   engine.Participant
	cells []cell
	total civil.Instant // real time on call in the month
}
