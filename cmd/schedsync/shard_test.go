package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestShardsPartition: every id is in exactly one part, whatever the number of parts, and parts are not far from equal.
func TestShardsPartition(t *testing.T) {
	var ids []string
	for i := range 1000 {
		ids = append(ids, fmt.Sprintf("team-%d-primary", i))
	}
	for _, n := range []int{1, 2, 3, 7, 8, 64} {
		var all []string
		for i := range n {
			var s shard
			if err := s.Set(fmt.Sprintf("%d/%d", i, n)); err != nil {
				t.Fatal(err)
			}
			mine := part(&s, ids, func(id string) string { return id })
			if len(mine) < 1000/n/3 || len(mine) > 3*1000/n {
				t.Errorf("part %s has %d of 1000", &s, len(mine))
			}
			all = append(all, mine...)
		}
		slices.Sort(all)
		want := slices.Sorted(slices.Values(ids))
		if !slices.Equal(all, want) {
			t.Errorf("%d parts together have %d ids, not each once", n, len(all))
		}
	}
	// The hash is published (FNV-1a, 32 bits): another program deals in the same way, and so does the next version.
	for id, want := range map[string]uint32{"payments-primary": 1, "night": 1} {
		if s := (shard{want, 4}); !s.has(id) {
			t.Errorf("%s has moved to another part", id)
		}
	}
}

func TestShardForm(t *testing.T) {
	for _, text := range []string{"", "1", "/", "1/", "/4", "4/4", "-1/4", "1/0", "0/99999", "a/b", "0/4/8", "0.5/4", " 0/4"} {
		if err := new(shard).Set(text); err == nil {
			t.Errorf("%q is taken for a part", text)
		}
	}
}

// TestShardedCommands: what the parts of each command show together is what the command shows without parts; an empty part is
// no error.
func TestShardedCommands(t *testing.T) {
	yaml := "version: 1\npeople: {p0: {}, p1: {}, p2: {}, p3: {}, p4: {}}\nschedules:\n"
	for i := range 5 {
		yaml += fmt.Sprintf("  s%d:\n    timezone: UTC\n    rotations: [{id: w, every: 1 week, start: 2026-10-05 09:00, until: 2026-10-20 09:00, people: [p%d]}]\n", i, i)
	}
	for _, tc := range []struct {
		name string
		args []string
		line func(string) bool // lines that belong to one schedule
	}{
		{"show", []string{"show", "-o", "csv"}, func(l string) bool { return strings.HasPrefix(l, "s") && !strings.HasPrefix(l, "schedule,") }},
		{"check", []string{"check", "-o", "json", "--fail-on", "off"}, func(l string) bool { return strings.Contains(l, `"text"`) || strings.Contains(l, `"schedule"`) }},
		{"export", []string{"export", "csv"}, func(l string) bool { return strings.HasPrefix(l, "s") && !strings.HasPrefix(l, "schedule,") }},
		{"report", []string{"report", "handover", "-o", "csv"}, func(l string) bool { return strings.HasPrefix(l, "s") && !strings.HasPrefix(l, "schedule,") }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h := openHouse(t, yaml)
			pick := func(text string) (out []string) {
				for _, l := range strings.Split(text, "\n") {
					if tc.line(l) {
						out = append(out, l)
					}
				}
				return out
			}
			whole := pick(h.must(OK, 0, tc.args...))
			var parts []string
			for i := range 16 { // more parts than schedules: some are empty
				parts = append(parts, pick(h.must(OK, 0, append(tc.args, "--shard", fmt.Sprintf("%d/16", i))...))...)
			}
			slices.Sort(whole)
			slices.Sort(parts)
			if len(whole) < 5 || !slices.Equal(whole, parts) {
				t.Errorf("whole:\n%s\nparts:\n%s", strings.Join(whole, "\n"), strings.Join(parts, "\n"))
			}
		})
	}
	h := openHouse(t, yaml)
	h.must(Usage, 0, "export", "ics", "--by", "person", "--folder", h.path("f"), "--shard", "0/2")
	h.must(Usage, 0, "export", "csv", "--by", "team", "--folder", h.path("f"), "--shard", "0/2")
	for i := range 2 {
		h.must(OK, 0, "export", "ics", "--folder", h.path("feeds"), "--shard", fmt.Sprintf("%d/2", i))
	}
	for i := range 5 {
		if !strings.HasPrefix(h.file(fmt.Sprintf("feeds/s%d.ics", i)), "BEGIN:VCALENDAR") {
			t.Errorf("s%d has no feed", i)
		}
	}
}
