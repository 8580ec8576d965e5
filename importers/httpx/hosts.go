package httpx

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
)

// AllowVariable is the environment variable that lists further hosts a credential may go to (SPEC section 1, "vendors").
const AllowVariable = "SCHEDSYNC_ALLOW_HOSTS"

// HostList is a list of hosts the user trusts with credentials: "host" (any port) or "host:port", lower case.
type HostList []string

// ParseHostList reads the comma-separated value of SCHEDSYNC_ALLOW_HOSTS. Empty entries are skipped; an entry that is
// not a host or host:port (a URL, a wildcard, a path) is an error.
func ParseHostList(value string) (HostList, error) {
	var list HostList
	for entry := range strings.SplitSeq(value, ",") {
		entry = strings.ToLower(strings.TrimSpace(entry))
		if entry == "" {
			continue
		}
		u, err := url.Parse("//" + bracketed(entry))
		if err != nil || u.Host == "" || u.Host != bracketed(entry) || u.Hostname() == "" || strings.ContainsAny(entry, "*\" ") {
			return nil, fmt.Errorf("%s: %q is not a host or host:port", AllowVariable, entry)
		}
		list = append(list, u.Host)
	}
	return list, nil
}

// bracketed puts a bare IPv6 address into the brackets a URL wants.
func bracketed(host string) string {
	if ip := net.ParseIP(host); ip != nil && ip.To4() == nil {
		return "[" + host + "]"
	}
	return host
}

// has reports whether the list names this URL's host, with any port or with this one.
func (l HostList) has(u *url.URL) bool {
	name := bracketed(strings.ToLower(u.Hostname()))
	return slices.Contains(l, name) || slices.Contains(l, name+":"+portOf(u))
}

// own reports whether the URL's host is one of the vendor's own, on the default port. A host "*.example.com" stands for
// every name below example.com.
func own(u *url.URL, hosts []string) bool {
	name := strings.ToLower(u.Hostname())
	if u.Scheme != "https" || portOf(u) != "443" {
		return false
	}
	return slices.ContainsFunc(hosts, func(h string) bool {
		below, wild := strings.CutPrefix(h, "*")
		if wild {
			return strings.HasSuffix(name, below) && len(name) > len(below)
		}
		return name == h
	})
}

func portOf(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "http":
		return "80"
	default:
		return "443"
	}
}

// loopback reports whether the host is this machine: localhost, 127.0.0.0/8 or ::1.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// parseBase reads and checks a vendor's base URL: https, or http to loopback; no userinfo, query or fragment; the host
// is the vendor's own or allowed. The returned URL has no trailing slash in its path.
func parseBase(vendor, base string, hosts []string, allow HostList) (*url.URL, error) {
	u, err := url.Parse(base)
	if err != nil || u.Opaque != "" {
		return nil, fmt.Errorf("%s: the url setting is not a URL like https://host/path", vendor)
	}
	if u.User != nil {
		return nil, fmt.Errorf("%s: the url setting holds a user name or key before %q; remove it and use the key setting", vendor, u.Host)
	}
	u.Host = strings.ToLower(u.Host)
	shown := u.Scheme + "://" + u.Host
	switch {
	case u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http":
		return nil, fmt.Errorf("%s: url %q: want https://host", vendor, shown)
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, fmt.Errorf("%s: url %q: a query or fragment does not belong here", vendor, shown)
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return nil, fmt.Errorf("%s: url %q: plain http would show the key to the network; use https (http is for loopback addresses)",
			vendor, shown)
	case !own(u, hosts) && !allow.has(u):
		return nil, notAllowed(vendor, u, hosts, allow)
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), strings.TrimRight(u.RawPath, "/")
	return u, nil
}

// notAllowed tells the user the exact line that would allow the host, keeping what is allowed already.
func notAllowed(vendor string, u *url.URL, hosts []string, allow HostList) error {
	line := strings.Join(append(slices.Clone(allow), u.Host), ",")
	return &Error{Vendor: vendor, kind: ErrHost, Message: fmt.Sprintf(
		"the key would go to host %q, which is not one of the vendor's own (%s); if you trust it, set %s=%s",
		u.Host, strings.Join(hosts, ", "), AllowVariable, line)}
}
