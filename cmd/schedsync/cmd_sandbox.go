package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/exporters/files"
	"github.com/schedsync/schedsync/fixtures/fakes"
	"github.com/schedsync/schedsync/fixtures/fakes/hostedgraphite"
	"github.com/schedsync/schedsync/fixtures/fakes/opsgenie"
	"github.com/schedsync/schedsync/fixtures/fakes/xmatters"
	"github.com/schedsync/schedsync/fixtures/fakes/zenduty"
	"github.com/schedsync/schedsync/importers/declared"
	"github.com/schedsync/schedsync/importers/httpx"
)

// sandboxOptions are the flags of sandbox.
type sandboxOptions struct{ listen, data, faults, habits string }

func (c *Cmd) sandboxCommand() *cobra.Command {
	o := &sandboxOptions{}
	cmd := &cobra.Command{
		Use: "sandbox [flags] [-- COMMAND [ARG…]]", Short: "The vendors as local servers with sample data",
		Long: `Serves fakes of the vendors on this machine, for demos, CI and rehearsals; any key but "bad" is accepted.
Opsgenie is below /opsgenie, Zenduty below /zenduty, xMatters below /xmatters and Hosted Graphite below /hostedgraphite, each
with the vendor's own sample objects. Its clock is this machine's, or runs from --now on, which the commands beside it need then
as well; doctor says where clocks differ.

With a command after --, the sandbox runs beside it with SCHEDSYNC_SANDBOX set to its address and that host allowed,
and ends with the command's exit status.

  PUT /_clock  {"now": "2017-02-06T08:00:00Z"} or {"advance": "24h"}
  GET /_log    every request and its reply

Faults are rules such as "POST /v2/schedules#2=500-after; GET /v2/schedules/*/timeline#%3=429:30":
method (or WRITE, *), the beginning of the path (* is any one segment, a $ at its end: nothing may follow), which of the
matching requests (#2 the second, #2+ from there on, #%3 every third), and what goes wrong (400 … 599, with -after once it took effect; timeout-before, timeout-after, truncate, drop,
html, redirect, echo-auth).

Habits are what the vendors' documents leave open: the fakes do as the contracts assume, and as --habits says otherwise, such
as "opsgenie:hourly-wall,zenduty:last-override-wins". A name that is none is refused with the list of them.`,
		Example: `  schedsync sandbox --listen 127.0.0.1:8080
  schedsync sandbox -- sh -c 'schedsync plan'`,
		RunE: func(cmd *cobra.Command, args []string) error { return c.sandbox(cmd.Context(), o, args) },
	}
	f := cmd.Flags()
	f.StringVar(&o.listen, "listen", "127.0.0.1:0", "loopback address to listen on; port 0 picks a free one")
	f.StringVar(&o.data, "data", "", "folder to load the state from, and to keep it in")
	f.StringVar(&o.faults, "faults", "", "what goes wrong, and when")
	f.StringVar(&o.habits, "habits", "", "what the vendors do otherwise than assumed: VENDOR:HABIT,…")
	return cmd
}

func (c *Cmd) sandbox(ctx context.Context, o *sandboxOptions, command []string) error {
	if c.global.out != "" {
		return usage(errors.New("the sandbox has no result for --out"))
	}
	c.signals.Store(int32(finish)) // its state is to be kept
	box, err := c.newBox(o)
	if err != nil {
		return err
	}
	listener, err := listenLoopback(ctx, o.listen)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: box.handler, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	url := "http://" + listener.Addr().String()
	if len(command) > 0 {
		err = c.beside(ctx, url, command)
	} else {
		c.welcome(url, box.clock.Now())
		select {
		case <-ctx.Done():
		case err = <-served:
		}
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return errors.Join(err, server.Shutdown(stop), box.save())
}

// listenLoopback listens on an address of this machine and on no other.
func listenLoopback(ctx context.Context, address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, usage(fmt.Errorf("--listen %q is not host:port", address))
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, usage(fmt.Errorf("--listen %q: the sandbox knows no passwords, so it listens on loopback addresses only", address))
	}
	var config net.ListenConfig
	return config.Listen(ctx, "tcp", address)
}

// welcome tells how to use a sandbox that stays. The key is no ordinary word: wherever a key stands in an output it is
// blacked out.
func (c *Cmd) welcome(url string, now time.Time) {
	host := strings.TrimPrefix(url, "http://")
	var keys, vendors strings.Builder
	for _, v := range sandboxVendors() {
		fmt.Fprintf(&vendors, "  %s: {url: \"%s/%s\"", v.name, url, v.name)
		refs := secretsOf(declared.VendorConfig{Name: engine.Vendor(v.name)})
		for _, key := range slices.Backward(slices.Sorted(maps.Keys(refs))) { // the user before the password
			fmt.Fprintf(&keys, " %s=not-a-real-key", refs[key].Env)
			fmt.Fprintf(&vendors, ", %s: {env: %s}", key, refs[key].Env)
		}
		vendors.WriteString("}\n")
	}
	fmt.Fprintf(c.Stdout, `# The sandbox is at %[1]s; stop it with Ctrl-C. In the shell that uses it:
#   export %[2]s=%[3]s%[4]s
# Its clock started at %[5]s; where that is not the present, give other commands the same --now.
version: 1
sync: {owner: sandbox, policy: upsert}
vendors:
%[6]s`, url, httpx.AllowVariable, host, keys.String(), now.UTC().Format(time.RFC3339), vendors.String())
}

// beside runs a command with the sandbox's address in its environment.
func (c *Cmd) beside(ctx context.Context, url string, command []string) error {
	allow := strings.TrimPrefix(url, "http://")
	if before := c.Env(httpx.AllowVariable); before != "" {
		allow = before + "," + allow
	}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Env = append(c.Environ(), "SCHEDSYNC_SANDBOX="+url, httpx.AllowVariable+"="+allow)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = c.Stdin, c.screen, c.console // a terminal stays one for the command
	c.signals.Store(int32(toChild))
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	err := cmd.Run()
	var status *exec.ExitError
	if errors.As(err, &status) {
		return exit(Code(max(status.ExitCode(), 1)), nil)
	}
	if err != nil {
		return usage(fmt.Errorf("running %s beside the sandbox: %w", command[0], err))
	}
	return nil
}

// box is the sandbox: its handler, and its fakes by the path they are below.
type box struct {
	clock   *fakes.Clock
	handler http.Handler
	fakes   map[string]fakes.Stateful
	data    string
}

// newBox makes the fakes on one clock with one log: from --now on, like that of every command that is given the same, or the
// real one.
func (c *Cmd) newBox(o *sandboxOptions) (*box, error) {
	faults, err := fakes.ParseFaults(o.faults)
	if err != nil {
		return nil, usage(fmt.Errorf("--faults: %w", err))
	}
	if err := knownVendors(o.habits); err != nil {
		return nil, usage(fmt.Errorf("--habits: %w", err))
	}
	clock := fakes.NewRunningClock(c.Now(), time.Now)
	log := fakes.NewLog(clock)
	b := &box{clock: clock, fakes: map[string]fakes.Stateful{}, data: o.data}
	mux := http.NewServeMux()
	for _, v := range sandboxVendors() {
		fake, err := v.open(sandboxSetup{clock, log, faults, c.zones.Location, o.habits})
		if err != nil {
			return nil, err
		}
		mux.Handle("/"+v.name+"/", http.StripPrefix("/"+v.name, fake))
		b.fakes[v.name] = fake
	}
	b.handler = fakes.Control(clock, log, mux)
	return b, b.load()
}

// sandboxFake is a vendor's fake: a server whose state can be kept.
type sandboxFake interface {
	http.Handler
	fakes.Stateful
}

// sandboxSetup is what all fakes share.
type sandboxSetup struct {
	clock  *fakes.Clock
	log    *fakes.Log
	faults *fakes.Faults
	zones  func(string) (*time.Location, error)
	habits string
}

// quirked switches on what --habits says of one fake.
func (s sandboxSetup) quirked(name string, quirks any) error {
	if err := fakes.SetHabits(s.habits, name, quirks); err != nil {
		return usage(fmt.Errorf("--habits: %w", err))
	}
	return nil
}

// knownVendors refuses habits of a vendor that the sandbox does not have.
func knownVendors(habits string) error {
	for word := range strings.SplitSeq(habits, ",") {
		of, _, _ := strings.Cut(strings.TrimSpace(word), ":")
		if word != "" && !slices.ContainsFunc(sandboxVendors(), func(v sandboxVendor) bool { return v.name == of }) {
			return fmt.Errorf("%q is of no vendor of the sandbox", word)
		}
	}
	return nil
}

// sandboxVendor is a fake by the path it is below, which is its key in `vendors:` too.
type sandboxVendor struct {
	name string
	open func(sandboxSetup) (sandboxFake, error)
}

// sandboxVendors returns the fakes of the sandbox, each with its vendor's sample objects.
func sandboxVendors() []sandboxVendor {
	return []sandboxVendor{
		{"hostedgraphite", func(s sandboxSetup) (sandboxFake, error) {
			o := hostedgraphite.Options{Clock: s.clock, Log: s.log, Faults: s.faults, State: hostedgraphite.Seed()}
			if err := s.quirked("hostedgraphite", &o.Quirks); err != nil {
				return nil, err
			}
			return hostedgraphite.New(o)
		}},
		{"opsgenie", func(s sandboxSetup) (sandboxFake, error) {
			state, err := opsgenie.Seed()
			if err != nil {
				return nil, err
			}
			o := opsgenie.Options{Clock: s.clock, Log: s.log, Faults: s.faults, State: state, LoadLocation: s.zones}
			if err := s.quirked("opsgenie", &o.Quirks); err != nil {
				return nil, err
			}
			return opsgenie.New(o)
		}},
		{"xmatters", func(s sandboxSetup) (sandboxFake, error) {
			state, err := xmatters.Seed()
			if err != nil {
				return nil, err
			}
			o := xmatters.Options{Clock: s.clock, Log: s.log, Faults: s.faults, State: state, LoadLocation: s.zones, Mount: "/xmatters"}
			if err := s.quirked("xmatters", &o.Quirks); err != nil {
				return nil, err
			}
			return xmatters.New(o)
		}},
		{"zenduty", func(s sandboxSetup) (sandboxFake, error) {
			state, err := zenduty.Seed()
			if err != nil {
				return nil, err
			}
			o := zenduty.Options{
				Clock: s.clock, Log: s.log, Faults: s.faults, State: state, LoadLocation: s.zones,
				Rates: map[string][]fakes.Rate{}, // nobody paces calls to a sandbox (httpx.Options); --faults has 429
			}
			if err := s.quirked("zenduty", &o.Quirks); err != nil {
				return nil, err
			}
			return zenduty.New(o)
		}},
	}
}

// load reads the state of every fake that has one in the data folder.
func (b *box) load() error {
	if b.data == "" {
		return nil
	}
	for name, fake := range b.fakes {
		data, err := os.ReadFile(filepath.Join(b.data, name+".json"))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = fake.Load(data)
		}
		if err != nil {
			return fmt.Errorf("loading the sandbox's state: %w", err)
		}
	}
	return nil
}

// save keeps the state of every fake in the data folder.
func (b *box) save() error {
	if b.data == "" {
		return nil
	}
	if err := os.MkdirAll(b.data, 0o755); err != nil { //nolint:gosec // sample data, no secrets
		return fmt.Errorf("keeping the sandbox's state: %w", err)
	}
	for name, fake := range b.fakes {
		data, err := fake.Dump()
		if err == nil {
			_, err = files.Write(filepath.Join(b.data, name+".json"), data, files.Mode)
		}
		if err != nil {
			return fmt.Errorf("keeping the sandbox's state: %w", err)
		}
	}
	return nil
}
