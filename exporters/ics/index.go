package ics

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"

	"github.com/schedsync/schedsync/exporters"
)

// Link is a feed as the index page lists it.
type Link struct {
	Group string // the heading it stands under: "Schedules"
	Name  string // "Payments primary"
	Path  string // of the file, relative to the page, with slashes: "people/ana.ics"
}

var indexPage = template.Must(template.New("index").Parse(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="schedsync">
<title>{{.Title}}</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin-top: 2rem }
ul { list-style: none; padding: 0 } li { padding: .35rem 0; border-bottom: 1px solid #8884; overflow-wrap: anywhere }
li a + a { margin-left: .75rem; font-size: .875rem }
</style>
</head>
<body>
<main>
<h1>{{.Title}}</h1>
<p>Subscribe to a feed instead of importing its file: what changes in the roster then reaches your calendar. Most programs
look again every few hours; Google Calendar every 8 to 24 hours, whatever a feed asks for.</p>
{{range .Groups}}<h2>{{.Name}}</h2>
<ul>
{{range .Links}}<li>{{if .Webcal}}<a href="{{.Webcal}}">{{.Name}}</a> <a href="{{.Path}}">file</a>{{else}}<a href="{{.Path}}">{{.Name}}</a>{{end}}</li>
{{end}}</ul>
{{else}}<p>There are no feeds.</p>
{{end}}</main>
</body>
</html>
`))

// Index returns a self-contained HTML page that lists feeds in the order given, links of a group together. base is the
// https address the folder is served at; with it the page has links that open a calendar program (webcal:). It holds no
// time, so the same feeds give the same bytes.
func Index(title, base string, links []Link) ([]byte, error) {
	type shown struct {
		Name, Path string
		Webcal     template.URL
	}
	type group struct {
		Name  string
		Links []shown
	}
	page := struct {
		Title  string
		Groups []group
	}{Title: exporters.Clean(title)}
	for _, l := range links {
		if n := len(page.Groups); n == 0 || page.Groups[n-1].Name != l.Group {
			page.Groups = append(page.Groups, group{Name: l.Group})
		}
		s := shown{Name: exporters.Clean(l.Name), Path: l.Path}
		if rest, ok := strings.CutPrefix(base, "https://"); ok {
			// The caller has parsed base; ids are letters, digits, "-", "_" and ".", and the template escapes both again.
			s.Webcal = template.URL("webcal://" + strings.TrimRight(rest, "/") + "/" + l.Path) //nolint:gosec // escaped as an attribute
		}
		g := &page.Groups[len(page.Groups)-1]
		g.Links = append(g.Links, s)
	}
	var b bytes.Buffer
	if err := indexPage.Execute(&b, page); err != nil {
		return nil, fmt.Errorf("writing the index of feeds: %w", err)
	}
	return b.Bytes(), nil
}
