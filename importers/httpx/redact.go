package httpx

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
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
	plain *strings.Replacer // forms that are replaced as they stand
	known []string          // the plain secrets, to rebuild plain and cores from
	cores []string          // base64 middles that any base64 text containing a secret contains
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

// rebuild derives the searched forms. The longest come first, so that a form that contains another one wins.
func (r *Redactor) rebuild() {
	var forms, cores []string
	for _, v := range r.known {
		forms = append(forms, encodings(v)...)
		cores = append(cores, base64Cores(v)...)
	}
	longestFirst := func(a, b string) int { return len(b) - len(a) }
	slices.SortStableFunc(forms, longestFirst)
	slices.SortStableFunc(cores, longestFirst)
	pairs := make([]string, 0, 2*len(forms))
	for _, f := range forms {
		pairs = append(pairs, f, redacted)
	}
	r.plain, r.cores = strings.NewReplacer(pairs...), cores
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
			text = plain.Replace(text)
		}
	}
	return blankCredentials(text)
}

// Bytes returns a copy of text without the secrets.
func (r *Redactor) Bytes(text []byte) []byte { return []byte(r.String(string(text))) }

// encodings lists the ways v may be written other than base64.
func encodings(v string) []string {
	query, path := url.QueryEscape(v), strings.ReplaceAll(url.QueryEscape(v), "+", "%20")
	quoted, _ := json.Marshal(v) // a string always marshals
	inJSON := string(quoted[1 : len(quoted)-1])
	inGo, inASCII := strconv.Quote(v), strconv.QuoteToASCII(v)
	inHex, percent, unicode := hex.EncodeToString([]byte(v)), everyByte(v, "%", 2), everyByte(v, `\u`, 4)
	forms := []string{
		v, query, path, lowerEscapes(query), lowerEscapes(path), url.PathEscape(v), percent, strings.ToUpper(percent),
		inJSON, strings.ReplaceAll(inJSON, "/", `\/`), strings.ReplaceAll(v, "/", `\/`), unicode, `\u` + strings.ReplaceAll(
			strings.ToUpper(unicode[2:]), `\U`, `\u`), inGo[1 : len(inGo)-1], inASCII[1 : len(inASCII)-1], inHex, strings.ToUpper(inHex),
	}
	slices.Sort(forms)
	return slices.Compact(forms)
}

// everyByte writes each byte of v as prefix and a hexadecimal number of the given width.
func everyByte(v, prefix string, width int) string {
	var b strings.Builder
	for _, c := range []byte(v) {
		h := strconv.FormatUint(uint64(c), 16)
		b.WriteString(prefix + strings.Repeat("0", width-len(h)) + h)
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
