package hostedgraphite_test

import (
	"strings"
	"testing"

	fake "github.com/schedsync/schedsync/fixtures/fakes/hostedgraphite"
)

// TestOwnership: only what carries our mark in its name is ever touched; a namesake stops the plan until somebody consents.
func TestOwnership(t *testing.T) {
	const night = `  night: {name: Night, timezone: UTC, days: mon, from: "01:00", for: 1h, targets: {hostedgraphite: {TARGET}}}
`
	for _, tc := range []struct {
		name, live, sync, target string
		adopt                    bool
		want                     string
	}{
		{"new", "Other", "policy: upsert", "attach: manual", false, "create mute \"schedsync:acme/night:mon\""},
		{"a namesake", "night", "policy: upsert", "attach: manual", false, "PROBLEM a mute named \"night\" exists without our mark"},
		{"a namesake, adopted", "night", "policy: upsert", "attach: manual", true, "update mute \"night\""},
		{"bound", "Other", "policy: upsert", "attach: manual, id: m", false, "update mute \"Other\""},
		{"bound to nothing", "Other", "policy: upsert", "attach: manual, id: x", false, "PROBLEM there is no mute with id \"x\""},
		{"bound to somebody's", "schedsync:other/n:mon", "policy: upsert", "attach: manual, id: m", false, "is marked as n of other"},
		{"somebody else's", "schedsync:other/night:mon", "policy: sync", "attach: manual", false, "create mute \"schedsync:acme/night:mon\""},
		{"ours, changed", "schedsync:acme/night:mon", "policy: upsert", "attach: manual", false, "update mute \"schedsync:acme/night:mon\""},
		{"ours, changed, to create only", "schedsync:acme/night:mon", "policy: create-only", "attach: manual", false, "NOTE night: differs from what is declared"},
		{"ours, not declared", "schedsync:acme/day:mon", "policy: upsert", "attach: manual", false, "NOTE the mute \"day\" is ours and no longer declared"},
		{"ours, not declared, sync", "schedsync:acme/day:mon", "policy: sync", "attach: manual", false, "delete mute \"schedsync:acme/day:mon\""},
		{"ours, not declared, no deletes", "schedsync:acme/day:mon", "policy: sync, limits: {deletes: 0}", "attach: manual", false, "LIMIT deletes"},
	} {
		l := newLab(t, fake.Options{State: fake.State{Mutes: []fake.Mute{{ID: "m", Name: tc.live, StartTime: "05:00", Duration: 60, Repeat: []string{"mon"}}}}})
		l.declare(tc.sync, strings.Replace(night, "TARGET", tc.target, 1))
		l.options.Adopt = tc.adopt
		p, _ := l.plan(t.Context())
		text := steps(p)
		for _, q := range p.Vendors[0].Problems {
			text += "PROBLEM " + q.Text + "\n"
		}
		for _, n := range p.Vendors[0].Notes {
			text += "NOTE " + n + "\n"
		}
		for _, x := range p.Exceeded() {
			text += "LIMIT " + x.Name + "\n"
		}
		if !strings.Contains(text, tc.want) {
			t.Errorf("%s: %q is not in\n%s", tc.name, tc.want, text)
		}
		if strings.Contains(text, "\"schedsync:other") && !strings.Contains(text, "PROBLEM") {
			t.Errorf("%s touches what is not ours:\n%s", tc.name, text)
		}
	}
}
