package main

import "testing"

// TestSettled: one setting is written into the vendor's own mapping, and every other character stays.
func TestSettled(t *testing.T) {
	for _, tc := range []struct{ name, in, want string }{
		{"braces", "vendors: {opsgenie: {region: eu}} # c\n", "vendors: {opsgenie: {dialect: {hours: wall}, region: eu}} # c\n"},
		{"empty braces", "vendors: {opsgenie: {}}\n", "vendors: {opsgenie: {dialect: {hours: wall}}}\n"},
		{"lines", "vendors:\n  opsgenie:\n    # c\n    region: eu\n", "vendors:\n  opsgenie:\n    # c\n    dialect: {hours: wall}\n    region: eu\n"},
		{"lines of Windows", "vendors:\r\n  opsgenie:\r\n    region: eu\r\n", "vendors:\r\n  opsgenie:\r\n    dialect: {hours: wall}\r\n    region: eu\r\n"},
		{"another answer", "vendors: {opsgenie: {dialect: {hours: elapsed, ties: up}}}\n", "vendors: {opsgenie: {dialect: {hours: wall, ties: up}}}\n"},
		{"in quotes", "vendors: {opsgenie: {dialect: {hours: \"elapsed\"}}}\n", "vendors: {opsgenie: {dialect: {hours: wall}}}\n"},
		{"another setting", "vendors: {opsgenie: {dialect: {ties: up}}}\n", "vendors: {opsgenie: {dialect: {hours: wall, ties: up}}}\n"},
		{"another setting in lines", "vendors:\n  opsgenie:\n    dialect:\n      ties: up\n", "vendors:\n  opsgenie:\n    dialect:\n      hours: wall\n      ties: up\n"},
		{"the second document", "a: ü\n---\nvendors: {opsgenie: {}}\n", "a: ü\n---\nvendors: {opsgenie: {dialect: {hours: wall}}}\n"},
		{"letters of several bytes before it", "vendors: {zenduty: {url: \"https://ü\"}, opsgenie: {region: us}}\n", "vendors: {zenduty: {url: \"https://ü\"}, opsgenie: {dialect: {hours: wall}, region: us}}\n"},
		{"no such vendor", "vendors: {zenduty: {}}\n", ""},
		{"an alias", "x: &o {region: eu}\nvendors: {opsgenie: *o}\n", ""},
		{"no value", "vendors: {opsgenie: }\n", ""},
		{"an anchor before the brace", "vendors: {opsgenie: &o {region: eu}}\n", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, ok, err := settled(tc.in, "opsgenie", "hours", "wall")
			if !ok && tc.want == "" {
				return
			}
			if err != nil || !ok || got != tc.want {
				t.Errorf("got %q, %v, %v", got, ok, err)
			}
		})
	}
}
