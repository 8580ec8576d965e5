package wire

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/schedsync/schedsync/importers/httpx"
)

// vendor opens every error.
const vendor = "xmatters"

// root is where the API lives below the host (contract a.1). Paging links begin with it.
const root = "/api/xm/1"

// Hosts returns the vendor's own hosts: those a password may go to without SCHEDSYNC_ALLOW_HOSTS.
func Hosts() []string { return []string{"*.xmatters.com"} }

// Client talks to one company's xMatters. It makes one call at a time, at most four a second (contract d).
type Client struct {
	http *httpx.Client
	now  func() time.Time
}

// Open returns a client for an account as a workspace configures it. Its secrets are user and password, which may be those
// of an API key, and client_id where tokens are to be used instead (contract a.2). It sends nothing.
func Open(a httpx.Account) (*Client, error) {
	if a.URL == "" {
		return nil, errors.New("xmatters: the url setting is missing: it is https://COMPANY.xmatters.com")
	}
	user, password := a.Secrets["user"], a.Secrets["password"]
	if user.Empty() || password.Empty() {
		return nil, errors.New("xmatters: the user and password settings are needed; those of an API key do as well")
	}
	h := a.HTTP
	h.Vendor, h.Hosts = vendor, Hosts()
	h.BaseURL = strings.TrimSuffix(strings.TrimRight(a.URL, "/"), root) + root
	h.ParseProblem = parseProblem
	h.Limits = map[string][]httpx.Window{"": {{Calls: 4, Per: time.Second}}}
	if h.Retry.Attempts == 0 {
		h.Retry.Attempts = 5
	}
	h.Retry.RateMin, h.Retry.RateDoubles = 10*time.Second, true
	if h.Redactor == nil {
		h.Redactor = httpx.NewRedactor()
	}
	if h.Now == nil {
		h.Now = time.Now
	}
	h.Redactor.Add(password)
	h.Auth = httpx.BasicAuth(user, password)
	if id := a.Secrets["client_id"]; !id.Empty() {
		tokens, err := newTokens(h, id, user, password)
		if err != nil {
			return nil, err
		}
		h.Auth = httpx.TokenAuth("Bearer", tokens.source)
	}
	client, err := httpx.New(h)
	if err != nil {
		return nil, err
	}
	return &Client{http: client, now: h.Now}, nil
}

// HTTP returns the transport underneath, for its counter and redactor.
func (c *Client) HTTP() *httpx.Client { return c.http }

// Now returns the time of the account's clock.
func (c *Client) Now() time.Time { return c.now().UTC() }

// reading starts a GET.
func reading(op string, path ...string) httpx.Call {
	return httpx.Call{Op: op, Method: http.MethodGet, Path: path}
}

// posting starts a POST. Every change is one, also one of what exists (contract b).
func posting(op string, body any, path ...string) httpx.Call {
	return httpx.Call{Op: op, Method: http.MethodPost, Path: path, Body: body}
}

// fetch makes a call whose reply is one object, which must say its id.
func fetch[T identified](ctx context.Context, c *Client, call httpx.Call) (T, error) {
	var out object[T]
	call.Out = &out
	if _, err := c.http.Do(ctx, call); err != nil {
		var none T
		return none, err
	}
	return out.value, nil
}

// remove deletes. What is not there is deleted already (contract a.5: 204; some servers say 404).
func (c *Client) remove(ctx context.Context, op string, path ...string) error {
	_, err := c.http.Do(ctx, httpx.Call{Op: op, Method: http.MethodDelete, Path: path})
	if httpx.IsNotFound(err) {
		return nil
	}
	return err
}

// identified is what has an id.
type identified interface{ id() string }

// object is a reply that must be an object with an id.
type object[T identified] struct{ value T }

// UnmarshalJSON refuses what names no object.
func (o *object[T]) UnmarshalJSON(b []byte) error {
	if err := json.Unmarshal(b, &o.value); err != nil {
		return err
	}
	if o.value.id() == "" {
		return errors.New("the reply does not name the object")
	}
	return nil
}

// parseProblem reads an error reply (contract a.5): code, reason, message, subcode. Branch on the subcode, never on the
// message.
func parseProblem(_ int, header http.Header, body []byte) httpx.Problem {
	var reply struct {
		Code    json.RawMessage `json:"code"`
		Reason  string          `json:"reason"`
		Message string          `json:"message"`
		Subcode string          `json:"subcode"`
	}
	_ = json.Unmarshal(body, &reply) // what can be read is used; an unreadable body is shown as text
	p := httpx.Problem{RequestID: header.Get("X-Request-Id"), Code: reply.Subcode, Message: reply.Message}
	if p.Code == "" {
		p.Code = httpx.Scalar(reply.Code)
	}
	if p.Message == "" {
		p.Message = reply.Reason
	}
	return p
}

// quoted names an object in what a call is for.
func quoted(verb, what, name string) string { return fmt.Sprintf("%s %s %q", verb, what, name) }
