package sheet

import (
	"strings"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/importers/near"
)

// code finds the code that an entry is.
func (r *reader) code(s string) (Code, bool) {
	if c, ok := r.m.Codes[s]; ok || !r.m.IgnoreCase {
		return c, ok
	}
	for _, known := range sortedKeys(r.m.Codes) {
		if strings.Join(strings.Fields(near.Fold(known)), " ") == strings.Join(strings.Fields(near.Fold(s)), " ") {
			return r.m.Codes[known], true
		}
	}
	return Code{}, false
}

// hoursOf is a stretch with the role of the code it stands for; half is a part of a night that another cell completes.
type hoursOf struct {
	stretch
	role string
	half bool
}

// cellHours reads the codes or times in a cell. before is what stands a day earlier, for codes that continue it.
func (r *reader) cellHours(l *layout, row, col int, day civil.Day, before []piece) []hoursOf {
	if !r.sound(l, row, col) {
		return nil
	}
	shown, place := l.clean(row, col), l.place(row, col)
	if shown == "" {
		r.wrong(place, "write a code; one that means no shift is listed as none", "the cell of the code is empty")
		return nil
	}
	if l.at(row, col).dated {
		r.wrong(place, "write the code as text", "the cell holds a date where a code belongs: a spreadsheet program may have taken a code for one")
		return nil
	}
	if _, ok := r.code(shown); ok {
		return r.codeHours(place, shown, day, before)
	}
	var out []hoursOf
	for _, part := range splitOn(shown, r.m.SplitOn) {
		out = append(out, r.codeHours(place, part, day, before)...)
	}
	return out
}

func (r *reader) codeHours(place, shown string, day civil.Day, before []piece) []hoursOf {
	c, ok := r.code(shown)
	switch {
	case !ok && r.m.TimesInCells:
		return r.timesInCell(place, shown)
	case !ok:
		codes := sortedKeys(r.m.Codes)
		fix := "add it to `codes` in the mapping: its hours, or none"
		if s := near.New(near.Enough).Suggest(shown, codes); s != "" {
			fix = "did you mean " + quoted(s) + "? else " + fix
		}
		r.wrong(place, fix, "the code %s is not in the mapping", quoted(shown))
		return nil
	case c.Off:
		return nil
	case c.Continues:
		for _, p := range before {
			if p.until.On(r.zone) > day.Start() {
				return nil
			}
		}
		r.wrong(place, "correct one of the two cells", "the code %s continues a shift of the day before, and none reaches over midnight", quoted(shown))
		return nil
	case c.Hours == nil:
		r.wrong(place, "write the times before it, or give the code hours", "the code %s has no hours", quoted(shown))
		return nil
	}
	s, has := c.Hours.on(day, r.holidays)
	if !has {
		r.wrong(place, "give the code hours for that day in the mapping", "the code %s has no hours on %s, a %s", quoted(shown), day, dayName(day))
		return nil
	}
	return []hoursOf{{stretch: s, role: c.Role}}
}

// timesInCell reads hours, with a code for the role behind them where there is one: 20:00-24:00 GC.
func (r *reader) timesInCell(place, shown string) []hoursOf {
	role, rest := "", shown
	if i := strings.LastIndexByte(shown, ' '); i > 0 {
		if c, ok := r.code(strings.TrimSpace(shown[i:])); ok && c.Hours == nil && !c.Off {
			role, rest = c.Role, strings.TrimSpace(shown[:i])
		}
	}
	s, err := parseStretch(rest, r.m.EqualTimes)
	if err != nil {
		r.wrong(place, "write hours as 08:00-16:00, or add the entry to `codes` in the mapping", "the entry %s: %v", quoted(shown), err)
		return nil
	}
	half := r.m.Join && (s.From == 0 || s.To == civil.DayLen)
	return []hoursOf{{stretch: s, role: role, half: half}}
}
