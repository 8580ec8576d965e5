package main

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// stale returns the files of an earlier export that this one has not written again, although it was about everything of
// their kind: those of a schedule, person or team that is gone or has nothing in the window any more.
func (p pages) stale(o *pageOptions, extension string, written map[string]bool) []string {
	if len(p.lines) < len(p.ws.Schedules) { // only some were asked for
		return nil
	}
	paths, _ := filepath.Glob(filepath.Join(o.folder, "*"+extension))
	kinds := p.kinds()
	var out []string
	for _, path := range paths {
		name := filepath.Base(path)
		kind, known := kinds[strings.TrimSuffix(name, extension)]
		if !written[name] && (!known || kind[o.by]) && isOurPage(path) {
			out = append(out, path)
		}
	}
	return out
}

// kinds says what each id of the workspace is the id of: a schedule, a person, a team.
func (p pages) kinds() map[string]map[string]bool {
	out := map[string]map[string]bool{}
	add := func(id, kind string) {
		if out[id] == nil {
			out[id] = map[string]bool{}
		}
		out[id][kind] = true
	}
	for i := range p.ws.Schedules {
		add(string(p.ws.Schedules[i].ID), "schedule")
	}
	for _, x := range p.ws.People {
		add(string(x.ID), "person")
	}
	for _, x := range p.ws.Teams {
		add(string(x.ID), "team")
	}
	return out
}

// isOurPage tells the files of this program from those of others by what only it writes.
func isOurPage(path string) bool {
	if filepath.Ext(path) == ".xlsx" {
		return isOurWorkbook(path)
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close() //nolint:errcheck // only read from
	head := make([]byte, 1024)
	n, _ := io.ReadFull(f, head)
	for _, mark := range []string{`<meta name="generator" content="schedsync">`, "schedule,schedule_name,start_utc", "schedule;schedule_name;start_utc"} {
		if bytes.Contains(head[:n], []byte(mark)) {
			return true
		}
	}
	return false
}

func isOurWorkbook(path string) bool {
	z, err := zip.OpenReader(path)
	if err != nil {
		return false
	}
	defer z.Close() //nolint:errcheck // only read from
	f, err := z.Open("docProps/core.xml")
	if err != nil {
		return false
	}
	defer f.Close() //nolint:errcheck // only read from
	core, err := io.ReadAll(io.LimitReader(f, 64<<10))
	return err == nil && bytes.Contains(core, []byte("<dc:creator>schedsync</dc:creator>"))
}
