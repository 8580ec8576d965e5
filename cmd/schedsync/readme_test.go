package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadmeYAML: what the README shows as YAML loads, all of it as one workspace.
func TestReadmeYAML(t *testing.T) {
	b, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?ms)^( *)```yaml\n(.*?)^ *```").FindAllStringSubmatch(string(b), -1)
	if len(blocks) < 2 {
		t.Fatalf("%d blocks of YAML", len(blocks))
	}
	dir := t.TempDir()
	for i, block := range blocks {
		text := strings.ReplaceAll("\n"+block[2], "\n"+block[1], "\n")
		if err := os.WriteFile(filepath.Join(dir, string(rune('a'+i))+".yaml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if code, out, errs := runAt(t, dir, "2026-01-07T12:00:00Z", "validate"); code != OK {
		t.Errorf("exit %d: %s%s", code, out, errs)
	}
}

// TestReadmeTryIt runs what the README tells a newcomer to type, apart from the build, and then applies.
func TestReadmeTryIt(t *testing.T) {
	b, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(b), "## Try it\n\n```sh\n")
	block, _, ok := strings.Cut(rest, "```")
	lines := strings.SplitAfter(block, "\n")
	if !ok || len(lines) < 6 || !strings.HasPrefix(lines[0], "make build") || !strings.HasPrefix(lines[1], "mkdir") {
		t.Fatalf("the README begins with another block than make build, mkdir, …:\n%s", block)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin, dir := t.TempDir(), t.TempDir()
	if err := os.Symlink(self, filepath.Join(bin, "schedsync")); err != nil { // by this name the test binary is the program
		t.Fatal(err)
	}
	script := "trap 'kill $!' EXIT\nset -e\n" + strings.Replace(strings.Join(lines[2:], ""), "sleep 1", "until grep -q zenduty: sandbox.yaml; do sleep 0.1; done", 1) +
		"printf '%s\\n' '    overrides: [{from: 2099-01-05 09:00, until: 2099-01-06 09:00, who: user1}]' >> schedules.yaml\nschedsync apply --yes\n"
	cmd := exec.CommandContext(t.Context(), "sh", "-c", script)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "GORACE=atexit_sleep_ms=0")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "Done, and read back: opsgenie shows what is declared.") {
		t.Errorf("%v\n%s", err, out)
	}
}
