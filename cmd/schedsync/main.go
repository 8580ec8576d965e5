// Command schedsync keeps on-call schedules as code: it resolves them, compares them with live vendors, applies the
// difference and exports calendars. See the README, or `schedsync help`.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/term"
)

// Set by the linker (see the Makefile).
var (
	version  = "devel"
	revision = ""
)

func main() { os.Exit(int(program().run())) }

// program is the command as this process was called.
func program() *Cmd {
	return &Cmd{
		Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Env: os.Getenv, Environ: os.Environ, Now: time.Now, After: time.After,
		Terminal: terminal(os.Stdout), Console: terminal(os.Stderr),
		Version: version, Revision: revision,
	}
}

// onSignal is what an interrupt or a termination signal means while a command runs.
type onSignal int32

const (
	giveUp  onSignal = iota // nothing can be lost: stop soon, whatever it is doing
	finish                  // a vendor is being written to: end the call in flight and tell what was done
	toChild                 // the command beside the sandbox sits at the same terminal: an interrupt is its business
)

// patience is how long a command that may give up has to end by itself.
const patience = time.Second

// run runs the command until it ends or the process is asked to stop. A second signal ends the process at once.
func (c *Cmd) run() Code {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	ended := make(chan Code, 1)
	go func() { ended <- c.Run(ctx) }()
	var late <-chan time.Time
	for {
		select {
		case code := <-ended:
			return code
		case <-late:
			if c.leaving.Load() { // it has heard, and is about to say so
				late = c.After(patience)
				continue
			}
			if words := c.lastWords.Load(); words != nil {
				(*words)()
			}
			c.stopNote(os.Stderr, slog.LevelError, stoppedEarly)
			return Failed
		case s := <-signals:
			mode := onSignal(c.signals.Load())
			if mode == toChild && s == os.Interrupt {
				continue
			}
			if mode == giveUp {
				late = c.After(patience)
			}
			signal.Stop(signals)
			cancel()
			if mode == finish {
				c.stopNote(c.Stderr, slog.LevelWarn, "stopping after the call in flight")
			}
		}
	}
}

// stopNote tells what a signal does, as a line of the log where that is JSON: whoever collects it reads nothing else.
func (c *Cmd) stopNote(w io.Writer, level slog.Level, text string) {
	if c.jsonLog.Load() {
		slog.New(slog.NewJSONHandler(w, nil)).Log(context.Background(), level, text)
		return
	}
	fmt.Fprintf(w, "schedsync: %s\n", text)
}

// terminal returns the width of the terminal that f is, or 0 when it is none.
func terminal(f *os.File) int {
	switch width, _, err := term.GetSize(int(f.Fd())); {
	case err != nil:
		return 0
	case width == 0: // a terminal that does not tell
		return 80
	default:
		return width
	}
}
