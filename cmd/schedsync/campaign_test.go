package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/fixtures/fakes"
	"github.com/schedsync/schedsync/fixtures/fakes/xmatters"
)

// campaignHead is what the workspaces of both nights begin with; BO stands for what is known of bo.
const campaignHead = `version: 1
sync:
  owner: acme
  policy: sync
  horizon: 21 days
  limits: {deletes: 9, changed_percent: 100, person_hours_percent: 100, new_gap: 900h, notifies: 900}
people:
  ana: {name: Ana, email: ana@example.com}
  bo: {name: Bo, email: bo@example.comBO}
  chi: {name: Chi, email: chi@example.com}
  dee: {name: Dee, email: dee@example.com}
teams:
  desk: {name: desk, members: [ana, bo, chi, dee]}
`

const campaignTargets = "    targets: {opsgenie: {}, xmatters: {}, zenduty: {team: desk}}\n"

// campaignCalm stays as it is.
const campaignCalm = `  calm:
    name: Calm
    timezone: UTC
    rotations: [{id: week, every: 1 week, start: 2026-10-05 09:00, people: [ana, chi]}]
` + campaignTargets

// campaignBefore and campaignAfter are the workspaces of two consecutive nights. By then
//
//   - native has another team of people, other hours, and other overrides;
//   - swapped has a rotation in place of another;
//   - away is patched for an absence of bo;
//   - cycle deals unequal turns to others, and months, which no vendor has a rule for, is materialised anew;
//   - named has another name;
//   - gone is gone, fresh is new, calm stays;
//   - one quiet window moved, one is gone, one is new.
const campaignBefore = campaignHead + `schedules:
  native:
    name: Native
    timezone: Europe/Lisbon
    rotations:
      - {id: week, every: 1 week, start: 2026-10-05 09:00, people: [ana, bo]}
      - {id: hours, every: 1 day, start: 2026-10-05 09:00, people: [chi, dee], only: [{days: mon-fri, from: "09:00", to: "18:00"}]}
    overrides:
      - {from: 2026-10-20 10:00, until: 2026-10-20 14:00, who: dee}
      - {from: 2026-10-21 10:00, until: 2026-10-21 14:00, who: dee}
` + campaignTargets + `  swapped:
    name: Swapped
    timezone: Europe/Lisbon
    rotations: [{id: one, every: 1 week, start: 2026-10-05 09:00, people: [ana, chi]}]
` + campaignTargets + `  away:
    name: Away
    timezone: Europe/Lisbon
    rotations: [{id: week, every: 1 week, start: 2026-10-05 09:00, people: [ana, bo, chi]}]
` + campaignTargets + `  cycle:
    name: Cycle
    timezone: Europe/Lisbon
    rotations: [{id: days, every: [4 days, 3 days], start: 2026-10-05 09:00, people: [ana, bo]}]
` + campaignTargets + `  months:
    name: Months
    timezone: Europe/Lisbon
    rotations: [{id: month, every: 1 month, start: 2026-09-20 09:00, people: [ana, bo]}]
` + campaignTargets + `  named:
    name: Named
    timezone: UTC
    rotations: [{id: week, every: 1 week, start: 2026-10-05 09:00, people: [dee, bo]}]
` + campaignTargets + `  gone:
    name: Gone
    timezone: UTC
    rotations: [{id: week, every: 1 week, start: 2026-10-05 09:00, people: [chi]}]
` + campaignTargets + campaignCalm + `mutes:
  nightly: {name: Nightly, timezone: Europe/Lisbon, days: mon-sun, from: "22:00", to: "06:00", targets: {hostedgraphite: {alerts: [Queue depth]}}}
  finished: {name: Finished, timezone: UTC, days: [sun], from: "04:00", to: "06:00", targets: {hostedgraphite: {alerts: [Error rate]}}}
`

const campaignAfter = campaignHead + `schedules:
  native:
    name: Native
    description: all new
    timezone: Europe/Lisbon
    rotations:
      - {id: week, every: 1 week, start: 2026-10-05 09:00, people: [ana, bo, chi]}
      - {id: hours, every: 1 day, start: 2026-10-05 09:00, people: [chi, dee], only: [{days: mon-fri, from: "10:00", to: "18:00"}]}
    overrides:
      - {from: 2026-10-20 10:00, until: 2026-10-20 18:00, who: chi}
      - {from: 2026-10-27 10:00, until: 2026-10-27 14:00, who: dee}
` + campaignTargets + `  swapped:
    name: Swapped
    timezone: Europe/Lisbon
    rotations: [{id: two, every: 1 day, start: 2026-10-05 09:00, people: [bo, chi]}]
` + campaignTargets + `  away:
    name: Away
    timezone: Europe/Lisbon
    rotations: [{id: week, every: 1 week, start: 2026-10-05 09:00, people: [ana, bo, chi]}]
` + campaignTargets + `  cycle:
    name: Cycle
    timezone: Europe/Lisbon
    rotations: [{id: days, every: [4 days, 3 days], start: 2026-10-05 09:00, people: [ana, chi, dee]}]
` + campaignTargets + `  months:
    name: Months
    timezone: Europe/Lisbon
    rotations: [{id: month, every: 1 month, start: 2026-09-20 09:00, people: [chi, dee]}]
` + campaignTargets + `  named:
    name: Called
    timezone: UTC
    rotations: [{id: week, every: 1 week, start: 2026-10-05 09:00, people: [dee, bo]}]
` + campaignTargets + `  fresh:
    name: Fresh
    timezone: Europe/Lisbon
    rotations:
      - {id: week, every: 1 week, start: 2026-10-05 09:00, people: [ana, bo]}
      - {id: night, every: 1 day, start: 2026-10-05 21:00, people: [chi, dee], only: [{from: "21:00", to: "09:00"}]}
    overrides:
      - {from: 2026-10-20 10:00, until: 2026-10-20 14:00, who: dee}
` + campaignTargets + campaignCalm + `mutes:
  nightly: {name: Nightly, timezone: Europe/Lisbon, days: mon-sun, from: "23:00", to: "06:00", targets: {hostedgraphite: {alerts: [Queue depth]}}}
  batch: {name: Batch, timezone: UTC, days: [sat, sun], from: "00:00", to: "24:00", targets: {hostedgraphite: {alerts: [Queue depth, Error rate]}}}
`

// campaignFaults are what befalls a write: refused, put off, lost before or after it took effect, answered by somebody
// else, echoed with the key. A plus says that it befalls every write from there on.
var campaignFaults = []string{
	"403", "409", "422", "429", "429:7", "500", "timeout-before", "html", "redirect", "echo-auth",
	"500-after", "422-after", "timeout-after", "truncate",
	"500+", "timeout-after+", "truncate+", "html+",
}

// campaign is the edit whose apply is met with faults, made ready: the state before it, and what it ends in.
type campaign struct {
	beginning dumps // the vendors' samples
	start     dumps
	writes    []write
	want      []string // everything there is in the end, by meaning
	foreign   []string
	ids       map[string][]string                // of the schedules of ours that are there before, by vendor
	covered   map[string]span.Set[civil.Instant] // when they are covered before and after, by vendor and id
	cases     atomic.Int64
}

// newCampaign settles the first night, lets people do things by hand, and applies the second night without faults.
func newCampaign(t *testing.T) *campaign {
	t.Helper()
	c := &campaign{ids: map[string][]string{}, covered: map[string]span.Set[civil.Instant]{}}
	v := openVendors(t, nil, "")
	c.beginning = v.dump(t)
	dir := v.workspace(t, strings.ReplaceAll(campaignBefore, "BO", ""))
	if got := v.apply(dir); got.code != OK {
		t.Fatalf("the first night: exit %d\n%s%s", got.code, got.stdout, got.stderr)
	}
	before := v.draft(t, dir)
	v.somebodyEdits(t, before)
	for _, live := range before.lives {
		for i := range live.Snapshot.Objects {
			if o := &live.Snapshot.Objects[i]; o.Mark.Owner == "acme" && o.Mark.ID != "gone" {
				c.ids[string(live.Snapshot.Vendor)] = append(c.ids[string(live.Snapshot.Vendor)], o.ID)
			}
		}
	}
	c.start = v.dump(t)
	c.foreign = c.start.foreign(t, c.beginning)
	was := c.cover(v)
	v.after = func(_ int, w write) bool { c.writes = append(c.writes, w); return true }
	dir = v.workspace(t, campaignSecondNight)
	if got := v.apply(dir); got.code != OK {
		t.Fatalf("the second night: exit %d\n%s%s", got.code, got.stdout, got.stderr)
	}
	c.want = meaning(v.draft(t, dir))
	for at, set := range c.cover(v) {
		c.covered[at] = was[at].Intersect(set)
		if len(c.covered[at]) == 0 {
			t.Errorf("%s is covered at no time before and after: nothing is proven", at)
		}
	}
	return c
}

// campaignSecondNight is the workspace of the second night with the absence of bo.
var campaignSecondNight = strings.ReplaceAll(campaignAfter, "BO", ", away: [{from: 2026-10-13, through: 2026-10-14}, {from: 2026-10-20, through: 2026-10-20}]")

// somebodyEdits makes an override by hand in the native schedule at each vendor, and one in a group that is not ours.
func (v *vendors) somebodyEdits(t *testing.T, d *draft) {
	t.Helper()
	from, until := campaignNow.AddDate(0, 0, 17), campaignNow.AddDate(0, 0, 17).Add(3*time.Hour)
	for _, live := range d.lives {
		i := slices.IndexFunc(live.Snapshot.Objects, func(o snapshot.Object) bool { return o.Mark.ID == "native" })
		if i < 0 {
			continue
		}
		id := live.Snapshot.Objects[i].ID
		switch live.Snapshot.Vendor {
		case "opsgenie":
			v.post(t, "opsgenie", "/v2/schedules/"+id+"/overrides", "GenieKey somebody",
				fmt.Sprintf(`{"alias": "by hand", "user": {"type": "user", "id": "user-bo"}, "startDate": %q, "endDate": %q}`, from.Format(time.RFC3339), until.Format(time.RFC3339)))
		case "zenduty":
			v.post(t, "zenduty", "/api/v2/account/teams/"+campaignTeam+"/schedules/"+id+"/overrides/", "Token somebody",
				fmt.Sprintf(`{"name": "by hand", "user": "00000001-0000-4000-8000-0", "start_time": %q, "end_time": %q}`, from.Format(time.RFC3339), until.Format(time.RFC3339)))
		case "xmatters":
			if _, err := v.fakes["xmatters"].(*xmatters.Server).ByHandAbsence(xmatters.Absence{
				ID: "by hand", Type: "REPLACEMENT", Member: xmatters.SeedAna, Group: id, Replacement: xmatters.SeedDee, Start: from, End: until,
			}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func (v *vendors) post(t *testing.T, vendor, path, auth, body string) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Authorization", auth)
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	if v.fakes[vendor].ServeHTTP(w, r); w.Code >= 300 {
		t.Fatalf("by hand at %s: %d %s", vendor, w.Code, w.Body)
	}
}

// cover returns when the schedules that are there before and after are covered now, by vendor and id.
func (c *campaign) cover(v *vendors) map[string]span.Set[civil.Instant] {
	out := map[string]span.Set[civil.Instant]{}
	for vendor, ids := range c.ids {
		for _, id := range ids {
			out[vendor+" "+id] = v.covered[vendor](id)
		}
	}
	return out
}

// meaning tells everything there is at all vendors, ours and others', without the ids that vendors give.
func meaning(d *draft) []string {
	var out []string
	for _, live := range d.lives {
		s := live.Snapshot
		for i := range s.Objects {
			o := &s.Objects[i]
			lines := diff.Describe(&o.Schedule)
			slices.Sort(lines)
			out = append(out, fmt.Sprintf("%s %s %s", s.Vendor, o.Mark, strings.Join(lines, "\n")))
		}
		for i := range s.Mutes {
			m := s.Mutes[i]
			m.ID = ""
			out = append(out, fmt.Sprintf("%s %+v", s.Vendor, m))
		}
	}
	slices.Sort(out)
	return out
}

// meet applies the edit with a fault at the nth write, and then once more without.
func (c *campaign) meet(t *testing.T, n int, fault string) {
	t.Run(fmt.Sprintf("%d/%s", n, fault), func(t *testing.T) {
		t.Parallel()
		kind, onwards := strings.CutSuffix(fault, "+")
		spec := fmt.Sprintf("WRITE /#%d=%s", n, kind)
		if onwards {
			spec = fmt.Sprintf("WRITE /#%d+=%s", n, kind)
		}
		v := openVendors(t, c.start, spec)
		c.watch(t, v, n)
		dir := v.workspace(t, campaignSecondNight)
		got := v.apply(dir)
		if !slices.ContainsFunc(v.log.Writes(), func(e fakes.Entry) bool { return e.Fault != "" }) {
			t.Error("the fault never happened")
		}
		left := v.dump(t)
		next := c.finish(t, v, dir, got)
		c.truthful(t, got, next, left, kind)
	})
}

// finish runs the program once more, in the state it was left in and without faults, and looks at everything.
func (c *campaign) finish(t *testing.T, v *vendors, dir string, first outcome) outcome {
	t.Helper()
	left := v.dump(t)
	again := openVendors(t, left, "")
	c.watch(t, again, 1)
	again.declare(t, dir, campaignSecondNight)
	second := again.apply(dir)
	if second.code != OK {
		t.Errorf("one more run: exit %d\n%s%s\nthe first one:\n%s%s", second.code, second.stdout, second.stderr, result(first.stdout), first.stderr)
	}
	d := again.draft(t, dir)
	if !d.plan.Empty() {
		t.Errorf("one more run was not enough: a plan still has %d changes", len(d.plan.Vendors))
	}
	if diff := cmp.Diff(c.want, meaning(d)); diff != "" {
		t.Errorf("one more run ended in something else:\n%s", diff)
	}
	if diff := cmp.Diff(c.foreign, again.dump(t).foreign(t, c.beginning)); diff != "" {
		t.Errorf("what is not ours changed:\n%s", diff)
	}
	for name, text := range map[string]string{"stdout": first.stdout + second.stdout, "stderr": first.stderr + second.stderr} {
		if err := withoutCanary(name, []byte(text)); err != nil {
			t.Error(err)
		}
	}
	must(t, fs.WalkDir(os.DirFS(dir), ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(dir + "/" + path)
		if err != nil {
			return err
		}
		return withoutCanary(path, text)
	}))
	c.cases.Add(1)
	return second
}

// watch looks, after every write from the nth on, whether somebody is uncovered who is covered before and after.
func (c *campaign) watch(t *testing.T, v *vendors, from int) {
	v.after = func(n int, w write) bool {
		if n < from {
			return true // as in the run without faults
		}
		ids := slices.DeleteFunc(slices.Clone(c.ids[w.vendor]), func(id string) bool {
			return !strings.Contains(w.path, id) && !bytes.Contains(w.body, []byte(id))
		})
		if len(ids) == 0 {
			ids = c.ids[w.vendor]
		}
		for _, id := range ids {
			for _, gap := range c.covered[w.vendor+" "+id].Subtract(v.covered[w.vendor](id)) {
				t.Errorf("after write %d, %s %s, nobody is on call in %s from %s until %s", n, w.method, w.path, id, gap.Start, gap.End)
			}
		}
		return true
	}
}

// truthful compares what the program said with what it left behind, which the next run's plan tells.
func (c *campaign) truthful(t *testing.T, got, next outcome, left dumps, kind string) {
	t.Helper()
	denied := kind == "422-after" || kind == "409-after" // a server that denies what it did can only be found out later
	undone := changeLine.FindAllStringSubmatch(next.stdout, -1)
	written := !left.same(t, c.start)
	unclear := slices.ContainsFunc([]string{"timeout", "500", "html"}, func(k string) bool { return strings.Contains(kind, k) }) // it may have taken effect
	switch {
	case got.code == OK && len(undone) > 0:
		t.Errorf("exit 0, and the next run still has something to do\n%s", result(got.stdout))
	case got.code == Failed && written && !denied:
		t.Errorf("exit 1, which says that nothing was written\n%s%s", result(got.stdout), got.stderr)
	case got.code == Incomplete && !written && !unclear:
		t.Errorf("exit 3, and nothing was written\n%s%s", result(got.stdout), got.stderr)
	case got.code != OK && got.code != Failed && got.code != Incomplete:
		t.Errorf("exit %d\n%s%s", got.code, got.stdout, got.stderr)
	}
	for _, change := range undone {
		told := section(got.stdout, change[2])
		id := change[1][strings.IndexByte(change[1], '(')+1:] // the name may be another by now
		said := regexp.MustCompile(`(FAILED|STOPPED|not begun|LEFT: read back)[:,] [^:,]*` + regexp.QuoteMeta(id))
		if !denied && !said.MatchString(told) {
			t.Errorf("%s at %s is not done, and the program does not say so:\n%s", change[1], change[2], told)
		}
	}
}

// changeLine is a line of a plan that begins a change.
var changeLine = regexp.MustCompile(`(?m)^. (.+) at ([a-z]+) will be `)

// result is what follows the plan in what apply prints.
func result(stdout string) string {
	if i := strings.Index(stdout, " write calls, digest"); i >= 0 {
		return stdout[i:]
	}
	return stdout
}

// section returns what apply says of a vendor, as one line.
func section(stdout, vendor string) string {
	_, told, _ := strings.Cut(result(stdout), "\n"+vendor+": ")
	if i := regexp.MustCompile(`\n\n`).FindStringIndex(told); i != nil {
		told = told[:i[0]]
	}
	return strings.Join(strings.Fields(told), " ")
}
