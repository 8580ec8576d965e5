package metrics_test

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/exporters/metrics"
)

func sample(value float64, labels ...string) metrics.Sample {
	return metrics.Sample{Labels: metrics.Of(labels...), Value: value}
}

func TestEncode(t *testing.T) {
	got, err := metrics.Encode([]metrics.Family{
		{Name: "b_seconds", Help: "A length.", Samples: []metrics.Sample{sample(0.25), sample(-1, "schedule", "night")}},
		{Name: "none", Help: "Nobody."},
		{Name: "a_timestamp_seconds", Help: "When\nand \\ where.", Samples: []metrics.Sample{sample(1766361600, "vendor", "opsgenie", "kind", "read")}},
		{Name: "hostile", Help: "Names from outside.", Samples: []metrics.Sample{
			sample(1, "name", "a\"} 99\nfoo{b=\"c"), sample(math.Inf(1), "name", `\n`), sample(3, "name", "half \xff rune"), sample(0, "name", "千葉"),
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := `# HELP a_timestamp_seconds When\nand \\ where.
# TYPE a_timestamp_seconds gauge
a_timestamp_seconds{vendor="opsgenie",kind="read"} 1766361600
# HELP b_seconds A length.
# TYPE b_seconds gauge
b_seconds 0.25
b_seconds{schedule="night"} -1
# HELP hostile Names from outside.
# TYPE hostile gauge
hostile{name="a\"} 99\nfoo{b=\"c"} 1
hostile{name="\\n"} +Inf
hostile{name="half ` + "\uFFFD" + ` rune"} 3
hostile{name="千葉"} 0
`
	if d := cmp.Diff(want, string(got)); d != "" {
		t.Error(d)
	}
}

func TestEncodeRefuses(t *testing.T) {
	one := []metrics.Sample{sample(1)}
	for _, tt := range []struct {
		name     string
		families []metrics.Family
		want     string
	}{
		{"a family twice", []metrics.Family{{Name: "a", Samples: one}, {Name: "a", Samples: one}}, `metric "a" is there twice`},
		{"a name with a space", []metrics.Family{{Name: "a b", Samples: one}}, `metric "a b"`},
		{"no name", []metrics.Family{{Samples: one}}, `metric ""`},
		{"a sample twice", []metrics.Family{{Name: "a", Samples: []metrics.Sample{sample(1, "x", "1"), sample(2, "x", "1")}}}, `a{x="1"} is there twice`},
		{"a label twice", []metrics.Family{{Name: "a", Samples: []metrics.Sample{sample(1, "x", "1", "x", "2")}}}, `label "x" of a`},
		{"a reserved label", []metrics.Family{{Name: "a", Samples: []metrics.Sample{sample(1, "__name__", "b")}}}, `label "__name__"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := metrics.Encode(tt.families); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestValue(t *testing.T) {
	labels := metrics.Of("workspace", `C:\on "call"`)
	text, err := metrics.Encode([]metrics.Family{
		{Name: "at", Samples: []metrics.Sample{{Labels: labels, Value: 1766361600.5}, sample(7, "workspace", "other")}},
		{Name: "at_all", Samples: []metrics.Sample{sample(3)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name   string
		labels []metrics.Label
		want   float64
		ok     bool
	}{
		{"at", labels, 1766361600.5, true},
		{"at", metrics.Of("workspace", "other"), 7, true},
		{"at", nil, 0, false},
		{"at_all", nil, 3, true},
		{"nowhere", labels, 0, false},
	} {
		if got, ok := metrics.Value(text, tt.name, tt.labels); got != tt.want || ok != tt.ok {
			t.Errorf("%s%v: %v %t, want %v %t", tt.name, tt.labels, got, ok, tt.want, tt.ok)
		}
	}
	if _, ok := metrics.Value([]byte("at{workspace=\"other\"} seven\n"), "at", metrics.Of("workspace", "other")); ok {
		t.Error("a word is taken for a number")
	}
}
