package wire

import (
	"context"
	"strings"
	"time"

	"github.com/schedsync/schedsync/importers/httpx"
)

// The rate limit domains (contract 5). Using one up does not touch the others.
const (
	DomainConfiguration = "configuration"
	DomainSearch        = "search"
	DomainOnCalls       = "schedule-oncalls"
)

// fallbackLimits are for accounts whose limits are not known: one call a second, fifty a minute, over all domains
// together (contract 5).
func fallbackLimits() []httpx.Window {
	return []httpx.Window{{Calls: 1, Per: time.Second}, {Calls: 50, Per: time.Minute}}
}

// DomainLimit is what the vendor allows in one domain.
type DomainLimit struct {
	Domain string  `json:"domain"`
	Limits []Limit `json:"limits"`
}

// Limit allows a number of calls per period in seconds, which is 1 or 60.
type Limit struct {
	Limit           int `json:"limit"`
	PeriodInSeconds int `json:"periodInSeconds"`
}

// RequestLimits returns the account's rate limits (L1). Team keys get a 403 (contract 7 K10); the cautious limits the
// client starts with then stay right.
func (c *Client) RequestLimits(ctx context.Context) ([]DomainLimit, error) {
	r := reading("read the rate limits", "request-limits")
	r.call.Slash = true
	data, err := fetch[struct {
		RateLimits []DomainLimit `json:"rateLimits"`
	}](ctx, c, r)
	return data.RateLimits, err
}

// UseLimits makes the client keep these limits, instead of the cautious ones, in the domains it knows. Limits that make
// no sense (no calls, no period) are skipped.
func (c *Client) UseLimits(limits []DomainLimit) error {
	for _, l := range limits {
		domain := knownDomain(l.Domain)
		var windows []httpx.Window
		for _, w := range l.Limits {
			if w.Limit > 0 && w.PeriodInSeconds > 0 && w.PeriodInSeconds <= 24*60*60 {
				windows = append(windows, httpx.Window{Calls: w.Limit, Per: time.Duration(w.PeriodInSeconds) * time.Second})
			}
		}
		if domain == "" || len(windows) == 0 {
			continue
		}
		if err := c.http.SetLimits(domain, windows...); err != nil {
			return err
		}
	}
	return nil
}

// knownDomain maps the server's spelling, of which only "configuration" and "search" are proven, to ours.
func knownDomain(name string) string {
	letters := strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' {
			return r
		}
		return -1
	}, strings.ToLower(name))
	switch letters {
	case "configuration":
		return DomainConfiguration
	case "search":
		return DomainSearch
	case "scheduleoncalls", "scheduleoncall", "oncalls", "oncall":
		return DomainOnCalls
	default:
		return ""
	}
}
