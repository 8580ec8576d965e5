package wire

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/schedsync/schedsync/importers/httpx"
)

// request is a call under construction; err is what makes it impossible.
type request struct {
	call httpx.Call
	err  error
}

// reading starts a GET below /v2 in the configuration domain.
func reading(op string, path ...string) request {
	return request{call: httpx.Call{
		Op: op, Domain: DomainConfiguration, Method: http.MethodGet, Path: append([]string{"v2"}, path...),
	}}
}

// ofSchedule starts a GET of a schedule or of its timeline, where the kind of identifier is called identifierType.
func ofSchedule(id Identifier, op string, rest ...string) request {
	return reading(op, append([]string{"schedules", id.value}, rest...)...).identified("identifierType", id).safeName(id)
}

// partOf starts a GET of rotations, overrides and on-calls, where it is called scheduleIdentifierType (contract 2).
func partOf(id Identifier, op string, rest ...string) request {
	return reading(op, append([]string{"schedules", id.value}, rest...)...).identified("scheduleIdentifierType", id).safeName(id)
}

// identified says what kind of identifier the path holds; ids are the default and stay unsaid.
func (r request) identified(param string, id Identifier) request {
	if id.kind == "" {
		return r
	}
	return r.with(param, id.kind)
}

// safeName refuses the two kinds of schedule name that the API's routes read as something else (contract 2).
func (r request) safeName(id Identifier) request {
	if id.kind != "" && (id.value == "on-calls" || strings.HasSuffix(id.value, ".ics")) {
		r.err = fmt.Errorf("opsgenie: %s: Opsgenie cannot address a schedule with this name by name; use its id", r.call.Op)
	}
	return r
}

func (r request) with(name, value string) request {
	r.call.Query = r.call.Query.With(name, value)
	return r
}

func (r request) withRaw(name, escaped string) request {
	r.call.Query = append(r.call.Query, httpx.Param{Name: name, Value: escaped, Raw: true})
	return r
}

func (r request) in(domain string) request {
	r.call.Domain = domain
	return r
}

// at adds the date to evaluate, if any.
func (r request) at(date Time) request {
	if date.IsZero() {
		return r
	}
	return r.with("date", date.String())
}

// who makes it an on-call question.
func (r request) who(q OnCallQuery) request {
	if q.Flat {
		r = r.with("flat", "true")
	}
	return r.at(q.Date).in(DomainOnCalls)
}

func (r request) sending(method string, body any) request {
	r.call.Method, r.call.Body = method, body
	return r
}

// repeatable marks a PATCH of absolute values.
func (r request) repeatable() request {
	r.call.Idempotent = true
	return r
}
