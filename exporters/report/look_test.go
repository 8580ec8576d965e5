package report_test

import (
	"fmt"
	"os"
	"strconv"
	"testing"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters/exportertest"
	"github.com/schedsync/schedsync/exporters/report"
)

func TestLook(t *testing.T) {
	if os.Getenv("LOOK") == "" {
		t.Skip()
	}
	show := func(title string, x report.Text, tls ...engine.Timeline) {
		fmt.Printf("\n######## %s width %d by %v\n", title, x.Width, x.By)
		b, _ := x.Encode(tls)
		os.Stdout.Write(b)
	}
	tl := fourWeeks(t)
	now := exportertest.At(tl.Schedule.Zone, "2026-03-25 10:00")
	for _, w := range []int{60, 80, 120} {
		show("four weeks", report.Text{Names: people(), Width: w, Now: now}, tl)
	}
	show("shift", report.Text{Names: people(), Width: 100, Now: now, By: report.ByShift}, tl)
	show("person", report.Text{Names: people(), Width: 100, Now: now, By: report.ByPerson, Color: os.Getenv("LOOK") == "color"}, tl)
	var many []engine.PersonID
	for i := range 24 {
		many = append(many, engine.PersonID("person-with-a-rather-long-identifier-"+strconv.Itoa(i)))
	}
	show("one-hour shifts, a day", report.Text{Names: people(), Width: 80}, exportertest.New(payments(t), "2026-01-05 09:00", "2026-01-06 09:00").Every("2026-01-05 09:00", civil.Hour, many...).Timeline())
	show("one-hour shifts, a year", report.Text{Names: people(), Width: 80}, exportertest.New(payments(t), "2026-01-01 00:00", "2027-01-01 00:00").Every("2026-01-05 09:00", civil.Hour, "ana", "bo", "chi").Timeline())
	show("a year of weeks", report.Text{Names: people(), Width: 80}, exportertest.New(payments(t), "2026-01-01 00:00", "2027-01-01 00:00").Every("2026-01-05 09:00", civil.Week, "ana", "bo", "chi").Timeline())
	for _, w := range []int{60, 80, 120} {
		if w != 80 {
			continue
		}
		show("two weeks of 12 h", report.Text{Names: people(), Width: w}, exportertest.New(payments(t), "2026-01-05 08:00", "2026-01-19 08:00").Every("2026-01-05 08:00", 12*civil.Hour, "ana", "bo", "esc").Timeline())
	}
	show("ten years", report.Text{Names: people(), Width: 80}, exportertest.New(payments(t), "2026-01-01 00:00", "2036-01-01 00:00").Every("2026-01-05 09:00", civil.Week, "ana", "bo", "chi").Timeline())
	off := payments(t)
	off.Enabled = false
	show("disabled, empty", report.Text{Names: people(), Width: 80}, exportertest.New(off, "2026-01-05 08:00", "2026-01-19 08:00").Timeline())
}
