// Package hostedgraphite writes to Hosted Graphite (contract hostedgraphite): encode.go turns a step into requests as
// data, write.go sends them.
package hostedgraphite

import (
	"fmt"

	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/importers/hostedgraphite/wire"
)

// encode writes a mute whole.
func encode(m *snapshot.Mute) wire.MuteRequest {
	out := wire.MuteRequest{
		Name: m.Name, StartTime: fmt.Sprintf("%02d:%02d", m.Shape.Start/60, m.Shape.Start%60),
		Duration: m.Shape.Duration, Timezone: zone(m.Shape.Offset),
	}
	for _, d := range m.Shape.Days {
		out.Repeat = append(out.Repeat, d.String())
	}
	return out
}

// changed writes only what differs, because only the given fields change, and what a mute's own name given again does is
// not known (contract 2.2, 4.16).
func changed(before, after *snapshot.Mute) wire.MuteRequest {
	old, out := encode(before), encode(after)
	if old.Name == out.Name {
		out.Name = ""
	}
	if old.Duration == out.Duration {
		out.Duration = 0
	}
	if old.StartTime == out.StartTime {
		out.StartTime = ""
	}
	if old.Timezone == out.Timezone {
		out.Timezone = ""
	}
	if fmt.Sprint(old.Repeat) == fmt.Sprint(out.Repeat) {
		out.Repeat = nil
	}
	return out
}

// zone names an offset as the vendor does; there is no UTC+0 (contract 2.1).
func zone(hours int) string {
	if hours == 0 {
		return "UTC"
	}
	return fmt.Sprintf("UTC%+d", hours)
}

// Cost returns how many write calls a step takes: every step is one call.
func Cost(diff.Step) int { return 1 }
