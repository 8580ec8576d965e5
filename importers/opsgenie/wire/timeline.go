package wire

import (
	"context"
	"strconv"
	"strings"
)

// The period types (contract 3.9). Historical ones are past and frozen.
const (
	PeriodDefault    = "default"
	PeriodOverride   = "override"
	PeriodForwarding = "forwarding"
	PeriodHistorical = "historical"
)

// ScheduleTimeline is the vendor's rendering of a schedule over [StartDate, EndDate), which may differ from what was
// asked for (contract 2.5). Base, Override and Forwarding are nil unless asked for.
type ScheduleTimeline struct {
	Parent     ScheduleRef `json:"_parent"`
	StartDate  Time        `json:"startDate"`
	EndDate    Time        `json:"endDate"`
	Final      *Timeline   `json:"finalTimeline"`
	Base       *Timeline   `json:"baseTimeline"`
	Override   *Timeline   `json:"overrideTimeline"`
	Forwarding *Timeline   `json:"forwardingTimeline"`
}

// Timeline is one layer, per rotation.
type Timeline struct {
	Rotations []TimelineRotation `json:"rotations"`
}

// TimelineRotation is one rotation's part. In the forwarding layer there is one per forwarded user, with an empty name.
type TimelineRotation struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Order   *float64 `json:"order"`   // for display; null, fractional and repeated values occur
	Periods []Period `json:"periods"` // may be missing, unsorted, and cut at the instant of the request
}

// Period is a stretch [StartDate, EndDate) with one recipient.
type Period struct {
	StartDate Time        `json:"startDate"`
	EndDate   Time        `json:"endDate"`
	Type      string      `json:"type"`
	Recipient *Recipient  `json:"recipient"` // nil or of type none: nobody
	FromUser  UserID      `json:"fromUser"`  // forwarding periods: whose turn it was
	Flattened []Recipient `json:"flattenedRecipients"`
}

// Recipient is who is on call in a period. The name of a user is the e-mail; there is no username here.
type Recipient struct {
	ID            string `json:"id"`
	Type          string `json:"type"`
	Name          string `json:"name"`
	ForwardedFrom UserID `json:"forwardedFrom"` // in flattened recipients only
}

// TimelineQuery asks for a stretch of timeline. Zero fields leave the server's defaults: one week, from the Monday of
// the present week in the schedule's zone.
type TimelineQuery struct {
	Base, Override, Forwarding bool
	Interval                   int
	Unit                       string // days, weeks or months
	Date                       Time
}

// Timeline returns the vendor's rendering of a schedule (T1).
func (c *Client) Timeline(ctx context.Context, schedule Identifier, q TimelineQuery) (ScheduleTimeline, error) {
	r := ofSchedule(schedule, "read the timeline of schedule "+schedule.String(), "timeline")
	if expand := q.expand(); expand != "" {
		r = r.withRaw("expand", expand)
	}
	if q.Interval > 0 {
		r = r.with("interval", strconv.Itoa(q.Interval))
	}
	if q.Unit != "" {
		r = r.with("intervalUnit", q.Unit)
	}
	return fetch[ScheduleTimeline](ctx, c, r.at(q.Date))
}

// expand lists the layers in the vendor's order, with the literal commas of its samples.
func (q TimelineQuery) expand() string {
	var layers []string
	if q.Base {
		layers = append(layers, "base")
	}
	if q.Forwarding {
		layers = append(layers, "forwarding")
	}
	if q.Override {
		layers = append(layers, "override")
	}
	return strings.Join(layers, ",")
}
