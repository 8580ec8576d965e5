package wire

import (
	"context"

	"github.com/schedsync/schedsync/importers/httpx"
)

// Open returns a client for an account as a workspace configures it; its secret is called key.
func Open(a httpx.Account) (*Client, error) {
	return New(Options{Region: a.Region, URL: a.URL, Key: a.Secrets["key"], HTTP: a.HTTP})
}

// LearnLimits asks for the account's own rate limits and keeps them from then on. A key that may not know them, as a
// team's may not, keeps the cautious ones (contract 7 K10).
func (c *Client) LearnLimits(ctx context.Context) error {
	limits, err := c.RequestLimits(ctx)
	if httpx.IsForbidden(err) || httpx.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return c.UseLimits(limits)
}
