package wire

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
)

// User is a user in a reply. Usernames are e-mails and should be lower case, but are compared without case
// (contract 4.7).
type User struct {
	ID       string `json:"id"`
	Username string `json:"username"`
	FullName string `json:"fullName"`
	Role     struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"role"`
	Blocked  bool   `json:"blocked"`
	Verified bool   `json:"verified"`
	TimeZone string `json:"timeZone"`
	Locale   string `json:"locale"`
}

// userPage is one page of the only paged list (contract 2).
type userPage struct {
	Data       []User `json:"data"`
	TotalCount int    `json:"totalCount"`
	Paging     struct {
		Next string `json:"next"`
	} `json:"paging"`
}

const (
	userPageSize = 100
	maxUserPages = 10_000 // a million users; more is a server that never says "last page"
)

// ListUsers returns all users, sorted by username by the server (U1). Paging links name the vendor's public host, so
// only their offset is used. Fewer users than the server counts is an error: a user missing from a short read would
// look unknown.
func (c *Client) ListUsers(ctx context.Context) ([]User, error) {
	var all []User
	seen := map[string]bool{}
	offset := 0
	for range maxUserPages {
		page, err := c.userPage(ctx, offset)
		if err != nil {
			return nil, err
		}
		for _, u := range page.Data {
			if !seen[u.ID] { // a page may repeat users when somebody is added meanwhile
				seen[u.ID] = true
				all = append(all, u)
			}
		}
		if page.Paging.Next == "" {
			if len(all) < page.TotalCount {
				return nil, fmt.Errorf("opsgenie: list users: %d arrived of %d; somebody may be editing users, try again", len(all), page.TotalCount)
			}
			return all, nil
		}
		next := max(offset+len(page.Data), offsetOf(page.Paging.Next))
		if next <= offset {
			return nil, fmt.Errorf("opsgenie: list users: the page at offset %d is empty, yet the server says there are more", offset)
		}
		offset = next
	}
	return nil, fmt.Errorf("opsgenie: list users: more than %d pages", maxUserPages)
}

func (c *Client) userPage(ctx context.Context, offset int) (userPage, error) {
	r := reading("list users", "users").in(DomainSearch).with("limit", strconv.Itoa(userPageSize)).
		with("offset", strconv.Itoa(offset)).with("sort", "username").with("order", "asc")
	r.call.Slash = true
	var page userPage
	r.call.Out = &page
	_, err := c.do(ctx, r)
	return page, err
}

// UnmarshalJSON reads a page and refuses one without "data".
func (p *userPage) UnmarshalJSON(b []byte) error {
	type plain userPage
	if err := json.Unmarshal(b, (*plain)(p)); err != nil {
		return err
	}
	if p.Data == nil {
		return errNoData
	}
	return nil
}

// offsetOf reads the offset from a paging link, or 0.
func offsetOf(link string) int {
	u, err := url.Parse(link)
	if err != nil {
		return 0
	}
	n, err := strconv.Atoi(u.Query().Get("offset"))
	if err != nil {
		return 0
	}
	return n
}

// GetUser returns one user by id or username (U2).
func (c *Client) GetUser(ctx context.Context, idOrUsername string) (User, error) {
	return fetch[User](ctx, c, reading(fmt.Sprintf("read user %q", idOrUsername), "users", idOrUsername))
}
