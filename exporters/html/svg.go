package html

import (
	"bytes"
	_ "embed" // for the files below
	"fmt"
	"html/template"

	"github.com/schedsync/schedsync/engine"
)

//go:embed picture.tmpl
var pictureTemplate string

//go:embed picture.css
var pictureStyle string

// Picture is one SVG of all schedules, below each other, with nothing around it.
type Picture struct{ Page }

// Extension returns ".svg".
func (Picture) Extension() string { return ".svg" }

// Sizes of the picture in pixels.
const (
	pictureWidth = 1200
	labelWidth   = 190
	titleHeight  = 48
	space        = 36
)

// part is one schedule of a picture.
type part struct {
	section
	Y, ChartY int
}

// Short returns a label that fits beside the chart.
func (r row) Short() string {
	const most = 26
	if letters := []rune(r.Label); len(letters) > most {
		return string(letters[:most-1]) + "…"
	}
	return r.Label
}

// Encode returns the picture. The error is about a window that is too long to be looked at.
func (p Picture) Encode(timelines []engine.Timeline) ([]byte, error) {
	if err := drawable(timelines); err != nil {
		return nil, fmt.Errorf("drawing a picture: %w", err)
	}
	v := struct {
		Width, Height, Label, Chart int
		Title                       string
		Style                       template.CSS
		Parts                       []part
	}{
		Width: pictureWidth, Height: space, Label: labelWidth, Chart: pictureWidth - labelWidth - 20,
		Style: template.CSS(chartStyle + pictureStyle), Title: "On call", //nolint:gosec // our own file
	}
	inks := colours{}
	for i := range timelines {
		s := p.schedule(i, &timelines[i], inks)
		v.Parts = append(v.Parts, part{s, v.Height, v.Height + titleHeight})
		v.Height += titleHeight + s.Height() + space
	}
	t, err := templates("picture.tmpl", pictureTemplate)
	if err != nil {
		return nil, err
	}
	out := bytes.NewBufferString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	if err := t.Execute(out, v); err != nil {
		return nil, fmt.Errorf("drawing a picture: %w", err)
	}
	return out.Bytes(), nil
}
