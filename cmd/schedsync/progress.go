package main

import (
	"fmt"
	"sync/atomic"

	"github.com/mattn/go-runewidth"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/schedsync/schedsync/exporters"
)

// bar shows how far long work has come, on stderr and only when that is a terminal. A nil bar shows nothing.
type bar struct {
	progress *mpb.Progress
	bar      *mpb.Bar
	redact   func(string) string
	room     int          // columns for the words beside the bar
	what     atomic.Value // the string beside the bar; another goroutine draws it
}

// barColumns is the width of the bar itself; a terminal narrower than barRoom has room for the words only.
const (
	barColumns = 20
	barRoom    = 60
)

// progress begins a bar. It is drawn on the console itself: the writer that keeps secrets out passes whole lines on, and
// would send what wipes the bar away only at the end of the command, over its result. What is said beside the bar is
// redacted before. With -v every call is logged, and a bar between the lines would be noise.
func (c *Cmd) progress(title string) *bar {
	if c.Console == 0 || c.global.noProgress || c.global.quiet || c.global.verbose || c.global.logFormat == "json" {
		return nil
	}
	columns := barColumns
	if c.Console < barRoom {
		columns = 1
	}
	b := &bar{redact: c.redactor.String, room: c.Console - len(title) - columns - 4}
	b.what.Store("")
	b.progress = mpb.New(mpb.WithOutput(c.console), mpb.WithWidth(c.Console), mpb.WithAutoRefresh())
	b.bar = b.progress.AddBar(0,
		mpb.BarRemoveOnComplete(),
		mpb.BarWidth(columns),
		mpb.BarFillerTrim(),
		mpb.PrependDecorators(decor.Name(title+" ")),
		mpb.AppendDecorators(decor.Any(func(decor.Statistics) string { return " " + b.what.Load().(string) })),
	)
	return b
}

// step tells how far the work has come; total is 0 while it is not known.
func (b *bar) step(done, total int, what string) {
	if b == nil {
		return
	}
	what = exporters.Clean(b.redact(what))
	if total > 0 {
		what = fmt.Sprintf("%d/%d %s", done, total, what)
	}
	b.what.Store(runewidth.Truncate(what, b.room, "…"))
	b.bar.SetTotal(int64(max(total, done+1)), false)
	b.bar.SetCurrent(int64(done))
}

// done ends the bar and wipes it away.
func (b *bar) done() {
	if b == nil {
		return
	}
	b.bar.SetTotal(-1, true)
	b.bar.Abort(true)
	b.progress.Wait()
}
