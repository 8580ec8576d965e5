package httpx

import (
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// cutBase64 replaces every base64 run around core, since its ends still carry parts of the secret.
func cutBase64(text, core string) string {
	var b strings.Builder
	for {
		i := strings.Index(text, core)
		if i < 0 {
			b.WriteString(text)
			return b.String()
		}
		from, to := runAround(text, i, i+len(core))
		b.WriteString(text[:from] + redacted)
		text = text[to:]
	}
}

// runAround widens [from, to) over base64 characters. A run that begins inside a string escape such as \n or \u003d
// keeps that escape whole, so that JSON stays JSON.
func runAround(text string, from, to int) (int, int) {
	start := from
	for start > 0 && text[start-1] != '=' && isBase64(text[start-1]) {
		start--
	}
	if start > 0 && text[start-1] == '\\' && start < from {
		skip := 1
		if text[start] == 'u' {
			skip = 5
		}
		start = min(start+skip, from)
	}
	for to < len(text) && isBase64(text[to]) {
		to++
	}
	return start, to
}

func isBase64(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("+/-_=", c) >= 0
}

// credential is a pattern that names a credential whatever its value is, and lower-case words without which it cannot
// match, so that most texts are not searched for it.
type credential struct {
	words   []string
	pattern *regexp.Regexp
}

// credentials are: an Authorization header as text, JSON or Go map; a scheme followed by a token; secret query
// parameters or JSON members (an Opsgenie feed URL carries webcalToken, contract opsgenie 2.7; an OAuth reply carries
// tokens, contract xmatters a.2).
var credentials = sync.OnceValue(func() []credential {
	return []credential{
		{[]string{"authorization"}, regexp.MustCompile(`(?i)(authorization\\?["']?\s*[:=]\s*(?:\[|\\?["'])*)[^\\"'\]\r\n]+`)},
		{[]string{"geniekey"}, regexp.MustCompile(`(?i)(\bgeniekey\s+)[^\s\\"',;<>\]\[]+`)},
		{[]string{"bearer", "basic"}, regexp.MustCompile(`(?i)(\b(?:bearer|basic)\s+)[A-Za-z0-9._~+/-]{16,}=*`)},
		{[]string{"token", "secret", "key"}, regexp.MustCompile(
			`(?i)(\b(?:webcaltoken|access_token|refresh_token|client_secret|api_key|apikey)(?:=|\\?"\s*:\s*\\?"))[^\s\\"'&<>\[\]]+`)},
	}
})

// blankCredentials keeps the name and blanks the value of everything that looks like a credential.
func blankCredentials(text string) string {
	lower := strings.ToLower(text)
	has := func(word string) bool { return strings.Contains(lower, word) }
	for _, c := range credentials() {
		if slices.ContainsFunc(c.words, has) {
			text = c.pattern.ReplaceAllString(text, "${1}"+redacted)
		}
	}
	return strings.ReplaceAll(text, "["+redacted+"]", redacted)
}

// Writer returns a writer that passes whole lines on to w without the secrets. What has no line end yet is held back,
// because a secret could be split between two writes; Close writes it out (and does not close w).
func (r *Redactor) Writer(w io.Writer) io.WriteCloser { return &lineWriter{redactor: r, to: w} }

type lineWriter struct {
	mu       sync.Mutex
	redactor *Redactor
	to       io.Writer
	held     []byte
}

// Write takes all of p and passes on what ends in a line feed or carriage return.
func (l *lineWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held = append(l.held, p...)
	end := strings.LastIndexAny(string(l.held), "\r\n") + 1
	if end == 0 {
		return len(p), nil
	}
	lines := l.redactor.Bytes(l.held[:end])
	l.held = append([]byte(nil), l.held[end:]...)
	if _, err := l.to.Write(lines); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Close writes the last, unfinished line.
func (l *lineWriter) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.held) == 0 {
		return nil
	}
	rest := l.redactor.Bytes(l.held)
	l.held = nil
	_, err := l.to.Write(rest)
	return err
}
