// Package declared loads a workspace: the YAML files of SPEC 1 become one engine.Workspace, or a list of everything that
// is wrong with them, each complaint with its file, line and column.
//
// # The road of a file
//
//	source     finds the files, reads them within limits, refuses what is not UTF-8
//	documents  splits a file at `---`, so that one broken document does not hide the others
//	syntax     parses one document and finds the line of a syntax error; only it and tree know yaml.v3
//	tree       makes our own tree of it: aliases counted, merges resolved, duplicate keys refused
//	ours       tells our files from others
//	sections   puts the documents of all files together, and refuses an id that two of them declare
//	rooms      people, schedules, rotations … read the tree against the tables into engine values
//	crosscheck follows references between objects
//
// # Tables
//
// Every mapping the YAML knows is described by one table of keys: kind of value, whether it is required, its default, a
// sentence and an example. The reading code and the JSON Schema (see [JSONSchema]) both come from that table.
//
// # Scalars
//
// A scalar is read by its text and by the type we expect, never by YAML's guess: 09:30 is a time of day, 007 an id.
//
// # Ids
//
// An id is 1 to 100 ASCII letters, digits, `-`, `_` or `.`, begins with a letter, a digit or `_`, and is not `none` in any
// spelling. Ids become file names, URLs and ownership marks, so nothing else is let in, and two ids of one kind may not
// differ in capitals only.
package declared

//go:generate go run ./genschema ../../schemas/schedsync.schema.json
