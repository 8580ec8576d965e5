package wire

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/schedsync/schedsync/importers/httpx"
)

// The hosts of the regions (contract 1). Accounts of one region fail on the others' hosts.
const (
	hostUS      = "api.opsgenie.com"
	hostEU      = "api.eu.opsgenie.com"
	hostSandbox = "api.sandbox.opsgenie.com"
)

// Hosts returns the vendor's own hosts: those a key may go to without SCHEDSYNC_ALLOW_HOSTS.
func Hosts() []string { return []string{hostUS, hostEU, hostSandbox} }

// BaseURL returns the base URL of a region: us (also ""), eu or sandbox.
func BaseURL(region string) (string, error) {
	switch strings.ToLower(region) {
	case "", "us":
		return "https://" + hostUS, nil
	case "eu":
		return "https://" + hostEU, nil
	case "sandbox":
		return "https://" + hostSandbox, nil
	default:
		return "", fmt.Errorf("opsgenie: region %q is none of us, eu, sandbox", region)
	}
}

// Options says which account to talk to and how.
type Options struct {
	Region string       // us (default), eu or sandbox
	URL    string       // instead of a region's: a proxy, a fake
	Key    httpx.Secret // the API key

	// HTTP holds what is not Opsgenie's: Allow, ReadOnly, Base, Now, Sleep, Log, Counter, Observe, Redactor, Retry and so on.
	// Vendor, BaseURL, Hosts, Auth, ParseProblem and Limits are set by New.
	HTTP httpx.Options
}

// Client talks to one Opsgenie account. It is safe for concurrent use, but the contract (5) asks for one call at a time.
type Client struct {
	http *httpx.Client

	mu    sync.Mutex
	fresh map[string]bool // ids and aliases this client created, whose first reads may still miss them
}

// New returns a client. It sends nothing.
func New(o Options) (*Client, error) {
	base := o.URL
	if base == "" {
		var err error
		if base, err = BaseURL(o.Region); err != nil {
			return nil, err
		}
	}
	h := o.HTTP
	h.Vendor, h.BaseURL, h.Hosts = "opsgenie", base, Hosts()
	h.Auth = httpx.KeyAuth("Authorization", "GenieKey", o.Key)
	h.ParseProblem = parseProblem
	h.Limits = map[string][]httpx.Window{"": fallbackLimits()}
	if h.Retry.Period == nil {
		h.Retry.Period = httpx.PeriodHeader("X-RateLimit-Period-In-Sec")
	}
	client, err := httpx.New(h)
	if err != nil {
		return nil, err
	}
	return &Client{http: client, fresh: map[string]bool{}}, nil
}

// HTTP returns the transport underneath, for its counter and redactor.
func (c *Client) HTTP() *httpx.Client { return c.http }

// The wait and number of repeats for an object that was created a moment ago and is not found (contract 1).
const (
	freshTries = 3
	freshWait  = time.Second
)

// do makes the call. A 404 about an object this client created is asked again up to three times, a second apart: it
// refused the call, so nothing took effect, whatever the method.
func (c *Client) do(ctx context.Context, r request) (httpx.Reply, error) {
	if r.err != nil {
		return httpx.Reply{}, r.err
	}
	for n := 0; ; n++ {
		reply, err := c.http.Do(ctx, r.call)
		if n == freshTries || !httpx.IsNotFound(err) || doneBefore(err) || !c.isFresh(r.call.Path) {
			return reply, err
		}
		if err := c.http.Wait(ctx, freshWait); err != nil { // not the 404: it may be a lie
			return reply, err
		}
	}
}

// doneBefore reports a failure whose earlier attempt may have taken effect: a 404 to a repeated DELETE means "deleted".
func doneBefore(err error) bool {
	var e *httpx.Error
	return errors.As(err, &e) && e.Repeated
}

// isFresh reports whether the object a path addresses, or the parent of the collection it addresses, was created by this
// client. /v2/schedules/ID/overrides/ALIAS is about ALIAS alone: that it is missing is the usual answer to a look-up.
func (c *Client) isFresh(path []string) bool {
	object := path[len(path)-1]
	if len(path)%2 == 0 {
		object = path[len(path)-2]
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.fresh[strings.TrimSuffix(object, ".ics")]
}

// created remembers what this client created, if it did.
func (c *Client) created(id string) {
	if id == "" {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fresh[id] = true
}

// remove sends a DELETE of what r reads. A 404 after an attempt of unknown outcome counts as deleted.
func (c *Client) remove(ctx context.Context, r request) error {
	var reply struct {
		Result string `json:"result"`
	}
	r = r.sending(http.MethodDelete, nil)
	r.call.Out = &reply
	_, err := c.do(ctx, r)
	if httpx.IsNotFound(err) && doneBefore(err) {
		err = nil
	}
	if err == nil {
		c.mu.Lock()
		delete(c.fresh, r.call.Path[len(r.call.Path)-1])
		c.mu.Unlock()
	}
	return err
}

// fetch makes the call and returns the reply's "data".
func fetch[T any](ctx context.Context, c *Client, r request) (T, error) {
	var reply envelope[T]
	r.call.Out = &reply
	if _, err := c.do(ctx, r); err != nil {
		var none T
		return none, err
	}
	return reply.data, nil
}
