package sheet

import (
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// cellKind says what a cell holds, as it is stored.
type cellKind uint8

const (
	blank   cellKind = iota
	text             // a text; every cell of a CSV file
	number           // a number; dates and times of a workbook are numbers too
	isoDate          // a date stored as ISO 8601 text (t="d")
	truth            // TRUE or FALSE
	broken           // an error such as #REF!
	formula          // a formula whose value the file does not hold
)

// cell is one cell of a table.
type cell struct {
	text   string // as stored: the raw number, never what a number format makes of it
	kind   cellKind
	dated  bool // a number with the format of a date or a time
	merged bool // the cell is covered by a merged one, whose text it shows
}

// table is one sheet. Rows and columns count from 0 here, and from 1 and A in addresses.
type table struct {
	file, name string // name is empty for a CSV file
	rows       [][]cell
	epoch1904  bool
}

// at returns a cell; blank outside the table.
func (t *table) at(row, col int) cell {
	if row < 0 || row >= len(t.rows) || col < 0 || col >= len(t.rows[row]) {
		return cell{}
	}
	return t.rows[row][col]
}

// clean returns a cell's text as people read it: inner line feeds kept, odd spaces, quotes and widths made plain.
func (t *table) clean(row, col int) string { return cleanText(t.at(row, col).text) }

// place returns the address of a cell: november.xlsx!Nov!C7, or november.csv!C7.
func (t *table) place(row, col int) string { return t.where() + "!" + address(row, col) }

// where returns the file and the sheet.
func (t *table) where() string {
	if t.name == "" {
		return t.file
	}
	return t.file + "!" + t.name
}

// blankRow reports whether a row has no text.
func (t *table) blankRow(row int) bool {
	for col := range t.rows[row] {
		if t.clean(row, col) != "" || t.at(row, col).kind == formula {
			return false
		}
	}
	return true
}

// address returns a cell's name as spreadsheets write it, such as AB12.
func address(row, col int) string { return letters(col) + strconv.Itoa(row+1) }

// letters returns the name of a column: A, Z, AA.
func letters(col int) string {
	s := ""
	for col++; col > 0; col = (col - 1) / 26 {
		s = string(rune('A'+(col-1)%26)) + s
	}
	return s
}

// column reads the name of a column; -1 for what is none.
func column(s string) int {
	n := 0
	for _, r := range strings.ToUpper(s) {
		if r < 'A' || r > 'Z' || n > 20_000 {
			return -1
		}
		n = n*26 + int(r-'A') + 1
	}
	return n - 1
}

// cellAddress reads an address such as B2; negative numbers for what is none.
func cellAddress(s string) (row, col int) {
	i := strings.IndexAny(s, "0123456789")
	if i < 1 {
		return -1, -1
	}
	n, err := strconv.Atoi(s[i:])
	if err != nil || n < 1 {
		return -1, -1
	}
	return n - 1, column(s[:i])
}

// plainQuotes are the typographic apostrophes that programs put into names.
var plainQuotes = strings.NewReplacer("’", "'", "‘", "'", "ʼ", "'", "`", "'", "\u200b", "", "\ufeff", "", "\r\n", "\n", "\r", "\n")

// cleanText makes text plain: full-width and other compatibility forms (NFKC), odd spaces and apostrophes.
func cleanText(s string) string {
	for i := range len(s) {
		if s[i] >= 0x80 {
			s = norm.NFKC.String(s)
			break
		}
	}
	return strings.TrimSpace(plainQuotes.Replace(s))
}
