package httpx_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/schedsync/schedsync/importers/httpx"
)

// A form goes as a form, and nothing of it stands in the URL or in an error.
func TestForm(t *testing.T) {
	s := &script{answers: []answer{{status: 400, body: `{"message":"no"}`}}}
	client, _ := serve(t, s, nil)
	_, err := client.Do(t.Context(), httpx.Call{
		Method: http.MethodPost, Path: []string{"token"}, Body: url.Values{"password": {"p&ss w=rd"}, "grant_type": {"password"}},
	})
	if got, want := err.Error(), "acme: POST /base/token: 400 Bad Request: no"; got != want {
		t.Errorf("the error is %q, want %q", got, want)
	}
	if got, want := s.sentBodies()[0], "grant_type=password&password=p%26ss+w%3Drd"; got != want {
		t.Errorf("sent %q, want %q", got, want)
	}
	if got := s.header(0).Get("Content-Type"); got != "application/x-www-form-urlencoded" {
		t.Errorf("Content-Type is %q", got)
	}
	if got := s.sent()[0]; got != "POST /base/token" {
		t.Errorf("asked %q", got)
	}
}
