package httpx_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/schedsync/schedsync/importers/httpx"
)

func TestSecretPrintsNowhere(t *testing.T) {
	s := httpx.NewSecret(canary)
	type outer struct {
		Key    httpx.Secret
		hidden httpx.Secret
	}
	o := outer{Key: s, hidden: s}
	var logged bytes.Buffer
	slog.New(slog.NewTextHandler(&logged, nil)).Info("x", "key", s, "outer", o)
	asJSON, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	asYAML, err := yaml.Marshal(map[string]any{"key": s})
	if err != nil {
		t.Fatal(err)
	}
	outputs := []string{logged.String(), string(asJSON), string(asYAML), fmt.Sprint(s), fmt.Sprintf("%x %q %d", s, s, s), s.String(), s.GoString()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		outputs = append(outputs, fmt.Sprintf(verb, o), fmt.Sprintf(verb, &o), fmt.Sprintf(verb, []any{s, o}))
	}
	for _, out := range outputs {
		if strings.Contains(out, "c4n4ry") || strings.Contains(out, fmt.Sprintf("%x", "c4n4ry")) {
			t.Errorf("leaked: %s", out)
		}
	}
	if !strings.Contains(string(asJSON), `"[redacted]"`) {
		t.Errorf("JSON is %s", asJSON)
	}
}

func TestSecretValue(t *testing.T) {
	if got := httpx.NewSecret(" key\n").Reveal(); got != "key" {
		t.Errorf("Reveal = %q, want the line without its space", got)
	}
	if !httpx.NewSecret(" \n").Empty() || !(httpx.Secret{}).Empty() || httpx.NewSecret("k").Empty() {
		t.Error("Empty is wrong")
	}
	if got := (httpx.Secret{}).Reveal(); got != "" {
		t.Errorf("zero Secret reveals %q", got)
	}
}
