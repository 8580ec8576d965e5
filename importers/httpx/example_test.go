package httpx_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/schedsync/schedsync/importers/httpx"
)

// A vendor client holds one Client and describes each request as a Call.
func ExampleClient_Do() {
	vendor := transport(func(r *http.Request) (*http.Response, error) {
		fmt.Println(r.Method, r.URL, r.Header.Get("Authorization"))
		return &http.Response{StatusCode: 200, ContentLength: -1, Body: io.NopCloser(strings.NewReader(`{"name":"Payments","new":1}`))}, nil
	})
	client, err := httpx.New(httpx.Options{
		Vendor: "acme", BaseURL: "https://api.example.com/v1", Hosts: []string{"api.example.com"},
		Auth: httpx.KeyAuth("Authorization", "Token", httpx.NewSecret("sample-key")), ReadOnly: true, Base: vendor,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	var team struct{ Name string }
	_, err = client.Do(context.Background(), httpx.Call{Op: "read team", Path: []string{"teams", "a/b"}, Out: &team})
	fmt.Println(team.Name, err)
	_, err = client.Do(context.Background(), httpx.Call{Op: "delete team", Method: http.MethodDelete, Path: []string{"teams", "a/b"}})
	fmt.Println(err)
	// Output:
	// GET https://api.example.com/v1/teams/a%2Fb Token sample-key
	// Payments <nil>
	// acme: delete team: DELETE /v1/teams/a%2Fb: not sent: the client is read-only
}

// The command passes its last output through the Redactor of the run.
func ExampleRedactor() {
	r := httpx.NewRedactor(httpx.NewSecret("sample/key"))
	fmt.Println(r.String("key=sample%2Fkey, Basic " + "YW5hOnNhbXBsZS9rZXk="))
	// Output: key=[redacted], Basic [redacted]
}
