package httpx

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// Problem is what an error reply says, as the vendor's parser understood it.
type Problem struct {
	Code      string
	Message   string
	RequestID string
}

// ProblemParser reads a vendor's error reply. body is what arrived, whole or not, JSON or not; an empty Message lets the
// caller fall back on the body's text.
type ProblemParser func(status int, header http.Header, body []byte) Problem

// ParseProblem understands the common shapes: {"message"}, {"detail"}, {"error": text or {code, message}}, {"code"},
// {"reason"}, and a map of field to list of texts, in the order of the field names.
func ParseProblem(_ int, header http.Header, body []byte) Problem {
	p := Problem{RequestID: header.Get("X-Request-Id")}
	var fields map[string]json.RawMessage
	if json.Unmarshal(body, &fields) != nil {
		return p
	}
	var inner map[string]json.RawMessage
	if json.Unmarshal(fields["error"], &inner) == nil && len(inner) > 0 {
		fields = inner
	}
	p.Code = Scalar(fields["code"])
	for _, key := range []string{"message", "detail", "error", "reason"} {
		if text := Scalar(fields[key]); text != "" {
			p.Message = text
			return p
		}
	}
	p.Message = fieldTexts(fields)
	return p
}

// Scalar returns a JSON string's text, a number or boolean as written, and "" for everything else.
func Scalar(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || raw[0] == '{' || raw[0] == '[' || string(raw) == "null" {
		return ""
	}
	return string(raw)
}

// fieldTexts reads {"field": ["text", …]}.
func fieldTexts(fields map[string]json.RawMessage) string {
	var out []string
	for name, raw := range fields {
		var texts []string
		if json.Unmarshal(raw, &texts) == nil && len(texts) > 0 {
			out = append(out, name+": "+strings.Join(texts, ", "))
		}
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

// describe fills an error from a reply with an error status.
func (c *Client) describe(e *Error, header http.Header, body []byte) {
	p := c.opt.ParseProblem(e.Status, header, body)
	if p.Message == "" && looksHTML(body) {
		p.Message = "an HTML page came back instead of the vendor's error"
	}
	if p.Message == "" {
		p.Message = string(body)
	}
	e.Code, e.RequestID = c.clean(p.Code, 100), c.clean(p.RequestID, 100)
	e.Message = c.clean(p.Message, 500)
	e.Body = c.clean(string(body), 2000)
	if e.Status/100 == 3 {
		e.kind = ErrRedirect
		e.Message = fmt.Sprintf("it redirects to host %q, and redirects are not followed; correct the url setting", c.redirectHost(header))
	}
}

// clean redacts before it cuts, so that a cut cannot leave half a secret that no longer matches.
func (c *Client) clean(text string, limit int) string { return oneLine(c.redactor.String(text), limit) }
