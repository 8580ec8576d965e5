package wire

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/schedsync/schedsync/importers/httpx"
)

const host = "api.hostedgraphite.com"

// Hosts returns the vendor's own hosts, to which a key may go without SCHEDSYNC_ALLOW_HOSTS: the public API, and the
// dedicated clusters (contract 1).
func Hosts() []string { return []string{host, "*.hostedgraphite.com"} }

// Client talks to one account, one call at a time.
type Client struct{ http *httpx.Client }

// Open returns a client for an account as a workspace configures it; its secret is called key. It sends nothing.
func Open(a httpx.Account) (*Client, error) {
	h := a.HTTP
	h.Vendor, h.BaseURL, h.Hosts = "hostedgraphite", a.URL, Hosts()
	if h.BaseURL == "" {
		h.BaseURL = "https://" + host
	}
	h.Auth = httpx.BasicAuth(a.Secrets["key"], httpx.Secret{}) // the key is the user, the password is empty (contract 1)
	h.Limits = map[string][]httpx.Window{"": {{Calls: 1, Per: time.Second}}}
	if h.Retry.Min == 0 {
		h.Retry.Min = 2 * time.Second // assumed (contract 1)
	}
	client, err := httpx.New(h)
	if err != nil {
		return nil, err
	}
	return &Client{client}, nil
}

// Paths of the two APIs; every path ends in a slash (contract 1).
func schedules(id ...string) []string { return append([]string{"v2", "schedules"}, id...) }
func alerts(id ...string) []string    { return append([]string{"v2", "alerts"}, id...) }

// call makes a call whose reply is decoded into out; nil: the reply's content is not documented and does not matter.
func (c *Client) call(ctx context.Context, op, method string, path []string, body, out any) error {
	_, err := c.http.Do(ctx, httpx.Call{Op: op, Method: method, Path: path, Slash: true, Body: body, Out: out})
	return err
}

// ListMutes returns all scheduled mutes, by id where pages overlap.
func (c *Client) ListMutes(ctx context.Context) ([]Mute, error) {
	return list(ctx, c, "list the scheduled mutes", schedules(), "scheduled_mutes", func(m Mute) string { return m.ID })
}

// GetMute returns one mute.
func (c *Client) GetMute(ctx context.Context, id string) (Mute, error) {
	var out Mute
	err := c.call(ctx, fmt.Sprintf("read mute %q", id), http.MethodGet, schedules(id), nil, &out)
	return out, err
}

// CreateMute makes a mute and returns its id. Its error may be ambiguous: list before repeating it.
func (c *Client) CreateMute(ctx context.Context, m MuteRequest) (string, error) {
	var out struct {
		ID text `json:"id"`
	}
	if err := c.call(ctx, fmt.Sprintf("create mute %q", m.Name), http.MethodPost, schedules(), m, &out); err != nil {
		return "", err
	}
	if out.ID == "" {
		return "", fmt.Errorf("hostedgraphite: create mute %q: the reply names no id", m.Name)
	}
	return string(out.ID), nil
}

// UpdateMute changes the given fields of a mute; the others stay (contract 2.2).
func (c *Client) UpdateMute(ctx context.Context, id string, m MuteRequest) error {
	return c.call(ctx, fmt.Sprintf("update mute %q", id), http.MethodPut, schedules(id), m, nil)
}

// DeleteMute removes a mute. One that is not there is deleted already (contract 2.2).
func (c *Client) DeleteMute(ctx context.Context, id string) error {
	err := c.call(ctx, fmt.Sprintf("delete mute %q", id), http.MethodDelete, schedules(id), nil, nil)
	if httpx.IsNotFound(err) {
		return nil
	}
	return err
}

// ListAlerts returns all alerts.
func (c *Client) ListAlerts(ctx context.Context) ([]Alert, error) {
	return list(ctx, c, "list the alerts", alerts(), "alerts", func(a Alert) string { return a.ID })
}

// GetAlert returns one alert with the mutes it is attached to.
func (c *Client) GetAlert(ctx context.Context, id string) (Alert, error) {
	var out Alert
	err := c.call(ctx, fmt.Sprintf("read alert %q", id), http.MethodGet, alerts(id), nil, &out)
	return out, err
}

// SetAlertMutes replaces the list of mutes of an alert and leaves its other fields (contract 3).
func (c *Client) SetAlertMutes(ctx context.Context, id string, mutes []string) error {
	body := struct {
		Mutes []string `json:"scheduled_mutes"`
	}{append([]string{}, mutes...)} // an empty list, never null
	return c.call(ctx, fmt.Sprintf("attach mutes to alert %q", id), http.MethodPut, alerts(id), body, nil)
}
