package html_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	stdhtml "html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/exportertest"
	"github.com/schedsync/schedsync/exporters/html"
	"github.com/schedsync/schedsync/fixtures/golden"
	"github.com/schedsync/schedsync/importers/zones"
)

func zone(t *testing.T, name string) *civil.Zone {
	t.Helper()
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	z, err := db.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// week has a weekend with a night on which the clock goes forward, a gap, an override and a cover.
func week(t *testing.T) engine.Timeline {
	t.Helper()
	s := &engine.Schedule{
		ID: "desk", Name: "Desk", Zone: zone(t, "Europe/Berlin"), Enabled: true,
		Rotations: []engine.Rotation{{ID: "week", People: []engine.Entry{{engine.Person("ana")}, {engine.Person("bo")}}}},
		Overrides: []engine.Override{{Note: "swap"}},
	}
	return exportertest.New(s, "2026-03-26 00:00", "2026-04-02 00:00").
		Shift("2026-03-26 00:00", "2026-03-27 09:00", exportertest.Turn("ana", 0)).
		Shift("2026-03-27 09:00", "2026-03-28 09:00", engine.Duty{
			Who: engine.Person("cy"), Source: engine.FromOverride, Rotation: -1, Turn: engine.NoTurn,
		}).
		Shift("2026-03-28 09:00", "2026-03-29 09:00", exportertest.Turn("bo", 1)).
		Shift("2026-03-30 09:00", "2026-03-31 09:00", engine.Duty{
			Who: engine.Person("ana"), InsteadOf: engine.Person("bo"), Source: engine.FromCover, Turn: 2, Override: -1,
		}).
		Shift("2026-03-31 09:00", "2026-04-02 00:00", exportertest.Turn("bo", 3)).
		Timeline()
}

// workspace names the people, one of them badly, and a holiday.
func workspace(name string) *engine.Workspace {
	return &engine.Workspace{
		People:   []engine.PersonInfo{{ID: "ana", Name: name, Holidays: "own"}},
		Holidays: []engine.Holidays{{ID: "own", Dates: []civil.Day{civil.DayOf(2026, 4, 1)}}},
	}
}

func page(name string) html.Page {
	w := workspace(name)
	return html.Page{Names: exporters.NamesOf(w), Calendars: exporters.CalendarsOf(w)}
}

func encode(t *testing.T, f exporters.Format, timelines ...engine.Timeline) string {
	t.Helper()
	data, err := f.Encode(timelines)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// hostile is a name that means something in every place of a page.
const hostile = `</title></style></script><script>alert(1)</script><img src=x onerror=alert(1)>"' onload="x" {{.}} &amp; 👩‍👩‍👧‍👦`

// elements returns every start tag of a page with its attributes, and all its text. A tag in a name would be one too.
func elements(t *testing.T, page string) (tags []xml.StartElement, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var said strings.Builder
	raw := ""
	for {
		tok, err := d.RawToken()
		if tok == nil {
			if err != nil && err.Error() != "EOF" {
				t.Fatal(err)
			}
			return tags, said.String()
		}
		switch x := tok.(type) {
		case xml.StartElement:
			tags = append(tags, x.Copy())
			if raw = x.Name.Local; raw != "script" && raw != "style" {
				raw = ""
			}
		case xml.CharData:
			if raw == "" {
				said.Write(x)
			}
		}
	}
}

// withoutScript takes script and style out, which are no markup.
func withoutScript(page string) string {
	for _, tag := range []string{"script", "style"} {
		page = regexp.MustCompile(`(?s)<`+tag+`>.*?</`+tag+`>`).ReplaceAllString(page, "<"+tag+"></"+tag+">")
	}
	return page
}

// TestNamesAreText: a name from outside makes no element and no attribute, in the page and in the picture.
func TestNamesAreText(t *testing.T) {
	good, bad := page("Ana Sousa"), page(hostile)
	bad.Title = hostile
	good.Title = "Ana Sousa"
	for name, formats := range map[string][2]exporters.Format{
		"page": {good, bad}, "picture": {html.Picture{Page: good}, html.Picture{Page: bad}},
	} {
		want, _ := elements(t, withoutScript(encode(t, formats[0], week(t))))
		got, text := elements(t, withoutScript(encode(t, formats[1], week(t))))
		shape := func(tags []xml.StartElement) (out []string) {
			for _, x := range tags {
				s := x.Name.Local
				for _, a := range x.Attr {
					s += " " + a.Name.Local
				}
				out = append(out, s)
			}
			return out
		}
		if diff := cmp.Diff(shape(want), shape(got)); diff != "" {
			t.Errorf("%s: a name changes the elements:\n%s", name, diff)
		}
		if name == "page" && !strings.Contains(text, hostile) {
			t.Errorf("%s does not show the name as it is", name)
		}
	}
}

// TestSelfContained: nothing is fetched, nothing runs but the script that the policy names by its hash.
func TestSelfContained(t *testing.T) {
	p := encode(t, page(hostile), week(t))
	tags, _ := elements(t, withoutScript(p))
	policy := ""
	for _, x := range tags {
		for _, a := range x.Attr {
			switch n := strings.ToLower(a.Name.Local); {
			case n == "src", n == "srcset", n == "action", n == "style", strings.HasPrefix(n, "on"):
				t.Errorf("<%s> has %s=%q", x.Name.Local, n, a.Value)
			case n == "href" && !strings.HasPrefix(a.Value, "#"):
				t.Errorf("<%s> leads to %q", x.Name.Local, a.Value)
			case n == "content" && strings.HasPrefix(a.Value, "default-src"):
				policy = a.Value
			}
		}
		if slices.Contains([]string{"link", "iframe", "object", "embed", "form", "base", "image", "use"}, x.Name.Local) {
			t.Errorf("<%s>", x.Name.Local)
		}
	}
	want := "default-src 'none'; style-src " + hashOf(t, p, "style") + "; script-src " + hashOf(t, p, "script") + "; base-uri 'none'; form-action 'none'"
	if policy != want {
		t.Errorf("policy\n%s\nwant\n%s", policy, want)
	}
	for _, url := range regexp.MustCompile(`url\([^)]*\)|@import|https?://[^"<\s]*`).FindAllString(p, -1) {
		if !strings.HasPrefix(url, "url(#") && url != "http://www.w3.org/2000/svg" {
			t.Errorf("the page names %s", url)
		}
	}
}

// hashOf returns how a policy names the only element of a kind.
func hashOf(t *testing.T, page, tag string) string {
	t.Helper()
	found := regexp.MustCompile(`(?s)<`+tag+`>(.*?)</`+tag+`>`).FindAllStringSubmatch(page, -1)
	if len(found) != 1 {
		t.Fatalf("%d elements <%s>", len(found), tag)
	}
	sum := sha256.Sum256([]byte(found[0][1]))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// TestPicture draws one week; read the picture in a browser before accepting a change of the golden file.
func TestPicture(t *testing.T) {
	p := page("Ana Sousa")
	p.Now = exportertest.At(zone(t, "Europe/Berlin"), "2026-03-31 12:00")
	got := encode(t, html.Picture{Page: p}, week(t))
	d := xml.NewDecoder(strings.NewReader(got)) // strict: a picture is XML
	for {
		if _, err := d.Token(); err != nil {
			if err.Error() != "EOF" {
				t.Fatal(err)
			}
			break
		}
	}
	golden.File(t, "testdata/week.svg", []byte(got))
}

// TestSaysAllWithoutColour: each thing a reader must not miss has a word or a sign of its own, and the table says the same.
func TestSaysAllWithoutColour(t *testing.T) {
	p := encode(t, page("Ana Sousa"), week(t))
	text := stdhtml.UnescapeString(p)
	for _, want := range []string{
		`class="bar gap"`, ">gap 24 h<", "gap: nobody is on call, Sun 2026-03-29 09:00 UTC+2 to Mon 2026-03-30 09:00 UTC+2, 24 h",
		`class="bar p2 override"`, `cy: override "swap"`, `class="bar p0 cover"`, "Ana Sousa: covers for bo (week, turn 2)",
		"◆ +1 h", "the clock is changed: 2026-03-29 02:00 becomes 2026-03-29 03:00", "* holidays: Wed 2026-04-01 (own)", ">1*<",
		"Nobody is on call for 24 h, in 1 gap.", "Thu 2026-03-26 00:00 UTC+1 to Thu 2026-04-02 00:00 UTC+2, Europe/Berlin",
		`<tr class="alarm"><td>Sun 2026-03-29 09:00 UTC+2</td>`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if bars, lines := strings.Count(p, `<g class="bar `)-4, strings.Count(p, "<tr><td>")+strings.Count(p, `<tr class="alarm">`); bars != lines || bars != 6+5 {
		t.Errorf("%d bars and %d lines in tables, want 11", bars, lines)
	}
	if strings.Count(p, `class="now"`) != 0 {
		t.Error("a page without a now marks one")
	}
}

// TestRealTime: the day of the clock change is an hour narrower.
func TestRealTime(t *testing.T) {
	p := encode(t, page(""), week(t))
	for _, want := range []string{`class="weekend" x="28.743%" y="30" width="14.371%"`, `class="weekend" x="43.114%" y="30" width="13.772%"`} {
		if !strings.Contains(p, want) { // 48/167, 24/167; 72/167, 23/167
			t.Errorf("no %s", want)
		}
	}
}

func TestSameBytes(t *testing.T) {
	p := page("Ana Sousa")
	first := encode(t, p, week(t), week(t))
	for range 5 {
		if !bytes.Equal([]byte(first), []byte(encode(t, p, week(t), week(t)))) {
			t.Fatal("the same timelines gave other bytes")
		}
	}
}

// TestDisabledAndParts: nobody is on call in a disabled schedule; a part of a schedule has no gaps.
func TestDisabledAndParts(t *testing.T) {
	tl := week(t)
	off := *tl.Schedule
	off.Enabled = false
	tl.Schedule = &off
	p := encode(t, page(""), tl)
	if !strings.Contains(p, "nobody is on call. Nobody is on call for") || strings.Contains(p, `id="people"`) {
		t.Error("a disabled schedule is not shown as one")
	}
	whole := week(t)
	mine := exporters.Part(&whole, func(who engine.Participant) bool { return who.ID == "cy" })
	part := page("")
	part.Part = true
	p = encode(t, part, mine)
	if strings.Contains(p, `id="schedules"`) || strings.Contains(p, "gap: nobody is on call, ") || !strings.Contains(p, "On call for 24 h, in 1 shift.") {
		t.Error("the page of a person shows what is not theirs")
	}
	if p = encode(t, page("")); !strings.Contains(p, "Nobody is on call in this window.") {
		t.Error("an empty page says nothing")
	}
}

// TestPersonsZone: a chart of one's own is on one's own clock.
func TestPersonsZone(t *testing.T) {
	p := page("")
	tokyo := zone(t, "Asia/Tokyo")
	p.Zone = func(who engine.Participant) *civil.Zone {
		if who.ID == "cy" {
			return tokyo
		}
		return nil
	}
	if got := encode(t, p, week(t)); !strings.Contains(got, "<td>Fri 2026-03-27 17:00</td>") { // 09:00 in Berlin
		t.Error("the shift of cy is not on her clock")
	}
}

func TestTooMuch(t *testing.T) {
	tl := week(t)
	tl.Shifts = slices.Repeat(tl.Shifts, 10_000)
	for _, f := range []exporters.Format{page(""), html.Picture{}} {
		if _, err := f.Encode([]engine.Timeline{tl}); err == nil || !strings.Contains(err.Error(), "shorter window") {
			t.Errorf("%T: error %v", f, err)
		}
	}
}

// TestEveryLength: windows from an hour to a century have an axis and no label outside of it.
func TestEveryLength(t *testing.T) {
	z := zone(t, "Europe/Berlin")
	s := &engine.Schedule{ID: "s", Zone: z, Enabled: true, Rotations: []engine.Rotation{{ID: "r"}}}
	for until, want := range map[string]string{
		"2026-03-26 01:00": ">Thu 2026-03-26<", "2026-03-28 00:00": ">06:00<", "2026-04-20 00:00": ">Th<", "2026-07-01 00:00": ">Mar 2026<",
		"2027-03-01 00:00": ">Jan 2027<", "2036-03-01 00:00": ">2030<", "2126-03-26 00:00": ">2100<",
	} {
		tl := exportertest.New(s, "2026-03-26 00:00", until).Shift("2026-03-26 00:00", "2026-03-26 01:00", exportertest.Turn("ana", 0)).Timeline()
		got := encode(t, html.Picture{}, tl)
		if !strings.Contains(got, want) {
			t.Errorf("until %s: no %s", until, want)
		}
		if n := strings.Count(got, `<text class="tick`); n == 0 || n > 200 {
			t.Errorf("until %s: %d labels", until, n)
		}
	}
}

// FuzzNames: whatever people, schedules and notes are called, the page has the same elements and the picture is XML.
func FuzzNames(f *testing.F) {
	for _, s := range []string{hostile, "", "-->", "]]>", "\x00\x1b[31m", "{{.}}", "&#x26;", "\ufffe", "\xff", strings.Repeat("n", 300)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		tl := week(t)
		s := *tl.Schedule
		s.Name, s.Overrides = name, []engine.Override{{Note: name}}
		tl.Schedule = &s
		p := page(name)
		p.Title = name
		if got := encode(t, p, tl); strings.Count(got, "<script>") != 1 || strings.Count(got, "<title>") != strings.Count(got, "</title>") {
			t.Errorf("the name %q changes the page", name)
		}
		d := xml.NewDecoder(strings.NewReader(encode(t, html.Picture{Page: p}, tl)))
		for {
			if _, err := d.Token(); err != nil {
				if err.Error() != "EOF" {
					t.Errorf("the name %q makes a picture that is no XML: %v", name, err)
				}
				return
			}
		}
	})
}
