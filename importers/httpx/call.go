package httpx

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"
)

// Call is one request as a value.
type Call struct {
	Op     string   // what it is for, as it should stand in an error: `create schedule "payments"`
	Domain string   // rate limit domain, "" for the default
	Method string   // default GET
	Path   []string // segments below the base URL, unescaped
	Slash  bool     // the path ends in a slash
	Query  Query
	Link   string // instead of Path and Query: a paging link from a reply, of which only path and query are used
	Body   any    // marshalled as JSON; nil for none; json.RawMessage as it is; url.Values as a form
	Out    any    // decoded into; nil when the reply's content does not matter
	Accept string // media type, default application/json; another one is not decoded

	// Idempotent marks a POST or PATCH that may be repeated without harm, because it sets absolute values.
	Idempotent bool
}

// Reply is a successful (2xx) reply. Body is what the vendor sent, unredacted: pass it through the Redactor before it
// is written anywhere.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
}

// Do makes the call and decodes a 2xx reply into call.Out. Every other outcome is an *Error, and so is a GET with an Out
// that is answered with nothing, be it 200 or 204: what a vendor does not tell is not what it does not have. A write that
// is answered with 204 has succeeded, and leaves Out as it was.
//
// Repeated are 429, 5xx but 501, network trouble and cut-off replies, with back-off (Retry). GET, HEAD, PUT, DELETE and
// calls marked Idempotent are repeated whatever happened; POST and PATCH only when nothing can have taken effect (429,
// or no connection). Otherwise their error is Ambiguous.
func (c *Client) Do(ctx context.Context, call Call) (Reply, error) {
	call = call.withDefaults()
	req, err := c.prepare(call)
	if err != nil {
		return Reply{}, err
	}
	try, renewed, doubt := ctx, false, false // doubt: an earlier attempt may have taken effect
	for n := 1; ; n++ {
		if err := c.admit(ctx, call, req, n, doubt); err != nil {
			return Reply{}, err
		}
		reply, e := c.attempt(try, call, req, n)
		if e == nil {
			return reply, nil
		}
		e.Repeated, e.Ambiguous = doubt, doubt || e.Ambiguous
		try = ctx
		if c.opt.Auth.renews && e.Status == http.StatusUnauthorized && !renewed {
			renewed, try = true, context.WithValue(ctx, renewKey{}, true)
			continue
		}
		if n >= c.opt.Retry.Attempts || !call.mayRepeat(e) {
			return Reply{}, e
		}
		doubt = e.Ambiguous
		if err := c.backOff(ctx, e, reply.Header); err != nil {
			return Reply{}, err
		}
	}
}

func (call Call) withDefaults() Call {
	if call.Method == "" {
		call.Method = http.MethodGet
	}
	if call.Accept == "" {
		call.Accept = jsonType
	}
	return call
}

// mayRepeat reports whether the call may be sent again after this failure.
func (call Call) mayRepeat(e *Error) bool {
	switch {
	case !e.Retryable:
		return false
	case isRead(call.Method) || call.Method == http.MethodPut || call.Method == http.MethodDelete:
		return true
	default:
		return call.Idempotent || !e.Ambiguous
	}
}

// admit waits for the rate limit and spends the budget. An error here means that attempt n was not sent.
func (c *Client) admit(ctx context.Context, call Call, req *request, n int, doubt bool) error {
	err := ctx.Err()
	if wait := c.limits.reserve(call.Domain, c.opt.Now()); err == nil && wait > 0 {
		err = c.opt.Sleep(ctx, wait)
	}
	if err == nil {
		err = c.opt.Counter.spend(call.Method)
	}
	if err == nil {
		return nil
	}
	e := c.fail(call, req, n-1)
	e.kind, e.Message = contextKind(err), "not sent: "+c.clean(err.Error(), 200)
	if errors.Is(err, ErrBudget) {
		e.kind = ErrBudget
	}
	e.Repeated, e.Ambiguous = doubt, doubt
	return e
}

// backOff waits before the next attempt. When the wait is cut short, the failure itself is returned with that reason.
func (c *Client) backOff(ctx context.Context, e *Error, header http.Header) error {
	wait := c.opt.Retry.wait(c.opt.Now(), e.Attempts, e.Status, header)
	c.opt.Log.LogAttrs(ctx, slog.LevelWarn, "vendor call failed, will be repeated", slog.String("vendor", e.Vendor),
		slog.String("method", e.Method), slog.String("path", e.Path), slog.Int("status", e.Status),
		slog.Int("attempt", e.Attempts), slog.Duration("wait", wait), slog.String("error", e.Message))
	if err := c.opt.Sleep(ctx, wait); err != nil {
		e.kind = contextKind(err)
		e.Message += "; not repeated: " + c.clean(err.Error(), 200)
		return e
	}
	return nil
}

// observe reports one attempt to the log and the observer.
func (c *Client) observe(ctx context.Context, call Call, req *request, n, status int, took time.Duration, e *Error) {
	path := c.shownPath(req)
	level := slog.LevelDebug
	if !isRead(call.Method) { // what changes something has its line in every log
		level = slog.LevelInfo
	}
	c.opt.Log.LogAttrs(ctx, level, "vendor call", slog.String("vendor", c.opt.Vendor), slog.String("method", call.Method),
		slog.String("path", path), slog.Int("status", status), slog.Int("attempt", n), slog.Duration("took", took))
	if c.opt.Observe == nil {
		return
	}
	event := Event{
		Vendor: c.opt.Vendor, Op: c.clean(call.Op, 200), Method: call.Method, Path: path,
		Attempt: n, Status: status, Duration: took,
	}
	if e != nil {
		event.Err = e
	}
	c.opt.Observe(event)
}
