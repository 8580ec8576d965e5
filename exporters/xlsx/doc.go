// Package xlsx writes timelines as a workbook: what people print, sort and send around.
//
// # Sheets
//
//	2026-11 ID     a month of a schedule to print on one page: people down, dates across, a code in every cell
//	Shifts         every shift, with real dates
//	Hours          hours by person, with a chart
//	Fairness       hours by schedule and person against an equal share, with a chart
//	Gaps           when nobody is on call
//	Handovers      who hands over to whom, and when
//	Legend         the window, the zones, what the codes and signs mean
//
// # The month grid
//
// Row 1 is the header: "id", "name", then one real date per column. Column A holds a person's id as the YAML writes it
// (team:ID and escalation:ID too), or none in the row of the gaps. A cell holds the codes of the times on call that start on
// that date, more than one with a slash between them. Nothing is hidden and nothing is merged.
//
// A code is a clock time to a clock time in the schedule's zone; where the second is not later than the first, it is the
// next day's. Long shifts are cut once a day, at the clock time at which most shifts of the schedule begin, so that a week
// from Monday 09:00 reads as seven times F = 09:00 to 09:00. What the cells say together is exactly what the timeline says,
// but for edges in the second of two equal hours in autumn, which a clock time cannot name; there the first is meant.
//
// # Times
//
// A workbook has no time zones. Times are what the schedule's clock shows, the zone stands in a column of its own, and the
// shift list has the same in UTC.
//
// # Same bytes
//
// The same timelines give the same bytes: parts of the archive are sorted and have no dates, and the properties of the
// document are fixed.
//
// # Reports
//
// Hours, pay, fairness and handovers are workbooks of their own ([Report]): a sheet for every table, with filters, and with
// values that can be summed up.
//
// # Formulas
//
// There are none: every text is stored as text, whatever it begins with, and every sum as a number.
package xlsx
