package declared

import (
	"cmp"
	"net/netip"
	"net/url"
	"regexp"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// VendorConfig is how to reach a vendor. Secrets are named, never held.
type VendorConfig struct {
	Name     engine.Vendor
	URL      string            // base URL without a slash at its end; empty: the vendor's own
	Region   string            // opsgenie: us or eu
	Migrated *civil.Day        // opsgenie: when the account was migrated in the product; nil: it was not
	Profile  string            // xmatters: which version of the API the account has: seed, doc19 or current
	Key      SecretRef         // opsgenie, zenduty, hostedgraphite
	User     SecretRef         // xmatters
	Password SecretRef         // xmatters
	Dialect  map[string]string // answers to rules that the vendor's documents leave open, by setting; nil: what the contracts assume
	ClientID SecretRef         // xmatters: the OAuth client with which tokens are asked for, instead of sending the password each time
}

// SecretRef names where a secret is kept: an environment variable, or a file. The zero SecretRef names none.
type SecretRef struct{ Env, File string }

// IsSet reports whether the reference names a place.
func (s SecretRef) IsSet() bool { return s != SecretRef{} }

var (
	// Capitals only, so that most keys pasted in place of a name are refused, and without being repeated.
	envKind = &kind{
		ref: "env", form: asString, pattern: regexp.MustCompile(`^[A-Z_][A-Z0-9_]{0,99}$`),
		expects: "the name of an environment variable in capitals such as OPSGENIE_API_KEY",
	}
	urlKind = &kind{
		ref: "url", form: asString, pattern: regexp.MustCompile(`^https?://[^\s/?#@]+(/[^\s?#]*)?$`),
		expects: "a base URL such as https://acme.xmatters.com, without user, query or fragment",
	}
)

var secretObject = &object{noun: "a secret", doc: "Where a secret is kept; never the secret itself.", keys: []key{
	{name: "env", kind: envKind, doc: "The environment variable that holds it.", example: `"OPSGENIE_API_KEY"`},
	{name: "file", kind: withExpects(pathKind, "the path of a file"), doc: "The file that holds it.", example: `"/run/secrets/opsgenie"`},
}, choose: []choice{{[]string{"env", "file"}, true}}}

var secretKind = withExpects(objectOf("secret", secretObject), "{env: NAME} or {file: PATH}")

func secretKey(name, doc, env string) key {
	return key{name: name, kind: secretKind, doc: doc, example: `{"env": "` + env + `"}`}
}

// dialectKey is the setting of a vendor's open rules; package dialect knows what each means, and a test holds both equal.
func dialectKey(vendor, example string, settings ...key) key {
	o := &object{noun: "the dialect", doc: "Rules that the vendor's documents leave open, where they are known to be other than assumed; `verify --calibrate` finds them out.", keys: settings}
	return key{name: "dialect", kind: objectOf(vendor+"_dialect", o), doc: o.doc, example: example}
}

func setting(name, doc string, words ...string) key {
	return key{name: name, kind: enumOf(words...), def: words[0], doc: doc, example: `"` + words[len(words)-1] + `"`}
}

var vendorURL = key{name: "url", kind: urlKind, doc: "The base URL where it is not the vendor's own: a proxy or a sandbox. Plain http only to a loopback address.", example: `"http://127.0.0.1:8080/opsgenie"`}

// vendorsObject lists the settings each vendor knows.
var vendorsObject = &object{noun: "vendors", doc: "How to reach each vendor.", keys: []key{
	{name: "opsgenie", doc: "Opsgenie.", kind: objectOf("opsgenie", &object{noun: "the Opsgenie settings", doc: "How to reach Opsgenie.", keys: []key{
		vendorURL,
		{name: "region", kind: enumOf("us", "eu"), def: "us", doc: "Where the account lives; the hosts differ.", example: `"eu"`},
		secretKey("key", "The API key.", "OPSGENIE_API_KEY"),
		{name: "migrated", kind: dateKind, doc: "The day on which the account was migrated in the product: it is switched off 120 days later, which `doctor` counts down.", example: `"2026-11-02"`},
		dialectKey("opsgenie", `{"hours": "wall"}`,
			setting("hours", "What turns counted in hours keep across a clock change: their length in real time (elapsed) or the time of day (wall).", "elapsed", "wall"),
			setting("days", "The same for turns counted in days.", "wall", "elapsed"),
			setting("weeks", "The same for turns counted in weeks.", "wall", "elapsed"),
			setting("ties", "Where a time goes that lies half way between two half hours.", "up", "down"),
			setting("gaps", "Whether an override puts somebody on call where nobody would be (fill) or leaves the gap (leave).", "fill", "leave"),
			setting("overlap", "Which of two overlapping overrides acts: the one created last, or first.", "last", "first")),
	}})},
	{name: "zenduty", doc: "Zenduty.", kind: objectOf("zenduty", &object{noun: "the Zenduty settings", doc: "How to reach Zenduty.", keys: []key{
		vendorURL, secretKey("key", "The API key.", "ZENDUTY_API_KEY"),
		dialectKey("zenduty", `{"masks": "count"}`,
			setting("turns", "What turns keep across a clock change: the time of day (wall) or their length in real time (elapsed).", "wall", "elapsed"),
			setting("masks", "Whether turns are counted on outside a restriction (count) or pause (pause); unknown: nothing is written that depends on it.", "unknown", "count", "pause"),
			setting("gaps", "Whether an override puts somebody on call where nobody would be (fill) or leaves the gap (leave).", "fill", "leave"),
			setting("overlap", "Which of two overlapping overrides acts: the one listed last, or first; unknown: the last is shown, and it is noted.", "unknown", "last", "first")),
	}})},
	{name: "xmatters", doc: "xMatters.", kind: objectOf("xmatters", &object{noun: "the xMatters settings", doc: "How to reach xMatters.", keys: []key{
		{name: "url", kind: urlKind, required: true, doc: "The base URL of the company's xMatters.", example: `"https://acme.xmatters.com"`},
		{name: "profile", kind: enumOf("seed", "doc19", "current"), def: "current", doc: "Which version of the API the account has; seed can only be read.", example: `"doc19"`},
		secretKey("user", "The user's name, or the id of an API key.", "XM_USER"),
		secretKey("password", "The password, or the secret of an API key.", "XM_PASSWORD"),
		dialectKey("xmatters", `{"ends": "duration"}`,
			setting("ends", "What a shift ends by that a clock change lies in: the local clock, or its duration.", "clock", "duration"),
			setting("week", "The day on which weeks begin, for shifts of every so many weeks.", "monday", "sunday")),
		secretKey("client_id", "The id of the OAuth client, where access tokens are to be used instead of the password.", "XM_CLIENT_ID"),
	}, needs: []need{{"user", []string{"password"}}, {"password", []string{"user"}}, {"client_id", []string{"user", "password"}}}})},
	{name: "hostedgraphite", doc: "Hosted Graphite.", kind: objectOf("hostedgraphite", &object{noun: "the Hosted Graphite settings", doc: "How to reach Hosted Graphite.", keys: []key{
		vendorURL, secretKey("key", "The API key.", "HG_API_KEY"),
	}})},
}}

// vendors reads the section of the vendors. Nothing below it is repeated in messages but the words we know: it is the
// place where somebody pastes a key.
func (l *loader) vendors(f *fields) []VendorConfig {
	v := f.get("vendors")
	if !v.exists() {
		return nil
	}
	v.secret = true
	all := l.open(v, vendorsObject)
	var out []VendorConfig
	for _, k := range vendorsObject.keys {
		if at := all.get(k.name); at.exists() {
			out = append(out, l.vendor(engine.Vendor(k.name), l.open(at, k.kind.object)))
		}
	}
	slices.SortFunc(out, func(a, b VendorConfig) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

func (l *loader) vendor(name engine.Vendor, f *fields) VendorConfig {
	c := VendorConfig{Name: name}
	for _, k := range f.object.keys {
		switch k.name {
		case "url":
			c.URL = f.url("url")
		case "region":
			c.Region = f.word(k)
		case "profile":
			c.Profile = f.word(k)
		case "key":
			c.Key = f.secret("key")
		case "user":
			c.User = f.secret("user")
		case "password":
			c.Password = f.secret("password")
		case "client_id":
			c.ClientID = f.secret("client_id")
		case "migrated":
			if v := f.get("migrated"); v.exists() {
				v.secret = false
				if day, ok := l.day(v, "migrated"); ok {
					c.Migrated = &day
				}
			}
		case "dialect":
			c.Dialect = l.dialect(f.get("dialect"), k.kind.object)
		}
	}
	return c
}

// dialect reads answers to a vendor's open rules.
func (l *loader) dialect(v value, o *object) map[string]string {
	if !v.exists() {
		return nil
	}
	f := l.open(v, o)
	out := map[string]string{}
	for _, k := range o.keys {
		if f.has(k.name) {
			out[k.name] = f.word(k)
		}
	}
	return out
}

// word reads a setting that is one of a few words, or its default. A wrong one is repeated, for it is no secret.
func (f *fields) word(k key) string {
	if !f.has(k.name) {
		s, _ := k.def.(string)
		return s
	}
	v := f.values[k.name]
	v.secret = false
	f.values[k.name] = v
	return f.text(k.name)
}

// secret reads where a secret is kept.
func (f *fields) secret(name string) SecretRef {
	v := f.get(name)
	if !v.exists() {
		return SecretRef{}
	}
	if v.shape == scalar {
		f.l.add(v, Problem{
			Text: name, Found: describe(v.node, true), Expected: secretKind.expects,
			Hint: "a secret never stands in a file of the workspace; if this is one, make a new one at the vendor",
		})
		return SecretRef{}
	}
	s := f.l.open(v, secretObject)
	return SecretRef{Env: s.text("env"), File: s.text("file")}
}

// url reads a base URL: https, or http to a loopback address, so that no key travels in the clear.
func (f *fields) url(name string) string {
	s := f.text(name)
	if s == "" {
		return ""
	}
	v := f.values[name]
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" {
		f.l.add(v, Problem{Text: name, Found: describe(v.node, true), Expected: urlKind.expects})
		return ""
	}
	if u.Scheme == "http" && !isLoopback(u.Hostname()) {
		f.l.add(v, Problem{
			Text: name, Found: "plain http to " + quoted(u.Hostname()), Expected: "https",
			Hint: "plain http is let through to a loopback address only",
		})
	}
	for len(s) > 0 && s[len(s)-1] == '/' {
		s = s[:len(s)-1]
	}
	return s
}

func isLoopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}
