package wire

import (
	"context"

	"github.com/schedsync/schedsync/importers/httpx"
)

// Probe makes one cheap read that a key needs which is good for anything here (contract opsgenie 2, row S1). What the reply holds does not matter.
func (c *Client) Probe(ctx context.Context) (httpx.Reply, error) {
	return c.http.Do(ctx, reading("list schedules to see whether the key works", "schedules").call)
}
