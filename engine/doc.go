// Package engine is the vocabulary of schedsync and the resolver that turns a schedule into a timeline.
//
// # Nouns
//
//   - A Schedule says who is on call when, by one or more rotations and by overrides.
//   - A Rotation deals turns of equal or cyclic length to a list of entries. A turn begins and ends at a handoff.
//   - An Entry is who serves one turn together: one participant, several, or nobody.
//   - A Participant is a person, or a team or escalation policy that is kept as such.
//   - A Window restricts a rotation: outside its windows the turn goes on, but nobody serves it.
//   - An Override puts somebody in place of whoever would be on call for a stretch of time.
//   - An Absence takes one person out, and a cover steps in; a Forward sends whatever reaches a person to another.
//   - A Duty is one participant on call for one reason. A Shift is a participant's unbroken duty in one turn. A Span is a
//     stretch in which the set of those on call does not change. A gap is a span with nobody.
//
// # How a schedule stacks
//
//	forwarding              one hop, by person, over all schedules
//	overrides, pass 2       in list order, over the whole schedule
//	combination             all: the union · layered: the last listed rotation that has someone
//	overrides, pass 1       in list order, on the rotations they name
//	absences and covers     per rotation, one member at a time
//	restrictions            mask turns; the count goes on
//	turns                   turn k of a rotation belongs to people[k mod n]
//
// # Purity
//
// The package knows no clock, no file, no network and no random numbers. Zones come in as values, "now" is an argument,
// and the same input gives the same output to the byte. All stretches of time are half-open: [start, end).
package engine
