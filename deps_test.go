// Package schedsync_test holds the modules the first rooms need until the code that imports them lands.
package schedsync_test

import (
	_ "github.com/agnivade/levenshtein"
	_ "github.com/arran4/golang-ical"
	_ "github.com/gofrs/flock"
	_ "github.com/google/go-cmp/cmp"
	_ "github.com/google/renameio/v2"
	_ "github.com/hashicorp/go-retryablehttp"
	_ "github.com/jedib0t/go-pretty/v6/table"
	_ "github.com/opsgenie/opsgenie-go-sdk-v2/schedule"
	_ "github.com/rickar/cal/v2"
	_ "github.com/rogpeppe/go-internal/testscript"
	_ "github.com/santhosh-tekuri/jsonschema/v6"
	_ "github.com/spf13/cobra"
	_ "github.com/teambition/rrule-go"
	_ "github.com/vbauerster/mpb/v8"
	_ "golang.org/x/sync/errgroup"
	_ "golang.org/x/term"
	_ "golang.org/x/text/unicode/norm"
	_ "golang.org/x/time/rate"
	_ "gopkg.in/yaml.v3"
	_ "pgregory.net/rapid"
)
