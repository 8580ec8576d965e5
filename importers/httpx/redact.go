package httpx

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
	"sync"
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
	known []string  // the secrets
	forms []escaped // the same, ready to be found in any escaping
	start [256]bool // the bytes a form begins with
	cores []string  // base64 middles that any base64 text containing a secret contains
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
	r.forms, r.cores, r.start = nil, nil, [256]bool{}
	for _, v := range r.known {
		form := newEscaped(v)
		r.forms = append(r.forms, form)
		r.cores = append(r.cores, base64Cores(v)...)
		for _, c := range form.starts() {
			r.start[c] = true
		}
	}
	slices.SortStableFunc(r.cores, longestFirst)
}

// String returns text without the secrets.
func (r *Redactor) String(text string) string {
	if r != nil {
		r.mu.RLock()
		defer r.mu.RUnlock()
		for _, core := range r.cores {
			text = cutBase64(text, core)
		}
		text = r.cutPlain(text)
	}
	return blankCredentials(text)
}

// Bytes returns a copy of text without the secrets.
func (r *Redactor) Bytes(text []byte) []byte { return []byte(r.String(string(text))) }

// cutPlain replaces the secrets that stand in text as they are, escaped or in hex.
func (r *Redactor) cutPlain(text string) string {
	var b strings.Builder
	done := 0
	for i := 0; i < len(text); i++ {
		if !r.start[text[i]] {
			continue
		}
		for _, form := range r.forms {
			if n := form.match(text[i:]); n > 0 {
				b.WriteString(text[done:i] + redacted)
				done = i + n
				i = done - 1
				break
			}
		}
	}
	return b.String() + text[done:]
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
//
// Both alphabets are listed, each also as a URL or a JSON encoder would escape it.
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
