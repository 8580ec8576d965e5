package main

import (
	"fmt"
	"log/slog"
	"runtime/debug"
)

// sheltered does work and makes an error of a panic. A fault of this program must end like any other failure: with what was
// asked to be left behind, and with the status for what was written. The status of Go's runtime is 2, which here means that
// differences were found.
func (c *Cmd) sheltered(work func() error) (err error) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		stack := string(debug.Stack())
		if c.jsonLog.Load() {
			c.log.Error("panic", slog.String("stack", stack))
		} else {
			fmt.Fprintf(c.Stderr, "%s\n", stack)
		}
		code, became := Failed, "nothing was written to any vendor"
		for _, n := range c.calls() {
			if n.Writes > 0 {
				code, became = Incomplete, "something was written, or may have been: the next apply reads everything afresh and finishes what is left"
			}
		}
		err = exit(code, fmt.Errorf("internal error: %v; %s; this is a fault in schedsync %s: please report it with the lines above", p, became, c.Version))
	}()
	return work()
}
