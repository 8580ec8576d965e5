package html

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // for the files below
	"encoding/base64"
	"fmt"
	"html/template"
	"strconv"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters"
)

//go:embed page.tmpl
var pageTemplate string

//go:embed chart.tmpl
var chartTemplate string

//go:embed chart.css
var chartStyle string

//go:embed page.css
var pageStyle string

//go:embed script.js
var script string

// maxBars is what a browser still scrolls smoothly.
const maxBars = 30_000

// Page is the format.
type Page struct {
	Names     exporters.Names
	Calendars exporters.Calendars
	Title     string                               // empty: "On call"
	Zone      func(engine.Participant) *civil.Zone // in which a person's own chart is; nil, or its answer: the schedule's
	Now       civil.Instant                        // marked in the charts; 0: left to the script
	Part      bool                                 // the timelines are parts of schedules: there are no gaps, and no charts per schedule
}

// Extension returns ".html".
func (Page) Extension() string { return ".html" }

// view is what the template gets.
type view struct {
	Title, Policy string
	Style         template.CSS
	Script        template.JS
	Schedules     []section
	People        []section
}

// section is a chart with the words and the table that go with it.
type section struct {
	*chart
	Name, ID, Key string
	Disabled      bool
	Window        string
	Summary       string
	Alarm         bool // the summary is about gaps
	Notes         []string
	Table         []line
}

// Encode returns the page: schedules in the order given, then people in order of their first shift. The error is about a
// window that is too long to be looked at.
func (p Page) Encode(timelines []engine.Timeline) ([]byte, error) {
	if err := drawable(timelines); err != nil {
		return nil, fmt.Errorf("drawing a page: %w", err)
	}
	v := view{
		Title: clean(p.Title), Style: template.CSS(chartStyle + pageStyle), Script: template.JS(script), //nolint:gosec // our own files
		Policy: policy(),
	}
	if v.Title == "" {
		v.Title = "On call"
	}
	inks := colours{}
	if !p.Part {
		for i := range timelines {
			v.Schedules = append(v.Schedules, p.schedule(i, &timelines[i], inks))
		}
	}
	v.People = p.people(timelines, inks)
	t, err := templates("page.tmpl", pageTemplate)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := t.Execute(&out, v); err != nil {
		return nil, fmt.Errorf("drawing a page: %w", err)
	}
	return out.Bytes(), nil
}

// drawable refuses more bars than can be looked at.
func drawable(timelines []engine.Timeline) error {
	n := 0
	for i := range timelines {
		n += len(timelines[i].Shifts) + len(exporters.Gaps(&timelines[i]))
	}
	if n > maxBars {
		return fmt.Errorf("%d shifts and gaps are more than the %d that can be looked at; ask for a shorter window or fewer schedules", n, maxBars)
	}
	return nil
}

// templates parses a page that may use the chart.
func templates(name, text string) (*template.Template, error) {
	t, err := template.New(name).Parse(text)
	if err == nil {
		_, err = t.Parse(chartTemplate)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the template %s: %w", name, err)
	}
	return t, nil
}

// policy is the content security policy: this style, this script, nothing else.
func policy() string {
	hash := func(s string) string {
		sum := sha256.Sum256([]byte(s))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return "default-src 'none'; style-src " + hash(chartStyle+pageStyle) + "; script-src " + hash(script) + "; base-uri 'none'; form-action 'none'"
}

// clean makes a text fit for HTML and SVG: clean, and without what XML cannot hold.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\uFFFE' || r == '\uFFFF' {
			return -1
		}
		return r
	}, exporters.Clean(s))
}

// name is how a participant is called on a page.
func (p Page) name(who engine.Participant) string { return clean(p.Names.Of(who)) }

// schedule draws one schedule.
func (p Page) schedule(i int, tl *engine.Timeline, inks colours) section {
	z := tl.Schedule.Zone
	days := p.Calendars.Days(z, tl.Window, p.Calendars.Of(tl))
	c := newChart("s"+strconv.Itoa(i), z, tl.Window, days, p.Now)
	s := section{
		chart: c, Name: clean(exporters.ScheduleName(tl.Schedule)), ID: clean(string(tl.Schedule.ID)),
		Disabled: !tl.Schedule.Enabled,
	}
	c.Title = s.Name
	p.scheduleRows(c, tl, inks)
	gaps := exporters.Gaps(tl)
	s.Summary, s.Alarm = coverage(gaps, tl.Window), len(gaps) > 0
	s.finish(p.table(c, tl))
	s.Key = strings.ToLower(s.Name + " " + s.ID + " " + rowNames(c))
	return s
}

// scheduleRows draws a row per person, and one for the gaps.
func (p Page) scheduleRows(c *chart, tl *engine.Timeline, inks colours) {
	by := shiftsBy(tl)
	for _, who := range exporters.Roster(tl, false) {
		var bars []bar
		for _, sh := range by[who] {
			bars = append(bars, p.shiftBar(c, tl, sh, inks.of(who), p.name(who)))
		}
		if len(bars) > 0 {
			c.add(p.name(who), "", bars)
		}
	}
	var gaps []bar
	for _, g := range exporters.Gaps(tl) {
		gaps = append(gaps, c.newBar(g, "bar gap", "gap "+hoursText(g.Length())+" h", "gap: nobody is on call", "gap nobody"))
	}
	if len(gaps) > 0 {
		c.add("— "+exporters.Nobody+" —", "nobody", gaps)
	}
}

func (p Page) shiftBar(c *chart, tl *engine.Timeline, sh engine.Shift, class, title string) bar {
	why := clean(exporters.Why(tl.Schedule, sh.Duty, p.Names))
	label := hoursText(sh.Length()) + " h"
	if mark := source(sh.Duty); mark != "" {
		class, label = class+mark, standIn(tl.Schedule, sh.Duty)
	}
	return c.newBar(sh.Span, class, label, title+": "+why, p.name(sh.Who))
}

// standIn is what a bar says of somebody who stands in: the note of the override, or the word.
func standIn(s *engine.Schedule, d engine.Duty) string {
	if o := exporters.OverrideOf(s, d); o != nil && clean(o.Note) != "" {
		return clean(o.Note)
	}
	return d.Source.String()
}

// coverage says how much of the window nobody is on call.
func coverage(gaps []window, w window) string {
	if len(gaps) == 0 {
		return "Somebody is on call all the time."
	}
	var sum civil.Instant
	for _, g := range gaps {
		sum += g.Length()
	}
	if sum == w.Length() {
		return "Nobody is on call at any time."
	}
	noun := " gaps."
	if len(gaps) == 1 {
		noun = " gap."
	}
	return "Nobody is on call for " + hoursText(sum) + " h, in " + strconv.Itoa(len(gaps)) + noun
}

func rowNames(c *chart) string {
	var names []string
	for _, r := range c.Rows {
		names = append(names, r.Label)
	}
	return strings.Join(names, " ")
}
