package ics

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/importers/roster"
)

// priority is how Grafana OnCall has titles say which of two events wins: [L0] to [L9].
var priority = regexp.MustCompile(`^\s*\[L(\d)\]\s*`)

// titles are what on-call programs write into a title around the person, the person as the group "who".
var titles = []*regexp.Regexp{
	regexp.MustCompile(`^(?P<who>.+?) — .+$`),                                             // our own feeds
	regexp.MustCompile(`^(?P<who>.+?)(?: \([^)]*\))? is on call for schedule: .+$`),       // Opsgenie
	regexp.MustCompile(`^(?i:on[ -]call) - (?P<who>.+?)(?: - .+)?$`),                      // PagerDuty
	regexp.MustCompile(`^(?P<who>.+?) On-Call \(GoAlert: .+\)(?: Begins\*)?$`),            // GoAlert
	regexp.MustCompile(`^.+ shift: (?P<who>.+)$`),                                         // Oncall
	regexp.MustCompile(`^(?i:on[ -]?call|primary|secondary|duty)\s*[:–-]\s*(?P<who>.+)$`), // people
	regexp.MustCompile(`^(?P<who>.+?)\s*[:–-]?\s+(?i:on[ -]?call|primary|secondary|on duty)$`),
	regexp.MustCompile(`^[^:]+: (?P<who>.+)$`), // Grafana OnCall
}

// separators stand between several people in a title.
var separators = regexp.MustCompile(`\s*(?:[,;+&/|]|\band\b|\bund\b)\s*`)

// longestTitle is longer than the names of many people together.
const longestTitle = 1000

// who finds who serves an event, and with which priority. ok is false where nobody does: a title to ignore, one that stands
// for nobody, or a problem, which is then listed.
func (r *reader) who(v *revision) (who engine.Entry, level int, ok bool) {
	title := strings.Join(strings.Fields(v.text("SUMMARY")), " ")
	if m := priority.FindStringSubmatch(title); m != nil {
		level, title = int(m[1][0]-'0'), title[len(m[0]):]
	}
	if slices.ContainsFunc(r.opt.Ignore, func(s string) bool { return strings.EqualFold(strings.Join(strings.Fields(s), " "), title) }) {
		r.note(v.line, "%s is to be ignored", titled(v.event))
		return nil, 0, false
	}
	if len(title) > longestTitle {
		r.problem(v.line, titled(v.event)+": the title is too long to be somebody's name", "")
		return nil, 0, false
	}
	who, problem := r.find(title, v)
	if problem != nil {
		r.nobody(title, v, problem)
		return nil, 0, false
	}
	if len(who) == 0 {
		r.note(v.line, "%s stands for nobody, and is left out", titled(v.event))
	}
	return who, level, len(who) > 0
}

// nobody reports that it is not known who serves an event: in full for the first of a title, as a number for the rest.
func (r *reader) nobody(title string, v *revision, problem *roster.Problem) {
	f := r.found[title]
	if f.told > 0 {
		f.more++
		r.found[title] = f
		return
	}
	r.problem(v.line, titled(v.event)+": "+problem.Text, problem.Fix)
	if n := len(r.problems); n <= mostSaid {
		f.told = n
		r.found[title] = f
	}
}

// count says how many events more the problems of titles are about.
func (r *reader) count() {
	for _, f := range r.found {
		switch f.more {
		case 0:
		case 1:
			r.problems[f.told-1].Text += " (1 more event is called so)"
		default:
			r.problems[f.told-1].Text += fmt.Sprintf(" (%d more events are called so)", f.more)
		}
	}
}

// find tries the title, then the only attendee. The problem is that of the whole title.
func (r *reader) find(title string, v *revision) (engine.Entry, *roster.Problem) {
	f, known := r.found[title]
	if !known {
		f.who, f.problem = r.byTitle(title)
		r.found[title] = f
	}
	if f.problem == nil {
		return f.who, nil
	}
	if all := v.props["ATTENDEE"]; len(all) == 1 {
		mail := strings.TrimSpace(all[0].value)
		if i := strings.IndexByte(mail, ':'); i >= 0 && strings.EqualFold(mail[:i], "mailto") {
			mail = mail[i+1:]
		}
		for _, word := range []string{mail, all[0].param("CN")} {
			if p, problem := r.opt.Directory.Find(word); problem == nil {
				return entry(p), nil
			}
		}
	}
	if title == "" {
		return nil, &roster.Problem{Text: "it has no title that could say who serves", Fix: "give it the name of a person"}
	}
	return nil, f.problem
}

// found is whom a title stands for. The titles of a calendar are few, and looking for near misses of one is dear.
type found struct {
	who     engine.Entry
	problem *roster.Problem
	told    int // the number of the problem that says so, from 1
	more    int // events that it is about besides the first
}

// byTitle tries a title, and then what is inside of it.
func (r *reader) byTitle(title string) (engine.Entry, *roster.Problem) {
	words := []string{title, strings.TrimSpace(strings.TrimPrefix(title, "@"))}
	for _, form := range titles {
		if m := form.FindStringSubmatch(title); m != nil {
			words = append(words, m[form.SubexpIndex("who")])
		}
	}
	var first *roster.Problem
	for _, word := range words {
		who, problem := r.people(word)
		if problem == nil {
			return who, nil
		}
		if first == nil {
			first = problem
		}
	}
	return nil, first
}

// people finds one participant, or several with separators between them: all of them, or it is a problem.
func (r *reader) people(word string) (engine.Entry, *roster.Problem) {
	p, problem := r.opt.Directory.Find(word)
	if problem == nil {
		return entry(p), nil
	}
	parts := separators.Split(word, 20)
	if len(parts) < 2 {
		return nil, problem
	}
	var out engine.Entry
	for _, part := range parts {
		p, problem := r.opt.Directory.Find(strings.TrimPrefix(part, "@"))
		if problem != nil {
			return nil, problem
		}
		for _, q := range entry(p) {
			if !slices.Contains(out, q) {
				out = append(out, q)
			}
		}
	}
	return out, nil
}

// entry returns a participant as an entry; nobody is an empty one.
func entry(p engine.Participant) engine.Entry {
	if p.Kind == engine.Nobody {
		return nil
	}
	return engine.Entry{p}
}
