// Package all is the explicit list of vendors that can be read. Nothing registers itself.
package all

import (
	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/importers"
	"github.com/schedsync/schedsync/importers/hostedgraphite"
	"github.com/schedsync/schedsync/importers/opsgenie"
	"github.com/schedsync/schedsync/importers/xmatters"
	"github.com/schedsync/schedsync/importers/zenduty"
)

// Vendors returns every readable vendor, sorted by name.
func Vendors() []importers.Vendor {
	return []importers.Vendor{
		hostedgraphite.Vendor(),
		opsgenie.Vendor(),
		xmatters.Vendor(),
		zenduty.Vendor(),
	}
}

// Vendor returns the vendor with a name.
func Vendor(name engine.Vendor) (importers.Vendor, bool) {
	for _, v := range Vendors() {
		if v.Name == name {
			return v, true
		}
	}
	return importers.Vendor{}, false
}
