package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/zones"
)

// Cmd is the program as a value: everything it touches of the world is a field, so that a test runs it in-process.
type Cmd struct {
	Args           []string
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Env            func(string) string
	Environ        func() []string
	Now            func() time.Time
	Sleep          func(context.Context, time.Duration) error // nil: the real clock, and no pace on this machine (httpx.Options)
	After          func(time.Duration) <-chan time.Time       // for how long a signal is given to be heeded
	Transport      http.RoundTripper                          // nil: the network
	Terminal       int                                        // columns of the terminal that Stdout is; 0: it is none
	Console        int                                        // the same for Stderr
	Version        string
	Revision       string

	// lastWords writes the report and the metrics of a run that is given up while it still works; nil: none is under way.
	lastWords atomic.Pointer[func()]
	leaving   atomic.Bool // a run is over and writes its own

	global   globals
	screen   io.Writer        // Stdout as it was given, without the redactor, which holds back what is no whole line
	console  io.Writer        // the same of Stderr
	signals  atomic.Int32     // an onSignal: what a signal means now
	jsonLog  atomic.Bool      // the log is JSON, for the goroutine that hears signals
	running  func() time.Time // the clock that runs: what waits and limits are measured with, whatever --now says
	begun    time.Time        // when the command began, on the clock that runs
	redactor *httpx.Redactor
	zones    *zones.DB
	log      *slog.Logger
	warned   map[string]bool // what [Cmd.warnOnce] has said
	allowed  allowance       // of calls to vendors
	shard    shard           // the part of the schedules that a command is about
}

// globals are the flags every command knows.
type globals struct {
	dir, state, now, out, logFormat string
	quiet, verbose                  bool
	noColor, noProgress             bool
}

// Run parses the arguments, runs the command and returns its exit status. Every secret that a command learns is kept out
// of both outputs.
func (c *Cmd) Run(ctx context.Context) Code {
	c.redactor, c.running, c.begun, c.allowed = httpx.NewRedactor(), c.Now, c.Now(), allowance{}
	c.shard, c.warned = shard{}, map[string]bool{}
	c.jsonLog.Store(false)
	c.signals.Store(int32(giveUp))
	c.screen, c.console = c.Stdout, c.Stderr
	stdout, stderr := c.redactor.Writer(c.Stdout), c.redactor.Writer(c.Stderr)
	c.Stdout, c.Stderr = stdout, stderr
	root := c.root()
	root.SetArgs(c.Args)
	root.SetContext(ctx)
	err := c.sheltered(func() error { return root.ExecuteContext(ctx) })
	code := codeOf(err)
	if err != nil && err.Error() != "" {
		c.fail(root, code, err)
	}
	for _, w := range []io.Closer{stdout, stderr} {
		if cerr := w.Close(); cerr != nil && code == OK {
			code = Failed
		}
	}
	return code
}

// fail prints an error, and for wrong usage where to read on.
func (c *Cmd) fail(root *cobra.Command, code Code, err error) {
	if c.jsonLog.Load() {
		c.log.Error(err.Error(), slog.Int("exit", int(code)))
		return
	}
	fmt.Fprintf(c.Stderr, "schedsync: %v\n", err)
	if code == Usage {
		name := root.Name()
		if sub, _, ferr := root.Find(c.Args); ferr == nil {
			name = sub.CommandPath()
		}
		fmt.Fprintf(c.Stderr, "run `%s --help` for usage\n", name)
	}
}

const about = `schedsync keeps on-call and duty schedules as code: declared once in YAML,
compared with what each vendor has, applied, read back, and exported.

Exit status: 0 done · 1 error, nothing written · 2 differences (with
--exit-code) · 3 written, but incomplete · 4 findings · 5 refused by a limit,
the freeze or a stale plan · 6 another run holds the lock · 64 wrong usage.`

// root builds the command tree.
func (c *Cmd) root() *cobra.Command {
	version := false
	root := &cobra.Command{
		Use: "schedsync", Short: "On-call and duty schedules as code", Long: about,
		Example: `  schedsync sandbox                               vendors to try it on
  schedsync import opsgenie --out schedules.yaml  what is live becomes YAML
  schedsync plan                                  what an apply would change`,
		SilenceUsage: true, SilenceErrors: true, SuggestionsMinimumDistance: 2,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			if err := filled(cmd); err != nil {
				return err
			}
			return c.start()
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage(fmt.Errorf("unknown command %q%s", args[0], suggestion(cmd, args[0])))
			}
			if version {
				return c.result(c.versionLine())
			}
			return cmd.Help()
		},
		Args: cobra.ArbitraryArgs,
	}
	root.Flags().BoolVar(&version, "version", false, "print the version and the release of the time zones, as the command does")
	root.SetIn(c.Stdin)
	root.SetOut(c.Stdout)
	root.SetErr(c.Stderr)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage(err) })
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpCommand(helpCommand())
	f := root.PersistentFlags()
	f.StringVarP(&c.global.dir, "dir", "C", ".", "the workspace: the folder that holds the YAML")
	f.StringVar(&c.global.state, "state", "", "folder for locks, journals and snapshots (default .schedsync in the workspace)")
	f.StringVar(&c.global.now, "now", "", "take this RFC 3339 instant for now")
	f.StringVar(&c.global.out, "out", "", "write the result to this file, whole or not at all (- is stdout)")
	f.StringVar(&c.global.logFormat, "log-format", "text", "logs on stderr as text or json")
	f.BoolVarP(&c.global.quiet, "quiet", "q", false, "say nothing but results and errors")
	f.BoolVarP(&c.global.verbose, "verbose", "v", false, "say more, and log every call")
	f.BoolVar(&c.global.noColor, "no-color", false, "no colours (also: NO_COLOR set, or not a terminal)")
	f.BoolVar(&c.global.noProgress, "no-progress", false, "no progress bars")
	root.AddCommand(
		c.validateCommand(), c.checkCommand(), c.showCommand(), c.whoCommand(), c.explainCommand(), c.whatIfCommand(), c.planCommand(), c.applyCommand(),
		c.verifyCommand(), c.snapshotCommand(), c.restoreCommand(), c.compareCommand(), c.migrateCommand(), c.exportCommand(), c.reportCommand(),
		c.importCommand(), c.doctorCommand(), c.sandboxCommand(), c.schemaCommand(), c.versionCommand(), c.completionCommand(),
	)
	c.readable(root)
	return root
}

// filled refuses flags that were given and are empty: most likely they come from a variable that is not set, and to do
// without them, as with --at, would be another question.
func filled(cmd *cobra.Command) (err error) {
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if f.Value.Type() == "string" && f.Value.String() == "" && err == nil {
			err = usage(fmt.Errorf("--%s is empty; give it a value or leave it out", f.Name))
		}
	})
	return err
}

// helpCommand is `schedsync help`, which knows no command that is none.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use: "help [command]", Short: "Help about any command",
		RunE: func(cmd *cobra.Command, args []string) error {
			about, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return usage(fmt.Errorf("there is no command %q", strings.Join(args, " ")))
			}
			return about.Help()
		},
	}
}

// suggestion says which command was meant, if one is near.
func suggestion(root *cobra.Command, word string) string {
	near := root.SuggestionsFor(word)
	if len(near) == 0 {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", strings.Join(near, `" or "`))
}

// start prepares what all commands share once the flags are known.
func (c *Cmd) start() error {
	if c.global.out == "-" {
		c.global.out = ""
	}
	if c.global.now != "" {
		t, err := time.Parse(time.RFC3339, c.global.now)
		if err != nil {
			return usage(fmt.Errorf("--now %q is not an RFC 3339 instant such as 2026-01-05T09:00:00Z", c.global.now))
		}
		c.Now = func() time.Time { return t }
	}
	if err := c.startLog(); err != nil {
		return err
	}
	db, err := zones.Open()
	if err != nil {
		return err
	}
	c.zones = db
	return nil
}

// now returns the instant that counts as now.
func (c *Cmd) now() civil.Instant { return civil.FromTime(c.Now()) }

// passing is the clock that vendors are asked and written by: it runs like any other, from --now on where that is given, so
// that a sandbox which was given the same time agrees.
func (c *Cmd) passing() time.Time {
	if c.global.now == "" || c.begun.IsZero() {
		return c.running()
	}
	return c.Now().Add(c.running().Sub(c.begun))
}

// color reports whether stdout takes colours.
func (c *Cmd) color() bool {
	return c.Terminal > 0 && c.global.out == "" && !c.global.noColor && c.Env("NO_COLOR") == ""
}

// width returns the columns results are laid out in; 0: no terminal takes them.
func (c *Cmd) width() int {
	if c.global.out != "" {
		return 0
	}
	return c.Terminal
}

// note tells something on stderr that is not a result.
func (c *Cmd) note(format string, args ...any) {
	switch {
	case c.global.quiet:
	case c.global.logFormat == "json":
		c.log.Info(fmt.Sprintf(format, args...))
	default:
		fmt.Fprintf(c.Stderr, format+"\n", args...)
	}
}

// errNoArgs is what a command that takes no arguments says to one.
func noArgs(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage(fmt.Errorf("unexpected argument %q", args[0]))
	}
	return nil
}

// oneOf returns a usage error unless value is one of the words.
func oneOf(flag, value string, words ...string) error {
	for _, w := range words {
		if w == value {
			return nil
		}
	}
	return usage(fmt.Errorf("--%s %q is none of %s", flag, value, strings.Join(words, ", ")))
}
