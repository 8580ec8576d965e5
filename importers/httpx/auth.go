package httpx

import (
	"context"
	"encoding/base64"
)

// Auth says which header carries the credential and where its value comes from. Use KeyAuth, BasicAuth or TokenAuth.
// The zero Auth sends no credential.
type Auth struct {
	header string
	scheme string
	source TokenSource
	renews bool
	known  []Secret
}

// TokenSource returns the credential to send. renew is true once after the vendor answered 401 to the last one: the
// source then fetches a new one (OAuth refresh, contract xmatters a.2). It must be safe for concurrent use.
type TokenSource func(ctx context.Context, renew bool) (Secret, error)

// KeyAuth sends "HEADER: SCHEME key", for example Authorization, GenieKey (Opsgenie) or Token (Zenduty).
// An empty scheme sends the key alone.
func KeyAuth(header, scheme string, key Secret) Auth {
	fixed := func(context.Context, bool) (Secret, error) { return key, nil }
	return Auth{header: header, scheme: scheme, source: fixed, known: []Secret{key}}
}

// BasicAuth sends HTTP Basic credentials (RFC 7617). Either half may be the secret one: xMatters has user and password,
// Hosted Graphite has the key as user and an empty password. Only wrap as secret what is: the halves are redacted from
// everything printed.
func BasicAuth(user, password Secret) Auth {
	var pair Secret
	if !user.Empty() {
		pair = NewSecret(base64.StdEncoding.EncodeToString([]byte(user.Reveal() + ":" + password.Reveal())))
	}
	a := KeyAuth("Authorization", "Basic", pair)
	a.known = append(a.known, password)
	if password.Empty() {
		a.known = append(a.known, user)
	}
	return a
}

// TokenAuth sends "Authorization: SCHEME token" with a token that source can renew after a 401.
func TokenAuth(scheme string, source TokenSource) Auth {
	return Auth{header: "Authorization", scheme: scheme, source: source, renews: true}
}

// missing reports whether a fixed credential is needed and not there.
func (a Auth) missing() bool { return a.source != nil && !a.renews && a.known[0].Empty() }

// value returns the header's value, and teaches the redactor a token it has not seen.
func (a Auth) value(ctx context.Context, renew bool, r *Redactor) (string, error) {
	key, err := a.source(ctx, renew)
	if err != nil {
		return "", err
	}
	if err := key.check(); err != nil {
		return "", err
	}
	if a.renews {
		r.Add(key)
	}
	if a.scheme == "" {
		return key.Reveal(), nil
	}
	return a.scheme + " " + key.Reveal(), nil
}
