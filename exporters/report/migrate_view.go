package report

import (
	"fmt"
	"strings"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/migrate"
	"github.com/schedsync/schedsync/exporters"
)

// Migration is what the reports of `migrate` tell. Text, Markdown and HTML say the same sentences; JSON has the numbers.
type Migration struct {
	*migrate.Migration
	Names    exporters.Names
	From, To string // as people write the vendors
	Now      civil.Instant
}

// migrateView is the report as sentences, in the order they are read.
type migrateView struct {
	Title, Verdict string
	Lines          []string // below the verdict: deadline, calls, horizon
	Schedules      []migrateScheduleView
	Missing        []string
	Manual         []migrate.Manual
}

type migrateScheduleView struct {
	Mark, Title, Verdict string
	Why                  []string // losses, refusals, what it waits for, what has dates
	Differences          []migrateDiffView
	Equal                bool
}

type migrateDiffView struct{ When, From, To string }

// view makes the sentences.
func (m Migration) view() migrateView {
	v := migrateView{Title: fmt.Sprintf("From %s to %s", m.From, m.To), Manual: m.Manual}
	same, other, not := m.counts()
	v.Verdict = fmt.Sprintf("%s: %s equal", count(len(m.Schedules), "schedule"), thousands(same))
	if n := m.waiting(); n > 0 {
		v.Verdict += fmt.Sprintf(" (%s of them %s)", thousands(n), map[bool]string{true: "waits", false: "wait"}[n == 1])
	}
	if other > 0 {
		v.Verdict += fmt.Sprintf(", %s will show other people at times", thousands(other))
	}
	if not > 0 {
		v.Verdict += fmt.Sprintf(", %s cannot be written", thousands(not))
	}
	v.Lines = append(v.Lines, fmt.Sprintf("Compared from %s until %s, as far as each schedule is written.", m.Window.Start, m.Window.End))
	if line := m.deadline(); line != "" {
		v.Lines = append(v.Lines, line)
	}
	if m.Plan != nil {
		v.Lines = append(v.Lines, fmt.Sprintf("What can be written takes %s.", count(m.Plan.Calls(), "write call")))
	}
	for i := range m.Schedules {
		v.Schedules = append(v.Schedules, m.schedule(&m.Schedules[i]))
	}
	for _, p := range m.Missing {
		text := fmt.Sprintf("%s (%s): %s", exporters.Clean(p.Name), p.Who, exporters.Clean(p.Why))
		if len(p.Near) > 0 {
			text += "; perhaps " + exporters.Clean(strings.Join(p.Near, " or "))
		}
		v.Missing = append(v.Missing, text)
	}
	if len(m.Missing) > 0 {
		v.Manual = append([]migrate.Manual{{What: fmt.Sprintf("Invite those whom %s does not know, or name their accounts in the YAML, as `accounts: {%s: …}`; "+
			"for teams there is --team too", m.To, m.Migration.To)}}, m.Manual...)
	}
	return v
}

// waiting tells how many schedules are equal on paper and are not written yet.
func (m Migration) waiting() (n int) {
	for i := range m.Schedules {
		if s := &m.Schedules[i]; s.Equal() && len(s.Waits) > 0 {
			n++
		}
	}
	return n
}

// counts tells how many schedules are equal, differ, and cannot be written.
func (m Migration) counts() (same, other, not int) {
	for i := range m.Schedules {
		switch s := &m.Schedules[i]; {
		case len(s.Refused) > 0:
			not++
		case s.Equal():
			same++
		default:
			other++
		}
	}
	return same, other, not
}

// deadline says how many days are left, where the old vendor has announced its end.
func (m Migration) deadline() string {
	day, why, ok := migrate.Deadline(m.Migration.From)
	if !ok {
		return ""
	}
	today := civil.Day(m.Now / civil.DayLen)
	return fmt.Sprintf("%s ends on %s (%s), in %d days; an account that was migrated by the vendor is switched off 120 days after that.", m.From, day, why, int(day-today))
}

func (m Migration) schedule(s *migrate.Schedule) migrateScheduleView {
	out := migrateScheduleView{Mark: "=", Equal: s.Equal(), Title: exporters.Clean(s.Name)}
	if string(s.ID) != s.Name {
		out.Title += " (" + exporters.Clean(string(s.ID)) + ")"
	}
	switch {
	case len(s.Refused) > 0:
		out.Mark, out.Verdict = "✗", "not written"
		out.Why = cleaned("", s.Refused)
		return out
	case s.Equal():
		out.Verdict = "equal until " + full(s.Zone, s.Window.End)
	default:
		out.Mark, out.Verdict = "≠", fmt.Sprintf("differs in %s until %s", stretches(len(s.Differences)), full(s.Zone, s.Window.End))
	}
	if s.Calls > 0 {
		out.Verdict += ", " + count(s.Calls, "write call")
	}
	out.Why = append(cleaned("loss: ", s.Reasons), cleaned("waits: ", s.Waits)...)
	if s.Until != 0 {
		line := "written with dates until " + full(s.Zone, s.Until)
		switch {
		case s.Dry && s.Rules:
			line += ", and with gaps after that unless apply runs before"
		case s.Dry:
			line += ", and nobody after that unless apply runs before"
		}
		if len(s.Materialised) > 0 {
			line += ": " + strings.Join(s.Materialised, "; ")
		} else {
			line += "; what needs dates after that is for a later run to write"
		}
		out.Why = append(out.Why, exporters.Clean(line))
	}
	k := clockFor(s.Zone, s.Window)
	for _, d := range s.Differences {
		out.Differences = append(out.Differences, migrateDiffView{k.stamp(d.Start) + " – " + k.stamp(d.End), called(d.Before, m.Names), called(d.After, m.Names)})
	}
	return out
}

func cleaned(before string, texts []string) []string {
	var out []string
	for _, t := range texts {
		out = append(out, before+exporters.Clean(t))
	}
	return out
}
