package httpx_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/importers/httpx"
)

func TestReplies(t *testing.T) {
	type shape struct{ A int }
	for _, c := range []struct {
		name    string
		answer  answer
		accept  string
		problem string // part of the error, "" for none
		kind    error
	}{
		{"plain", answer{status: 200, body: `{"a":1}`}, "", "", nil},
		{"unknown keys", answer{status: 201, body: ` {"a":1,"b":[{}]} ` + "\n"}, "", "", nil},
		{"JSON labelled html", answer{status: 200, body: `{"a":1}`, header: "Content-Type: text/html"}, "", "", nil},
		{"problem+json", answer{status: 200, body: `{"a":1}`, header: "Content-Type: application/hal+json; charset=utf-8"}, "", "", nil},
		{"no content", answer{status: 204}, "", "the reply is empty (204", httpx.ErrNotJSON},
		{"empty", answer{status: 200}, "", "reply is empty", httpx.ErrNotJSON},
		{"html", answer{status: 200, body: "\n<!DOCTYPE html>", header: "Content-Type: text/html"}, "", "HTML page", httpx.ErrNotJSON},
		{"html labelled JSON", answer{status: 200, body: "<html>"}, "", "HTML page", httpx.ErrNotJSON},
		{"text", answer{status: 200, body: "ok", header: "Content-Type: text/plain"}, "", `Content-Type is "text/plain"`, httpx.ErrNotJSON},
		{"trailing comma", answer{status: 200, body: `{"a":1,}`}, "", "invalid JSON at byte 8 of 8", httpx.ErrNotJSON},
		{"two values", answer{status: 200, body: `{"a":1}{}`}, "", "invalid JSON at byte 8", httpx.ErrNotJSON},
		{"cut JSON", answer{status: 200, body: `{"a":1`}, "", "unexpected end", httpx.ErrNotJSON},
		{"wrong type", answer{status: 200, body: `{"a":"x"}`}, "", "cannot unmarshal", httpx.ErrNotJSON},
		{"not UTF-8", answer{status: 200, body: "{\"a\":1,\"b\":\"\xff\"}"}, "", "UTF-8", httpx.ErrNotJSON},
		{"cut off", answer{status: 200, body: `{"a":1}`, short: true}, "", "cut off after 7 bytes", httpx.ErrTruncated},
		{"too large", answer{status: 200, body: `{"a":1,"b":"` + strings.Repeat("x", 200) + `"}`}, "", "more than 100 bytes", httpx.ErrTooLarge},
		{"calendar", answer{status: 200, body: "BEGIN:VCALENDAR", header: "Content-Type: text/calendar;charset=UTF-8"}, "text/calendar", "", nil},
		{"JSON for calendar", answer{status: 200, body: "{}"}, "text/calendar", `want "text/calendar"`, httpx.ErrNotJSON},
	} {
		s := &script{answers: []answer{c.answer, c.answer, c.answer, c.answer}}
		client, _ := serve(t, s, func(o *httpx.Options) { o.MaxBody = 100 })
		call := httpx.Call{Op: "read it", Path: []string{"x"}, Accept: c.accept}
		var out shape
		if c.accept == "" {
			call.Out = &out
		}
		reply, err := client.Do(t.Context(), call)
		switch {
		case c.problem == "" && (err != nil || string(reply.Body) != c.answer.body):
			t.Errorf("%s: %q, %v", c.name, reply.Body, err)
		case c.problem != "" && (err == nil || !strings.Contains(err.Error(), c.problem) || !errors.Is(err, c.kind)):
			t.Errorf("%s: got %v, want …%s…", c.name, err, c.problem)
		case c.problem == "" && c.accept == "" && c.answer.body != "" && out.A != 1:
			t.Errorf("%s: decoded %+v", c.name, out)
		}
	}
}

// A write that is answered with 204 has worked, whether or not somebody hoped for a body.
func TestNoContentAfterAWrite(t *testing.T) {
	for _, method := range []string{"PUT", "POST", "PATCH", "DELETE"} {
		client, _ := serve(t, &script{answers: []answer{{status: 204}}}, nil)
		out := struct{ A int }{7}
		if _, err := client.Do(t.Context(), httpx.Call{Method: method, Path: []string{"x"}, Out: &out}); err != nil || out.A != 7 {
			t.Errorf("%s: %v, %+v", method, err, out)
		}
	}
}

// A proxy's page must not pass for a deletion that worked.
func TestHTMLIsNoSuccess(t *testing.T) {
	client, _ := serve(t, &script{answers: []answer{{status: 200, body: "<html>please log in</html>"}}}, nil)
	_, err := client.Do(t.Context(), httpx.Call{Method: "DELETE", Path: []string{"x"}})
	if !errors.Is(err, httpx.ErrNotJSON) || !httpx.IsAmbiguous(err) {
		t.Errorf("got %v", err)
	}
}

// A transport that does not check lengths itself.
func TestShortBodyFromAnyTransport(t *testing.T) {
	client, _ := serve(t, &script{}, func(o *httpx.Options) {
		o.Base = transport(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, ContentLength: 10, Body: http.NoBody}, nil
		})
	})
	_, err := client.Do(t.Context(), httpx.Call{Path: []string{"x"}})
	if !errors.Is(err, httpx.ErrTruncated) || !strings.Contains(err.Error(), "0 of 10 bytes arrived") {
		t.Errorf("got %v", err)
	}
}

func TestErrorText(t *testing.T) {
	for _, c := range []struct {
		answer answer
		want   string
	}{
		{answer{status: 404, body: `{"message":"No such thing"}`}, `acme: read "x": GET /base/a%20b: 404 Not Found: No such thing`},
		{
			answer{status: 403, body: `{"code":40301,"message":"Not you"}`, header: "X-Request-Id: r-1"},
			`acme: read "x": GET /base/a%20b: 403 Forbidden (code 40301): Not you (request r-1)`,
		},
		{answer{status: 400, body: `{"detail":"bad"}`}, `acme: read "x": GET /base/a%20b: 400 Bad Request: bad`},
		{answer{status: 400, body: `{"error":"bad"}`}, `acme: read "x": GET /base/a%20b: 400 Bad Request: bad`},
		{answer{status: 400, body: `{"error":{"code":"E7","message":"bad"}}`}, `acme: read "x": GET /base/a%20b: 400 Bad Request (code E7): bad`},
		{
			answer{status: 400, body: `{"start":["in the past"],"end":["missing","odd"]}`},
			`acme: read "x": GET /base/a%20b: 400 Bad Request: end: missing, odd; start: in the past`,
		},
		{answer{status: 418, body: "short and\r\nstout\x1b[31m\x00\u202e"}, `acme: read "x": GET /base/a%20b: 418 I'm a teapot: short and stout [31m`},
		{answer{status: 499, body: ""}, `acme: read "x": GET /base/a%20b: 499`},
		{answer{status: 401, body: "<html>"}, `acme: read "x": GET /base/a%20b: 401 Unauthorized: an HTML page came back instead of the vendor's error`},
		{answer{status: 307, header: "Location: https://login.example.org/x?y=z"}, `acme: read "x": GET /base/a%20b: 307 Temporary Redirect: ` +
			`it redirects to host "login.example.org", and redirects are not followed; correct the url setting`},
	} {
		client, _ := serve(t, &script{answers: []answer{c.answer}}, nil)
		_, err := client.Do(t.Context(), httpx.Call{Op: `read "x"`, Path: []string{"a b"}})
		if err == nil || err.Error() != c.want {
			t.Errorf("got  %v\nwant %s", err, c.want)
		}
	}
	s := &script{answers: []answer{{status: 500, body: strings.Repeat("ü", 600)}}}
	client, _ := serve(t, s, nil)
	_, err := client.Do(t.Context(), httpx.Call{Op: `create "x"`, Method: "POST", Path: []string{"x"}})
	want := `acme: create "x": POST /base/x: 500 Internal Server Error: ` + strings.Repeat("ü", 500) +
		`…; it may have taken effect: look it up before repeating it`
	if err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	client, _ = serve(t, &script{answers: []answer{{status: 502}, {status: 502}, {status: 502}, {status: 502}}}, nil)
	_, err = client.Do(t.Context(), httpx.Call{Path: []string{"x"}})
	if want := `acme: GET /base/x: 502 Bad Gateway, after 4 attempts`; err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestErrorKinds(t *testing.T) {
	for status, is := range map[int]func(error) bool{
		401: httpx.IsUnauthorized, 403: httpx.IsForbidden, 404: httpx.IsNotFound, 409: httpx.IsConflict, 429: httpx.IsRateLimited,
	} {
		err := fmt.Errorf("wrapped: %w", &httpx.Error{Status: status})
		if !is(err) || is(&httpx.Error{Status: 400}) || is(errors.New("x")) || is(nil) {
			t.Errorf("the test for %d is wrong", status)
		}
	}
}

func TestAuth(t *testing.T) {
	for _, c := range []struct {
		auth          httpx.Auth
		header, value string
	}{
		{httpx.KeyAuth("Authorization", "GenieKey", httpx.NewSecret("k-1")), "Authorization", "GenieKey k-1"},
		{httpx.KeyAuth("Authorization", "Token", httpx.NewSecret("k-1")), "Authorization", "Token k-1"},
		{httpx.KeyAuth("X-Key", "", httpx.NewSecret("k-1")), "X-Key", "k-1"},
		{httpx.BasicAuth(httpx.NewSecret("ana"), httpx.NewSecret("pw")), "Authorization", "Basic YW5hOnB3"},
		{httpx.BasicAuth(httpx.NewSecret("ana"), httpx.Secret{}), "Authorization", "Basic YW5hOg=="},
		{httpx.Auth{}, "Authorization", ""},
	} {
		s := &script{}
		client, _ := serve(t, s, func(o *httpx.Options) { o.Auth = c.auth })
		if _, err := client.Do(t.Context(), httpx.Call{Path: []string{"x"}}); err != nil {
			t.Fatal(err)
		}
		if got := s.header(0).Get(c.header); got != c.value {
			t.Errorf("%s is %q, want %q", c.header, got, c.value)
		}
	}
	for _, bad := range []httpx.Auth{
		httpx.KeyAuth("Authorization", "GenieKey", httpx.Secret{}), httpx.BasicAuth(httpx.Secret{}, httpx.NewSecret("pw")),
		httpx.KeyAuth("Authorization", "GenieKey", httpx.NewSecret("c4n4ry\r\nX-Evil: 1")),
		httpx.KeyAuth("Authorization", "GenieKey", httpx.NewSecret("c4n4ry\xff")),
	} {
		_, err := httpx.New(httpx.Options{Vendor: "acme", BaseURL: "https://h", Hosts: []string{"h"}, Auth: bad})
		if err == nil || strings.Contains(err.Error(), "c4n4ry") {
			t.Errorf("got %v", err)
		}
	}
}

// After a 401 a renewable token is renewed once, and once only.
func TestTokenRenewal(t *testing.T) {
	newAuth := func(asked *[]bool) httpx.Auth {
		return httpx.TokenAuth("Bearer", func(_ context.Context, renew bool) (httpx.Secret, error) {
			*asked = append(*asked, renew)
			if renew {
				return httpx.NewSecret("renewed-token"), nil
			}
			return httpx.NewSecret("first-token"), nil
		})
	}
	var renews []bool
	s := &script{answers: []answer{{status: 401}, {status: 500}, {status: 200}}}
	client, _ := serve(t, s, func(o *httpx.Options) { o.Auth = newAuth(&renews) })
	if _, err := client.Do(t.Context(), httpx.Call{Path: []string{"x"}}); err != nil {
		t.Fatal(err)
	}
	if want := []bool{false, true, false}; !cmp.Equal(renews, want) || s.header(1).Get("Authorization") != "Bearer renewed-token" {
		t.Errorf("renewed %v, sent %q", renews, s.header(1).Get("Authorization"))
	}
	if got := client.Redactor().String("first-token renewed-token"); got != "[redacted] [redacted]" {
		t.Errorf("the redactor did not learn the tokens: %s", got)
	}
	renews = nil
	s = &script{answers: []answer{{status: 401}, {status: 401}, {status: 401}}}
	client, _ = serve(t, s, func(o *httpx.Options) { o.Auth = newAuth(&renews) })
	if _, err := client.Do(t.Context(), httpx.Call{Path: []string{"x"}}); !httpx.IsUnauthorized(err) || len(s.sent()) != 2 {
		t.Errorf("asked %q: %v", s.sent(), err)
	}
	client, _ = serve(t, s, func(o *httpx.Options) {
		o.Auth = httpx.TokenAuth("Bearer", func(context.Context, bool) (httpx.Secret, error) { return httpx.Secret{}, errors.New("login failed") })
	})
	_, err := client.Do(t.Context(), httpx.Call{Method: "POST", Path: []string{"x"}})
	if !errors.Is(err, httpx.ErrCredential) || httpx.IsAmbiguous(err) || !strings.Contains(err.Error(), "login failed") {
		t.Errorf("got %v", err)
	}
}

// TestNoLeaks: a server that echoes the credential everywhere, and everything this package can print.
func TestNoLeaks(t *testing.T) {
	basic := base64.StdEncoding.EncodeToString([]byte(canary + ":"))
	echo := fmt.Sprintf(`{"code":%q,"message":"bad key %s (%s)","headers":{"Authorization":"GenieKey %s"}}`, canary, canary, basic, canary)
	answers := []answer{
		{status: 400, body: echo},
		{status: 401, body: "plain " + canary + " " + basic},
		{status: 302, header: "Location: https://" + "c4n4ry.k3y"},
		{status: 200, body: `{"a": ` + canary},
		{status: 200, body: `x`, header: "Content-Type: text/" + canary},
		{status: 403, body: strings.Repeat("x", 1990) + canary, header: "X-Request-Id: " + canary},
		{status: 400, body: strings.Repeat("y", 495) + canary},
		{status: 400, body: strings.Repeat(" ", 1992) + canary},
	}
	var log bytes.Buffer
	var events []string
	for _, a := range answers {
		client, _ := serve(t, &script{answers: []answer{{status: 503, body: echo}, a}}, func(o *httpx.Options) {
			o.Auth = httpx.KeyAuth("Authorization", "GenieKey", httpx.NewSecret(canary))
			o.Log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			o.Observe = func(e httpx.Event) { events = append(events, fmt.Sprintf("%+v", e)) }
			o.Redactor = httpx.NewRedactor(httpx.NewSecret("c4n4ry.k3y"))
		})
		var out map[string]any
		_, err := client.Do(t.Context(), httpx.Call{Op: "read " + canary, Path: []string{canary}, Out: &out})
		e := asError(t, err)
		for _, text := range []string{
			err.Error(), fmt.Sprintf("%+v", err), fmt.Sprintf("%#v", *e), e.Body, fmt.Sprint(errors.Unwrap(err)),
			fmt.Sprintf("%+v", client), log.String(), strings.Join(events, "\n"),
		} {
			if strings.Contains(text, "c4n4ry") || strings.Contains(text, basic[:12]) {
				t.Errorf("leaked: %s", text)
			}
		}
	}
	if len(events) != 2*len(answers) || !strings.Contains(log.String(), "will be repeated") {
		t.Errorf("%d events, log %s", len(events), log.String())
	}
}

// One client, many goroutines: run with -race.
func TestConcurrentUse(t *testing.T) {
	client, _ := serve(t, &script{}, func(o *httpx.Options) {
		o.Limits = map[string][]httpx.Window{"": {{Calls: 1000, Per: 1e9}}}
	})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 5 {
				if _, err := client.Do(t.Context(), httpx.Call{Method: "PUT", Path: []string{"x"}}); err != nil {
					t.Error(err)
				}
				client.Redactor().Add(httpx.NewSecret("another-secret"))
			}
		})
	}
	wg.Wait()
	if got := client.Counter().Writes(); got != 40 {
		t.Errorf("%d writes counted, want 40", got)
	}
}
