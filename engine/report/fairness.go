package report

import (
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// Fairness is how evenly the duty of a schedule is shared, all its rotations taken together.
type Fairness struct {
	Schedule *engine.Schedule
	Shares   []Share // members and whoever else served, by participant
	// Worst is the index of the share with the largest deviation from a fair one, in hours; -1 where nobody deviates.
	Worst int
}

// Share is what one person serves.
type Share struct {
	Who       engine.Participant
	Zone      *civil.Zone
	Period    span.Span[civil.Instant]
	Available civil.Instant // time on a list and not away
	Hours     Seconds
	Nights    int // with any duty
	Weekends  int
	Holidays  int
	// Fair is the share of the schedule's hours that goes with Available, to the minute; 0 for those who are on no list.
	Fair civil.Instant
	// Longest is the longest unbroken duty, Rest the shortest time between two of them; -1 where there is none.
	Longest, Rest civil.Instant
}

// Deviation returns how many seconds more (or, negative, less) than a fair share somebody serves.
func (s *Share) Deviation() civil.Instant { return s.Hours.Total() - s.Fair }

// FairnessOf returns how the duty of every schedule is shared. The error is about a schedule that cannot be resolved, or a
// holiday calendar that is not known.
func FairnessOf(in Input) ([]Fairness, error) {
	rotas, err := in.rotas()
	if err != nil {
		return nil, err
	}
	var out []Fairness
	for i := range rotas {
		f, err := in.fairness(&rotas[i])
		if err != nil {
			return nil, err
		}
		out = append(out, *f)
	}
	return out, nil
}

func (in *Input) fairness(r *rota) (*Fairness, error) {
	served := map[engine.Participant][]duty{}
	people := Members(r.Schedule)
	available := in.people.Available(r.Schedule, r.Rotations, r.window)
	each(in.duties(r, engine.Final), func(p engine.Participant, mine []duty) {
		if p.Kind != engine.KindPerson {
			return
		}
		served[p] = mine
		people = append(people, p)
	})
	people = Once(people)
	slices.SortFunc(people, engine.CompareParticipants)
	f := &Fairness{Schedule: r.Schedule, Worst: -1}
	for _, p := range people {
		s, err := in.share(r, p, served[p])
		if err != nil {
			return nil, err
		}
		s.Available = available[p].Clip(s.Period).Length()
		if s.Available > 0 || s.Hours.Total() > 0 {
			f.Shares = append(f.Shares, *s)
		}
	}
	f.deal()
	return f, nil
}

func (in *Input) share(r *rota, p engine.Participant, mine []duty) (*Share, error) {
	c, err := in.calendar(r.Schedule, p)
	if err != nil {
		return nil, err
	}
	s := &Share{Who: p, Zone: c.zone, Period: in.Period(c.zone), Rest: -1}
	for i, d := range mine {
		for _, piece := range c.pieces(d.window) {
			s.Hours[piece.Band] += piece.Length()
		}
		s.Longest = max(s.Longest, d.Length())
		if i > 0 {
			if rest := d.Start - mine[i-1].End; s.Rest < 0 || rest < s.Rest {
				s.Rest = rest
			}
		}
	}
	s.Nights, s.Weekends, s.Holidays = c.touched(mine)
	return s, nil
}

// deal works out the fair shares, and who is furthest from theirs.
func (f *Fairness) deal() {
	var hours, available civil.Instant
	for i := range f.Shares {
		hours, available = hours+f.Shares[i].Hours.Total(), available+f.Shares[i].Available
	}
	worst := civil.Instant(0)
	for i := range f.Shares {
		s := &f.Shares[i]
		s.Fair = (FairShare(hours, s.Available, available) + civil.Minute/2) / civil.Minute * civil.Minute
		if d := s.Deviation(); max(d, -d) > worst {
			worst, f.Worst = max(d, -d), i
		}
	}
}

// FairShare returns the part of hours that goes with somebody's part of the time that all together are available.
func FairShare(hours, mine, all civil.Instant) civil.Instant {
	if all == 0 {
		return 0
	}
	return civil.Instant(float64(hours)*float64(mine)/float64(all) + 0.5)
}
