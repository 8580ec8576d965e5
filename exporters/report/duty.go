package report

import (
	"strconv"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	figures "github.com/schedsync/schedsync/engine/report"
	"github.com/schedsync/schedsync/exporters"
)

// CallsOf returns how the tables of package engine/report call people and reasons.
func CallsOf(n exporters.Names) figures.Calls {
	return figures.Calls{
		Who: n.Of,
		Why: func(s *engine.Schedule, d engine.Duty) string { return exporters.Why(s, d, n) },
	}
}

// clockHours writes real time as hours and minutes, 161:15, with seconds only where there are any: what a person adds up
// on paper. Signs are for differences.
func clockHours(n civil.Instant, sign bool) string {
	prefix := ""
	switch {
	case n < 0:
		prefix, n = "-", -n
	case sign && n > 0:
		prefix = "+"
	}
	s := prefix + strconv.FormatInt(int64(n/civil.Hour), 10) + ":" + two(int64(n/civil.Minute%60))
	if n%civil.Minute != 0 {
		s += ":" + two(int64(n%civil.Minute))
	}
	return s
}

func two(n int64) string {
	if n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}

// csvHours writes real time in hours with at most four decimals: 161.25.
func csvHours(n int64) string {
	s := strconv.FormatFloat(float64(n)/civil.Hour, 'f', 4, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// offsetStamp writes an instant as RFC 3339 on a zone's clock, with its distance from UTC.
func offsetStamp(t civil.Instant, z *civil.Zone) string {
	l, off, sign := z.Reading(t), z.Offset(t), "+"
	if off < 0 {
		off, sign = -off, "-"
	}
	return l.Day().String() + "T" + two(int64(l.Clock()/civil.Hour)) + ":" + two(int64(l.Clock()/civil.Minute%60)) + ":" + two(int64(l.Clock()%60)) +
		sign + two(int64(off/civil.Hour)) + ":" + two(int64(off/civil.Minute%60))
}
