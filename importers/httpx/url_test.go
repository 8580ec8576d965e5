package httpx_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/schedsync/schedsync/importers/httpx"
)

func TestPathAndQuery(t *testing.T) {
	for _, c := range []struct {
		call httpx.Call
		want string
	}{
		{httpx.Call{Path: []string{"v2", "schedules"}}, "/base/v2/schedules"},
		{httpx.Call{Path: []string{"v2", "users"}, Slash: true}, "/base/v2/users/"},
		{httpx.Call{}, "/base"},
		{httpx.Call{Path: []string{"a b"}}, "/base/a%20b"},
		{httpx.Call{Path: []string{"a/b"}}, "/base/a%2Fb"},
		{httpx.Call{Path: []string{"50%"}}, "/base/50%25"},
		{httpx.Call{Path: []string{"Büro Zürich"}}, "/base/B%C3%BCro%20Z%C3%BCrich"},
		{httpx.Call{Path: []string{"a+b|c;d,e?f#g&h=i:j@k"}}, "/base/a%2Bb%7Cc%3Bd%2Ce%3Ff%23g%26h%3Di%3Aj%40k"},
		{httpx.Call{Path: []string{"..a", "…", "x.ics"}}, "/base/..a/%E2%80%A6/x.ics"},
		{httpx.Call{Path: []string{"%2e%2e"}}, "/base/%252e%252e"},
		{httpx.Call{Path: []string{"x"}, Query: httpx.Query{}.With("z", "1").With("a", "2 3").With("z", "é&")}, "/base/x?z=1&a=2%203&z=%C3%A9%26"},
		{httpx.Call{Path: []string{"x"}, Query: httpx.Query{{Name: "g", Value: "a,b%2Cc", Raw: true}}}, "/base/x?g=a,b%2Cc"},
		{httpx.Call{Path: []string{"x"}, Query: httpx.Query{}.With("date", "2026-01-02T03:04:05+02:00")}, "/base/x?date=2026-01-02T03%3A04%3A05%2B02%3A00"},
		{httpx.Call{Link: "https://public.example.net/base/v2/users?limit=1&offset=2"}, "/base/v2/users?limit=1&offset=2"},
		{httpx.Call{Link: "/base/x%2Fy/?a=%2B"}, "/base/x%2Fy/?a=%2B"},
	} {
		s := &script{}
		client, _ := serve(t, s, nil)
		if _, err := client.Do(t.Context(), c.call); err != nil {
			t.Errorf("%s: %v", c.want, err)
			continue
		}
		if got := s.sent()[0]; got != "GET "+c.want {
			t.Errorf("asked %s, want GET %s", got, c.want)
		}
	}
}

func TestRefusedTargets(t *testing.T) {
	s := &script{}
	client, _ := serve(t, s, nil)
	for _, call := range []httpx.Call{
		{Path: []string{"v2", ""}},
		{Path: []string{"v2", ".."}},
		{Path: []string{"."}},
		{Query: httpx.Query{{Name: "g", Value: "a&b=c", Raw: true}}},
		{Query: httpx.Query{{Name: "g", Value: "ü", Raw: true}}},
		{Link: "https://api.example.com/other/x"},
		{Link: "/basement"},
		{Link: "/base"},
		{Link: "/base/../admin"},
		{Link: "/base/%2e%2e/admin"},
		{Link: "/base//x"},
		{Link: "mailto:a@example.com"},
		{Link: "%zz"},
		{Link: "?offset=1"},
	} {
		_, err := client.Do(t.Context(), call)
		if !errors.Is(err, httpx.ErrRequest) {
			t.Errorf("%+v: got %v, want ErrRequest", call, err)
		}
	}
	if len(s.sent()) != 0 {
		t.Errorf("sent %q", s.sent())
	}
}

func TestRequestBodies(t *testing.T) {
	s := &script{}
	client, _ := serve(t, s, nil)
	for _, body := range []any{nil, map[string]string{"name": "a<b>&ü"}, json.RawMessage(`{"raw":1}`), httpx.NewSecret("x")} {
		if _, err := client.Do(t.Context(), httpx.Call{Method: "PUT", Path: []string{"x"}, Body: body}); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"", `{"name":"a<b>&ü"}`, `{"raw":1}`, `"[redacted]"`}
	for i, w := range want {
		if s.sentBodies()[i] != w {
			t.Errorf("body %d is %s, want %s", i, s.sentBodies()[i], w)
		}
		if got := s.header(i).Get("Content-Type"); (got == "application/json") != (w != "") {
			t.Errorf("body %d has Content-Type %q", i, got)
		}
	}
	if got := s.header(0).Get("Accept"); got != "application/json" {
		t.Errorf("Accept is %q", got)
	}
	_, err := client.Do(t.Context(), httpx.Call{Op: "send it", Method: "PUT", Path: []string{"x"}, Body: func() {}})
	if !errors.Is(err, httpx.ErrRequest) || !strings.HasPrefix(err.Error(), "acme: send it: PUT: json: ") {
		t.Errorf("got %v", err)
	}
}
