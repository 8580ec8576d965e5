// Package report shows timelines to people and machines: text for a terminal, and JSON.
//
// # Manners of output
//
// A person at three in the morning reads this before anything else, so:
//
//   - The first words of a line are what is asked for: the schedule, then who, then until when.
//   - A gap is never silence. It is called "— nobody —", and counted in the header.
//   - Times are local to the schedule, with the weekday, and say how far from UTC they are. Where the clock is changed
//     inside the window, every time says so.
//   - A window that would fill more than a few screens is summed up, and the text says where the rest is.
//   - Colour only repeats what the characters say already, and only when asked for.
//   - Names from outside are stripped of control characters before they reach a terminal.
package report
