package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"github.com/schedsync/schedsync/importers/httpx"
)

// Bounds of a list (contract 1 and 2.2).
const (
	perPage  = 100
	maxPages = 1000
)

// list follows a list to its end. Items that stand on two pages, because the list moved in between, count once.
func list[T any](ctx context.Context, c *Client, op string, path []string, key string, id func(T) string) ([]T, error) {
	var out []T
	seen, asked := map[string]bool{}, map[int]bool{}
	for page := 1; page > 0; {
		if asked[page] || len(asked) == maxPages {
			return nil, fmt.Errorf("hostedgraphite: %s: the pages do not end: page %d comes again, or is one of more than %d", op, page, maxPages)
		}
		asked[page] = true
		items, next, err := onePage[T](ctx, c, op, path, key, page)
		if err != nil {
			return nil, err
		}
		for _, item := range items {
			if !seen[id(item)] {
				seen[id(item)] = true
				out = append(out, item)
			}
		}
		page = next
	}
	return out, nil
}

// onePage asks for one page; next is 0 after the last.
func onePage[T any](ctx context.Context, c *Client, op string, path []string, key string, page int) (items []T, next int, err error) {
	var reply map[string]json.RawMessage
	query := httpx.Query{}.With("page", strconv.Itoa(page)).With("max", strconv.Itoa(perPage))
	_, err = c.http.Do(ctx, httpx.Call{Op: op, Method: http.MethodGet, Path: path, Slash: true, Query: query, Out: &reply})
	if err != nil {
		return nil, 0, err
	}
	fail := func(err error) ([]T, int, error) {
		return nil, 0, fmt.Errorf("hostedgraphite: %s: page %d: %w", op, page, err)
	}
	raw := bytes.TrimSpace(reply[key])
	if len(raw) == 0 || raw[0] != '[' {
		return fail(fmt.Errorf("the reply has no list %q", key))
	}
	if err := json.Unmarshal(raw, &items); err != nil {
		return fail(err)
	}
	if next, err = nextPage(reply["next_page"]); err != nil {
		return fail(err)
	}
	return items, next, nil
}

// nextPage reads the number of the next page: a number, or a text of one. false, null and nothing end the list: the
// samples show Python's `False | <page_number>` (contract 6).
func nextPage(raw json.RawMessage) (int, error) {
	switch string(bytes.TrimSpace(raw)) {
	case "", "null", "false", `""`:
		return 0, nil
	}
	n, err := strconv.Atoi(httpx.Scalar(raw))
	if err != nil || n < 1 {
		return 0, fmt.Errorf("next_page is %.40s, which is no page", raw)
	}
	return n, nil
}
