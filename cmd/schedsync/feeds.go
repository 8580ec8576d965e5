package main

import (
	"bytes"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/schedsync/schedsync/engine"
)

// keepStamps gives the events of a feed the stamps they have in the feed before, where nothing else of them has changed.
// A stamp says when an event was last revised (RFC 5545, 3.8.7.2), and a feed whose window alone has moved on is the same to
// those who subscribe to it.
func keepStamps(feed, before []byte) []byte {
	stamps := map[string][]byte{}
	for event := range events(before) {
		body, stamp := cutStamp(event)
		stamps[string(body)] = stamp
	}
	out := bytes.Clone(feed)
	for event := range events(out) {
		body, stamp := cutStamp(event)
		if old := stamps[string(body)]; len(old) == len(stamp) {
			copy(event[bytes.Index(event, []byte(stampLine))+2:], old)
		}
	}
	return out
}

// stampLine is how the line of a stamp begins, with the end of the line before it.
const stampLine = "\r\nDTSTAMP:"

// events yields the VEVENT components of a feed, as parts of its bytes.
func events(feed []byte) iter.Seq[[]byte] {
	const begin, end = "BEGIN:VEVENT\r\n", "\r\nEND:VEVENT\r\n"
	return func(yield func([]byte) bool) {
		for {
			from := bytes.Index(feed, []byte(begin))
			if from < 0 {
				return
			}
			to := bytes.Index(feed[from:], []byte(end))
			if to < 0 || !yield(feed[from:from+to+len(end)]) {
				return
			}
			feed = feed[from+to+len(end):]
		}
	}
}

// cutStamp takes the line of the stamp out of an event.
func cutStamp(event []byte) (body, stamp []byte) {
	from := bytes.Index(event, []byte(stampLine))
	if from < 0 {
		return event, nil
	}
	from += 2
	to := from + bytes.Index(event[from:], []byte("\r\n"))
	return append(bytes.Clone(event[:from]), event[to:]...), event[from:to]
}

// staleFeeds returns the files in a folder that were written as feeds of this program, but of nobody and of no schedule
// that is still there: calendars that have subscribed to one go on showing what it says.
func staleFeeds(folder string, ws *engine.Workspace) []string {
	named := map[string]bool{}
	for i := range ws.Schedules {
		named[string(ws.Schedules[i].ID)] = ws.Schedules[i].Enabled
	}
	for _, p := range ws.People {
		named[string(p.ID)] = true
	}
	paths, _ := filepath.Glob(filepath.Join(folder, "*.ics"))
	var out []string
	for _, path := range paths {
		if !named[strings.TrimSuffix(filepath.Base(path), ".ics")] && isOurFeed(path) {
			out = append(out, path)
		}
	}
	return out
}

// isOurFeed looks at the first bytes of a file.
func isOurFeed(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close() //nolint:errcheck // only read from
	head := make([]byte, 256)
	n, _ := f.Read(head)
	return bytes.Contains(head[:n], []byte("\r\nPRODID:-//schedsync//"))
}
