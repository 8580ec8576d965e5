//go:build unix

package main

import (
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
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

// TestTerminatedWhileBusy: a run that hears nothing of the signal is given up after a moment, and leaves its report and its
// metrics all the same, with the last success carried over.
func TestTerminatedWhileBusy(t *testing.T) {
	l := newLab(t, untouched)
	l.cmd.Args = append(l.cmd.Args, "apply", "--yes", "--metrics", filepath.Join(l.dir, "m.prom"), "--report", filepath.Join(l.dir, "r.json"))
	if code := l.cmd.run(); code != OK {
		t.Fatalf("exit %d: %s", code, l.screen.String())
	}
	read := func(name string) string {
		b, err := os.ReadFile(filepath.Join(l.dir, name))
		if err != nil {
			t.Error(err)
		}
		return string(b)
	}
	success := regexp.MustCompile(`(?m)^schedsync_last_success_timestamp_seconds\{.*$`)
	before := success.FindString(read("m.prom"))
	l.cmd.After = func(time.Duration) <-chan time.Time { return passed() }
	l.cmd.Env = func(string) string {
		kill(t, syscall.SIGTERM)
		select {} // busy for good
	}
	if code := l.cmd.run(); code != Failed {
		t.Errorf("exit %d: %s", code, l.screen.String())
	}
	if r := read("r.json"); !strings.Contains(r, `"error": "stopped; nothing was written to any vendor"`) || !strings.Contains(r, `"exit": 1`) {
		t.Errorf("the report:\n%s", r)
	}
	numbers := read("m.prom")
	if after := success.FindString(numbers); after != before || after == "" {
		t.Errorf("the last success was %s and is %s", before, after)
	}
	if !regexp.MustCompile(`(?m)^schedsync_last_run_exit_code\{.*\} 1$`).MatchString(numbers) {
		t.Errorf("the metrics:\n%s", numbers)
	}
}

// passed is a time that has come.
func passed() <-chan time.Time {
	c := make(chan time.Time, 1)
	c <- time.Time{}
	return c
}

// TestTerminatedWhileLeaving: a run that is over writes its report to the end, however long that takes, and keeps its status.
func TestTerminatedWhileLeaving(t *testing.T) {
	l := newLab(t, untouched)
	pipe := filepath.Join(l.dir, "r.json") // it takes nothing before somebody reads
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	l.cmd.Args = append(l.cmd.Args, "plan", "--report", pipe)
	ended, again := make(chan Code, 1), make(chan bool, 1)
	asked := 0
	l.cmd.After = func(time.Duration) <-chan time.Time {
		if asked++; asked > 1 {
			again <- true // the first time has passed, and the run goes on
			return nil
		}
		return passed()
	}
	go func() { ended <- l.cmd.run() }()
	for !l.cmd.leaving.Load() {
		runtime.Gosched()
	}
	kill(t, syscall.SIGTERM)
	<-again
	report, err := os.ReadFile(pipe)
	if code := <-ended; err != nil || code != OK || !strings.Contains(string(report), `"exit": 0`) {
		t.Errorf("exit %d, %v: %s", code, err, report)
	}
}
