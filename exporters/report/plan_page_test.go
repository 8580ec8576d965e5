package report

import "testing"

// TestPageLine: a line is broken between words, never inside a time or between a number and its unit.
func TestPageLine(t *testing.T) {
	w := newPage(40, false)
	w.line(2, "", "hours: Thea Third takes 336 h, Una gives 168 h, until Mon 2026-01-05 09:00 UTC+1")
	const want = "" +
		"  hours: Thea Third takes 336 h, Una\n" +
		"      gives 168 h, until\n" +
		"      Mon 2026-01-05 09:00 UTC+1\n"
	if got := w.String(); got != want {
		t.Errorf("got\n%s", got)
	}
	w = newPage(40, false)
	w.line(2, "", "hours: Thea takes 336 h, Una gives 168 h")
	if got, want := w.String(), "  hours: Thea takes 336 h, Una gives\n      168 h\n"; got != want {
		t.Errorf("got\n%s", got)
	}
}
