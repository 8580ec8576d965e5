//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// kills are when the process is killed: before a write reaches the vendor, and when it took effect and the answer is still
// on its way.
var kills = []string{"kill-before", "kill-after"}

// TestCampaign meets a few writes of a large apply with a fault each.
func TestCampaign(t *testing.T) {
	c := newCampaign(t)
	faults := []string{"kill-after", "timeout-after+"}
	for i, fault := range faults {
		c.try(t, len(c.writes)*(2*i+1)/(2*len(faults)), fault)
	}
}

// TestProofCampaign meets every write of the apply with every fault.
func TestProofCampaign(t *testing.T) {
	if os.Getenv("SCHEDSYNC_PROOF") == "" {
		t.Skip("a proof: runs with SCHEDSYNC_PROOF=1 (make proof)")
	}
	began := time.Now()
	c := newCampaign(t)
	faults := slices.Concat(campaignFaults, kills)
	t.Run("all", func(t *testing.T) {
		for n := 1; n <= len(c.writes); n++ {
			for _, fault := range faults {
				c.try(t, n, fault)
			}
		}
	})
	want := len(c.writes) * len(faults)
	if n := c.cases.Load(); n != int64(want) {
		t.Errorf("%d cases, want %d", n, want)
	}
	t.Logf("%d writes x %d faults = %d cases, in %s", len(c.writes), len(faults), want, time.Since(began).Round(time.Second))
}

// try applies the edit with a fault at the nth write, and then once more without.
func (c *campaign) try(t *testing.T, n int, fault string) {
	if slices.Contains(kills, fault) {
		c.kill(t, n, fault)
	} else {
		c.meet(t, n, fault)
	}
}

// kill applies the edit in a process of its own, kills that at the nth write, and then applies once more.
func (c *campaign) kill(t *testing.T, n int, when string) {
	t.Run(fmt.Sprintf("%d/%s", n, when), func(t *testing.T) {
		t.Parallel()
		v := openVendors(t, c.start, "")
		c.watch(t, v, n)
		started, dead := make(chan *os.Process, 1), make(chan struct{})
		stab := func(at int) bool {
			if at != n {
				return true
			}
			if err := (<-started).Kill(); err != nil {
				t.Error(err)
			}
			<-dead
			return false
		}
		if look := v.after; when == "kill-after" {
			v.after = func(at int, w write) bool { look(at, w); return stab(at) }
		} else {
			v.before = func(at int, _ write) bool { return stab(at) }
		}
		dir := v.workspace(t, campaignSecondNight)
		killed := v.process(t, dir, started, dead)
		begunAndNotDone(t, dir)
		c.finish(t, v, dir, killed)
	})
}

// process runs the program as a process of its own, which is killed.
func (v *vendors) process(t *testing.T, dir string, started chan<- *os.Process, dead chan<- struct{}) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.Command("schedsync", applyArgs(dir)...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.Env = []string{clockVariable + "=" + campaignNow.Format(time.RFC3339), "GORACE=atexit_sleep_ms=0"}
	for name, value := range v.env() {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	must(t, cmd.Start())
	started <- cmd.Process
	err := cmd.Wait()
	close(dead)
	var status *exec.ExitError
	if ws, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !errors.As(err, &status) || !ok || ws.Signal() != syscall.SIGKILL {
		t.Fatalf("the program was to be killed, and ended with %v\n%s%s", err, stdout.String(), stderr.String())
	}
	return outcome{stdout: stdout.String(), stderr: stderr.String()}
}

// begunAndNotDone makes sure that the journal of a killed run ends with the step that was in flight, and that the state
// before it is kept.
func begunAndNotDone(t *testing.T, dir string) {
	t.Helper()
	journals, err := filepath.Glob(filepath.Join(dir, ".schedsync", "journal", "*.jsonl"))
	must(t, err)
	if len(journals) != 1 {
		t.Fatalf("%d journals", len(journals))
	}
	f, err := os.Open(journals[0])
	must(t, err)
	defer f.Close() //nolint:errcheck // only read from
	text, err := io.ReadAll(f)
	must(t, err)
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if last := lines[len(lines)-1]; !strings.Contains(last, `"state":"begun"`) {
		t.Errorf("the journal ends with %s", last)
	}
	kept, err := filepath.Glob(filepath.Join(dir, ".schedsync", "snapshots", "*.json"))
	must(t, err)
	if len(kept) != len(campaignVendors) {
		t.Errorf("%d snapshots are kept of %d vendors", len(kept), len(campaignVendors))
	}
}
