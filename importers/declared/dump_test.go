package declared_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/importers/declared"
)

// dump writes a workspace for people: one line per value, zero values left out, so that a golden file shows what was read
// and nothing else. Booleans are always shown, for their absence would look like a default.
func dump(ws *declared.Workspace) string {
	var b strings.Builder
	for _, f := range ws.Files {
		fmt.Fprintf(&b, "file %s\n", f)
	}
	for _, s := range ws.Skipped {
		fmt.Fprintf(&b, "skipped %s: %s\n", s.File, s.Why)
	}
	dumpValue(&b, "", "Vendors", reflect.ValueOf(ws.Vendors))
	dumpValue(&b, "", "", reflect.ValueOf(ws.Workspace))
	return b.String()
}

// leaf returns the text of a value that is shown in one piece.
func leaf(v reflect.Value) (string, bool) {
	switch x := v.Interface().(type) {
	case *civil.Zone:
		if x == nil {
			return "", true
		}
		return x.String(), true
	case engine.Entry:
		return x.String(), true
	case engine.Length:
		if x == (engine.Length{}) {
			return "", true
		}
		return fmt.Sprintf("%d %s", x.N, x.Unit), true
	case engine.Window:
		return window(x), true
	case declared.SecretRef:
		if x.File != "" {
			return "file " + x.File, true
		}
		return x.Env, true
	case engine.Unit, engine.Combine, engine.Clock, civil.Weekday, civil.Day, civil.Moment, engine.Participant, bool:
		return fmt.Sprint(x), true
	}
	return "", false
}

// window writes the edges as clock times, those of later days with the number of days before them.
func window(w engine.Window) string {
	edge := func(sec int) string {
		s := civil.Local(sec % civil.DayLen).String()[len("1970-01-01 "):]
		if d := sec / civil.DayLen; d > 0 && sec != civil.DayLen {
			return fmt.Sprintf("+%dd %s", d, s)
		}
		if sec == civil.DayLen {
			return "24:00"
		}
		return s
	}
	s := fmt.Sprintf("%v %s to %s", w.Days, edge(w.From), edge(w.To))
	if len(w.Except) > 0 {
		s += fmt.Sprint(" except ", w.Except)
	}
	if len(w.OnlyOn) > 0 {
		s += fmt.Sprint(" only_on ", w.OnlyOn)
	}
	return s
}

func dumpValue(b *strings.Builder, indent, name string, v reflect.Value) {
	if s, ok := leaf(v); ok {
		if s != "" && (name != "SafetyNet" || v.Len() > 0) {
			fmt.Fprintf(b, "%s%s %s\n", indent, name, s)
		}
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			dumpValue(b, indent, name, v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			dumpValue(b, indent, fmt.Sprintf("%s[%d]", name, i), v.Index(i))
		}
	case reflect.Map:
		keys := v.MapKeys() // accounts by vendor, settings by key
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, k := range keys {
			fmt.Fprintf(b, "%s%s %s %v\n", indent, name, k, v.MapIndex(k))
		}
	case reflect.Struct:
		if name != "" {
			fmt.Fprintf(b, "%s%s\n", indent, name)
			indent += "  "
		}
		for i := range v.NumField() {
			dumpValue(b, indent, v.Type().Field(i).Name, v.Field(i))
		}
	default:
		if !v.IsZero() {
			fmt.Fprintf(b, "%s%s %v\n", indent, name, v)
		}
	}
}
