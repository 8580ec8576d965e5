package sheet

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// readCSV makes a table of a text file. Rows are counted as a spreadsheet shows them: blank lines are rows, line feeds
// inside quotes are not, and Excel's `sep=` line is none.
func readCSV(file string, data []byte, m *Map, g *log, lim Limits) (*table, error) {
	s, err := decode(file, data, m.Encoding, g)
	if err != nil {
		return nil, err
	}
	if i := strings.IndexByte(s, 0); i >= 0 {
		return nil, errors.New("it holds a NUL byte: not a text file, or UTF-16 without its mark; say `encoding: utf-16le` or save it as UTF-8")
	}
	if !strings.Contains(s, "\n") {
		s = strings.ReplaceAll(s, "\r", "\n")
	}
	s, sep, err := separator(file, s, m.Separator, g)
	if err != nil {
		return nil, err
	}
	t := &table{file: file}
	r := csv.NewReader(strings.NewReader(s))
	r.Comma, r.FieldsPerRecord, r.TrimLeadingSpace = sep, -1, sep != '\t'
	return t, t.readRecords(r, lim)
}

func (t *table) readRecords(r *csv.Reader, lim Limits) error {
	last, cells := 0, 0 // the line the record before ended on
	for {
		rec, err := r.Read()
		var pe *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &pe):
			return fmt.Errorf("line %d: %w; a quote inside a text is written twice, and a text that begins with one must end with one", pe.StartLine, pe.Err)
		case err != nil:
			return err
		}
		first, _ := r.FieldPos(0)
		for ; last+1 < first; last++ {
			t.rows = append(t.rows, nil)
		}
		end, _ := r.FieldPos(len(rec) - 1)
		last = end + strings.Count(rec[len(rec)-1], "\n")
		cells += len(rec)
		switch {
		case len(t.rows) >= lim.Rows:
			return fmt.Errorf("more than %d rows: keep the roster in a file of its own", lim.Rows)
		case len(rec) > lim.Columns:
			return fmt.Errorf("line %d has %d columns, the limit is %d", first, len(rec), lim.Columns)
		case cells > lim.Cells:
			return fmt.Errorf("more than %d cells: keep the roster in a file of its own", lim.Cells)
		}
		row := make([]cell, len(rec))
		for i, v := range rec {
			if len(v) > lim.CellBytes {
				return fmt.Errorf("cell %s holds %d bytes, the limit is %d; is a quote not closed?", address(len(t.rows), i), len(v), lim.CellBytes)
			}
			if row[i] = (cell{text: v, kind: text}); strings.TrimSpace(v) == "" {
				row[i].kind = blank
			}
		}
		t.rows = append(t.rows, row)
	}
}

// decode turns bytes into text. A mark at the start decides; text that is valid UTF-8 is; windows-1252 is a guess, told as
// one, because names that it gets wrong are nobody's and so are found.
func decode(file string, data []byte, stated string, g *log) (string, error) {
	var err error
	switch {
	case strings.HasPrefix(string(data), "\xef\xbb\xbf") && (stated == "" || stated == "utf-8"):
		g.decided(file, "the encoding is UTF-8, by its mark")
		data, stated = data[3:], "utf-8"
	case strings.HasPrefix(string(data), "\xff\xfe"), strings.HasPrefix(string(data), "\xfe\xff"):
		if stated != "" && !strings.HasPrefix(stated, "utf-16") {
			return "", fmt.Errorf("the mapping says %s, and the file begins with the mark of UTF-16", stated)
		}
		g.decided(file, "the encoding is UTF-16, by its mark")
		data, err = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
		stated = "utf-8"
	case stated == "" && utf8.Valid(data):
		g.decided(file, "the encoding is UTF-8: every byte fits it")
		stated = "utf-8"
	case stated == "":
		g.decided(file, "the encoding is guessed to be windows-1252, because it is not UTF-8: check the accents of the names, or state `encoding`")
		stated = "windows-1252"
	}
	switch stated {
	case "utf-16le":
		data, err = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder().Bytes(data)
	case "utf-16be", "utf-16":
		data, err = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder().Bytes(data)
	case "windows-1252":
		data, err = charmap.Windows1252.NewDecoder().Bytes(data)
	case "iso-8859-1":
		data, err = charmap.ISO8859_1.NewDecoder().Bytes(data)
	}
	switch {
	case err != nil:
		return "", fmt.Errorf("reading it as %s: %w", stated, err)
	case !utf8.Valid(data) || strings.ContainsRune(string(data), utf8.RuneError):
		return "", fmt.Errorf("it is not %s: some bytes stand for no character; state `encoding` in the mapping, or save the file as UTF-8", stated)
	}
	return string(data), nil
}

const separators = ",;\t|"

// separator finds what stands between the fields, and takes Excel's `sep=` line off.
func separator(file, s, stated string, g *log) (string, rune, error) {
	if line, rest, ok := strings.Cut(s, "\n"); ok {
		if mark := strings.TrimRight(line, "\r"); len(mark) == 5 && strings.EqualFold(mark[:4], "sep=") {
			if stated != "" && stated != mark[4:] {
				return "", 0, fmt.Errorf("the mapping says the separator is %q, and the file says %q", stated, mark[4:])
			}
			if stated == "" {
				g.decided(file, "the separator is %q, by the file's own `sep=` line", mark[4:])
			}
			s, stated = rest, mark[4:]
		}
	}
	if stated != "" {
		return s, []rune(stated)[0], nil
	}
	var fit []rune
	for _, sep := range separators {
		if consistent(s, sep) {
			fit = append(fit, sep)
		}
	}
	switch len(fit) {
	case 1:
		g.decided(file, "the separator is %q: with it the first rows have the same number of columns", string(fit[0]))
		return s, fit[0], nil
	case 0:
		if line := openQuote(s); line > 0 {
			return "", 0, fmt.Errorf("line %d: the quote is not closed", line)
		}
		return "", 0, errors.New("with none of , ; TAB | do the first rows have the same number of columns, two or more; state `separator` in the mapping")
	default:
		return "", 0, fmt.Errorf("the separator may be %q or %q: with both the first rows have the same number of columns; state `separator` in the mapping", string(fit[0]), string(fit[1]))
	}
}

// openQuote returns the line of a quote that no other closes; 0 where there is none.
func openQuote(s string) int {
	line, open := 1, 0
	for i := range len(s) {
		switch {
		case s[i] == '\n':
			line++
		case s[i] == '"' && open > 0:
			open = 0
		case s[i] == '"':
			open = line
		}
	}
	return open
}

// consistent reports whether a separator gives most of the first rows one number of columns, two or more.
func consistent(s string, sep rune) bool {
	r := csv.NewReader(strings.NewReader(s))
	r.Comma, r.FieldsPerRecord, r.TrimLeadingSpace, r.LazyQuotes = sep, -1, true, true
	counts, rows := map[int]int{}, 0
	for rows < 30 {
		rec, err := r.Read()
		if err != nil {
			break
		}
		rows++
		counts[len(rec)]++
	}
	best := 0
	for n, times := range counts {
		if n > 1 {
			best = max(best, times)
		}
	}
	return best > 0 && best*2 > rows
}
