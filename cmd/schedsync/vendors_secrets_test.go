package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/importers/declared"
)

// Where a vendor's secrets are looked for: where the workspace says, else in the variables its name suggests.
func TestSecretsOf(t *testing.T) {
	env := func(name string) declared.SecretRef { return declared.SecretRef{Env: name} }
	for _, tt := range []struct {
		name string
		in   declared.VendorConfig
		want map[string]declared.SecretRef
	}{
		{"a key by default", declared.VendorConfig{Name: "opsgenie"}, map[string]declared.SecretRef{"key": env("OPSGENIE_API_KEY")}},
		{"a key elsewhere", declared.VendorConfig{Name: "zenduty", Key: env("Z")}, map[string]declared.SecretRef{"key": env("Z")}},
		{"user and password by default", declared.VendorConfig{Name: "xmatters"}, map[string]declared.SecretRef{"user": env("XM_USER"), "password": env("XM_PASSWORD")}},
		{
			"tokens",
			declared.VendorConfig{Name: "xmatters", User: env("U"), Password: declared.SecretRef{File: "p"}, ClientID: env("C")},
			map[string]declared.SecretRef{"user": env("U"), "password": {File: "p"}, "client_id": env("C")},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, secretsOf(tt.in)); d != "" {
				t.Error(d)
			}
		})
	}
}
