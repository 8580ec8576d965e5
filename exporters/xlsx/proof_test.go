package xlsx_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters/exportertest"
	"github.com/schedsync/schedsync/exporters/xlsx"
)

// TestProofLibreOffice opens a workbook in LibreOffice Calc and prints it: dates are dates to it, a
// month is one page, and every sheet of the workbook is there.
func TestProofLibreOffice(t *testing.T) {
	if os.Getenv("SCHEDSYNC_PROOF") == "" {
		t.Skip("a proof: runs with SCHEDSYNC_PROOF=1 (make proof)")
	}
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("skipped: no LibreOffice (soffice) on this machine")
	}
	dir := t.TempDir()
	book := filepath.Join(dir, "book.xlsx")
	convert := func(data []byte, to, ending string) []byte {
		t.Helper()
		if err := os.WriteFile(book, data, 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(office, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", to, "--outdir", dir, book)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		b, err := os.ReadFile(filepath.Join(dir, "book"+ending))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	month := encode(t, xlsx.Book{Title: "A & B"}, march(t))
	grid := string(convert(month, `csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1`, "-2026-03.csv"))
	for _, want := range []string{"id,name,03/01/2026,03/02/2026,", "\nbo,bo,,F,F,F,,F,", "\nnone,— nobody —,,,,,×,"} {
		if !strings.Contains(grid, want) {
			t.Errorf("LibreOffice shows no %q in\n%s", want, grid)
		}
	}
	// Seven sheets, each of which fits on one page.
	if n := strings.Count(string(convert(month, "pdf", ".pdf")), "/Type/Page/"); n != 7 {
		t.Errorf("%d printed pages, want 7", n)
	}
	report := string(convert(reportBook(t), `csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1`, "-Moves.csv"))
	if want := "\nana,=1+1,Europe/Lisbon,10/25/2026 01:30:00,2026-10-25 01:30:00,hour,-1.5,16.775,12.5%,7\n"; !strings.Contains(report, want) {
		t.Errorf("LibreOffice shows no %q in\n%s", want, report)
	}
}

// BenchmarkWorkbook writes a workbook of 100,000 shifts. The peak is what the Go heap grew by at most, seen after it.
func BenchmarkWorkbook(b *testing.B) {
	const shifts = 100_000
	m := exportertest.New(desk(zone(b, "Europe/Berlin")), "2026-01-01 00:00", "2026-01-01 00:00")
	tl := m.Timeline()
	tl.Window.End = tl.Window.Start + shifts*civil.Hour
	for i := range shifts {
		w := tl.Window
		w.Start += civil.Instant(i) * civil.Hour
		w.End = w.Start + civil.Hour
		d := exportertest.Turn([]engine.PersonID{"ana", "bo"}[i%2], i)
		tl.Shifts = append(tl.Shifts, engine.Shift{Span: w, Duty: d})
		tl.Spans = append(tl.Spans, engine.OnCall{Span: w, On: []engine.Duty{d}})
	}
	b.ReportAllocs()
	var size int
	for b.Loop() {
		size = len(encode(b, xlsx.Book{}, tl))
	}
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	b.ReportMetric(float64(s.HeapSys)/(1<<20), "heap-MiB")
	b.ReportMetric(float64(size)/(1<<20), "file-MiB")
}
