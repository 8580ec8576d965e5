// Package all is the explicit list of vendors that can be written to. Nothing registers itself.
package all

import (
	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/hostedgraphite"
	"github.com/schedsync/schedsync/exporters/opsgenie"
	"github.com/schedsync/schedsync/exporters/xmatters"
	"github.com/schedsync/schedsync/exporters/zenduty"
)

// Vendors returns every writable vendor, sorted by name.
func Vendors() []exporters.Vendor {
	return []exporters.Vendor{
		{Name: "hostedgraphite", Open: hostedgraphite.Open, Cost: hostedgraphite.Cost},
		{Name: "opsgenie", Open: opsgenie.Open, Cost: opsgenie.Cost},
		{Name: "xmatters", Open: xmatters.Open, Cost: xmatters.Cost},
		{Name: "zenduty", Open: zenduty.Open, Cost: zenduty.Cost},
	}
}

// Vendor returns the vendor with a name.
func Vendor(name engine.Vendor) (exporters.Vendor, bool) {
	for _, v := range Vendors() {
		if v.Name == name {
			return v, true
		}
	}
	return exporters.Vendor{}, false
}
