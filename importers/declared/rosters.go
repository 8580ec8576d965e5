package declared

import (
	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/importers/roster"
	"github.com/schedsync/schedsync/importers/sheet"
)

// rosters reads the files that rotations take their shifts from, by the kind of file. What is wrong in a file is told at
// the place of the YAML that names it, with the cell or the line of the file: nothing of a roster with a problem is used.
func (l *loader) rosters(ws *Workspace) {
	readers := map[string]func(*rosterFiles, *engine.Rotation) ([]engine.FixedShift, roster.Problems){
		"sheet": (*rosterFiles).sheet, "calendar": (*rosterFiles).calendar,
	}
	files := &rosterFiles{loader: l, ws: ws, sheets: map[string]readSheet{}, texts: map[string][]byte{}, failed: map[string]error{}}
	for i := range ws.Schedules {
		s := &ws.Schedules[i]
		for j := range s.Rotations {
			r := &s.Rotations[j]
			if r.Roster == nil || r.Zone == nil || readers[r.Roster.Kind] == nil || !files.atHand(r.Roster) {
				continue
			}
			shifts, problems := readers[r.Roster.Kind](files, r)
			path := join("schedules", string(s.ID), "rotations", string(r.ID), r.Roster.Kind)
			for _, p := range problems {
				l.log.add(Problem{Position: l.near(path), Path: path, Text: p.Place + ": " + p.Text, Hint: p.Fix})
			}
			if len(problems) > 0 {
				continue
			}
			r.HasShifts, r.Shifts = true, shifts
		}
	}
}

// atHand reports whether there is something to be read: a file, or a calendar that the caller has.
func (f *rosterFiles) atHand(r *engine.Roster) bool {
	if r.URL == "" {
		return r.File != ""
	}
	if f.calendarOf == nil {
		return false
	}
	if _, asked := f.texts[r.URL]; !asked {
		data, err := f.calendarOf(r.URL)
		f.texts[r.URL], f.failed[r.URL] = data, err
	}
	return f.texts[r.URL] != nil || f.failed[r.URL] != nil
}

// calendar reads the shifts of a rotation from its calendar.
func (f *rosterFiles) calendar(r *engine.Rotation) ([]engine.FixedShift, roster.Problems) {
	if r.Roster.URL != "" {
		if err := f.failed[r.Roster.URL]; err != nil {
			return nil, roster.Problems{{Place: "the calendar", Text: err.Error()}}
		}
		return f.calendarShifts(f.ws, r, "the calendar", f.texts[r.Roster.URL])
	}
	data, problem := f.text(r.Roster.File)
	if problem != nil {
		return nil, roster.Problems{*problem}
	}
	return f.calendarShifts(f.ws, r, r.Roster.File, data)
}

// rosterFiles keeps what was read, so that rotations that share a file, one for each of its roles, read it once.
type rosterFiles struct {
	*loader
	ws     *Workspace
	bytes  int64
	texts  map[string][]byte    // by file or address
	failed map[string]error     // by address
	sheets map[string]readSheet // by file, mapping and zone
}

type readSheet struct {
	roster   *sheet.Roster
	problems roster.Problems
}

// sheet reads the shifts of a rotation from its spreadsheet.
func (f *rosterFiles) sheet(r *engine.Rotation) ([]engine.FixedShift, roster.Problems) {
	key := r.Roster.File + "\x00" + r.Roster.Map + "\x00" + r.Zone.String()
	got, known := f.sheets[key]
	if !known {
		got.roster, got.problems = f.readSheet(r)
		f.sheets[key] = got
	}
	switch {
	case len(got.problems) > 0 && known:
		return nil, nil // told where the file was named first
	case len(got.problems) > 0:
		return nil, got.problems
	}
	shifts, problem := got.roster.Take(r.Roster.Role)
	if problem != nil {
		problem.Place = r.Roster.File
		return nil, roster.Problems{*problem}
	}
	return got.roster.OnClock(shifts, r.Zone), nil
}

func (f *rosterFiles) readSheet(r *engine.Rotation) (*sheet.Roster, roster.Problems) {
	m := sheet.NoMap()
	if r.Roster.Map != "" {
		text, problem := f.text(r.Roster.Map)
		if problem != nil {
			return nil, roster.Problems{*problem}
		}
		var problems roster.Problems
		if m, problems = sheet.ParseMap(r.Roster.Map, text); len(problems) > 0 {
			return nil, problems
		}
	}
	data, problem := f.text(r.Roster.File)
	if problem != nil {
		return nil, roster.Problems{*problem}
	}
	return sheet.Read(r.Roster.File, data, m, sheet.Options{
		Zone: r.Zone, Zones: f.zones, People: f.ws.People, Teams: f.ws.Teams, Holidays: f.ws.Holidays,
	})
}

// text returns the bytes of a roster or a mapping, all of them together held to the workspace's limit.
func (f *rosterFiles) text(name string) ([]byte, *roster.Problem) {
	if data, known := f.texts[name]; known {
		return data, nil
	}
	data, err := f.read(name)
	if err != nil {
		return nil, &roster.Problem{Place: name, Text: "cannot read the file: " + reason(err)}
	}
	if f.bytes += int64(len(data)); f.bytes > f.limits.TotalBytes {
		return nil, &roster.Problem{Place: name, Text: "the rosters of the workspace are too large together", Fix: "keep old rosters in files of their own"}
	}
	f.texts[name] = data
	return data, nil
}
