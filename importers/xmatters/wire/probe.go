package wire

import (
	"context"

	"github.com/schedsync/schedsync/importers/httpx"
)

// Probe makes one cheap read that a key needs which is good for anything here (contract xmatters b.1). What the reply holds does not matter.
func (c *Client) Probe(ctx context.Context) (httpx.Reply, error) {
	return c.http.Do(ctx, httpx.Call{Op: "list a group to see whether the key works", Path: []string{"groups"}, Query: httpx.Query{{Name: "limit", Value: "1"}}})
}
