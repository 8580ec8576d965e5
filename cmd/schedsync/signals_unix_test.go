//go:build unix

package main

import (
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// kill sends a signal to this process and returns once it has arrived.
func kill(t *testing.T, s syscall.Signal) {
	arrived := make(chan os.Signal, 1)
	signal.Notify(arrived, s)
	defer signal.Stop(arrived)
	if err := syscall.Kill(os.Getpid(), s); err != nil {
		t.Error(err)
		return
	}
	<-arrived
}

// TestInterruptAtTheQuestion: nobody has to answer in order to leave.
func TestInterruptAtTheQuestion(t *testing.T) {
	l := newLab(t, untouched, "apply")
	blocked := never(t)
	l.cmd.Stdin = readFunc(func(p []byte) (int, error) {
		kill(t, syscall.SIGINT)
		return blocked.Read(p)
	})
	if code := l.cmd.run(); code != Failed || !strings.Contains(l.screen.String(), "not applied; nothing was written") {
		t.Errorf("exit %d: %s", code, l.screen.String())
	}
}

// TestTerminatedWhileWriting: the call in flight is finished and recorded, the rest is named, and the status is 3; the next
// run does the rest and nothing twice.
func TestTerminatedWhileWriting(t *testing.T) {
	var once sync.Once
	var l *lab
	stop := func(r *http.Request) {
		if r.Method == http.MethodPost {
			once.Do(func() {
				kill(t, syscall.SIGTERM)
				for !strings.Contains(l.screen.String(), "stopping after the call in flight") {
					runtime.Gosched() // the program hears the signal when it is scheduled
				}
			})
		}
	}
	l = newLab(t, stop, "--no-progress", "--log-format", "json", "apply", "--yes")
	if code := l.cmd.run(); code != Incomplete {
		t.Fatalf("exit %d: %s", code, l.screen.String())
	}
	if told := `"level":"WARN","msg":"stopping after the call in flight"}`; !strings.Contains(l.screen.String(), told) {
		t.Errorf("the log has no line %s:\n%s", told, l.screen.String())
	}
	shown := l.screen.String()
	for _, want := range []string{"1 of 2 changes done", "asked to stop", "Run apply again"} {
		if !strings.Contains(shown, want) {
			t.Errorf("%q is not said:\n%s", want, shown)
		}
	}
	if n := len(l.log.Writes()); n != 1 {
		t.Errorf("%d writes, want 1", n)
	}
	if code := l.cmd.run(); code != OK {
		t.Errorf("the next run: exit %d: %s", code, l.screen.String())
	}
	if n := len(l.log.Writes()); n != 2 {
		t.Errorf("%d writes in both runs, want 2", n)
	}
}
