package ics

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/schedsync/schedsync/engine/civil"
)

// History is what a feed has said so far, by UID: its last edition, and events that an edition left out because they lay
// beyond its window. It is kept as a calendar like the feed itself, so that a history that was lost is read from the feed.
type History map[string]Published

// Published is an event as an edition had it.
type Published struct {
	UID        string
	Sequence   int
	Stamp      civil.Instant // DTSTAMP and LAST-MODIFIED: when it was last revised (RFC 5545, 3.8.7.2)
	Start, End civil.Instant
	Cancelled  bool
	body       string // its lines without UID's revision: see [Feed.body]
}

const (
	beginEvent = "BEGIN:VEVENT\r\n"
	endEvent   = "END:VEVENT\r\n"
	confirmed  = "\r\nSTATUS:CONFIRMED\r\n"
	cancelled  = "\r\nSTATUS:CANCELLED\r\n"
)

// text returns the event with the lines of its revision, which stand behind the UID.
func (p Published) text() string {
	stamp := p.Stamp.Time().Format(utcLayout)
	revision := fmt.Sprintf("DTSTAMP:%s\r\nLAST-MODIFIED:%s\r\nSEQUENCE:%d\r\n", stamp, stamp, p.Sequence)
	uid := beginEvent + "UID:" + p.UID + "\r\n"
	return uid + revision + strings.TrimPrefix(p.body, uid)
}

// cancel returns the event as the next edition says that it is off: the same UID and times, without reminders.
func (p Published) cancel(now civil.Instant) Published {
	body := strings.Replace(p.body, confirmed, cancelled, 1)
	for {
		from := strings.Index(body, "BEGIN:VALARM\r\n")
		to := strings.Index(body, "END:VALARM\r\n")
		if from < 0 || to < from {
			break
		}
		body = body[:from] + body[to+len("END:VALARM\r\n"):]
	}
	p.body, p.Cancelled, p.Sequence, p.Stamp = body, true, p.Sequence+1, max(now, p.Stamp)
	return p
}

// compare orders events by start and then UID, as a feed lists them.
func (p Published) compare(o Published) int {
	return cmp.Or(cmp.Compare(p.Start, o.Start), strings.Compare(p.UID, o.UID))
}

// errNotWhole is what a feed is that was cut, or that this program has not written.
var errNotWhole = errors.New("it is not a whole feed of this program")

// ReadHistory reads a feed that this package wrote, or a history. zones finds the zones of local times by name. A feed that
// is not whole, or was changed by other hands so that its events cannot be told apart, is an error.
func ReadHistory(feed []byte, zones func(string) (*civil.Zone, error)) (History, error) {
	if !bytes.HasPrefix(feed, []byte("BEGIN:VCALENDAR\r\n")) || !bytes.HasSuffix(feed, []byte("\r\nEND:VCALENDAR\r\n")) {
		return nil, errNotWhole
	}
	h, rest := History{}, string(feed)
	for {
		from := strings.Index(rest, beginEvent)
		if from < 0 {
			return h, nil
		}
		to := strings.Index(rest[from:], endEvent)
		if to < 0 {
			return nil, errNotWhole
		}
		p, err := readPublished(rest[from:from+to+len(endEvent)], zones)
		if err != nil {
			return nil, err
		}
		if _, twice := h[p.UID]; twice {
			return nil, fmt.Errorf("%w: it has the UID %s twice", errNotWhole, p.UID)
		}
		h[p.UID], rest = p, rest[from+to+len(endEvent):]
	}
}

// readPublished reads one VEVENT. Lines of a revision are short, so they are never folded.
func readPublished(text string, zones func(string) (*civil.Zone, error)) (Published, error) {
	var p Published
	var body strings.Builder
	var err error
	for line := range strings.SplitAfterSeq(text, "\r\n") {
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\r\n"), ":")
		keep := true
		switch name, params, _ := strings.Cut(name, ";"); name {
		case "UID":
			p.UID = value
		case "SEQUENCE":
			keep = false
			p.Sequence, err = strconv.Atoi(value)
		case "DTSTAMP":
			keep = false
			p.Stamp, err = readTime(value, "", nil)
		case "LAST-MODIFIED":
			keep = false
		case "DTSTART":
			p.Start, err = readTime(value, params, zones)
		case "DTEND":
			p.End, err = readTime(value, params, zones)
		case "STATUS":
			p.Cancelled = value == "CANCELLED"
		}
		if err != nil {
			return p, fmt.Errorf("%w: the event %s: %w", errNotWhole, p.UID, err)
		}
		if keep {
			body.WriteString(line)
		}
	}
	if p.UID == "" || p.Sequence < 0 || p.Sequence > 1<<30 || p.End < p.Start {
		return p, errNotWhole
	}
	p.body = body.String()
	return p, nil
}

// readTime reads a time as [Feed.addTime] writes it.
func readTime(value, params string, zones func(string) (*civil.Zone, error)) (civil.Instant, error) {
	if t, err := time.Parse(utcLayout, value); err == nil {
		return civil.FromTime(t), nil
	}
	name, ok := strings.CutPrefix(params, "TZID=")
	t, err := time.Parse(localLayout, value)
	if !ok || err != nil || zones == nil {
		return 0, fmt.Errorf("%q is not a time of ours", value)
	}
	z, err := zones(name)
	if err != nil {
		return 0, err
	}
	return z.First(civil.Local(t.Unix())), nil
}

// Merge returns both histories as one: of an event in both, the later revision. It serves where the state folder and the
// published file have gone different ways, such as after a run on another machine.
func (h History) Merge(o History) History {
	out := make(History, max(len(h), len(o)))
	for _, from := range []History{h, o} {
		for uid, p := range from {
			old, known := out[uid]
			if !known || cmp.Or(cmp.Compare(p.Sequence, old.Sequence), cmp.Compare(p.Stamp, old.Stamp)) > 0 {
				out[uid] = p
			}
		}
	}
	return out
}

// Bytes returns the history as a calendar for [ReadHistory]. Equal histories give equal bytes.
func (h History) Bytes() []byte {
	var b bytes.Buffer
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//schedsync//history 1//EN\r\n")
	for _, p := range h.sorted() {
		b.WriteString(p.text())
	}
	b.WriteString("END:VCALENDAR\r\n")
	return b.Bytes()
}

func (h History) sorted() []Published {
	list := make([]Published, 0, len(h))
	for _, p := range h {
		list = append(list, p)
	}
	slices.SortFunc(list, Published.compare)
	return list
}
