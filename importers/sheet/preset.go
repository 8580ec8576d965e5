package sheet

// shiftsSheet is the sheet of Microsoft's import workbook that holds the shifts.
const shiftsSheet = "Shifts"

// shiftsColumns are the columns of the sheet Shifts in the import workbook of Microsoft Shifts: Member, Work Email, Group,
// Start Date, Start Time, End Date, End Time and others that say nothing about who is on duty. An older template says Shift
// Start Date and so on. Dates are M/D/YYYY, times HH:MM. Source: the workbook that Microsoft's support page on importing a
// schedule into Shifts describes, as three independent programs write it.
func shiftsColumns() []wanted {
	column := func(key, header string, also ...string) wanted {
		return wanted{key: key, column: columnRef{Header: header, Letter: -1}, also: also}
	}
	return []wanted{
		column("person", "Member"),
		column("email", "Work Email"),
		column("role", "Group"),
		column("date", "Start Date", "Shift Start Date"),
		column("start", "Start Time", "Shift Start Time"),
		column("end_date", "End Date", "Shift End Date"),
		column("end", "End Time", "Shift End Time"),
	}
}

// recognise tells the one layout that is known by its exact header, so that it needs no mapping.
func (r *reader) recognise(t *table) bool {
	l := &layout{table: t}
	for row := range min(len(t.rows), 5) {
		found := 0
		for _, w := range shiftsColumns() {
			if len(l.matching(row, 1, w)) == 1 {
				found++
			}
		}
		if found == len(shiftsColumns()) {
			m := *r.m
			m.Layout, r.m = MicrosoftShifts, &m
			r.decided(t.place(row, 0), "the layout is microsoft-shifts: the header is that of its import workbook")
			return true
		}
	}
	return false
}
