package yaml_test

import (
	"regexp"
	"strings"
	"testing"

	parser "gopkg.in/yaml.v3"
	"pgregory.net/rapid"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/exporters/yaml"
)

// oneText writes s everywhere a text can stand, as a key too, and returns what a YAML reader makes of each place without
// being told what to expect.
func oneText(t interface{ Fatalf(string, ...any) }, s string) map[string]any {
	id := engine.PersonID(s)
	w := &engine.Workspace{
		People: []engine.PersonInfo{{ID: id, Name: s + "x", Email: s, Accounts: engine.Accounts{"opsgenie": s}}},
		Teams:  []engine.Team{{ID: "t", Members: []engine.PersonID{id, id}}},
		Checks: engine.Checks{Silences: []engine.Silence{{Check: s, Reason: s}}},
	}
	data, err := yaml.Encode(yaml.Definition{Workspace: w})
	if err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	var doc struct {
		People map[any]struct {
			Name, Email any
			Accounts    map[string]any
		}
		Teams  map[string]struct{ Members []any }
		Checks struct{ Silence []map[string]any }
	}
	if err := parser.Unmarshal(data, &doc); err != nil {
		t.Fatalf("%q does not parse: %v\n%s", s, err, data)
	}
	out := map[string]any{"member": doc.Teams["t"].Members[1], "check": doc.Checks.Silence[0]["check"], "reason": doc.Checks.Silence[0]["reason"]}
	for k, v := range doc.People {
		out["id"], out["email"], out["account"] = k, v.Email, v.Accounts["opsgenie"]
		if name, ok := v.Name.(string); ok {
			out["name"] = strings.TrimSuffix(name, "x")
		}
	}
	return out
}

func checkText(t interface{ Fatalf(string, ...any) }, s string) {
	for place, got := range oneText(t, s) {
		if got != any(s) {
			t.Fatalf("%s: wrote %q, read back %T %q", place, s, got, got)
		}
	}
}

func TestTextsReadBack(t *testing.T) {
	for _, s := range []string{
		"no", "NO", "Yes", "on", "y", "n", "null", "Null", "~", "true", "False", "none", ".inf", ".NaN",
		"007", "1e3", "0x1f", "0o17", "1_000", "190:20:30", "12:30", "09:30:00", "2026-01-05", "2026-01-05 09:00:00", "1.10", "-1", "+41445550000", "=", "<<",
		"- a", "a: b", "a:", ":a", "a #b", "#a", "{a}", "[a", "a,b", "&a", "*a", "!a", "!!str a", "|", ">", "%a", "@a", "`a", `"`, `'a'`, `\`, "?", "? a", "---", "...", "--- a",
		" a", "a ", "a  b", "a\tb", "\ta", "a\nb", "a\n\nb\n", "a\nb\n\n", "\na\nb", " a\nb", "a \nb", "a\n b", "a\r\nb", "a\u0085b", "a\u2028b", "\u00a0", "\ufeffa", "\x00", "\x1b[31m", "\x7f",
		"Müller-Groß, Zoë; 東京⌘", "👩‍🚒", "e\u0301", strings.Repeat("long ", 60) + "end", strings.Repeat("x", 300),
	} {
		checkText(t, s)
	}
}

func TestAnyTextReadsBack(t *testing.T) {
	tricky := rapid.StringOfN(rapid.RuneFrom([]rune("nNoyY0179:-#,[]{}&*!|>'\"%@`\\?= \t\n\r.e_~\u0085\u2028é東")), 1, 12, -1)
	rapid.Check(t, func(t *rapid.T) {
		checkText(t, rapid.OneOf(rapid.StringN(1, 40, -1), tricky).Draw(t, "text"))
	})
}

// yaml11 are the plain scalars that YAML 1.1 does not read as text (yaml.org/type: bool, int, float, null, timestamp,
// merge, value).
var yaml11 = regexp.MustCompile(`^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF` +
	`|~|null|Null|NULL|<<|=` +
	`|[-+]?[0-9][0-9_]*|[-+]?0b[0-1_]+|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(:[0-5]?[0-9])+` +
	`|[-+]?([0-9][0-9_]*)?\.[0-9.]*([eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)` +
	`|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*)$`)

func TestNoPlainTextIsSomethingElseInYAML11(t *testing.T) {
	short := rapid.StringOfN(rapid.RuneFrom([]rune("yesnotrufalNOYE0123456789.:-+_x~<=TFL")), 1, 6, -1)
	rapid.Check(t, func(t *rapid.T) {
		s := short.Draw(t, "text")
		data, err := yaml.Encode(yaml.Definition{Workspace: &engine.Workspace{Teams: []engine.Team{{ID: "t", Members: []engine.PersonID{engine.PersonID(s)}}}}})
		if err != nil {
			t.Fatal(err)
		}
		if plain := strings.Contains(string(data), "["+s+"]"); plain && yaml11.MatchString(s) {
			t.Fatalf("%q stands bare, and YAML 1.1 does not read it as text", s)
		}
	})
}
