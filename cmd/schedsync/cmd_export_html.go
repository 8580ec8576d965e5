package main

import (
	"github.com/spf13/cobra"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/html"
)

// exportHTMLCommand is `export html`.
func (c *Cmd) exportHTMLCommand() *cobra.Command {
	o := &pageOptions{}
	return c.pageCommand("html", "Pages to look at: a chart per schedule and per person",
		`Writes one self-contained page: charts per schedule and per person, with weekends, holidays, clock changes, gaps and
overrides, and a table beside each. It needs no network and no server; zoom, filter and a line at the reader's now come
from a script in the page, which it also works without.`,
		`  schedsync export html --month 2026-11 --out november.html
  schedsync export html --for 8w --folder public/who --by person`,
		o, func(ids []string) error {
			return c.exportPages(o, ids, func(p pages, f pageFile) exporters.Format { return p.page(f, 0) })
		})
}

// page is the page of a file. A page that is exported has no now of its own: its bytes change when a schedule does.
func (p pages) page(f pageFile, now civil.Instant) html.Page {
	return html.Page{
		Names: exporters.NamesOf(&p.ws.Workspace), Calendars: exporters.CalendarsOf(&p.ws.Workspace),
		Title: f.title, Part: f.part, Zone: p.zone, Now: now,
	}
}

// zone is the zone of a person, where the workspace says one.
func (p pages) zone(who engine.Participant) *civil.Zone {
	if who.Kind == engine.KindPerson {
		if info := p.ws.Person(engine.PersonID(who.ID)); info != nil {
			return info.Zone
		}
	}
	return nil
}
