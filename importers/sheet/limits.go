package sheet

// Limits bound what reading a roster costs; SPEC 6 takes every file for hostile. The zero value of a limit means its default.
type Limits struct {
	FileBytes  int64 // size of the file; default 32 MiB
	UnzipBytes int64 // size of a workbook's parts together, unpacked; default 96 MiB
	Parts      int   // files in a workbook; default 2,000
	Sheets     int   // sheets that are read; default 400
	Rows       int   // rows of one sheet; default 200,000
	Columns    int   // columns of one sheet; default 1,000
	Cells      int   // cells of all sheets that are read, merged ones counted as often as they show; default 1,000,000
	CellBytes  int   // length of one cell's text; default 32,767, as in Excel
	Shifts     int   // shifts of one roster; default 500,000
	Problems   int   // problems reported; default 1,000
}

// withDefaults returns the limits with every zero filled in.
func (l Limits) withDefaults() Limits {
	set := func(v *int, n int) {
		if *v == 0 {
			*v = n
		}
	}
	set(&l.Parts, 2_000)
	set(&l.Sheets, 400)
	set(&l.Rows, 200_000)
	set(&l.Columns, 1_000)
	set(&l.Cells, 1_000_000)
	set(&l.CellBytes, 32_767)
	set(&l.Shifts, 500_000)
	set(&l.Problems, 1_000)
	if l.FileBytes == 0 {
		l.FileBytes = 32 << 20
	}
	if l.UnzipBytes == 0 {
		l.UnzipBytes = 96 << 20
	}
	return l
}

// MostBytes is the default of [Limits.FileBytes], for callers that read the file themselves.
const MostBytes = 32 << 20
