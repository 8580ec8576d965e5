package engine_test

import (
	"regexp"
	"strings"
	"testing"
)

// A token is a piece of YAML that means something to a schedule, and what else could stand there. Bytes that are changed
// blindly hardly ever leave a file that loads; a token in another's place does, as a rule.
type token struct {
	pattern string
	others  []string
}

// tokens of a workspace, the longer forms first. Times lie about the clock changes of the zones.
var tokens = []token{
	{`\d{4}-\d\d-\d\d[ T]\d\d:\d\d`, []string{
		"2026-03-29 02:30", "2026-03-29 02:00", "2026-03-29 03:00", "2026-10-25 02:30", "2026-10-25 03:00", "2026-10-24 22:00", "2026-04-24 00:00",
		"2026-04-05 01:45", "2026-10-04 02:15", "2026-01-31 09:00", "2028-02-29 00:00", "2011-12-30 12:00", "2026-03-29T00:30Z", "2026-11-01 01:30",
	}},
	{`\d{4}-\d\d-\d\d`, []string{"2026-03-29", "2026-10-25", "2026-04-24", "2011-12-30", "2028-02-29", "2026-01-01", "2026-03-28", "2026-11-01"}},
	{`\d\d:\d\d`, []string{"00:00", "02:00", "02:30", "03:00", "09:00", "22:00", "24:00", "01:45"}},
	{`\d+ ?(?:minutes?|hours?|days?|weeks?|months?|windows?|m|h)\b`, []string{
		"1 hour", "12 hours", "45 minutes", "1 day", "2 days", "3 days", "1 week", "2 weeks", "1 month", "2 months", "1 window", "2 windows",
	}},
	{`\b(?:mon|tue|wed|thu|fri|sat|sun)(?:-(?:mon|tue|wed|thu|fri|sat|sun))?\b`, []string{"mon", "sat", "sun", "mon-fri", "fri-mon", "sat-sun", "mon-sun"}},
	{`\b[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+\b|\bUTC\b`, []string{
		"UTC", "Europe/Berlin", "Africa/Cairo", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Pacific/Apia", "Antarctica/Troll",
	}},
	{`\b(?:ana|bo|chi|dee|eli|none)\b`, []string{"ana", "bo", "chi", "none", "dee", "[ana, bo]", "[bo, chi]"}},
	{`\b(?:all|layered)\b`, []string{"all", "layered"}},
	{`\b(?:wall|elapsed)\b`, []string{"wall", "elapsed"}},
	{`\b(?:next|gap)\b`, []string{"next", "gap", "{try: [bo, chi]}"}},
	{`\b(?:true|false)\b`, []string{"true", "false"}},
	{`FREQ=[A-Z]+`, []string{"FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=HOURLY", "FREQ=YEARLY", "FREQ=DAILY;COUNT=3", "FREQ=MONTHLY;BYMONTHDAY=31"}},
}

// anyToken matches one token, in a group of its own.
var anyToken = func() *regexp.Regexp {
	all := make([]string, len(tokens))
	for i, k := range tokens {
		all[i] = "(" + k.pattern + ")"
	}
	return regexp.MustCompile(strings.Join(all, "|"))
}()

// edited returns the YAML with a token in another's place for every two bytes: which token of the file, and what instead.
func edited(yaml, edits []byte) []byte {
	found := anyToken.FindAllSubmatchIndex(yaml, -1)
	instead := map[int]string{}
	for ; len(edits) > 1 && len(found) > 0; edits = edits[2:] {
		i := int(edits[0]) % len(found)
		for k := range tokens {
			if found[i][2+2*k] >= 0 {
				instead[i] = tokens[k].others[int(edits[1])%len(tokens[k].others)]
			}
		}
	}
	var out []byte
	end := 0
	for i, at := range found {
		if text, ok := instead[i]; ok {
			out = append(append(out, yaml[end:at[0]]...), text...)
			end = at[1]
		}
	}
	return append(out, yaml[end:]...)
}

func TestEdited(t *testing.T) {
	const yaml = "a: {every: 1 week, start: \"2026-01-05 09:00\", people: [ana, bo], only: [{days: mon-fri}]}"
	for edits, want := range map[string]string{
		"":                 yaml,
		"\x00\x03\x01\x00": "a: {every: 1 day, start: \"2026-03-29 02:30\", people: [ana, bo], only: [{days: mon-fri}]}",
		"\x04\x01\x02\x06": "a: {every: 1 week, start: \"2026-01-05 09:00\", people: [[bo, chi], bo], only: [{days: sat}]}",
	} {
		if got := string(edited([]byte(yaml), []byte(edits))); got != want {
			t.Errorf("%q: %s", edits, got)
		}
	}
}
