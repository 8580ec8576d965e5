package report

import (
	"context"
	"errors"
	"fmt"

	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/apply"
)

// ApplyText is what `apply` shows when it has ended: what was done, what was not and why, what waits, what the vendor still
// shows otherwise, and how to go on.
type ApplyText struct {
	Names   exporters.Names
	Width   int  // columns of the terminal; 0: 80, never less than 40
	Color   bool // ANSI colours
	Verbose bool // every step, also of changes that went well
}

// applyState is what became of a change.
type applyState string

const (
	applyDone   applyState = "done"
	applyFailed applyState = "failed"
	applyUndone applyState = "undone"
	applyHeld   applyState = "held"

	// applyStopped is a change whose run was asked to stop before it was done; JSON has it as failed.
	applyStopped applyState = "stopped"
)

func stateOf(c *apply.ChangeResult) applyState {
	switch {
	case c.Held:
		return applyHeld
	case c.Undone:
		return applyUndone
	case c.Err != nil:
		return applyFailed
	default:
		return applyDone
	}
}

// Encode returns the text. It is the same for equal results.
func (t ApplyText) Encode(r *apply.Result) string {
	w := newPage(t.Width, t.Color)
	for i := range r.Vendors {
		v := &r.Vendors[i]
		w.gap()
		w.line(0, bold, vendorLine(v))
		for j := range v.Changes {
			t.change(w, &v.Changes[j])
		}
		if v.Err != nil {
			w.line(2, red, "stopped: "+reasonOf(v.Err))
		}
		t.left(w, v)
	}
	w.gap()
	for _, line := range nextSteps(r) {
		w.line(0, "", line)
	}
	return w.String()
}

// vendorLine counts what became of a vendor's changes: "opsgenie: 2 of 4 changes done, 1 failed, 1 not begun".
func vendorLine(v *apply.VendorResult) string {
	n := map[applyState]int{}
	for i := range v.Changes {
		state := stateOf(&v.Changes[i])
		if state == applyFailed && stoppedBetween(v.Changes[i].Err) {
			state = applyStopped
		}
		n[state]++
	}
	switch {
	case len(v.Changes) == 0 && v.Err != nil:
		return string(v.Vendor) + ": nothing was done"
	case len(v.Changes) == 0:
		return string(v.Vendor) + ": nothing to do"
	}
	line := fmt.Sprintf("%s: %d of %s done", v.Vendor, n[applyDone], count(len(v.Changes), "change"))
	for _, part := range []struct {
		state applyState
		words string
	}{{applyFailed, "failed"}, {applyStopped, "stopped"}, {applyUndone, "not begun"}, {applyHeld, "held by the freeze"}} {
		if n[part.state] > 0 {
			line += fmt.Sprintf(", %d %s", n[part.state], part.words)
		}
	}
	return line
}

func (t ApplyText) change(w *page, c *apply.ChangeResult) {
	title := titleOf(&c.Change.Change)
	state := stateOf(c)
	switch state {
	case applyDone:
		w.line(2, "32", fmt.Sprintf("done: %s is %s, %s", title, pastOf(c.Change.Action), count(c.Done, "step")))
	case applyFailed:
		word := "FAILED"
		if stoppedBetween(c.Err) {
			word = "STOPPED"
		}
		part := ""
		if c.Partly {
			part = " and a part of the next"
		}
		w.line(2, red, fmt.Sprintf("%s: %s, after %d of %s%s: %s", word, title, c.Done, count(len(c.Change.Steps), "step"), part, reasonOf(c.Err)))
	case applyUndone:
		w.line(2, "33", fmt.Sprintf("not begun: %s would have been %s", title, pastOf(c.Change.Action)))
	case applyHeld:
		w.line(2, "33", fmt.Sprintf("held: %s: %s", title, exporters.Clean(c.Change.Held)))
	}
	if !t.Verbose && state != applyFailed {
		return
	}
	for i := range c.Change.Steps {
		w.line(4, "", fmt.Sprintf("%s: %s", stepState(c, i), exporters.Clean(c.Change.Steps[i].Says())))
	}
	t.losses(w, c)
}

// losses tells what the vendor was found to show otherwise than it was written.
func (t ApplyText) losses(w *page, c *apply.ChangeResult) {
	if len(c.Losses) == 0 {
		return
	}
	w.line(4, red, fmt.Sprintf("LOSSES in %s: %s", stretches(len(c.Losses)), exporters.Clean(c.Losses[0].Reason)))
	shown := c.Losses
	if !t.Verbose {
		shown = shown[:min(len(shown), maxStretches)]
	}
	for _, l := range shown {
		k := clockFor(zoneOf(&c.Change.Change, nil), l.Span)
		w.pair("  ", k.stamp(l.Start)+" – "+k.stamp(l.End), called(l.Before, t.Names)+" expected, "+called(l.After, t.Names)+" shown")
	}
	if more := len(c.Losses) - len(shown); more > 0 {
		w.line(6, "", fmt.Sprintf("and %s more (-v lists them)", stretches(more)))
	}
}

// stepState returns what became of a step.
func stepState(c *apply.ChangeResult, i int) applyState {
	switch {
	case i < c.Done:
		return applyDone
	case i == c.Done && c.Err != nil && !stoppedBetween(c.Err):
		return applyFailed
	default:
		return applyUndone
	}
}

// stoppedBetween reports whether an error means that a run was asked to stop before a step, not that the step failed.
func stoppedBetween(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// reasonOf tells an error as one line.
func reasonOf(err error) string {
	if errors.Is(err, context.Canceled) {
		return "the run was asked to stop"
	}
	return exporters.Clean(err.Error())
}

// left tells what a plan made afterwards would still do, although everything was done.
func (t ApplyText) left(w *page, v *apply.VendorResult) {
	for i := range v.Left {
		c := &v.Left[i]
		w.line(2, red, fmt.Sprintf("LEFT: read back, %s at %s still differs", titleOf(&c.Change), v.Vendor))
		for _, f := range summedUp(fieldLines(&c.Change), zoneOf(&c.Change, nil), "") {
			w.field(f)
		}
		for _, m := range c.Moves[:min(len(c.Moves), maxStretches)] {
			k := clockFor(zoneOf(&c.Change, nil), m.Span)
			w.pair("", k.stamp(m.Start)+" – "+k.stamp(m.End), "shows "+called(m.Before, t.Names)+", should be "+called(m.After, t.Names))
		}
	}
}

// nextSteps says how things stand and how to go on.
func nextSteps(r *apply.Result) []string {
	held, gone, vendors := 0, 0, []string{}
	left, lossy := false, false
	for i := range r.Vendors {
		v := &r.Vendors[i]
		vendors = append(vendors, string(v.Vendor))
		left = left || len(v.Left) > 0
		for j := range v.Changes {
			switch c := &v.Changes[j]; {
			case c.Held && c.Change.Action == diff.Delete && c.Change.Mute == nil:
				gone++
			case c.Held:
				held++
			}
			lossy = lossy || len(v.Changes[j].Losses) > 0
		}
	}
	var out []string
	switch {
	case r.Complete() && r.Wrote() && held+gone == 0:
		out = append(out, "Done, and read back: "+shows(vendors)+" what is declared.")
	case r.Complete() && r.Wrote():
		out = append(out, "Done and read back, apart from what is held.")
	case r.Complete():
		out = append(out, "Nothing was written.")
	case !r.Wrote():
		out = append(out, "Nothing was written. Run apply again when the cause is mended; it plans afresh.")
	default:
		out = append(out, "Not everything is done. Run apply again: it plans afresh and finishes what is left.")
	}
	if lossy {
		out = append(out, "Where there are losses nothing was taken away: what was added stays beside what was there, and both are on call. "+
			"When the vendor shows the added parts as expected, apply asks again and takes the old ones away; declared as before, it takes the added ones away.")
	}
	if left {
		out = append(out, "What is left was written but reads back otherwise. If a second run does not mend it, look at it at the vendor, and report it.")
	}
	if held > 0 {
		out = append(out, fmt.Sprintf("%s: a later run does it when the freeze lets it, or --now-ok at once.", count(held, "change")+" held"))
	}
	if gone > 0 {
		out = append(out, fmt.Sprintf("%s held: a later run holds it as well while somebody is on call there; --now-ok deletes.", count(gone, "deletion")))
	}
	return out
}

func shows(vendors []string) string {
	if len(vendors) == 1 {
		return vendors[0] + " shows"
	}
	return inWords(vendors) + " show"
}
