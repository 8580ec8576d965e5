// Package html shows timelines as a picture: one self-contained page with a chart per schedule and per person, or one SVG.
//
// # The chart
//
// A row per person (or, for a person, per schedule), a bar per shift, at their true place in real time: a day on which the
// clock is changed is an hour narrower or wider, and a dashed line with its sign shows where. Weekends are shaded, holidays
// are hatched and have a star, gaps have a row of their own, hatched and labelled, and whoever stands in for somebody has a
// broken outline. Nothing is told by colour alone, so a print in grey says the same.
//
// # The page
//
// It needs nothing from anywhere, and works without scripts: everything that is to be known is in the charts and in a table
// beside each. Its one script adds zoom, a filter, the keyboard and a line at the reader's own now. A content security
// policy allows exactly this script and this style, by their hashes, and nothing else: no network, no frames, no forms. All
// text is escaped by html/template.
//
// The same timelines give the same bytes.
package html
