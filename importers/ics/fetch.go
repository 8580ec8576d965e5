package ics

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/schedsync/schedsync/importers/httpx"
)

// What a fetch may take.
const (
	fetchTimeout = 30 * time.Second
	maxRedirects = 5
)

// Fetcher gets calendars over the network. The address of a private calendar is a secret: it is never part of an error, and
// no server is told where a redirect came from.
type Fetcher struct {
	Allow     httpx.HostList    // the hosts that may be asked, from SCHEDSYNC_ALLOW_HOSTS
	Base      http.RoundTripper // nil: the network
	UserAgent string            // Google answers with a web page to those who give none (T-60)
	Redactor  *httpx.Redactor   // learns the path and query of each address; may be nil
	Timeout   time.Duration     // of the whole fetch; 0: 30 seconds
}

// Fetch gets the calendar at an address: https (or webcal, which means the same), or http to a loopback address; at a host of
// the list, and by redirects to such hosts only; within half a minute; at most [MaxBytes] long. What is answered must be a
// whole calendar: a login page, an empty body or one that was cut is an error.
func (f Fetcher) Fetch(ctx context.Context, address string) ([]byte, error) {
	u, err := ParseAddress(address)
	if err != nil {
		return nil, err
	}
	if f.Redactor != nil && len(u.RequestURI()) >= 12 {
		f.Redactor.Add(httpx.NewSecret(u.RequestURI()), httpx.NewSecret(u.RawQuery))
	}
	if err := f.allowed(u); err != nil {
		return nil, err
	}
	timeout := f.Timeout
	if timeout == 0 {
		timeout = fetchTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	data, err := f.get(ctx, u)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		err = fmt.Errorf("no whole answer within %s", timeout)
	case err == nil:
		_, err = Check(data)
	}
	if err != nil {
		return nil, fmt.Errorf("getting the calendar from %s: %w", u.Host, err)
	}
	return data, nil
}

// ParseAddress checks the form of a calendar's address. Its errors do not repeat it.
func ParseAddress(address string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Opaque != "" || u.Hostname() == "" {
		return nil, errors.New("the address of the calendar is not a URL such as https://example.com/team.ics")
	}
	if strings.EqualFold(u.Scheme, "webcal") {
		u.Scheme = "https"
	}
	u.Host, u.Fragment = strings.ToLower(u.Host), ""
	switch {
	case u.User != nil:
		return nil, fmt.Errorf("the address of the calendar holds a user name or password before %q; such addresses are not fetched", u.Host)
	case u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())):
		return nil, fmt.Errorf("the calendar at %q is not at an https address, and would travel in the clear", u.Host)
	}
	return u, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// allowed reports whether a host is on the list, with any port or with the one of the URL.
func (f Fetcher) allowed(u *url.URL) error {
	port := u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "http": "80"}[u.Scheme]
	}
	name := u.Hostname()
	if strings.Contains(name, ":") {
		name = "[" + name + "]"
	}
	if slices.Contains(f.Allow, name) || slices.Contains(f.Allow, name+":"+port) {
		return nil
	}
	line := strings.Join(append(slices.Clone(f.Allow), u.Host), ",")
	return fmt.Errorf("the host %q is not one that calendars may be fetched from; if you trust it, set %s=%s", u.Host, httpx.AllowVariable, line)
}

// get sends the request and reads the answer.
func (f Fetcher) get(ctx context.Context, u *url.URL) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, errors.New("the address cannot be asked")
	}
	req.Header.Set("Accept", "text/calendar, */*;q=0.1")
	req.Header.Set("User-Agent", f.UserAgent)
	client := &http.Client{Transport: f.Base, CheckRedirect: f.redirect}
	resp, err := client.Do(req)
	if err != nil {
		var ue *url.Error
		if errors.As(err, &ue) { // which would repeat the address
			err = ue.Err
		}
		return nil, err
	}
	defer resp.Body.Close() //nolint:errcheck // read to its end or given up; nothing to lose
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the server answered %d %s", resp.StatusCode, http.StatusText(resp.StatusCode))
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, MaxBytes+1))
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, errors.New("the answer was cut off")
	}
	return data, err
}

// redirect follows redirects to hosts of the list, and never from https to anything else.
func (f Fetcher) redirect(req *http.Request, via []*http.Request) error {
	switch {
	case len(via) > maxRedirects:
		return fmt.Errorf("more than %d redirects", maxRedirects)
	case req.URL.User != nil || req.URL.Scheme != "https" && via[0].URL.Scheme == "https":
		return fmt.Errorf("redirected to %q, not by https", req.URL.Host)
	}
	if _, err := ParseAddress(req.URL.String()); err != nil {
		return fmt.Errorf("redirected: %w", err)
	}
	if err := f.allowed(req.URL); err != nil {
		return fmt.Errorf("redirected: %w", err)
	}
	req.Header.Del("Referer") // it holds the address
	return nil
}

// Check reports how many events a calendar has, or why it is not a whole calendar.
func Check(data []byte) (events int, err error) {
	cal, f := scan(data)
	if f != nil {
		text := f.text
		if f.line > 0 {
			text = fmt.Sprintf("line %d: %s", f.line, text)
		}
		if f.fix != "" {
			text += "; " + f.fix
		}
		return 0, errors.New(text)
	}
	return len(cal.events), nil
}
