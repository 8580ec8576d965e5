package dialect_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
)

// window starts on days and runs from one hour to another, which may be more than 24.
func window(from, to int, days ...civil.Weekday) engine.Window {
	return engine.Window{Days: days, From: from * civil.Hour, To: to * civil.Hour}
}

func TestWeekly(t *testing.T) {
	for _, tc := range []struct {
		name, want string
		only       []engine.Window
	}{
		{"none", "", nil},
		{"one day", "mon9-mon17", []engine.Window{window(9, 17, civil.Monday)}},
		{"every day", "mon9-mon17 tue9-tue17 wed9-wed17 thu9-thu17 fri9-fri17 sat9-sat17 sun9-sun17", []engine.Window{window(9, 17)}},
		{"listed from the end", "mon9-mon17 fri9-fri17", []engine.Window{window(9, 17, civil.Friday), window(9, 17, civil.Monday)}},
		{"past midnight", "mon20-tue8", []engine.Window{window(20, 32, civil.Monday)}},
		{"to midnight", "mon20-tue0", []engine.Window{window(20, 24, civil.Monday)}},
		{"over the week's end", "sun20-mon8", []engine.Window{window(20, 32, civil.Sunday)}},
		{"over the week's end, sorted", "wed9-wed17 sun20-mon8", []engine.Window{window(20, 32, civil.Sunday), window(9, 17, civil.Wednesday)}},
		{"a weekend", "fri18-mon9", []engine.Window{window(18, 81, civil.Friday)}},
		{"a weekend in two parts that touch", "fri18-mon9", []engine.Window{window(18, 24, civil.Friday), window(0, 57, civil.Saturday)}},
		{"overlapping", "mon9-mon19", []engine.Window{window(9, 17, civil.Monday), window(12, 19, civil.Monday)}},
		{"a day", "mon0-tue0", []engine.Window{window(0, 24, civil.Monday)}},
		{"a day from eleven", "mon11-tue11", []engine.Window{window(11, 35, civil.Monday)}},
		{"always, as seven days", "", []engine.Window{window(0, 24)}},
		{"always, from eleven to eleven (T-26)", "", []engine.Window{window(11, 35)}},
		{"always, as one week", "", []engine.Window{window(9, 177, civil.Wednesday)}},
		{"all but an hour", "wed10-wed9", []engine.Window{window(10, 177, civil.Wednesday)}},
	} {
		var got []string
		for _, w := range dialect.Weekly(tc.only) {
			got = append(got, fmt.Sprintf("%s%d-%s%d", w.FromDay, w.From/civil.Hour, w.ToDay, w.To/civil.Hour))
		}
		if text := strings.Join(got, " "); text != tc.want {
			t.Errorf("%s: got %q, want %q", tc.name, text, tc.want)
		}
	}
}

func TestDaily(t *testing.T) {
	all := []civil.Weekday{6, 0, 1, 2, 3, 4, 5}
	for _, tc := range []struct {
		name     string
		only     []engine.Window
		from, to int
		ok       bool
	}{
		{"none", nil, 0, 0, false},
		{"every day", []engine.Window{window(9, 17)}, 9, 17, true},
		{"all days by name", []engine.Window{window(9, 17, all...)}, 9, 17, true},
		{"past midnight", []engine.Window{window(20, 32)}, 20, 8, true},
		{"to midnight", []engine.Window{window(20, 24)}, 20, 0, true},
		{"six days", []engine.Window{window(9, 17, all[1:]...)}, 0, 0, false},
		{"a whole day", []engine.Window{window(0, 24)}, 0, 0, false},
		{"two windows", []engine.Window{window(9, 12), window(13, 17)}, 0, 0, false},
	} {
		from, to, ok := dialect.Daily(tc.only)
		if from != tc.from*civil.Hour || to != tc.to*civil.Hour || ok != tc.ok {
			t.Errorf("%s: got %d, %d, %t", tc.name, from, to, ok)
		}
	}
}

// The stretches are open exactly when one of the windows is, and no two of them touch.
func TestWeeklyAgreesHourByHour(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var only []engine.Window
		var open [7 * 24]bool
		for range rapid.IntRange(1, 5).Draw(t, "windows") {
			day, from, hours := rapid.IntRange(0, 6).Draw(t, "day"), rapid.IntRange(0, 23).Draw(t, "from"), rapid.IntRange(1, 100).Draw(t, "hours")
			only = append(only, window(from, from+hours, civil.Weekday(day)))
			for h := range hours {
				open[(day*24+from+h)%len(open)] = true
			}
		}
		var got [7 * 24]bool
		for _, w := range dialect.Weekly(only) {
			start, end := int(w.FromDay)*24+w.From/civil.Hour, int(w.ToDay)*24+w.To/civil.Hour
			if end <= start {
				end += len(got)
			}
			for h := start; h < end; h++ {
				if got[h%len(got)] {
					t.Fatalf("hour %d is in two stretches", h)
				}
				got[h%len(got)] = true
			}
			if got[end%len(got)] {
				t.Fatalf("two stretches touch at hour %d", end)
			}
		}
		if always := got == [7 * 24]bool{}; !always && got != open {
			t.Fatalf("got %v, want %v", got, open)
		} else if always && open != allOpen() {
			t.Fatalf("%v is not always", only)
		}
	})
}

func allOpen() (out [7 * 24]bool) {
	for i := range out {
		out[i] = true
	}
	return out
}
