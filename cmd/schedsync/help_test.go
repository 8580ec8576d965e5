package main

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// TestHelpFits: without a terminal no line of any help is wider than 80 columns, but for examples, which are to be copied.
func TestHelpFits(t *testing.T) {
	_, out, _ := runAt(t, t.TempDir(), "2026-01-07T12:00:00Z", "help")
	_, list, _ := strings.Cut(out, "Available Commands:\n")
	list, _, _ = strings.Cut(list, "\n\n")
	commands := []string{"help", "import sheet", "import ics", "export xlsx", "report pay"}
	for line := range strings.Lines(list) {
		commands = append(commands, strings.Fields(line)[0])
	}
	if len(commands) < 20 {
		t.Fatalf("the help lists only %q", commands)
	}
	for _, name := range commands {
		_, out, _ := runAt(t, t.TempDir(), "2026-01-07T12:00:00Z", append(strings.Fields(name), "--help")...)
		for line := range strings.Lines(out) {
			line = strings.TrimSuffix(line, "\n")
			if utf8.RuneCountInString(line) > 80 && !strings.HasPrefix(line, "  schedsync ") && name != "completion" {
				t.Errorf("%s: %s", name, line)
			}
		}
	}
}
