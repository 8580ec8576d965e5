// Command schedsync keeps on-call schedules as code: it resolves them, compares them with live vendors, applies the
// difference and exports calendars. See the README, or `schedsync help`.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/term"

	"github.com/schedsync/schedsync/importers/httpx"
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
		Env: os.Getenv, Environ: os.Environ, Now: time.Now, Sleep: httpx.Sleep,
		Terminal: terminal(os.Stdout), Console: terminal(os.Stderr),
		Version: version, Revision: revision,
	}
}

// run runs the command until it ends or the process is asked to stop.
func (c *Cmd) run() Code {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return c.Run(ctx)
}

// terminal returns the width of the terminal that f is, or 0 when it is none.
func terminal(f *os.File) int {
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return width
}
