// Package exporters is the floor of everything that is written: files, feeds, tables and, later, vendors.
//
// What is here is what every room of the floor needs: the [Format] that turns timelines into bytes, the [Names] by which
// people are called, [Why] somebody is on call in words, and [Clean], which makes a name safe to put anywhere.
//
// Every format keeps these rules:
//
//   - The same timelines give the same bytes. No format asks the clock, the locale, the host or a map's order.
//   - All stretches are half-open: an end is the first moment that no longer belongs to the shift.
//   - What a machine reads is in UTC with a Z; what a person reads is in the schedule's zone and says so.
//   - A disabled schedule has nobody on call. Files that others act on (feeds, tables) leave it out; what is only looked at
//     shows it and says "disabled".
//   - Text from outside passes [Clean] on its way, and the escaping of the format it goes into.
package exporters

import "github.com/schedsync/schedsync/engine"

// Format turns timelines into one file. Implementations are values whose fields are their options.
type Format interface {
	// Extension is how a file of the format ends, with its dot: ".csv".
	Extension() string
	// Encode returns the bytes of the file. The order of timelines is kept where the format has sections and has no
	// meaning where it sorts by time. Timelines are only read.
	Encode(timelines []engine.Timeline) ([]byte, error)
}
