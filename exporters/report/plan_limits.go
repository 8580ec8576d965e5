package report

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/schedsync/schedsync/engine/plan"
)

// limits lists the limits that stop the plan or nearly do.
func (t PlanText) limits(w *page, p *plan.Plan) {
	var shown []plan.Limit
	for _, l := range p.Limits {
		if t.Verbose || limitShown(l) {
			shown = append(shown, l)
		}
	}
	if len(shown) == 0 {
		return
	}
	w.gap()
	for _, l := range shown {
		if l.Exceeded {
			w.line(0, red, limitLine(l))
		} else {
			w.line(0, "", limitLine(l))
		}
	}
}

// limitLine tells a limit, and what to do when it is exceeded.
func limitLine(l plan.Limit) string {
	line := fmt.Sprintf("limit %s: %s, at most %s", l.Name, l.Value, l.Max)
	value, _ := measure(l.Value)
	most, _ := measure(l.Max)
	switch {
	case l.Name == plan.StrictLimit:
		line = fmt.Sprintf("limit %s: schedules held otherwise than declared, or with dates for rules: %s, none allowed", l.Name, l.Value)
		if l.Exceeded {
			line += ": EXCEEDED, so apply refuses; declare what the vendor can hold, or leave --strict out"
		}
	case l.Exceeded:
		line += ": EXCEEDED, so apply refuses; do less at a time, or raise sync.limits." + l.Name
	case value > most:
		line += "; it does not bite for so few schedules (at_least)"
	}
	return line
}

// measure reads how large a limit's value is: "30% (3 of 10)" is 30, "1h30m" is seconds.
func measure(s string) (int64, bool) {
	if d, err := time.ParseDuration(s); err == nil {
		return int64(d / time.Second), true
	}
	digits := s[:len(s)-len(strings.TrimLeft(s, "0123456789"))]
	n, err := strconv.ParseInt(digits, 10, 64)
	return n, err == nil
}

// limitShown reports whether a limit is worth a line: it is exceeded, or at least four fifths used. Shares of all schedules
// say little before they bite, because a workspace of three is at a third with the first.
func limitShown(l plan.Limit) bool {
	value, ok := measure(l.Value)
	most, ok2 := measure(l.Max)
	return l.Exceeded || ok && ok2 && !strings.HasSuffix(l.Max, "%") && most > 0 && value*5 >= most*4
}
