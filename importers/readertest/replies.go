package readertest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
)

// unknownKey is what rewriting puts into every object.
const unknownKey = "x-not-in-any-document"

// rewriting passes requests on and edits the bodies of successful replies; n counts requests from 1.
func rewriting(h http.Handler, edit func(n int, body []byte) []byte) http.Handler {
	n := 0
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n++
		reply := httptest.NewRecorder()
		h.ServeHTTP(reply, r)
		body := reply.Body.Bytes()
		if reply.Code/100 == 2 {
			body = edit(n, body)
		}
		for k, v := range reply.Header() {
			w.Header()[k] = v
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(reply.Code)
		_, _ = w.Write(body)
	})
}

// silentFrom passes n requests on, and answers all that follow with success and nothing else.
func silentFrom(h http.Handler, n int) http.Handler {
	seen := 0
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if seen++; seen > n {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// withKey adds the unknown key to every object of a JSON text. Numbers stay as they were written.
func withKey(_ int, body []byte) []byte {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return body
	}
	mark(v)
	out, err := json.Marshal(v)
	if err != nil {
		return body
	}
	return out
}

func mark(v any) {
	switch v := v.(type) {
	case map[string]any:
		for _, child := range v {
			mark(child)
		}
		v[unknownKey] = map[string]any{"of": []any{1, "two"}}
	case []any:
		for _, child := range v {
			mark(child)
		}
	}
}

// lost reports whether some object of a body lacks the unknown key. The outermost one may: it can be the reader's own.
func lost(body json.RawMessage) bool {
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		return true
	}
	if outer, ok := v.(map[string]any); ok {
		outer[unknownKey] = nil
	}
	return lacks(v)
}

func lacks(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		if _, ok := v[unknownKey]; !ok {
			return true
		}
		for k, child := range v {
			if k != unknownKey && lacks(child) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, lacks)
	}
	return false
}
