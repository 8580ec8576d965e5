// Package metrics writes numbers in the text format that Prometheus reads, version 0.0.4, as the textfile collector of the
// node exporter takes it.
//
// The format is a page long and fixed since 2014; the client library would bring eight modules and two megabytes for a
// server, counters and histograms of which a batch job has none.
package metrics

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Family is one metric, always a gauge: a batch job has no counters, since nothing lives from one run to the next.
type Family struct {
	Name    string // [a-z_]…; seconds and timestamps say so in their names
	Help    string // one sentence
	Samples []Sample
}

// Sample is one value of a metric.
type Sample struct {
	Labels []Label // in the order they are written in
	Value  float64
}

// Label tells samples of a metric apart. The value may be any text.
type Label struct{ Name, Value string }

// Of returns labels out of names and values in turn: Of("vendor", "opsgenie", "kind", "read"). A name without a value has
// an empty one.
func Of(pairs ...string) []Label {
	var out []Label
	for pair := range slices.Chunk(pairs, 2) {
		out = append(out, Label{Name: pair[0], Value: strings.Join(pair[1:], "")})
	}
	return out
}

var (
	metricName = regexp.MustCompile(`^[a-zA-Z_:][a-zA-Z0-9_:]*$`)
	labelName  = regexp.MustCompile(`^[a-zA-Z_][a-zA-Z0-9_]*$`)
)

// Encode returns the text: families by name, samples in the order given, a family without samples left out. Errors: a name
// that Prometheus refuses, a family or a sample that stands there twice.
func Encode(families []Family) ([]byte, error) {
	families = slices.Clone(families)
	slices.SortStableFunc(families, func(a, b Family) int { return cmp.Compare(a.Name, b.Name) })
	var b bytes.Buffer
	var errs []error
	last := ""
	for _, f := range families {
		if f.Name == last || !metricName.MatchString(f.Name) {
			errs = append(errs, fmt.Errorf("metric %q is there twice, or its name is none", f.Name))
		}
		last = f.Name
		if len(f.Samples) > 0 {
			errs = append(errs, f.encode(&b))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("writing metrics: %w", err)
	}
	return b.Bytes(), nil
}

func (f Family) encode(b *bytes.Buffer) error {
	fmt.Fprintf(b, "# HELP %s %s\n# TYPE %s gauge\n", f.Name, helpEscapes.Replace(strings.ToValidUTF8(f.Help, "\uFFFD")), f.Name)
	seen := map[string]bool{}
	for _, s := range f.Samples {
		line, err := series(f.Name, s.Labels)
		if err != nil {
			return err
		}
		if seen[line] {
			return fmt.Errorf("%s is there twice", line)
		}
		seen[line] = true
		fmt.Fprintf(b, "%s %s\n", line, strconv.FormatFloat(s.Value, 'f', -1, 64))
	}
	return nil
}

var (
	helpEscapes  = strings.NewReplacer(`\`, `\\`, "\n", `\n`)
	labelEscapes = strings.NewReplacer(`\`, `\\`, "\n", `\n`, `"`, `\"`)
)

// series writes a name with its labels, which is what makes a sample the one it is.
func series(name string, labels []Label) (string, error) {
	var parts []string
	for i, l := range labels {
		twice := slices.ContainsFunc(labels[:i], func(o Label) bool { return o.Name == l.Name })
		if twice || !labelName.MatchString(l.Name) || strings.HasPrefix(l.Name, "__") {
			return "", fmt.Errorf("label %q of %s is there twice, or its name is none", l.Name, name)
		}
		parts = append(parts, l.Name+`="`+labelEscapes.Replace(strings.ToValidUTF8(l.Value, "\uFFFD"))+`"`)
	}
	if len(parts) == 0 {
		return name, nil
	}
	return name + "{" + strings.Join(parts, ",") + "}", nil
}

// Value returns the value that a sample has in a text that [Encode] wrote. A run that failed carries over with it when the
// last one succeeded.
func Value(text []byte, name string, labels []Label) (float64, bool) {
	want, err := series(name, labels)
	if err != nil {
		return 0, false
	}
	for line := range bytes.Lines(text) {
		rest, ok := bytes.CutPrefix(line, []byte(want+" "))
		if !ok {
			continue
		}
		v, err := strconv.ParseFloat(string(bytes.TrimSpace(rest)), 64)
		return v, err == nil
	}
	return 0, false
}
