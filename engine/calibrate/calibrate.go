// Package calibrate finds out which of two answers to an open rule a vendor follows: a live schedule is resolved under both,
// and where they differ the vendor's own rendering is asked. It is a function of its inputs.
package calibrate

import (
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// Reach is how far ahead a stretch is looked for in which two answers differ: past the next two clock changes.
const Reach = 400 * civil.DayLen

// stretch is how much of a rendering is looked at: a full turn of most rotations.
const stretch = 14 * civil.DayLen

// Window returns where a vendor's rendering would show which of two answers it follows: from an hour before the first instant
// at which the two timelines differ, for two weeks. ok is false where they do not differ.
//
//	a        |--ana--|---bo---|--ana--|
//	b        |--ana--|-bo-|---ana-----|
//	window             |--------------------
func Window(a, b []engine.OnCall) (w span.Span[civil.Instant], ok bool) {
	list := engine.Differences(a, b)
	if len(list) == 0 {
		return w, false
	}
	first := list[0].Start
	return span.Span[civil.Instant]{Start: max(a[0].Start, first-civil.Hour), End: min(a[len(a)-1].End, first+stretch)}, true
}

// Vote is what one live schedule's rendering says about one rule.
type Vote struct {
	Object, Name string // the vendor's
	Window       span.Span[civil.Instant]
	// For is how long the rendering agrees with each answer where they differ, in seconds, and Neither how long with none:
	// something else holds there, such as a forward.
	For     [2]civil.Instant
	Neither civil.Instant
	First   engine.Difference // where the answers differ first in the window, as the two show it
	Problem string            // why the rendering says nothing
}

// Count holds a rendering against the timelines under both answers, all of one window.
func (v *Vote) Count(answers [2][]engine.OnCall, rendered []engine.OnCall) {
	for _, d := range engine.Differences(answers[0], answers[1]) {
		for _, r := range rendered {
			part := r.Clip(d.Span)
			if part.Empty() {
				continue
			}
			if v.First.Empty() {
				v.First = d
				v.First.Span = part
			}
			switch people := engine.People(r.On); {
			case slices.Equal(people, d.Before):
				v.For[0] += part.Length()
			case slices.Equal(people, d.After):
				v.For[1] += part.Length()
			default:
				v.Neither += part.Length()
			}
		}
	}
}

// Finding is what is known of one open rule.
type Finding struct {
	Key, Text, Basis string
	Answers          [2]string
	Set              string // what holds now
	Tells            string // a schedule that would tell; empty: no rendering does
	Votes            []Vote // of the schedules that can tell, in the order of their names
}

// Answer returns the answer that renderings agree with: some do for at least a moment, and none with the other. Otherwise
// "".
func (f *Finding) Answer() string {
	var sum [2]civil.Instant
	for _, v := range f.Votes {
		sum[0] += v.For[0]
		sum[1] += v.For[1]
	}
	switch {
	case sum[0] > 0 && sum[1] == 0:
		return f.Answers[0]
	case sum[1] > 0 && sum[0] == 0:
		return f.Answers[1]
	default:
		return ""
	}
}

// Split reports whether renderings speak for both answers.
func (f *Finding) Split() bool {
	var sum [2]civil.Instant
	for _, v := range f.Votes {
		sum[0] += v.For[0]
		sum[1] += v.For[1]
	}
	return sum[0] > 0 && sum[1] > 0
}

// Wrong reports whether the vendor follows another answer than is set.
func (f *Finding) Wrong() bool { a := f.Answer(); return a != "" && a != f.Set }
