package httpx

import (
	"fmt"
	"net/url"
	"path"
	"strings"
)

// Query is an ordered list of query parameters: two calls with the same parameters make the same bytes.
type Query []Param

// Param is one query parameter. Raw says that Value is escaped already, for vendors that split a value at literal commas
// before they decode it (contract xmatters a.4).
type Param struct {
	Name, Value string
	Raw         bool
}

// With returns the query with one more parameter.
func (q Query) With(name, value string) Query {
	return append(q[:len(q):len(q)], Param{Name: name, Value: value})
}

// encode returns "a=b&c=d", with spaces as %20.
func (q Query) encode() (string, error) {
	parts := make([]string, 0, len(q))
	for _, p := range q {
		value := p.Value
		if p.Raw {
			if strings.ContainsFunc(value, func(r rune) bool { return r <= ' ' || r >= 0x7f || r == '&' || r == '#' }) {
				return "", fmt.Errorf("raw query parameter %q is not escaped", p.Name)
			}
		} else {
			value = escape(value)
		}
		parts = append(parts, escape(p.Name)+"="+value)
	}
	return strings.Join(parts, "&"), nil
}

// escape writes everything but letters, digits and -_.~ as %XX, so that a name with a slash, plus or percent sign stays
// one path segment or one value whatever the server splits at.
func escape(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// target returns the URL of a call below base.
func (call Call) target(base *url.URL) (*url.URL, error) {
	if call.Link != "" {
		return followLink(base, call.Link)
	}
	var escaped strings.Builder
	for _, s := range call.Path {
		if s == "" || s == "." || s == ".." {
			return nil, fmt.Errorf("path segment %q would address another object", s)
		}
		escaped.WriteString("/" + escape(s))
	}
	if call.Slash {
		escaped.WriteString("/")
	}
	query, err := call.Query.encode()
	if err != nil {
		return nil, err
	}
	return onBase(base, base.EscapedPath()+escaped.String(), query)
}

// followLink reuses path and query of a paging link on the configured host. The link's own host is ignored, since a
// server names its public host even behind a proxy, and the credential must not follow it (contract opsgenie 2.9).
func followLink(base *url.URL, link string) (*url.URL, error) {
	u, err := url.Parse(link)
	if err != nil || u.Opaque != "" {
		return nil, fmt.Errorf("the paging link is not a URL")
	}
	p := u.EscapedPath()
	clean := path.Clean(u.Path)
	if strings.HasSuffix(u.Path, "/") && clean != "/" {
		clean += "/"
	}
	if clean != u.Path || !strings.HasPrefix(p, base.EscapedPath()+"/") {
		return nil, fmt.Errorf("the paging link's path %q is not below %q", p, base.EscapedPath()+"/")
	}
	return onBase(base, p, u.RawQuery)
}

func onBase(base *url.URL, escapedPath, query string) (*url.URL, error) {
	decoded, err := url.PathUnescape(escapedPath)
	if err != nil {
		return nil, err
	}
	return &url.URL{Scheme: base.Scheme, Host: base.Host, Path: decoded, RawPath: escapedPath, RawQuery: query}, nil
}
