// Package writertest is the suite that the writer of every vendor passes: a story of edits to one schedule, as people make
// them over the years, in which every step is done twice, and the second time nothing happens.
//
// To adopt it for another vendor, write a test of a few lines in exporters/VENDOR:
//
//	writertest.Run(t, writertest.Setup{
//		Reader: importer.Vendor(), Writer: exporter.Vendor(), Zones: zones,
//		Serve:  func(t *testing.T) writertest.Fake { … },
//	})
//
// The fake starts with accounts for everybody in [People], a team called desk, and at least one schedule that is not ours.
// For each step of the [Story] the suite edits the YAML and then
//
//   - plans twice: the plans are the same, and lose nothing;
//   - applies: the fake's log holds as many writes as the plan said;
//   - reads back and plans again: nothing is left; applies that: the log holds no write;
//   - asks the fake to render the schedule by its own rules over several weeks: the people on call are those whom the engine
//     finds in the YAML;
//   - looks at what is not ours: it is as it was.
//
// The story is data; a vendor that cannot say something passes the story without those steps. No test sleeps: the clock is
// the fake's. The parts of the suite ([Lab]) are there for other tests that need a vendor to plan against.
package writertest

import (
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/importers"
	"github.com/schedsync/schedsync/importers/readertest"
	"github.com/schedsync/schedsync/importers/zones"
)

// Setup is what a vendor brings along. Reader, Writer, Zones and Serve are required.
type Setup struct {
	Reader importers.Vendor
	Writer exporters.Vendor
	Zones  *zones.DB
	// Serve makes a fresh fake.
	Serve func(t *testing.T) Fake
	// Story are the steps; nil: [Story] and [Dated].
	Story []Step
	// Calls are the write calls that steps take, by the name of the step, where the vendor's number is worth holding.
	Calls map[string]int
	// Secrets are the names of the account's secrets; default "key".
	Secrets []string
}

// Fake is a vendor's fake server as the suite needs it.
type Fake struct {
	readertest.Fake
	// Render returns who is on call in a schedule, given by the vendor's id, by the fake's own reckoning: one period for
	// everyone who is, in any order, periods of one person perhaps overlapping.
	Render func(id string, from, until time.Time) []Period
	// ByHand puts an override on a schedule as a person would in the vendor's own interface. May be nil.
	ByHand func(t *testing.T, id, who string, from, until time.Time)
}

// Period is a stretch [Start, End) in which somebody is on call. Who carries the vendor's id.
type Period struct {
	Start, End time.Time
	Who        engine.Participant
}

// People are those whom the story puts on call; each has the address NAME@example.com.
func People() []string { return []string{"ana", "bo", "chi", "dee"} }

// Run tells the stories.
func Run(t *testing.T, s Setup) {
	t.Helper()
	if s.Story != nil {
		tellStory(t, s, s.Story)
		return
	}
	t.Run("rules", func(t *testing.T) { tellStory(t, s, Story()) })
	t.Run("dates", func(t *testing.T) { tellStory(t, s, Dated()) })
}

func tellStory(t *testing.T, s Setup, story []Step) {
	t.Helper()
	lab := Open(t, s)
	yaml := Beginning
	for _, step := range story {
		if yaml = step.edit(t, yaml); t.Failed() {
			return
		}
		if !t.Run(step.Name, func(t *testing.T) { lab.On(t).tell(step, yaml) }) {
			return // what follows stands on this step
		}
	}
}
