package ics

import (
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// Edition is a feed as it is published once.
type Edition struct {
	Data    []byte
	History History // what the next edition is to be written against
	// How many events are new, say something else than before, or are newly cancelled.
	New, Changed, Cancelled int
}

// edition writes the feed against its history.
//
//	in the history       in the schedule now        the edition has
//	no                   yes                        it, SEQUENCE 0, stamped now
//	yes                  yes, says the same         it, to the byte
//	yes                  yes, says something else   it, SEQUENCE one more, stamped now
//	yes                  no, inside the window      it cancelled, SEQUENCE one more, stamped now
//	yes, cancelled       no                         it, until it is over and was cancelled Past seconds ago
//	yes                  over before the window     it, to the byte, until it was over for Past seconds
//	yes, not over        over before the window     it as it is now: it was cut short while it ran
//	yes                  begins after the window    nothing: the window may have been longer; the history keeps it
func (f Feed) edition(timelines []engine.Timeline) (Edition, error) {
	events, err := f.events(timelines)
	if err != nil {
		return Edition{}, err
	}
	out := Edition{History: make(History, len(events))}
	var list []Published
	w := f.window(timelines)
	for _, e := range events {
		if old, known := f.Before[e.uid]; e.end <= w.Start && (!known || old.End <= w.Start) {
			continue // over: it is not news, and what was published of it stays
		}
		p, err := f.publish(e, &out)
		if err != nil {
			return Edition{}, err
		}
		list = append(list, p)
		out.History[p.UID] = p
	}
	for _, p := range f.Before.sorted() {
		if _, there := out.History[p.UID]; there {
			continue
		}
		old, listed, kept := f.retire(p, w)
		if kept {
			out.History[p.UID] = old
		}
		if listed {
			list = append(list, old)
		}
		if old.Cancelled && !p.Cancelled {
			out.Cancelled++
		}
	}
	slices.SortFunc(list, Published.compare)
	out.Data, err = f.write(list)
	return out, err
}

// publish gives an event its revision, by what the edition before said of it.
func (f Feed) publish(e event, count *Edition) (Published, error) {
	body, err := f.body(e)
	if err != nil {
		return Published{}, err
	}
	p := Published{UID: e.uid, Stamp: f.Stamp, Start: e.start, End: e.end, body: body}
	old, known := f.Before[e.uid]
	switch {
	case !known:
		count.New++
	case old.body == body:
		p.Sequence, p.Stamp = old.Sequence, old.Stamp
	default:
		// A revision is never older than the one before it, whatever the clock says.
		p.Sequence, p.Stamp = old.Sequence+1, max(f.Stamp, old.Stamp)
		count.Changed++
	}
	return p, nil
}

// retire says what becomes of an event that the schedule does not have in the window: whether the edition lists it, and
// whether the history keeps it.
func (f Feed) retire(p Published, w span.Span[civil.Instant]) (_ Published, listed, kept bool) {
	over := p.End <= f.Stamp
	switch {
	case p.Cancelled:
		fresh := !over || p.Stamp+f.Past > f.Stamp
		return p, fresh, fresh
	case p.Start < w.End && p.End > w.Start:
		return p.cancel(f.Stamp), true, true
	case over:
		recent := p.End+f.Past > f.Stamp
		return p, recent, recent
	default:
		return p, false, true
	}
}

// window returns the stretch that the edition is about: that of all timelines, from Since on.
func (f Feed) window(timelines []engine.Timeline) span.Span[civil.Instant] {
	if len(timelines) == 0 {
		return span.Span[civil.Instant]{}
	}
	w := timelines[0].Window
	w.Start = max(w.Start, f.Since)
	return w
}

// write returns the calendar of these events.
func (f Feed) write(list []Published) ([]byte, error) {
	head, foot, err := f.frame()
	if err != nil {
		return nil, err
	}
	zones, err := f.timezones(list)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	b.WriteString(head)
	b.WriteString(zones)
	for _, p := range list {
		b.WriteString(p.text())
	}
	b.WriteString(foot)
	return []byte(b.String()), nil
}
