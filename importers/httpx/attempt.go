package httpx

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"

	"github.com/hashicorp/go-retryablehttp"
)

// request is a call made ready: what every attempt sends.
type request struct {
	url   *url.URL
	body  []byte
	media string // of the body
}

// prepare builds URL and body once.
func (c *Client) prepare(call Call) (*request, error) {
	u, err := call.target(c.base)
	var body []byte
	if err == nil {
		body, err = encodeBody(call.Body)
	}
	req := &request{url: u, body: body, media: jsonType}
	if _, form := call.Body.(url.Values); form {
		req.media = "application/x-www-form-urlencoded"
	}
	if err != nil {
		e := c.fail(call, nil, 0)
		e.kind, e.Message = ErrRequest, c.clean(err.Error(), 500)
		return nil, e
	}
	if c.opt.ReadOnly && !isRead(call.Method) { // the guard refuses it too; here it costs neither waiting nor budget
		e := c.fail(call, req, 0)
		e.kind, e.Message = ErrReadOnly, "not sent: "+ErrReadOnly.Error()
		return nil, e
	}
	return req, nil
}

// fail starts an error of this call; req is nil while there is no URL.
func (c *Client) fail(call Call, req *request, attempts int) *Error {
	e := &Error{Vendor: c.opt.Vendor, Op: c.clean(call.Op, 200), Method: call.Method, Attempts: attempts}
	if req != nil {
		e.Path = c.shownPath(req)
	}
	return e
}

func (c *Client) shownPath(req *request) string { return c.redactor.String(req.url.EscapedPath()) }

// attempt sends the request once and reads the whole reply. The Reply has the headers even when there is an error.
func (c *Client) attempt(ctx context.Context, call Call, req *request, n int) (Reply, *Error) {
	start := c.opt.Now()
	tryCtx, cancel := context.WithTimeout(ctx, c.opt.Timeout)
	defer cancel()
	e := c.fail(call, req, n)
	resp, err := c.send(tryCtx, call, req)
	if err != nil {
		c.sendFailed(ctx, e, err)
		c.observe(ctx, call, req, n, 0, c.opt.Now().Sub(start), e)
		return Reply{}, e
	}
	body, readErr := readBody(resp, call.Method, c.opt.MaxBody)
	_ = resp.Body.Close() // read to its end or given up; nothing to lose
	if c.judge(e, call, resp, body, readErr) {
		e = nil
	} else if ctx.Err() != nil {
		e.Retryable, e.kind = false, contextKind(ctx.Err())
	}
	c.observe(ctx, call, req, n, resp.StatusCode, c.opt.Now().Sub(start), e)
	return Reply{Status: resp.StatusCode, Header: resp.Header, Body: body}, e
}

func (c *Client) send(ctx context.Context, call Call, req *request) (*http.Response, error) {
	var body io.Reader
	if req.body != nil {
		body = bytes.NewReader(req.body)
	}
	hr, err := http.NewRequestWithContext(ctx, call.Method, req.url.String(), body)
	if err != nil {
		return nil, err
	}
	hr.URL = req.url // keeps the path exactly as escaped
	hr.Header.Set("Accept", call.Accept)
	hr.Header.Set("User-Agent", c.opt.UserAgent)
	if req.body != nil {
		hr.Header.Set("Content-Type", req.media)
	}
	return c.http.Do(hr)
}

// sendFailed judges an attempt that brought no reply.
func (c *Client) sendFailed(ctx context.Context, e *Error, err error) {
	e.kind = ErrTransport
	for _, k := range []error{ErrReadOnly, ErrHost, ErrCredential} {
		if errors.Is(err, k) { // refused by the guard: nothing was sent
			e.kind, e.Message = k, c.reason(err)
			return
		}
	}
	e.Retryable, _ = retryablehttp.ErrorPropagatedRetryPolicy(ctx, nil, err)
	e.Ambiguous = !isRead(e.Method) && !neverSent(err)
	e.Message = c.reason(err)
	switch {
	case ctx.Err() != nil:
		e.kind = contextKind(ctx.Err())
	case errors.Is(err, context.DeadlineExceeded):
		e.Message = fmt.Sprintf("no reply within %s", c.opt.Timeout)
	}
}

// reason is the text of a transport error without the method and URL that the error already names.
func (c *Client) reason(err error) string {
	var ue *url.Error
	if errors.As(err, &ue) {
		err = ue.Err
	}
	return c.clean(err.Error(), 500)
}

// neverSent reports a failure before any byte of the request left: name lookup or connecting, and untrusted certificates.
func neverSent(err error) bool {
	var op *net.OpError
	var dns *net.DNSError
	if errors.As(err, &dns) || errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect") {
		return true
	}
	again, _ := retryablehttp.ErrorPropagatedRetryPolicy(context.Background(), nil, err)
	return !again // what the library calls hopeless (certificate, scheme, header) fails before sending
}

// judge decides what a reply means. It reports whether the reply is a usable 2xx, and otherwise fills e.
func (c *Client) judge(e *Error, call Call, resp *http.Response, body []byte, readErr error) bool {
	e.Status = resp.StatusCode
	e.RequestID = c.clean(resp.Header.Get("X-Request-Id"), 100)
	write := !isRead(call.Method)
	if resp.StatusCode/100 == 2 {
		err := useReply(call, resp, body, readErr)
		if err == nil {
			return true
		}
		e.kind, e.Message = kindOf(err), c.clean(err.Error(), 500)
		e.Retryable = errors.Is(err, ErrTruncated)
		e.Ambiguous = write // it was accepted; only the answer is lost
		return false
	}
	c.describe(e, resp.Header, body)
	e.Retryable, _ = retryablehttp.ErrorPropagatedRetryPolicy(context.Background(), resp, nil)
	e.Ambiguous = write && (resp.StatusCode/100 == 3 || e.Retryable && resp.StatusCode != http.StatusTooManyRequests)
	return false
}

// useReply checks a 2xx reply and decodes it.
func useReply(call Call, resp *http.Response, body []byte, readErr error) error {
	if readErr != nil {
		return readErr
	}
	if call.Method == http.MethodHead || resp.StatusCode == http.StatusNoContent && (call.Out == nil || !isRead(call.Method)) {
		return nil
	}
	if resp.StatusCode == http.StatusNoContent { // a question answered with nothing: not to be taken for an empty list
		return fmt.Errorf("%w: the reply is empty (204 No Content)", ErrNotJSON)
	}
	if call.Out == nil && call.Accept == jsonType && len(body) == 0 {
		return nil
	}
	if err := checkType(resp.Header.Get("Content-Type"), body, call.Accept); err != nil {
		return err
	}
	if call.Out == nil {
		return nil
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return fmt.Errorf("%w: the reply is empty", ErrNotJSON)
	}
	if err := Decode(body, call.Out); err != nil {
		return fmt.Errorf("%w: %w", ErrNotJSON, err)
	}
	return nil
}

func kindOf(err error) error {
	for _, k := range []error{ErrTruncated, ErrTooLarge} {
		if errors.Is(err, k) {
			return k
		}
	}
	return ErrNotJSON
}
