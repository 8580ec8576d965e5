package httpx

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// Decode reads exactly one JSON value into out. Syntax is strict: valid UTF-8, nothing after the value, no repairs.
// Shapes are tolerant: unknown keys are ignored, since vendors add keys at will (contract opsgenie 6). Errors name the
// byte or the field.
func Decode(body []byte, out any) error {
	if !utf8.Valid(body) {
		return errors.New("the JSON is not valid UTF-8")
	}
	err := json.Unmarshal(body, out)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("invalid JSON at byte %d of %d: %w", syntax.Offset, len(body), err)
	}
	return err
}

// encodeBody returns the bytes of a request body: nil for none, raw JSON as it is, a form URL-encoded, any other value
// marshalled as JSON without HTML escaping.
func encodeBody(body any) ([]byte, error) {
	switch b := body.(type) {
	case nil:
		return nil, nil
	case json.RawMessage:
		return b, nil
	case url.Values:
		return []byte(b.Encode()), nil
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(body); err != nil {
		return nil, err
	}
	return bytes.TrimRight(buf.Bytes(), "\n"), nil
}

// readBody reads at most limit bytes and notices a reply that is shorter than it said.
func readBody(resp *http.Response, method string, limit int64) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	switch {
	case int64(len(body)) > limit:
		return body[:limit], fmt.Errorf("%w: more than %d bytes", ErrTooLarge, limit)
	case err != nil:
		return body, fmt.Errorf("%w after %d bytes: %w", ErrTruncated, len(body), err)
	case resp.ContentLength > int64(len(body)) && !resp.Uncompressed && method != http.MethodHead:
		return body, fmt.Errorf("%w: %d of %d bytes arrived", ErrTruncated, len(body), resp.ContentLength)
	}
	return body, nil
}

// checkType refuses a successful reply of another kind than the call accepts, such as a proxy's login page. JSON is
// recognised by its first byte too, since some servers label it text/html; the decoder has the last word.
func checkType(sent string, body []byte, accept string) error {
	media, _, _ := mime.ParseMediaType(sent)
	start := bytes.TrimLeft(body, " \t\r\n")
	isJSON := strings.HasSuffix(media, "json") || bytes.HasPrefix(start, []byte("{")) || bytes.HasPrefix(start, []byte("["))
	switch {
	case looksHTML(body):
		return fmt.Errorf("%w: an HTML page came back; a proxy or a wrong url setting may be in the way", ErrNotJSON)
	case sent == "" || media == accept || accept == jsonType && isJSON:
		return nil
	default:
		return fmt.Errorf("%w: Content-Type is %q, want %q", ErrNotJSON, oneLine(sent, 80), accept)
	}
}

func looksHTML(body []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n\uFEFF"), []byte("<"))
}
