package roster

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/importers/near"
)

// Directory finds people and teams by what a roster calls them.
type Directory struct {
	by     map[string][]engine.Participant // by folded word, each participant once
	words  []string                        // all words, as written, sorted
	finder *near.Finder

	// Alias is how a name that nobody has is given to somebody, as messages advise it: "an alias to the mapping" unless set, and
	// "" where there is no way.
	Alias string
}

// NewDirectory makes a directory of people by id, name and e-mail address, of teams as "team:ID" (and of both as this program
// prints them), and of aliases: what a
// roster calls somebody -> an id, "team:ID" or "none". Capitals, accents and runs of spaces do not count. An alias wins
// over everything else. An alias for nobody we know is a problem.
func NewDirectory(people []engine.PersonInfo, teams []engine.Team, aliases map[string]string) (*Directory, Problems) {
	d := &Directory{by: map[string][]engine.Participant{}, finder: near.New(near.Enough), Alias: "an alias to the mapping"}
	for i := range people {
		p := &people[i]
		for _, word := range []string{string(p.ID), p.Name, p.Email} {
			d.add(word, engine.Person(p.ID))
		}
	}
	for _, t := range teams {
		d.add("team:"+string(t.ID), engine.Participant{Kind: engine.KindTeam, ID: string(t.ID)})
	}
	d.printed(people, teams)
	problems := d.aliases(aliases)
	slices.Sort(d.words)
	d.words = slices.Compact(d.words)
	return d, problems
}

// printed adds what this program itself calls people and teams in feeds and tables, "John (j2)" and "Payments (team)", where
// nobody else is called so. Nobody is advised to write it.
func (d *Directory) printed(people []engine.PersonInfo, teams []engine.Team) {
	add := func(name, mark string, p engine.Participant) {
		if key := fold(name + " (" + mark + ")"); name != "" && d.by[key] == nil {
			d.by[key] = []engine.Participant{p}
		}
	}
	for i := range people {
		add(people[i].Name, string(people[i].ID), engine.Person(people[i].ID))
	}
	named := map[string]int{}
	for i := range teams {
		named[fold(teams[i].Name)]++
	}
	for i := range teams {
		if named[fold(teams[i].Name)] == 1 {
			add(teams[i].Name, "team", engine.Participant{Kind: engine.KindTeam, ID: string(teams[i].ID)})
		}
	}
}

func (d *Directory) add(word string, p engine.Participant) {
	key := fold(word)
	if key == "" || slices.Contains(d.by[key], p) {
		return
	}
	d.by[key] = append(d.by[key], p)
	d.words = append(d.words, word)
}

// aliases adds them after everything else is known, so that they may name people in any way.
func (d *Directory) aliases(list map[string]string) Problems {
	var problems Problems
	given := map[string]engine.Participant{}
	words := make([]string, 0, len(list))
	for word := range list {
		words = append(words, word)
	}
	slices.Sort(words)
	for _, word := range words {
		if list[word] == "none" {
			given[fold(word)] = engine.Participant{}
			continue
		}
		p, problem := d.Find(list[word])
		if problem != nil {
			problem.Text = fmt.Sprintf("the alias %q: %s", word, problem.Text)
			problem.Fix = strings.Replace(problem.Fix, ", or "+d.Alias, "", 1)
			problems = append(problems, *problem)
			continue
		}
		given[fold(word)] = p
	}
	for _, word := range words {
		if p, ok := given[fold(word)]; ok {
			d.by[fold(word)] = []engine.Participant{p}
			d.words = append(d.words, word)
		}
	}
	return problems
}

// Find returns the participant a roster means by a word; one of kind Nobody for an alias of `none`. A word that means nobody, or more than one, is
// a problem without a place, with near misses named.
func (d *Directory) Find(word string) (engine.Participant, *Problem) {
	switch found := d.by[fold(word)]; len(found) {
	case 1:
		return found[0], nil
	case 0:
		p := &Problem{Text: fmt.Sprintf("%q is nobody we know", word), Fix: "add the person to `people:`"}
		if d.Alias != "" {
			p.Fix += ", or " + d.Alias
		}
		if near := d.finder.Suggest(word, d.words); near != "" {
			p.Fix = fmt.Sprintf("did you mean %q? else %s", near, p.Fix)
		}
		return engine.Participant{}, p
	default:
		names := make([]string, len(found))
		for i, p := range found {
			names[i] = p.String()
		}
		p := &Problem{Text: fmt.Sprintf("%q may be %s", word, strings.Join(names, " or ")), Fix: "say which by id"}
		if d.Alias != "" {
			p.Fix += ", or add " + d.Alias
		}
		return engine.Participant{}, p
	}
}

// fold makes words equal that a person reads as one.
func fold(word string) string { return near.Fold(strings.Join(strings.Fields(word), " ")) }
