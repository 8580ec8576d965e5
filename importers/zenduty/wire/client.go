package wire

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/schedsync/schedsync/importers/httpx"
)

const host = "www.zenduty.com"

// Hosts returns the vendor's own hosts: those a key may go to without SCHEDSYNC_ALLOW_HOSTS.
func Hosts() []string { return []string{host} }

// The rate limit domains (contract 5). Whether using one up touches another is not known.
const (
	domainGeneral   = ""
	domainOverrides = "overrides"
	domainOnCall    = "on-call"
)

// limits are the documented rates of overrides and on-call, overrides with a margin, and for all else, whose numbers are not
// published, the strictest published for reads (contract 5).
func limits() map[string][]httpx.Window {
	return map[string][]httpx.Window{
		domainGeneral:   {{Calls: 1, Per: time.Second}, {Calls: 30, Per: time.Minute}},
		domainOverrides: {{Calls: 1, Per: time.Second}, {Calls: 19, Per: 61 * time.Second}},
		domainOnCall:    {{Calls: 2, Per: time.Second}, {Calls: 40, Per: time.Minute}},
	}
}

// The waits after a 429: at least a minute, and whatever the server asks for beyond that, at most three times (contract 5).
const (
	limitedWait    = time.Minute
	longestLimited = 15 * time.Minute
	attempts       = 4
)

// Client talks to one Zenduty account. It is safe for concurrent use, but the contract (5) asks for one call at a time.
type Client struct{ http *httpx.Client }

// Open returns a client for an account as a workspace configures it; its secret is called key. It sends nothing.
func Open(a httpx.Account) (*Client, error) {
	h := a.HTTP
	h.Vendor, h.BaseURL, h.Hosts = "zenduty", a.URL, Hosts()
	if h.BaseURL == "" {
		h.BaseURL = "https://" + host
	}
	h.Auth = httpx.KeyAuth("Authorization", "Token", a.Secrets["key"])
	h.ParseProblem = httpx.ParseProblem // detail, error as text or object, message, or a map of lists (contract 1)
	h.Limits = limits()
	h.Retry.RateMin = limitedWait
	if h.Retry.Attempts == 0 {
		h.Retry.Attempts = attempts
	}
	if h.Retry.MaxWait == 0 {
		h.Retry.MaxWait = longestLimited
	}
	client, err := httpx.New(h)
	if err != nil {
		return nil, err
	}
	return &Client{client}, nil
}

// HTTP returns the transport underneath, for its counter and redactor.
func (c *Client) HTTP() *httpx.Client { return c.http }

// account is a call below /api/account. Every path ends in a slash: without one a write would be redirected (contract 1).
func account(op string, path ...string) httpx.Call {
	return httpx.Call{Op: op, Path: append([]string{"api", "account"}, path...), Slash: true}
}

// second is a call below /api/v2/account.
func second(op string, path ...string) httpx.Call {
	return httpx.Call{Op: op, Path: append([]string{"api", "v2", "account"}, path...), Slash: true}
}

func in(domain string, c httpx.Call) httpx.Call {
	c.Domain = domain
	return c
}

func sending(method string, body any, c httpx.Call) httpx.Call {
	c.Method, c.Body = method, body
	return c
}

// fetch makes the call and returns its reply as one object.
func fetch[T any](ctx context.Context, c *Client, call httpx.Call) (T, error) {
	var v object[T]
	call.Out = &v
	_, err := c.http.Do(ctx, call)
	if err == nil && !v.read {
		err = fmt.Errorf("zenduty: %s: %w", call.Op, ErrNoAnswer)
	}
	return v.value, err
}

// mostPages bounds a list whose pages never end.
const mostPages = 1000

// errPages is the failure of a list whose links lead nowhere.
var errPages = errors.New("zenduty: a list goes on for more pages than any account has")

// list makes the call and returns all rows, whether they come as a bare array or in pages (contract 1).
func list[T any](ctx context.Context, c *Client, call httpx.Call) ([]T, error) {
	out := []T{}
	for range mostPages {
		var v rows[T]
		call.Out = &v
		if _, err := c.http.Do(ctx, call); err != nil {
			return nil, err
		}
		if !v.read {
			return nil, fmt.Errorf("zenduty: %s: %w", call.Op, ErrNoAnswer)
		}
		out = append(out, v.list...)
		if v.next == "" {
			return out, nil
		}
		call.Link = v.next
	}
	return nil, errPages
}

// remove sends a DELETE. A 404 after an attempt of unknown outcome counts as deleted.
func (c *Client) remove(ctx context.Context, call httpx.Call) error {
	_, err := c.http.Do(ctx, sending(http.MethodDelete, nil, call))
	var e *httpx.Error
	if httpx.IsNotFound(err) && errors.As(err, &e) && e.Repeated {
		return nil
	}
	return err
}
