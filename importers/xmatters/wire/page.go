package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/schedsync/schedsync/importers/httpx"
)

// Page is one page of a list (contract a.3). Nested lists are pages too, or bare arrays, or missing.
type Page struct {
	Rows []json.RawMessage
	Next string // link to the next page; empty on the last
}

// UnmarshalJSON reads a page, a bare array, or null as an empty one.
func (p *Page) UnmarshalJSON(b []byte) error {
	*p = Page{}
	trimmed := bytes.TrimSpace(b)
	if bytes.HasPrefix(trimmed, []byte("[")) {
		return json.Unmarshal(b, &p.Rows)
	}
	if string(trimmed) == "null" {
		return nil
	}
	return p.page(b)
}

// errNoData refuses a reply that would otherwise read as an empty list.
var errNoData = errors.New(`the reply has no "data"`)

func (p *Page) page(b []byte) error {
	var page struct {
		Data  *[]json.RawMessage `json:"data"`
		Links struct {
			Next string `json:"next"`
		} `json:"links"`
	}
	if err := json.Unmarshal(b, &page); err != nil {
		return err
	}
	if page.Data == nil {
		return errNoData
	}
	p.Rows, p.Next = *page.Data, page.Links.Next
	return nil
}

// listing is the reply to a list: always a page.
type listing struct{ Page }

// UnmarshalJSON refuses everything but an object with "data".
func (l *listing) UnmarshalJSON(b []byte) error { return l.page(b) }

const (
	pageSize = 100
	maxPages = 10_000 // a million rows; more is a server that never says "last page"
)

// list reads all pages of a list, one after the other, each row once.
func (c *Client) list(ctx context.Context, call httpx.Call) ([]json.RawMessage, error) {
	call.Query = call.Query.With("offset", "0").With("limit", strconv.Itoa(pageSize))
	return c.pages(ctx, call)
}

// Rest returns the rows of a nested list: those it brought along, and those of its further pages.
func (c *Client) Rest(ctx context.Context, op string, p Page) ([]json.RawMessage, error) {
	if p.Next == "" {
		return p.Rows, nil
	}
	more, err := c.pages(ctx, httpx.Call{Op: op, Link: c.link(p.Next)})
	if err != nil {
		return nil, err
	}
	return unique(append(append([]json.RawMessage{}, p.Rows...), more...)), nil
}

func (c *Client) pages(ctx context.Context, call httpx.Call) ([]json.RawMessage, error) {
	var all []json.RawMessage
	seen := map[string]bool{}
	for range maxPages {
		var page listing
		call.Out = &page
		if _, err := c.http.Do(ctx, call); err != nil {
			return nil, err
		}
		all = append(all, page.Rows...)
		if page.Next == "" {
			return unique(all), nil
		}
		if seen[page.Next] {
			return nil, fmt.Errorf("%s: %s: the pages go round in a circle", vendor, call.Op)
		}
		seen[page.Next] = true
		call = httpx.Call{Op: call.Op, Link: c.link(page.Next)}
	}
	return nil, fmt.Errorf("%s: %s: more than %d pages", vendor, call.Op, maxPages)
}

// link returns a paging link on our base: links are told from the vendor's host, while a proxy or a sandbox may keep the
// API below a path of its own.
func (c *Client) link(next string) string {
	if i := strings.Index(next, root+"/"); i >= 0 {
		return c.http.BasePath() + next[i+len(root):]
	}
	return next
}

// unique drops rows whose id came before: pages shift while somebody adds or deletes (contract a.3).
func unique(rows []json.RawMessage) []json.RawMessage {
	seen := map[string]bool{}
	out := make([]json.RawMessage, 0, len(rows))
	for _, row := range rows {
		var r struct {
			ID json.RawMessage `json:"id"`
		}
		_ = json.Unmarshal(row, &r) // rows without an id are all kept
		id := httpx.Scalar(r.ID)
		if id != "" && seen[id] {
			continue
		}
		seen[id] = true
		out = append(out, row)
	}
	return out
}
