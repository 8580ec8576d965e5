package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/xlsx"
)

// errWorkbook refuses to write a workbook to a terminal.
var errWorkbook = errors.New("a workbook is no text for a terminal: give --out FILE")

// exportXLSXCommand is `export xlsx`.
func (c *Cmd) exportXLSXCommand() *cobra.Command {
	o, mapping := &pageOptions{}, ""
	cmd := c.pageCommand("xlsx", "Workbooks: months to print, shifts, hours, gaps, handovers",
		`Writes a workbook: a page per schedule and month that prints on A4, the list of shifts with real dates, hours and fairness
with charts, gaps, handovers, and a legend.`,
		`  schedsync export xlsx payments-primary --month 2026-11 --out november.xlsx
  schedsync export xlsx --for 26w --folder public/rosters --by team`,
		o, func(ids []string) error {
			if o.folder == "" && c.width() > 0 {
				return usage(errWorkbook)
			}
			if mapping != "" && (len(ids) != 1 || o.folder != "") {
				return usage(errors.New("--map is about a workbook of one schedule: name one, without --folder"))
			}
			var last pages
			err := c.exportPages(o, ids, func(p pages, f pageFile) exporters.Format {
				last = p
				return p.book(f)
			})
			if err != nil || mapping == "" {
				return err
			}
			return c.writeMapping(last, mapping)
		})
	cmd.Flags().StringVar(&mapping, "map", "", "also write the mapping file with which the months of one schedule are read back")
	return cmd
}

// book is the workbook of a file.
func (p pages) book(f pageFile) xlsx.Book {
	return xlsx.Book{
		Names: exporters.NamesOf(&p.ws.Workspace), Calendars: exporters.CalendarsOf(&p.ws.Workspace),
		Title: f.title, Part: f.part, Contact: p.contact,
	}
}

// writeMapping writes the mapping of the only schedule of a workbook.
func (c *Cmd) writeMapping(p pages, path string) error {
	data, err := p.book(pageFile{}).Mapping(p.lines[0])
	if err != nil {
		return err
	}
	return c.write(path, data)
}

// contact is how to reach a person: the address in the workspace.
func (p pages) contact(who engine.Participant) string {
	if who.Kind != engine.KindPerson {
		return ""
	}
	if info := p.ws.Person(engine.PersonID(who.ID)); info != nil {
		return info.Email
	}
	return ""
}
