package wire

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/schedsync/schedsync/importers/httpx"
)

// tokens gets access tokens with a password, and new ones with the refresh token that came with the last (contract a.2).
// Nothing of it ever stands in a URL, a log or an error: the redactor learns every token as soon as it is received.
type tokens struct {
	http             *httpx.Client
	redactor         *httpx.Redactor
	now              func() time.Time
	id, user, secret httpx.Secret

	mu      sync.Mutex
	access  httpx.Secret
	refresh httpx.Secret
	expires time.Time
}

func newTokens(h httpx.Options, id, user, password httpx.Secret) (*tokens, error) {
	h.Auth = httpx.Auth{}
	h.ReadOnly = false // asking for a token is a POST that changes nothing
	client, err := httpx.New(h)
	if err != nil {
		return nil, err
	}
	return &tokens{http: client, redactor: h.Redactor, now: h.Now, id: id, user: user, secret: password}, nil
}

// early is how long before its end a token is renewed, so that it does not expire on the way.
const early = 30 * time.Second

// source returns the token to send. It may expire in the middle of a run, by the clock or by the vendor's word (renew).
func (t *tokens) source(ctx context.Context, renew bool) (httpx.Secret, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !renew && !t.access.Empty() && (t.expires.IsZero() || t.now().Before(t.expires.Add(-early))) {
		return t.access, nil
	}
	if !t.refresh.Empty() {
		err := t.ask(ctx, url.Values{"grant_type": {"refresh_token"}, "client_id": {t.id.Reveal()}, "refresh_token": {t.refresh.Reveal()}})
		if err == nil {
			return t.access, nil
		}
		if !httpx.HasStatus(err, http.StatusBadRequest) && !httpx.IsUnauthorized(err) {
			return httpx.Secret{}, err
		}
		t.refresh = httpx.Secret{} // it was revoked, or had its day
	}
	err := t.ask(ctx, url.Values{
		"grant_type": {"password"}, "client_id": {t.id.Reveal()}, "username": {t.user.Reveal()}, "password": {t.secret.Reveal()},
	})
	return t.access, err
}

// ask gets a token and keeps what came with it: the refresh token may be another one each time.
func (t *tokens) ask(ctx context.Context, form url.Values) error {
	var reply tokenReply
	_, err := t.http.Do(ctx, httpx.Call{
		Op: "get an access token", Method: http.MethodPost, Path: []string{"oauth2", "token"}, Body: form, Out: &reply,
		Idempotent: true,
	})
	t.redactor.Add(httpx.NewSecret(reply.Access), httpx.NewSecret(reply.Refresh))
	if err != nil {
		t.access = httpx.Secret{}
		return err
	}
	t.access = httpx.NewSecret(reply.Access)
	if reply.Refresh != "" {
		t.refresh = httpx.NewSecret(reply.Refresh)
	}
	t.expires = time.Time{}
	if reply.Seconds > 0 {
		t.expires = t.now().Add(time.Duration(reply.Seconds) * time.Second)
	}
	return nil
}

type tokenReply struct {
	Access  string `json:"access_token"`
	Refresh string `json:"refresh_token"`
	Seconds Int    `json:"expires_in"`
}

// UnmarshalJSON refuses a reply without a token.
func (r *tokenReply) UnmarshalJSON(b []byte) error {
	type plain tokenReply
	if err := json.Unmarshal(b, (*plain)(r)); err != nil {
		return errors.New("the reply is no token") // the cause would repeat what stands in it
	}
	if r.Access == "" {
		return errors.New("the reply has no access_token")
	}
	return nil
}
