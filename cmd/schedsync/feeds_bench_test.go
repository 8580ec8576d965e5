package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/schedsync/schedsync/importers/httpx"
)

// BenchmarkThousandFeeds writes the feeds of 1,000 people in 100 schedules for a year with daily handoffs, which are 36,500
// shifts: first into an empty folder, then the night after, when nearly nothing has changed.
func BenchmarkThousandFeeds(b *testing.B) {
	var w bytes.Buffer
	w.WriteString("version: 1\npeople:\n")
	for i := range 1000 {
		fmt.Fprintf(&w, "  p%d: {name: Person %d, email: p%d@example.com}\n", i, i, i)
	}
	w.WriteString("schedules:\n")
	for i := range 100 {
		fmt.Fprintf(&w, "  s%d: {timezone: Europe/Lisbon, rotations: [{id: day, every: 1 day, start: 2026-01-01 09:00, people: [", i)
		for j := range 10 {
			fmt.Fprintf(&w, "p%d, ", i*10+j)
		}
		w.WriteString("]}]}\n")
	}
	export := func(dir string, now time.Time) {
		var out bytes.Buffer
		c := &Cmd{
			Args:   []string{"-q", "-C", dir, "export", "ics", "--by", "person", "--for", "52w", "--folder", filepath.Join(dir, "feeds")},
			Stdout: &out, Stderr: &out, Env: func(string) string { return "" }, Now: func() time.Time { return now }, Sleep: httpx.Sleep,
		}
		if code := c.Run(context.Background()); code != OK {
			b.Fatalf("exit %d: %s", code, &out)
		}
	}
	workspace := func() string {
		dir := b.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "w.yaml"), w.Bytes(), 0o600); err != nil {
			b.Fatal(err)
		}
		return dir
	}
	memory := func(b *testing.B) {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.Sys)/1e6, "MB-of-system")
	}
	monday := time.Date(2026, 1, 5, 2, 0, 0, 0, time.UTC)
	b.Run("new", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			b.StopTimer()
			dir := workspace()
			b.StartTimer()
			export(dir, monday)
		}
		memory(b)
	})
	b.Run("the-night-after", func(b *testing.B) {
		b.ReportAllocs()
		dir := workspace()
		export(dir, monday)
		now := monday
		for b.Loop() {
			now = now.Add(24 * time.Hour)
			export(dir, now)
		}
		memory(b)
	})
}
