package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
)

// migrateStyle is the only style of the page; its hash is all that the page's policy lets through.
const migrateStyle = `:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #8886}
.not{color:#b00020}@media (prefers-color-scheme:dark){.not{color:#ff8a80}}ol{margin:.25rem 0}`

// migratePage is the report as one page without scripts.
const migratePage = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{{.Policy}}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.View.Title}}</title>
<style>{{.Style}}</style>
</head>
<body>
<h1>{{.View.Title}}</h1>
<p><strong>{{.View.Verdict}}.</strong></p>
<ul>{{range .View.Lines}}<li>{{.}}</li>{{end}}</ul>
<h2>Schedules</h2>
<table>
<thead><tr><th scope="col">Schedule</th><th scope="col">Verdict</th></tr></thead>
<tbody>
{{range .View.Schedules}}<tr><th scope="row">{{.Title}}</th><td{{if not .Equal}} class="not"{{end}}>{{.Mark}} {{.Verdict}}</td></tr>
{{end}}</tbody>
</table>
{{range .View.Schedules}}{{if or .Why .Differences}}<h3>{{.Mark}} {{.Title}}</h3>
<ul>{{range .Why}}<li>{{.}}</li>{{end}}</ul>
{{if .Differences}}<table>
<thead><tr><th scope="col">When</th><th scope="col">{{$.From}}</th><th scope="col">{{$.To}}</th></tr></thead>
<tbody>
{{range .Differences}}<tr><th scope="row">{{.When}}</th><td>{{.From}}</td><td>{{.To}}</td></tr>
{{end}}</tbody>
</table>
{{end}}{{end}}{{end}}{{if .View.Missing}}<h2>People and teams that {{.To}} does not know</h2>
<ul>{{range .View.Missing}}<li>{{.}}</li>{{end}}</ul>
{{end}}{{if .View.Manual}}<h2>To do by hand</h2>
<ul>{{range .View.Manual}}<li>{{.What}}{{if .Steps}}<ol>{{range .Steps}}<li>{{.}}</li>{{end}}</ol>{{end}}</li>{{end}}</ul>
{{end}}</body>
</html>
`

// MigrateHTML prints a migration as one self-contained page that loads nothing and runs nothing.
func MigrateHTML(m Migration) ([]byte, error) {
	t, err := template.New("migrate").Parse(migratePage)
	if err != nil {
		return nil, fmt.Errorf("writing the migration as HTML: %w", err)
	}
	sum := sha256.Sum256([]byte(migrateStyle))
	var b bytes.Buffer
	err = t.Execute(&b, struct {
		View             migrateView
		From, To, Policy string
		Style            template.CSS
	}{
		View: m.view(), From: m.From, To: m.To, Style: migrateStyle,
		Policy: "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'",
	})
	if err != nil {
		return nil, fmt.Errorf("writing the migration as HTML: %w", err)
	}
	return b.Bytes(), nil
}
