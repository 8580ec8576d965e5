package main

import (
	"fmt"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// bar shows how far long work has come, on stderr and only when that is a terminal. A nil bar shows nothing.
type bar struct {
	progress *mpb.Progress
	bar      *mpb.Bar
	what     string
}

// progress begins a bar.
func (c *Cmd) progress(title string) *bar {
	if c.Console == 0 || c.global.noProgress || c.global.quiet || c.global.logFormat == "json" {
		return nil
	}
	b := &bar{}
	b.progress = mpb.New(mpb.WithOutput(c.Stderr), mpb.WithWidth(min(c.Console, 60)), mpb.WithAutoRefresh())
	b.bar = b.progress.AddBar(0,
		mpb.BarRemoveOnComplete(),
		mpb.PrependDecorators(decor.Name(title+" ")),
		mpb.AppendDecorators(decor.Any(func(decor.Statistics) string { return b.what })),
	)
	return b
}

// step tells how far the work has come; total is 0 while it is not known.
func (b *bar) step(done, total int, what string) {
	if b == nil {
		return
	}
	b.what = what
	if total > 0 {
		b.what = fmt.Sprintf("%d/%d %s", done, total, what)
	}
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
