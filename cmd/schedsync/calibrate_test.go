package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/schedsync/schedsync/fixtures/fakes"
	"github.com/schedsync/schedsync/fixtures/fakes/xmatters"
	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/zones"
)

// TestCalibrateShifts: shifts that end by their duration instead of the local clock are found out by the rendering of a live
// schedule over the clock change, and written into the YAML in its own style. A vendor that renders nothing says so. The
// JSON fits its schema.
func TestCalibrateShifts(t *testing.T) {
	for _, tc := range []struct {
		quirks      xmatters.Quirks
		code        Code
		first, then string
	}{
		{xmatters.Quirks{}, OK, "#   = ends: clock, as set", "#   = ends: clock, as set"},
		{xmatters.Quirks{EndByDuration: true}, Different, "#   ! ends: duration, not clock as set", "#   = ends: duration, as set"},
	} {
		c, run := shiftLab(t, tc.quirks)
		code, out := run("verify", "--calibrate", "--vendor", "xmatters")
		if code != tc.code || !strings.Contains(out, tc.first) || !strings.Contains(out, "#       Payments: ") || !strings.Contains(out, "? week: monday stays set; no live schedule can tell") {
			t.Errorf("%+v: exit %d\n%s", tc.quirks, code, out)
		}
		code, out = run("verify", "--calibrate", "-o", "json", "--vendor", "xmatters", "--vendor", "zenduty")
		if code != tc.code {
			t.Errorf("%+v: exit %d", tc.quirks, code)
		}
		fits(t, "calibrate", "verify --calibrate", []byte(out))
		if code, out = run("verify", "--calibrate", "--write", "--vendor", "xmatters"); code != OK {
			t.Errorf("%+v: exit %d\n%s", tc.quirks, code, out)
		}
		code, out = run("verify", "--calibrate", "--vendor", "xmatters", "--vendor", "zenduty")
		if code != OK || !strings.Contains(out, tc.then) || !strings.Contains(out, "Zenduty renders no timelines: its open rules are set by hand, in vendors.zenduty.dialect") ||
			!strings.Contains(out, "#   ? masks: count is set (contract zenduty 4.3)") {
			t.Errorf("%+v: exit %d\n%s", tc.quirks, code, out)
		}
		b, err := os.ReadFile(filepath.Join(c.global.dir, "v.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		if wrote := strings.Contains(string(b), "    dialect: {ends: duration}\n    user:"); wrote != tc.quirks.EndByDuration {
			t.Errorf("%+v: the YAML is\n%s", tc.quirks, b)
		}
	}
}

// TestDoctorFitsItsSchema: with what is well and what is not.
func TestDoctorFitsItsSchema(t *testing.T) {
	_, run := shiftLab(t, xmatters.Quirks{})
	if code, out := run("doctor", "-o", "json", "--vendor", "xmatters"); code != OK || !strings.Contains(out, "the same as here") {
		t.Errorf("exit %d: %s", code, out)
	} else {
		fits(t, "doctor", "doctor", []byte(out))
	}
	code, out := run("doctor", "-o", "json", "--vendor", "xmatters", "--now", "2026-01-05T08:00:00Z")
	if code != Failed || !strings.Contains(out, "days apart from --now") {
		t.Errorf("exit %d: %s", code, out)
	}
	fits(t, "doctor", "doctor", []byte(out))
	if code, out := run("doctor", "-o", "json", "--offline"); code != OK {
		t.Errorf("exit %d: %s", code, out)
	}
}

// shiftLab is a workspace beside a fake xMatters, and what runs the program at the fake's time.
func shiftLab(t *testing.T, quirks xmatters.Quirks) (*Cmd, func(args ...string) (Code, string)) {
	t.Helper()
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	state, err := xmatters.Seed()
	if err != nil {
		t.Fatal(err)
	}
	clock := fakes.NewClock(xmatters.SeedNow())
	fake, err := xmatters.New(xmatters.Options{Clock: clock, State: state, LoadLocation: db.Location, Quirks: quirks, Mount: "/xmatters"})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/xmatters/", http.StripPrefix("/xmatters", fake))
	web := httptest.NewServer(mux)
	t.Cleanup(web.Close)
	dir := t.TempDir()
	text := "version: 1\nvendors:\n  xmatters:\n    # ours\n    user: {env: U}\n    password: {env: P}\n    url: \"" + web.URL + "/xmatters\"\n" +
		"  zenduty: {dialect: {masks: count}, key: {env: P}}\n"
	if err := os.WriteFile(filepath.Join(dir, "v.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"U": "user", "P": "password-0000", httpx.AllowVariable: strings.TrimPrefix(web.URL, "http://")}
	c := &Cmd{}
	return c, func(args ...string) (Code, string) {
		var out, errs bytes.Buffer
		*c = Cmd{
			Args: append([]string{"-C", dir}, args...), Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs,
			Env: func(name string) string { return env[name] }, Environ: func() []string { return nil },
			Now: clock.Now, Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }, Version: "test",
		}
		code := c.Run(context.Background())
		if out.Len() == 0 {
			return code, errs.String()
		}
		return code, out.String()
	}
}
