package declared

import (
	"path"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/schedsync/schedsync/importers/sheet"
)

// foreign returns why a file is not ours, or "" when it is: by `version: 1`, by a top-level key of ours, or by one within
// two edits of them, because a typo must not drop a file (SPEC 1).
//
// The mapping of a roster is read by reference only (SPEC 5), and known by its layout: one that only `import sheet --map`
// uses may lie in the workspace as well, and some of its keys are spelled like ours.
//
// One exception is made for the sake of repositories that keep manifests beside the rosters: `spec` is two edits from
// `sync`. A file that says apiVersion and kind is Kubernetes's unless a key of ours stands in it exactly.
func foreign(f *file) string {
	names := workspaceObject.names()
	near, kubernetes := false, 0
	if isMapping(f) {
		return "the mapping of a roster"
	}
	for _, k := range f.topKeys {
		switch {
		case k.name == "version":
			if k.value == "1" {
				return ""
			}
		case slices.Contains(names, k.name):
			return ""
		case k.name == "apiVersion" || k.name == "kind":
			kubernetes++
		case isNear(k, names):
			near = true
		}
	}
	switch {
	case kubernetes == 2:
		return "a Kubernetes manifest"
	case near:
		return ""
	case len(f.problems) > 0:
		return "no top-level key of schedsync, and not valid YAML"
	default:
		return "no top-level key of schedsync"
	}
}

// isMapping reports whether a file states the layout of a roster, and no version of ours.
func isMapping(f *file) bool {
	layout := false
	for _, k := range f.topKeys {
		if k.name == "version" {
			return false
		}
		layout = layout || k.name == "layout" && slices.Contains(sheet.Layouts(), sheet.Layout(k.value))
	}
	return layout
}

// isNear reports whether a key is within two edits of one of ours; of `version` only with the value 1, which other
// programs' files seldom have.
func isNear(k topKey, names []string) bool {
	for _, n := range names {
		if abs(len(n)-len(k.name)) <= 2 && levenshtein.ComputeDistance(k.name, n) <= 2 && (n != "version" || k.value == "1") {
			return true
		}
	}
	return false
}

// mappingFiles returns the files that a `sheet:` names as its mapping, each with the path of the rotation that does. They
// are read with the sheet (SPEC 5), and some of their keys are spelled like ours.
func mappingFiles(files []*file) map[string]string {
	out := map[string]string{}
	for _, f := range files {
		for _, doc := range f.docs {
			schedules := doc.get("schedules")
			if schedules == nil {
				continue
			}
			for _, s := range schedules.pairs {
				addMappings(out, s)
			}
		}
	}
	return out
}

func addMappings(out map[string]string, schedule pair) {
	rotations := schedule.val.get("rotations")
	if rotations == nil {
		return
	}
	for _, r := range rotations.items {
		sheet := r.get("sheet")
		if sheet == nil {
			continue
		}
		if m := sheet.get("map"); m != nil && m.shape == scalar {
			id := ""
			if n := r.get("id"); n != nil {
				id = n.text
			}
			out[path.Clean(strings.TrimSpace(m.text))] = join("schedules", schedule.key.text, "rotations", id)
		}
	}
}

// join makes an object path of keys and ids.
func join(parts ...string) string { return strings.Join(parts, ".") }
