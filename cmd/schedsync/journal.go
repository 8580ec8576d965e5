package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/apply"
	"github.com/schedsync/schedsync/importers/httpx"
)

// journal is a file of JSON lines that is flushed to the disk at every line: one when the run begins, two for each step, one
// when the run ends. A journal without the last one is of a run that was killed.
type journal struct {
	file     *os.File
	now      func() time.Time
	redactor *httpx.Redactor
	log      *slog.Logger
	late     func() // called after every step; asks the run to stop when its deadline has passed
}

// journalLine is a line as it is read back. The states of a run are "started" and "ended", those of a step apply's.
type journalLine struct {
	Time string `json:"time"`
	apply.Entry
	Process int    `json:"process,omitempty"`
	Digest  string `json:"digest,omitempty"`
}

// The states of a run.
const (
	runStarted apply.State = "started"
	runEnded   apply.State = "ended"
)

// journal begins the journal of a run that carries out the plan with a digest.
func (s *state) journal(run, digest string, now func() time.Time, log *slog.Logger) (*journal, error) {
	f, err := os.OpenFile(filepath.Join(s.dir, "journal", run+".jsonl"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", apply.ErrJournal, err)
	}
	j := &journal{file: f, now: now, redactor: s.redactor, log: log, late: func() {}}
	if err := j.line(map[string]any{"state": runStarted, "process": os.Getpid(), "digest": digest}); err != nil {
		j.close()
		return nil, err
	}
	return j, nil
}

// Record appends one entry, and tells the log of a step that is over.
func (j *journal) Record(e apply.Entry) error {
	if e.State != apply.Begun {
		level := slog.LevelDebug // the call itself has a line already
		attrs := []any{"vendor", e.Vendor, "schedule", e.Schedule, "step", e.Step}
		if e.State == apply.Failed {
			level, attrs = slog.LevelInfo, append(attrs, "error", e.Error)
		}
		j.log.Log(context.Background(), level, "step "+string(e.State), attrs...)
		defer j.late()
	}
	return j.line(e)
}

// end says that the run has ended by itself.
func (j *journal) end() error { return j.line(map[string]any{"state": runEnded}) }

// line appends a line with the time, whole and flushed.
func (j *journal) line(of any) error {
	body, err := json.Marshal(of)
	if err == nil {
		at := fmt.Appendf(nil, `{"time":%q,`, j.now().UTC().Format(time.RFC3339Nano))
		_, err = j.file.Write(append(j.redactor.Bytes(append(at, body[1:]...)), '\n'))
	}
	if err == nil {
		err = j.file.Sync()
	}
	if err != nil {
		return fmt.Errorf("%w: %w", apply.ErrJournal, err)
	}
	return nil
}

func (j *journal) close() { j.file.Close() } //nolint:errcheck // every line is on the disk already

// mostJournal is more than a run writes about ten thousand schedules.
const mostJournal = 64 << 20

// newestJournal names the journal of the last run, or is empty.
func (s *state) newestJournal() string {
	names, _ := filepath.Glob(filepath.Join(s.dir, "journal", "*.jsonl"))
	names = slices.DeleteFunc(names, func(n string) bool { return !ofRun.MatchString(filepath.Base(n)) })
	if len(names) == 0 {
		return ""
	}
	return slices.Max(names)
}

// interrupted says how the last run ended if it did not end by itself, or "", and returns what is called once a run has
// finished what that one left: it is told of until then. A line that was cut off counts as not there.
func (s *state) interrupted() (text string, settle func()) {
	name := s.newestJournal()
	f, err := os.Open(name)
	if err != nil {
		return "", func() {}
	}
	defer f.Close() //nolint:errcheck // only read from
	return tellInterrupted(io.LimitReader(f, mostJournal)), func() {
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_APPEND, 0o600)
		if err != nil {
			return
		}
		defer f.Close() //nolint:errcheck // a notice more is all that can be lost
		fmt.Fprintf(f, "\n{\"state\":%q,\"by\":\"process %d\"}\n", runEnded, os.Getpid())
	}
}

// tellInterrupted reads a journal. Those of versions that wrote no "started" line tell nothing; one in which there is something,
// and no line that can be read, is told of as such.
func tellInterrupted(r io.Reader) string {
	var first, last journalLine
	done, read, unread := 0, 0, 0
	lines := bufio.NewReader(r)
	for {
		text, err := lines.ReadBytes('\n')
		text = bytes.TrimSpace(text)
		var l journalLine
		bad := err != nil || json.Unmarshal(text, &l) != nil
		if bad && len(text) > 0 {
			unread++ // cut off, or something else
		}
		if err != nil {
			break
		}
		if bad {
			continue
		}
		read++
		switch l.State {
		case runStarted:
			first = l
		case runEnded:
			return ""
		case apply.Done:
			done++
		}
		last = l
	}
	switch {
	case read == 0 && unread > 0:
		return "the journal of the last run cannot be read, so it is not known whether that ended by itself. This run reads everything afresh and finishes what is left"
	case first.State == "":
		return ""
	}
	what := "before its first step"
	if last.Vendor != "" {
		what = fmt.Sprintf("after %s: %s of %s at %s", last.State, last.Step, last.Schedule, last.Vendor)
		if last.State == apply.Begun {
			what = fmt.Sprintf("in the middle of %s of %s at %s, which was done or was not", last.Step, last.Schedule, last.Vendor)
		}
	}
	return exporters.Clean(fmt.Sprintf("the last run (process %d, begun %s) ended %s; %s had been done. This run reads everything afresh and finishes what is left",
		first.Process, first.Time, what, plural(done, "step")))
}
