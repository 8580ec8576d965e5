// Package dialect states a vendor's rules as data: what its schedules can hold and how it renders them. With them it
// lowers a schedule of ours to what can be written there, in engine terms, and names what cannot.
//
// A lowered schedule is still an [engine.Schedule], but a plain one: every rotation has one length of turn, a clock that
// the vendor keeps, at most one participant a turn, and weekly windows, or it is one explicit shift, a piece; overrides
// are single and do not overlap. Because the vendor's rules are expressed in the engine's own words (hourly turns that the vendor counts in real time are lowered
// to `clock: elapsed`), resolving the lowered schedule gives what the vendor will show.
package dialect

import (
	"hash/fnv"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// Dialect is a vendor's rules. The zero value of each trait is what most vendors do.
type Dialect struct {
	Vendor engine.Vendor
	// Turns says which units of time turns can be counted in there, and what keeps equal across a clock change.
	Turns []TurnRule
	// LeastTurn and MostTurn bound the length of a turn, in seconds; 0: as long as one likes.
	LeastTurn, MostTurn int64
	// Grid is the seconds on which the vendor lets starts, ends and window edges lie; others are refused, because the
	// vendor would move them.
	Grid int
	// Windows is how many weekly windows a rotation can have.
	Windows int
	// WholeMasks says that what a restriction does to the count of turns is not known: a restricted rotation is written as
	// it is only where it cannot matter, in turns of whole weeks, or of whole days when every day is the same.
	WholeMasks bool
	// Pausing says that turns are not counted on outside a restriction: a restricted rotation is written as it is only where
	// nobody takes turns.
	Pausing bool
	// TiesDown says that a time half way between two points of the grid goes to the earlier one.
	TiesDown bool
	// GapsOpen says that an override acts only where somebody would be on call.
	GapsOpen bool
	// FirstWins says that of overlapping overrides the one created first acts; OverlapUnknown that it is not known which.
	FirstWins, OverlapUnknown bool
	// ByDuration says that a shift which recurs ends after the same length of real time, also across a clock change.
	ByDuration bool
	// FromSunday says that weeks that are counted begin on Sunday.
	FromSunday bool
	// Rendered says that the vendor renders timelines, from which its rules can be told.
	Rendered bool
	// Open are the rules that the vendor's documents leave open, which people can settle.
	Open []Setting
	// Bases are the contract lines of the other traits, each with "documented", "assumed", "observed", "unknown" or "ours".
	Bases map[Trait]string
	// Kinds are the kinds of participant that can serve in a rotation; nil: every kind.
	Kinds []engine.Kind
	// NoIdle says that a turn cannot be served by nobody.
	NoIdle bool
	// Shifts is how many recurring shifts a schedule may be written as, at vendors whose schedules are lists of shifts and
	// know no rotations; 0: rotations are written as such.
	Shifts int
	// NoZone says that a schedule has no time zone of its own: each of its parts has one. NoTeam says that it belongs to no team.
	NoZone, NoTeam bool
	// Together says that people who serve together stand in one rotation; otherwise each seat is a rotation of its own.
	Together bool
	// NoDisable says that a schedule cannot be switched off: one that is disabled is written without anybody.
	NoDisable bool
	// OverrideKinds are the kinds of participant that can stand in an override, [engine.Nobody] among them.
	OverrideKinds []engine.Kind
	// Acts says whom an override replaces there.
	Acts Acting
	// Pieces is how many single shifts a schedule may be written as; 0: as many as it takes.
	Pieces int
	// Ahead is how far into the future parts with a date can be written, in seconds; 0: any time.
	Ahead civil.Instant
	// Whole says that a schedule is written in one call with everything in it; otherwise part by part.
	Whole bool
	// Renewed says that parts are never changed, but made anew under another name before the old ones go.
	Renewed bool
	// Asked says that the vendor is asked who it will put on call by what was added, before anything is taken away.
	Asked bool
	// Mails says that the vendor writes to people about every override that is made: to the one who comes and to the
	// supervisor of the one who goes, besides those who watch the schedule.
	Mails bool
	// NameLimit and DescriptionLimit are in characters; the description's includes the mark.
	NameLimit, DescriptionLimit int

	elapsed bool // for one schedule: by its target
}

// Acting says whom an override replaces.
type Acting uint8

const (
	// OnRotations replaces whoever the named rotations put on call, or all rotations; where nobody is, it puts somebody.
	OnRotations Acting = iota
	// OnEverybody replaces everyone on call in the schedule; where nobody is it cannot be relied on.
	OnEverybody
	// OnOne replaces one person, wherever he is on call in the schedule.
	OnOne
)

// TurnRule says that a vendor counts turns in a unit.
type TurnRule struct {
	Unit  engine.Unit
	Clock engine.Clock // what the vendor does at a clock change
	Basis string       // the contract line, with "documented" or "assumed"
}

// Request is a schedule to be lowered, and what that depends on.
type Request struct {
	Schedule *engine.Schedule
	Declared *engine.Resolver // of the same schedule, with its people and holidays
	Now      civil.Instant
	Horizon  civil.Instant // seconds from Now on that what has dates is written for
	// Standing are overrides that somebody else made at the vendor, in our terms. A declared one that says the same is left to
	// theirs, also where the vendor's own are not relied on.
	Standing []engine.Override
}

// Lowered is a schedule as it can be written to a vendor.
type Lowered struct {
	Schedule engine.Schedule
	// Refusals name what the vendor cannot hold. A schedule with refusals is not written.
	Refusals []Refusal
	// Reasons say where the vendor's rules differ from the declared ones; they explain losses.
	Reasons []string
	// Materialised says why parts with dates stand for rules; empty: none do.
	Materialised []string
	// Until is where those parts end, so how far the lowered schedule is to show what is declared; 0: it has no end.
	// Before is where they ended when they were written the last time, if nothing else was to be changed since.
	Until, Before civil.Instant
	// Since is from when on a run could write as far as Until.
	Since civil.Instant
	// Dry says that after Until nobody is on call who is declared to be, unless more is written before; with Rules, some
	// rotations go on as rules and only the times of the others are open. Net is who is on call then, if anybody.
	Dry, Rules bool
	Net        engine.Entry
}

// Refusal names a part of a schedule that cannot be lowered.
type Refusal struct {
	Path string // "rotations.week.every"
	Text string
	// Curable says that the schedule can be materialised instead.
	Curable bool
}

// lowering is one schedule on its way down.
type lowering struct {
	d   *Dialect
	s   *engine.Schedule
	now civil.Instant
	out Lowered
	// parts maps each of our rotations to the lowered ones that stand for it.
	parts [][]int
	given []string // names of parts so far
	odd   []int    // rotations that the vendor's rules cannot say
	other bool     // there are refusals besides theirs
	taken []int    // overrides of s that the vendor's own say
	list  []engine.Override

	standing []engine.Override // of somebody else, at the vendor
}

// For returns the vendor's rules as they are for one schedule: where its target says that the schedule keeps equal lengths
// of real time across a clock change, it does so in every unit.
func (d *Dialect) For(t engine.Target) *Dialect {
	if t.Clock != engine.Elapsed {
		return d
	}
	out := *d
	out.Turns = slices.Clone(d.Turns)
	for i := range out.Turns {
		out.Turns[i].Clock = engine.Elapsed
	}
	out.elapsed = true
	return &out
}

// Keeps returns a live schedule with its rotations on the clock that the vendor keeps for it.
func (d *Dialect) Keeps(s engine.Schedule) engine.Schedule {
	if !d.elapsed {
		return s
	}
	s.Rotations = slices.Clone(s.Rotations)
	for i := range s.Rotations {
		s.Rotations[i].Clock = engine.Elapsed
	}
	return s
}

// Native compiles a schedule to the vendor's own rules, as far as they go. Refusals name what they cannot say. Overrides and
// parts of rotations that are over at now are history, which is not written. People's absences and forwards are left out.
func (d *Dialect) Native(s *engine.Schedule, now civil.Instant) Lowered {
	l := d.native(s, now, nil)
	return l.out
}

func (d *Dialect) native(s *engine.Schedule, now civil.Instant, standing []engine.Override) *lowering {
	l := &lowering{d: d, s: s, now: now, standing: standing}
	l.out.Schedule = *s
	l.out.Schedule.Rotations, l.out.Schedule.Overrides = nil, nil
	l.names()
	if s.Combine == engine.Layered && len(s.Rotations) > 1 {
		l.cannot("combine", "%s puts everyone on call whose rotation is on; layers that hide each other cannot be written", d.Vendor)
	}
	l.out.Schedule.Combine = engine.All
	if d.NoTeam {
		l.out.Schedule.Team = ""
	}
	if d.NoDisable && !s.Enabled {
		l.out.Schedule.Enabled = true
		return l
	}
	l.other = len(l.out.Refusals) > 0
	for i := range s.Rotations {
		before := len(l.out.Refusals)
		if l.rotation(&s.Rotations[i]); len(l.out.Refusals) > before {
			l.odd = append(l.odd, i)
		}
	}
	before := len(l.out.Refusals)
	l.overrides()
	l.other = l.other || len(l.out.Refusals) > before
	return l
}

// Lower compiles a schedule to what can be written to the vendor, in the form that changes least from night to night: by
// the vendor's own rules where they say what is declared, with parts that have dates where people's absences or odd
// overrides make a difference within the horizon, and with single shifts for the rotations that the rules cannot say, or for
// all of them where it is not a matter of single rotations. Parts with dates reach to an end that moves on in blocks of half
// the horizon, so that they are written again when less than half of it is left.
func (d *Dialect) Lower(r Request) Lowered {
	horizon := r.Horizon
	if d.Ahead > 0 {
		horizon = min(horizon, d.Ahead)
	}
	for {
		l := d.native(r.Schedule, r.Now, r.Standing)
		if hopeless(l.out.Refusals) {
			return l.out
		}
		b := blockOf(r.Schedule.ID, r.Now, horizon)
		if d.NoDisable && !r.Schedule.Enabled {
			return l.out
		}
		if part := l.inPart(r, b); part != nil {
			l = part
		} else if l.complete(r, b); len(l.out.Refusals) > 0 {
			l.materialise(r, b)
		}
		if over := d.Pieces > 0 && pieces(&l.out.Schedule) > d.Pieces; !over {
			return l.out
		}
		if horizon <= leastHorizon {
			l.refuse("", "more than %d single shifts in %d days, which is more than %s takes", d.Pieces, leastHorizon/civil.DayLen, d.Vendor)
			return l.out
		}
		horizon = max(horizon/2, leastHorizon)
	}
}

// complete adds to the vendor's own rules what they cannot say beside them.
func (l *lowering) complete(r Request, b block) {
	if len(l.out.Refusals) == 0 && l.d.Whole {
		l.keepsClock(r)
	}
	if len(l.out.Refusals) == 0 {
		l.patch(r, b)
	}
}

// keepsClock looks whether a clock that the vendor keeps differently makes a difference within the horizon. Where a schedule is
// written in one call, single shifts cost nothing and are exact.
func (l *lowering) keepsClock(r Request) {
	if len(l.out.Reasons) == 0 {
		return
	}
	w := span.Span[civil.Instant]{Start: r.Now, End: r.Now + r.Horizon}
	if len(engine.Differences(timeline(l.ruled(), w), timeline(&l.out.Schedule, w))) > 0 {
		for _, reason := range l.out.Reasons {
			l.cannot("", "%s", reason)
		}
	}
}

// leastHorizon is how far a schedule has to be written at least: a few nights must be able to fail.
const leastHorizon = 4 * civil.DayLen

func hopeless(list []Refusal) bool {
	return slices.ContainsFunc(list, func(f Refusal) bool { return !f.Curable })
}

func pieces(s *engine.Schedule) int {
	n := 0
	for i := range s.Rotations {
		if s.Rotations[i].HasShifts {
			n++
		}
	}
	return n
}

// block is how far parts with dates are written, how far they were in the block before, and since when it can be written.
type block struct{ end, before, since civil.Instant }

// blockOf returns the block to be written: it ends at a multiple of half the horizon, counted from an hour of the
// schedule's own so that not all schedules are written again in the same night.
//
//	half the horizon  |---------|---------|---------|
//	now                  ^
//	the horizon          |-------------------|
//	written              |----------------|
//	                            before   end
func blockOf(id engine.ScheduleID, now, horizon civil.Instant) block {
	half := max(horizon/2/civil.Hour*civil.Hour, civil.Hour)
	h := fnv.New32a()
	h.Write([]byte(id))
	shift := civil.Instant(h.Sum32()) % (half / civil.Hour) * civil.Hour
	end := now + horizon - (now+horizon-shift)%half
	return block{end, end - half, end - horizon}
}
