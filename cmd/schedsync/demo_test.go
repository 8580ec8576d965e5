package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/schedsync/schedsync/fixtures/golden"
)

const demo = "../../fixtures/demo"

// TestDemoTranscript runs `make demo` with the program under test and holds its output to the transcript, which stands in
// the README as well.
func TestDemoTranscript(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// Called by this name the test binary is the program (see TestMain).
	bin := filepath.Join(t.TempDir(), "schedsync")
	if err := os.Symlink(self, bin); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sh", filepath.Join(demo, "demo.sh"), bin)
	cmd.Env = append(os.Environ(), "TZ=Asia/Kathmandu", "GORACE=atexit_sleep_ms=0")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s\n%s", err, out.String(), errs.String())
	}
	golden.File(t, filepath.Join(demo, "transcript.txt"), out.Bytes())
	inReadme(t, out.String())
}

const (
	demoOpens  = "<!-- demo: fixtures/demo/transcript.txt, kept equal by a test -->\n```\n"
	demoCloses = "```\n<!-- end of demo -->\n"
)

// inReadme holds the README to the transcript.
func inReadme(t *testing.T, transcript string) {
	t.Helper()
	const path = "../../README.md"
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, opened := strings.Cut(string(b), demoOpens)
	_, after, closed := strings.Cut(rest, demoCloses)
	if !opened || !closed {
		t.Fatalf("%s has no place for the transcript", path)
	}
	golden.File(t, path, []byte(before+demoOpens+strings.TrimLeft(transcript, "\n")+demoCloses+after))
}
