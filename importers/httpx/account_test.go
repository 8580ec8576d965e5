package httpx_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/schedsync/schedsync/importers/httpx"
)

// TestAccountHidesItsSecrets: an account that ends up in a log or an error shows no credential, however it is printed.
func TestAccountHidesItsSecrets(t *testing.T) {
	const key = "0123456789-very-secret"
	a := httpx.Account{Region: "eu", Secrets: map[string]httpx.Secret{"key": httpx.NewSecret(key), "password": httpx.NewSecret(key)}}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("account", "account", a, "secrets", a.Secrets)
	printed := map[string]string{"log": log.String()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		printed[verb] = fmt.Sprintf(verb, a.Secrets)
	}
	printed["whole"] = fmt.Sprintf("%v %+v", a, &a)
	for how, text := range printed {
		if strings.Contains(text, key) || strings.Contains(text, fmt.Sprintf("%x", key)) {
			t.Errorf("printed by %s: %s", how, text)
		}
	}
	if got := a.Secrets["key"].Reveal(); got != key {
		t.Errorf("the key became %q", got)
	}
	if !a.Secrets["user"].Empty() {
		t.Error("a secret that was not given is there")
	}
}
