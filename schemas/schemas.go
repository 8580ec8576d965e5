// Package schemas holds the JSON Schemas (draft 2020-12) of everything schedsync reads and writes, embedded in the
// program: the YAML of a workspace, the mapping of a roster, and the JSON outputs of SPEC 2.1.
//
// The schema of the workspace is generated from the tables by which importers/declared reads; the others are written by
// hand. Their `$id`s are relative, so a copy in another folder works as well.
package schemas

import (
	"embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed *.schema.json
var files embed.FS

// suffix is what the file names have after the name of the schema.
const suffix = ".schema.json"

// Names returns the names that [Get] knows, sorted: apply, calibrate, compare, doctor, escalation, explain, findings, migrate,
// person, plan, report, roster-map, run, schedsync, timeline, validate, verify, what-if, who.
func Names() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil // an embedded folder is always there
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), suffix))
	}
	slices.Sort(names)
	return names
}

// Get returns the bytes of a schema by its name. The error names those that there are.
func Get(name string) ([]byte, error) {
	b, err := files.ReadFile(name + suffix)
	if err != nil {
		return nil, fmt.Errorf("no JSON Schema %q; there are %s", name, strings.Join(Names(), ", "))
	}
	return b, nil
}

// Workspace returns the JSON Schema of one YAML document of a workspace.
func Workspace() []byte { return mustBeThere("schedsync") }

// Timeline returns the JSON Schema of a timeline, as `show -o json` writes it.
func Timeline() []byte { return mustBeThere("timeline") }

// Who returns the JSON Schema of an answer of `who -o json`.
func Who() []byte { return mustBeThere("who") }

// Findings returns the JSON Schema of findings, as `check -o json` writes them.
func Findings() []byte { return mustBeThere("findings") }

// Plan returns the JSON Schema of a plan, as `plan -o json` and `plan --out` write it.
func Plan() []byte { return mustBeThere("plan") }

// mustBeThere reads a schema that the build has embedded; a test calls it for each.
func mustBeThere(name string) []byte {
	b, _ := Get(name)
	return b
}
