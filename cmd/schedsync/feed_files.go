package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/exporters/files"
	"github.com/schedsync/schedsync/exporters/ics"
)

// publishFolder writes each feed to a file of its own, and the page that lists them.
func (c *Cmd) publishFolder(p *press, feeds []feedFile, o *feedFlags, all bool) error {
	state := c.feedState(o.folder)
	for _, feed := range feeds {
		if err := c.publishFile(p, feed, o.folder, state); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(o.folder, 0o755); err != nil { //nolint:gosec // feeds are there to be served
		return fmt.Errorf("making the folder of the feeds: %w", err)
	}
	if err := c.writeIndex(p, o); err != nil {
		return err
	}
	if all {
		for _, name := range staleFeeds(o.folder, &p.ws.Workspace) {
			c.note("%s is the feed of nothing that is still there, and was left as it is: delete it when nobody subscribes to it", name)
		}
	}
	return nil
}

// publishFile writes the next edition of one feed, and then its history below the folder state, if there is one.
func (c *Cmd) publishFile(p *press, feed feedFile, folder, state string) error {
	name := filepath.Join(folder, filepath.FromSlash(feed.path))
	before, err := c.lastEdition(name)
	if err != nil {
		return err
	}
	kept := filepath.Join(state, filepath.FromSlash(feed.path))
	if data, err := os.ReadFile(kept); state != "" && err == nil {
		h, err := ics.ReadHistory(data, c.zones.Load)
		if err != nil {
			c.note("the history of %s cannot be read (%v); the feed itself serves instead", name, err)
		}
		before = before.Merge(h)
	}
	e, err := p.print(feed, before)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil { //nolint:gosec // feeds are there to be served
		return fmt.Errorf("making the folder of the feeds: %w", err)
	}
	if err := c.write(name, e.Data); err != nil {
		return err
	}
	if state == "" {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(kept), 0o700); err != nil {
		return fmt.Errorf("keeping the history of a feed: %w", err)
	}
	if _, err := files.Write(kept, e.History.Bytes(), 0o600); err != nil {
		return fmt.Errorf("keeping the history of a feed: %w", err)
	}
	return nil
}

// lastEdition reads the feed that is in a file already. A file that is no feed of ours is not written over; one of ours that
// was cut counts as none, which is said, because its events then begin anew.
func (c *Cmd) lastEdition(name string) (ics.History, error) {
	info, err := os.Stat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
		return nil, nil
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("reading the last edition of a feed: %w", err)
	}
	if !isOurFeed(data) {
		return nil, fmt.Errorf("%s is not a feed that schedsync wrote, and is not written over; move it away, or write elsewhere", name)
	}
	h, err := ics.ReadHistory(data, c.zones.Load)
	if err != nil {
		c.note("the last edition %s cannot be read (%v); what the state folder does not know begins anew", name, err)
	}
	return h, nil
}

// feedState returns the folder that keeps what the feeds of a folder have said, or "" where there can be none: a workspace
// that cannot be written to does without, because the feeds themselves say the same.
func (c *Cmd) feedState(folder string) string {
	s, err := c.openState()
	if err != nil {
		c.note("no history of feeds is kept (%v); the feeds in the folder serve instead", err)
		return ""
	}
	// The same feed may go to several folders in several forms. A folder is known by where it is from the workspace.
	if rel, err := filepath.Rel(c.global.dir, folder); err == nil {
		folder = rel
	}
	sum := sha256.Sum256([]byte(filepath.ToSlash(folder)))
	return filepath.Join(s.dir, "feeds", hex.EncodeToString(sum[:4]))
}

// writeIndex writes the page that lists the feeds of the workspace that are in the folder, also those of earlier runs.
func (c *Cmd) writeIndex(p *press, o *feedFlags) error {
	all := *p
	if len(all.lines) != len(p.ws.Schedules) { // a run for some schedules lists the others, too
		all.lines = nil
		for i := range p.ws.Schedules {
			all.lines = append(all.lines, engine.Timeline{Schedule: &p.ws.Schedules[i]})
		}
	}
	feeds, err := all.feeds(allKinds(), nil)
	if err != nil {
		return err
	}
	var links []ics.Link
	for _, f := range feeds {
		if p.there(f.path) {
			links = append(links, ics.Link{Group: group(f.kind), Name: f.name, Path: f.path})
		}
	}
	page, err := ics.Index("On-call calendars", o.url, links)
	if err != nil {
		return err
	}
	name := filepath.Join(o.folder, "index.html")
	if data, err := os.ReadFile(name); err == nil && !bytes.Contains(data, []byte(`<meta name="generator" content="schedsync">`)) {
		c.note("%s is not of schedsync, and was left as it is", name)
		return nil
	}
	return c.write(name, page)
}

// staleFeeds returns the files in a folder that were written as feeds of this program, but of nobody and of no schedule
// that is still there: calendars that have subscribed to one go on showing what it says.
func staleFeeds(folder string, ws *engine.Workspace) []string {
	alive := living(ws)
	var out []string
	_ = filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // a folder that cannot be read has no feed of ours to tell of
		}
		rel, err := filepath.Rel(folder, name)
		if rel = filepath.ToSlash(rel); err != nil || d.IsDir() && !ours(rel) {
			return filepath.SkipDir
		}
		if id, ok := strings.CutSuffix(rel, ".ics"); ok && !d.IsDir() && !alive(id) && beginsAsOurs(name) {
			out = append(out, name)
		}
		return nil
	})
	return out
}

// living tells whether a feed's path, without its ending, is that of somebody or something that is still there.
func living(ws *engine.Workspace) func(string) bool {
	schedule := func(id string) bool {
		s := ws.Schedule(engine.ScheduleID(id))
		return s != nil && s.Enabled
	}
	return func(id string) bool {
		parts := strings.Split(id, "/")
		switch {
		case len(parts) == 1:
			return schedule(id)
		case parts[0] == "teams":
			return slices.ContainsFunc(ws.Teams, func(t engine.Team) bool { return string(t.ID) == parts[1] })
		default:
			return ws.Person(engine.PersonID(parts[1])) != nil && (len(parts) == 2 || schedule(parts[2]))
		}
	}
}

// ours reports whether feeds are written to this folder of the folder of feeds.
func ours(rel string) bool {
	return rel == "." || rel == "teams" || rel == "people" || strings.HasPrefix(rel, "people/")
}

// beginsAsOurs looks at the first bytes of a file.
func beginsAsOurs(name string) bool {
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close() //nolint:errcheck // only read from
	head := make([]byte, 256)
	n, _ := f.Read(head)
	return isOurFeed(head[:n])
}

// isOurFeed looks for the product that wrote a calendar.
func isOurFeed(data []byte) bool {
	return bytes.Contains(data[:min(len(data), 256)], []byte("\r\nPRODID:-//schedsync//"))
}
