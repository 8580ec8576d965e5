package httpx_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/schedsync/schedsync/importers/httpx"
)

// TestRedactorForms writes the canary in every way a server or library might echo it.
func TestRedactorForms(t *testing.T) {
	r := httpx.NewRedactor(httpx.NewSecret(canary))
	std, raw := base64.StdEncoding, base64.RawStdEncoding
	quoted, _ := json.Marshal(canary)
	forms := map[string]string{
		"plain":                canary,
		"go quoted":            strconv.Quote(canary),
		"ascii quoted":         strconv.QuoteToASCII(canary),
		"json":                 string(quoted),
		"json, slash escaped":  strings.ReplaceAll(string(quoted), "/", `\/`),
		"query":                url.QueryEscape(canary),
		"path":                 url.PathEscape(canary),
		"lower case escapes":   strings.ReplaceAll(strings.ReplaceAll(url.QueryEscape(canary), "%2F", "%2f"), "%2B", "%2b"),
		"base64":               std.EncodeToString([]byte(canary)),
		"base64 unpadded":      raw.EncodeToString([]byte(canary)),
		"base64 url":           base64.URLEncoding.EncodeToString([]byte(canary)),
		"base64 url unpadded":  base64.RawURLEncoding.EncodeToString([]byte(canary)),
		"basic, key as user":   std.EncodeToString([]byte(canary + ":")),
		"basic, user shift 1":  std.EncodeToString([]byte("ana@example.com:" + canary)),
		"basic, user shift 2":  std.EncodeToString([]byte("ana2@example.com:" + canary)),
		"basic, user shift 0":  std.EncodeToString([]byte("anne2@example.com:" + canary)),
		"whole header, base64": std.EncodeToString([]byte("Authorization: GenieKey " + canary + "\r\nAccept: */*")),
		"base64 in a query":    url.QueryEscape(std.EncodeToString([]byte("x:" + canary))),
		"html":                 html.EscapeString(canary),
		"every byte escaped":   strings.ReplaceAll("%"+strings.ToUpper(fmt.Sprintf("% x", canary)), " ", "%"),
		"hex":                  hex.EncodeToString([]byte(canary)),
		"upper hex":            strings.ToUpper(hex.EncodeToString([]byte(canary))),
		"header echoed":        "Authorization: GenieKey " + canary,
	}
	for name, form := range forms {
		text := "before " + form + " after"
		got := r.String(text)
		for _, leak := range []string{form, canary, "c4n4ry", "w1th", hex.EncodeToString([]byte("c4n4ry"))} {
			if strings.Contains(got, leak) {
				t.Errorf("%s: %q leaks %q", name, got, leak)
			}
		}
		if !strings.Contains(got, "[redacted]") || !strings.HasPrefix(got, "before ") {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

// Secrets that look like escapes themselves.
func TestRedactorAmbiguousSecrets(t *testing.T) {
	for _, secret := range []string{`ab%25cd`, `ab&amp;cd`, `a\\b\cd`, `\u0041bcd`, `a+b c d`, `"quoted"`, "☃😀snow"} {
		r := httpx.NewRedactor(httpx.NewSecret(secret))
		quoted, _ := json.Marshal(secret)
		twice, _ := json.Marshal(string(quoted))
		for _, form := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret), html.EscapeString(secret), string(quoted), string(twice), strconv.QuoteToASCII(secret)} {
			if got := r.String("x " + form + " y"); !strings.Contains(got, "[redacted]") || strings.Contains(got, "bcd") || strings.Contains(got, "quoted") || strings.Contains(got, "snow") {
				t.Errorf("%s as %s became %q", secret, form, got)
			}
		}
	}
}

func TestRedactorUnknownCredentials(t *testing.T) {
	header := http.Header{"Authorization": {"GenieKey 0000-unknown-key"}}
	dumped, _ := json.Marshal(header)
	for _, text := range []string{
		"Authorization: Basic dXNlcjpwYXNzd29yZA==",
		"authorization=Token 0000-unknown-key",
		`{"authorization": "Token 0000-unknown-key"}`,
		string(dumped),
		fmt.Sprint(header),
		"GenieKey 0000-unknown-key",
		"sent bearer 0000-unknown-key.with.dots",
		"webcal://acme.example.com/get?webcalToken=0000-unknown-key&scheduleId=1",
		`{"access_token":"0000-unknown-key","expires_in":899}`,
	} {
		got := (*httpx.Redactor)(nil).String(text)
		if strings.Contains(got, "0000-unknown-key") || strings.Contains(got, "dXNlcjpw") || !strings.Contains(got, "[redacted]") {
			t.Errorf("%q became %q", text, got)
		}
		if again := httpx.NewRedactor().String(got); again != got {
			t.Errorf("not stable: %q became %q", got, again)
		}
	}
}

func TestRedactorLeavesOrdinaryText(t *testing.T) {
	r := httpx.NewRedactor(httpx.NewSecret("key"), httpx.NewSecret(""), httpx.Secret{}, httpx.NewSecret(canary))
	for _, text := range []string{
		"", "the key of the monkey", "Api key is not authorized to access the schedule", "Basic authentication is required",
		"vendors: {opsgenie: {region: eu, key: {env: OPSGENIE_API_KEY}}}", "token expired", "YWJj",
	} {
		if got := r.String(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func TestRedactorZeroValue(t *testing.T) {
	var r httpx.Redactor
	if got := r.String("as it was"); got != "as it was" {
		t.Errorf("got %q", got)
	}
	r.Add(httpx.NewSecret("late-secret"))
	if got := string(r.Bytes([]byte("x late-secret y"))); got != "x [redacted] y" {
		t.Errorf("got %q", got)
	}
}

// TestRedactorKeepsJSON: whatever stands around the secret, JSON stays JSON and the secret is gone.
func TestRedactorKeepsJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.StringMatching(`[ -~]{6,40}`).Filter(func(s string) bool { return strings.TrimSpace(s) == s && !strings.HasSuffix(s, `\`) }).Draw(t, "secret")
		before, after := rapid.StringN(0, 20, -1).Draw(t, "before"), rapid.StringN(0, 20, -1).Draw(t, "after")
		r := httpx.NewRedactor(httpx.NewSecret(secret))
		encoded := base64.StdEncoding.EncodeToString([]byte(before + secret + after))
		for _, value := range []string{before + secret + after, before + encoded + after, "\n" + encoded + "\t", "=" + encoded} {
			text, err := json.Marshal(map[string]string{"a": value, "b": "<" + value + ">"})
			if err != nil {
				t.Fatal(err)
			}
			got := r.Bytes(text)
			var back map[string]string
			if err := json.Unmarshal(got, &back); err != nil {
				t.Fatalf("%s became %s: %v", text, got, err)
			}
			if !strings.Contains(back["a"], "[redacted]") || strings.Contains(back["a"], encoded) {
				t.Fatalf("%s became %s", text, got)
			}
		}
	})
}

func TestRedactingWriter(t *testing.T) {
	var out bytes.Buffer
	w := httpx.NewRedactor(httpx.NewSecret("split-secret")).Writer(&out)
	for _, part := range []string{"a spl", "it-sec", "ret b\nprogress\rlast split-", "secret"} {
		if n, err := w.Write([]byte(part)); err != nil || n != len(part) {
			t.Fatalf("Write = %d, %v", n, err)
		}
	}
	if got := out.String(); got != "a [redacted] b\nprogress\r" {
		t.Errorf("before Close: %q", got)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); got != "a [redacted] b\nprogress\rlast [redacted]" {
		t.Errorf("after Close: %q", got)
	}
}
