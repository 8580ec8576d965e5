package roster_test

import (
	"testing"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/importers/roster"
)

func directory(t *testing.T, aliases map[string]string) *roster.Directory {
	t.Helper()
	d, problems := roster.NewDirectory([]engine.PersonInfo{
		{ID: "ana", Name: "Ana Sousa", Email: "ana@example.com"},
		{ID: "jose", Name: "José Müller", Email: "jose@example.com"},
		{ID: "chi", Name: "Chi Li"},
		{ID: "chi2", Name: "Chi Li"},
	}, []engine.Team{{ID: "ops", Name: "Operations"}}, aliases)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return d
}

func TestFind(t *testing.T) {
	d := directory(t, map[string]string{"AS": "ana", "Chi": "chi2", "—": "none", "Ops": "team:ops"})
	for _, tc := range []struct{ word, who, problem string }{
		{"ana", "ana", ""},
		{"Ana Sousa", "ana", ""},
		{" ana   SOUSA ", "ana", ""},
		{"ANA@example.com", "ana", ""},
		{"jose muller", "jose", ""},
		{"as", "ana", ""},
		{"Chi", "chi2", ""}, // the alias wins over the id
		{"—", "none", ""},
		{"ops", "team:ops", ""},
		{"Chi Li (chi2)", "chi2", ""}, // as our own tables and feeds tell the two apart
		{"Operations (team)", "team:ops", ""},
		{"Chi Li", "", `"Chi Li" may be chi or chi2; say which by id, or add an alias to the mapping`},
		{"Anna Sousa", "", "\"Anna Sousa\" is nobody we know; did you mean \"Ana Sousa\"? else add the person to `people:`, or an alias to the mapping"},
		{"Zoe", "", "\"Zoe\" is nobody we know; add the person to `people:`, or an alias to the mapping"},
		{"", "", "\"\" is nobody we know; add the person to `people:`, or an alias to the mapping"},
	} {
		p, problem := d.Find(tc.word)
		switch {
		case problem == nil && (tc.problem != "" || p.String() != tc.who):
			t.Errorf("%q: %s, want %q %q", tc.word, p, tc.who, tc.problem)
		case problem != nil && problem.String() != tc.problem:
			t.Errorf("%q:\n%s, want\n%s", tc.word, problem, tc.problem)
		}
	}
}

func TestAliasOfNobody(t *testing.T) {
	_, problems := roster.NewDirectory(nil, nil, map[string]string{"AS": "ana"})
	if len(problems) != 1 || problems[0].Text != `the alias "AS": "ana" is nobody we know` {
		t.Errorf("%v", problems)
	}
}
