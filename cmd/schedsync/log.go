package main

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/schedsync/schedsync/exporters/apply"
)

// startLog opens the log on stderr. As JSON it has a line for every call that writes, because somebody collects it; as text it
// has warnings and errors, because somebody reads it. -v has every call.
func (c *Cmd) startLog() error {
	level := slog.LevelWarn
	switch {
	case c.global.verbose:
		level = slog.LevelDebug
	case c.global.logFormat == "json" && !c.global.quiet:
		level = slog.LevelInfo
	}
	options := &slog.HandlerOptions{Level: level}
	c.jsonLog.Store(c.global.logFormat == "json")
	switch c.global.logFormat {
	case "text":
		c.log = slog.New(stepLog{slog.NewTextHandler(c.Stderr, options)})
	case "json":
		options.ReplaceAttr = inSeconds
		c.log = slog.New(stepLog{slog.NewJSONHandler(c.Stderr, options)})
	default:
		return usage(fmt.Errorf("--log-format %q is neither text nor json", c.global.logFormat))
	}
	return nil
}

// inSeconds writes lengths of time as "took_seconds": 0.25, which says its unit; slog would write nanoseconds.
func inSeconds(_ []string, a slog.Attr) slog.Attr {
	if a.Value.Kind() != slog.KindDuration {
		return a
	}
	return slog.Float64(a.Key+"_seconds", a.Value.Duration().Seconds())
}

// warnOnce warns of something that a run comes upon several times.
func (c *Cmd) warnOnce(text string) {
	if !c.warned[text] {
		c.warned[text] = true
		c.log.Warn(text)
	}
}

// stepLog adds to what is logged in the course of a step whose step it is: the vendor's client knows only its calls.
type stepLog struct{ slog.Handler }

// Handle passes a line on with its step.
func (h stepLog) Handle(ctx context.Context, r slog.Record) error {
	if e, ok := apply.EntryOf(ctx); ok {
		r = r.Clone()
		r.AddAttrs(slog.String("schedule", string(e.Schedule)), slog.String("step", e.Step))
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs keeps the handler what it is.
func (h stepLog) WithAttrs(attrs []slog.Attr) slog.Handler {
	return stepLog{h.Handler.WithAttrs(attrs)}
}

// WithGroup keeps the handler what it is.
func (h stepLog) WithGroup(name string) slog.Handler { return stepLog{h.Handler.WithGroup(name)} }
