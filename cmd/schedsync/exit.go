package main

import "errors"

// Code is the exit status of a command (SPEC 2).
type Code int

// The one table of exit codes.
const (
	OK         Code = 0  // done, nothing wrong
	Failed     Code = 1  // error, nothing written to any vendor
	Different  Code = 2  // differences found; only with --exit-code, and for compare and verify
	Incomplete Code = 3  // something was written and something is undone
	Findings   Code = 4  // check findings at or above --fail-on
	Refused    Code = 5  // refused by a limit, the freeze or a stale plan
	Locked     Code = 6  // another run holds the lock
	Usage      Code = 64 // wrong usage
)

// exitError is an error with the status the command ends with. A nil err ends without a word.
type exitError struct {
	code Code
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// exit returns an error that ends the command with a status; err may be nil when everything has been said.
func exit(code Code, err error) error { return &exitError{code, err} }

// usage returns an error about how the command was called.
func usage(err error) error { return &exitError{Usage, err} }

// codeOf returns the status of an error: its own, or Failed.
func codeOf(err error) Code {
	var e *exitError
	switch {
	case err == nil:
		return OK
	case errors.As(err, &e):
		return e.code
	default:
		return Failed
	}
}
