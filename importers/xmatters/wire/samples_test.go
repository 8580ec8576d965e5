package wire_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	samples "github.com/schedsync/schedsync/fixtures/wire/xmatters"
	"github.com/schedsync/schedsync/importers/xmatters/wire"
)

// TestSamples: the vendor's own samples are read, each by the call that gets it.
func TestSamples(t *testing.T) {
	for _, tt := range []struct {
		sample string
		call   func(context.Context, *wire.Client) (string, error)
		want   string
	}{
		{"groups.response.json", func(ctx context.Context, c *wire.Client) (string, error) {
			list, err := c.ListGroups(ctx)
			return fmt.Sprintf("%d groups, the first %s %q %s", len(list), list[0].ID, list[0].TargetName, list[0].Status), err
		}, `2 groups, the first 438e9245-b32d-445f-916bd3e07932c892 "Oracle Administrators" ACTIVE`},
		{"group.response.json", func(ctx context.Context, c *wire.Client) (string, error) {
			g, err := c.GetGroup(ctx, "x")
			return fmt.Sprintf("%q %s site %v", g.TargetName, g.Status, g.Site != nil), err
		}, `"Oracle Administrators" ACTIVE site true`},
		{"members.response.json", func(ctx context.Context, c *wire.Client) (string, error) {
			list, err := c.Roster(ctx, "x")
			return fmt.Sprintf("%d members, the first %q", len(list), list[0].Member.TargetName), err
		}, `1 members, the first "mmcbride"`},
		{"people.response.json", func(ctx context.Context, c *wire.Client) (string, error) {
			list, err := c.ListPeople(ctx)
			return fmt.Sprintf("%d people, the first %q %s in %s", len(list), list[0].TargetName, list[0].Status, list[0].Timezone), err
		}, `1 people, the first "mmcbride" ACTIVE in US/Eastern`},
		{"site.response.json", func(ctx context.Context, c *wire.Client) (string, error) {
			s, err := c.GetSite(ctx, "x")
			return fmt.Sprintf("%q in %s", s.Name, s.Timezone), err
		}, `"San Ramon" in US/Pacific`},
		{"on-call.response.json", func(ctx context.Context, c *wire.Client) (string, error) {
			list, err := c.OnCallBetween(ctx, []string{"x"}, time.Unix(0, 0), time.Unix(60, 0))
			if err != nil {
				return "", err
			}
			members, replaced, err := c.OnCallMembers(ctx, list[0])
			text := fmt.Sprintf("%d rows, the first of %s from %s until %s:", len(list), list[0].Group.TargetName, list[0].Start, list[0].End)
			for i := range members {
				text += fmt.Sprintf(" %d %s +%d", members[i].Position, members[i].Who().TargetName, members[i].Delay)
				for _, r := range replaced[i] {
					text += fmt.Sprintf(" (%s %s–%s)", r.Who.TargetName, r.Start, r.End)
				}
			}
			return text, err
		}, "1 rows, the first of IT from 2017-04-17T04:00:00Z until 2017-04-18T04:00:00Z: 1 balves +0 (balves 2017-04-17T04:00:00Z–2017-04-17T07:00:00Z) (kkapoor 2017-04-17T07:00:00Z–2017-04-18T04:00:00Z)"},
	} {
		t.Run(tt.sample, func(t *testing.T) {
			body, err := samples.Read(tt.sample)
			if err != nil {
				t.Fatal(err)
			}
			c, _ := open(t, &script{replies: []answer{{status: 200, body: string(body)}, {status: 200, body: `{"data":[]}`}}}, nil) // one has a next page
			got, err := tt.call(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}
