package httpx

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf16"
	"unicode/utf8"
)

// minRedacted is the length in bytes from which a secret is searched for in running text. A shorter one ("key", "test")
// would black out ordinary words; it is still removed where it follows an Authorization header or a scheme name.
const minRedacted = 6

// Redactor removes known secrets from text, in plain and in every encoding in which a server or a library might echo
// them: base64 (standard and URL alphabet, padded or not, alone or inside a longer text such as "user:secret"), URL
// encoding, JSON and Go string escapes, hex. It also blanks whatever follows an Authorization header or a credential
// scheme, known or not. Text that was valid JSON stays valid JSON.
//
// One Redactor serves a whole run: clients add their secrets to it, and the command passes its last output through it.
// It is safe for concurrent use. A nil Redactor knows no secrets but still blanks Authorization headers.
type Redactor struct {
	mu    sync.RWMutex
	known []string       // the secrets
	plain *regexp.Regexp // the secrets in any escaping, or in hex; nil when there are none
	cores []string       // base64 middles that any base64 text containing a secret contains
}

// NewRedactor returns a Redactor that knows these secrets.
func NewRedactor(secrets ...Secret) *Redactor {
	r := &Redactor{}
	r.Add(secrets...)
	return r
}

// Add makes the Redactor know more secrets, for example a renewed token. Empty ones are ignored.
func (r *Redactor) Add(secrets ...Secret) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range secrets {
		if v := s.Reveal(); len(v) >= minRedacted && !slices.Contains(r.known, v) {
			r.known = append(r.known, v)
		}
	}
	r.rebuild()
}

// rebuild derives what is searched for. The longest come first, so that a secret that contains another one wins.
func (r *Redactor) rebuild() {
	longestFirst := func(a, b string) int { return len(b) - len(a) }
	slices.SortStableFunc(r.known, longestFirst)
	var forms []string
	r.cores = nil
	for _, v := range r.known {
		forms = append(forms, anyEscaping(v), "(?i:"+hex.EncodeToString([]byte(v))+")")
		r.cores = append(r.cores, base64Cores(v)...)
	}
	slices.SortStableFunc(r.cores, longestFirst)
	r.plain = nil
	if len(forms) > 0 {
		r.plain = regexp.MustCompile(strings.Join(forms, "|"))
	}
}

// String returns text without the secrets.
func (r *Redactor) String(text string) string {
	if r != nil {
		r.mu.RLock()
		plain, cores := r.plain, r.cores
		r.mu.RUnlock()
		for _, core := range cores {
			text = cutBase64(text, core)
		}
		if plain != nil {
			text = plain.ReplaceAllLiteralString(text, redacted)
		}
	}
	return blankCredentials(text)
}

// Bytes returns a copy of text without the secrets.
func (r *Redactor) Bytes(text []byte) []byte { return []byte(r.String(string(text))) }

// anyEscaping returns a pattern for v in which every character may stand as it is or escaped, in any mixture, since
// encoders differ in what they escape: percent (either case, + for a space), JSON and Go (\/, \", \u002f, \x2f), HTML.
func anyEscaping(v string) string {
	var b strings.Builder
	b.WriteString(`\\*`) // a backslash before the match would otherwise escape what replaces it
	for _, c := range v {
		ways := []string{"(?i:" + percent(c) + ")", "(?i:" + unicodeEscape(c) + ")"}
		if c < utf8.RuneSelf {
			ways = append(ways, `\\+`+regexp.QuoteMeta(string(c)), fmt.Sprintf(`(?i:\\x%02x)`, c), fmt.Sprintf("(?i:&#0*%d;|&#x0*%x;)", c, c))
		}
		switch c {
		case ' ':
			ways = append(ways, `\+`)
		case '"':
			ways = append(ways, "&quot;")
		default:
			ways = append(ways, regexp.QuoteMeta(html.EscapeString(string(c))))
		}
		ways = append(ways, regexp.QuoteMeta(string(c))) // last, so that an escaped backslash is taken whole
		b.WriteString("(?:" + strings.Join(ways, "|") + ")")
	}
	return b.String()
}

// unicodeEscape writes c as \uXXXX, or as two of them beyond the basic plane, as a pattern.
func unicodeEscape(c rune) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune{c}) {
		fmt.Fprintf(&b, `\\u%04x`, unit)
	}
	return b.String()
}

// percent writes c as %XX for each of its UTF-8 bytes.
func percent(c rune) string {
	var b strings.Builder
	for _, x := range []byte(string(c)) {
		fmt.Fprintf(&b, "%%%02x", x)
	}
	return b.String()
}

// lowerEscapes turns %2F into %2f and leaves the rest.
func lowerEscapes(v string) string {
	b := []byte(v)
	for i := 0; i+2 < len(b); i++ {
		if b[i] == '%' {
			copy(b[i+1:], strings.ToLower(string(b[i+1:i+3])))
		}
	}
	return string(b)
}

// base64Cores returns what every base64 text of any data that contains v must contain. A byte of v may start at the
// first, second or third byte of a base64 group; the characters at both ends also carry neighbours' bits and are left off:
//
//	data   ? ? v v v v ?     shift 2
//	chars  ..  [----]  .     only the characters that carry bits of v alone
func base64Cores(v string) []string {
	var cores []string
	for shift := range 3 {
		padded := append(make([]byte, shift), v...)
		first, end := (8*shift+5)/6, 8*len(padded)/6
		for _, enc := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			core := enc.EncodeToString(padded)[first:end]
			escaped := url.QueryEscape(core)
			cores = append(cores, core, escaped, lowerEscapes(escaped), strings.ReplaceAll(core, "/", `\/`))
		}
	}
	slices.Sort(cores)
	return slices.Compact(cores)
}
