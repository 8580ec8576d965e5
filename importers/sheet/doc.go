// Package sheet reads rosters out of spreadsheets: an XLSX or CSV file and a mapping become shifts with the cells they were
// read from, or a list of everything that is wrong with them, each complaint with file!sheet!cell, cause and fix (SPEC 5).
//
// # The road of a file
//
//	open       tells XLSX from CSV, holds the file to limits, finds the encoding and the separator
//	xlsx       opens the workbook; parts looks at the raw XML for what the library does not say: cut-off sheets, types,
//	           number formats, merged cells, formulas without a value
//	csv        decodes and splits a text file
//	table      the cells of one sheet as they are held, never as they are displayed
//	header     finds the header row and the columns that the mapping names
//	dates      reads dates, and decides the order of day and month from the whole file or not at all
//	times      reads clock times and stretches of hours
//	list, people-grid, date-grid, periods   one reader for each layout; they end in pieces
//	names      makes people of words
//	shifts     joins pieces, holds them to the zone's clock and to the window the file owns
//
// # What is inferred
//
// Only what allows one reading. Everything that was inferred is a [Decision] with the cell that proves it; whoever calls
// shows them. Whatever allows two readings is a problem until the mapping states it.
//
// # Ownership
//
// A roster owns the days it covers: from its first date to the day after its last, or what `owns` in the mapping says.
// Inside that window the shifts of the rotation come from the roster alone, so a row that was deleted is gone.
package sheet
