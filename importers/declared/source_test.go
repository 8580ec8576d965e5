package declared_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf16"

	"github.com/schedsync/schedsync/importers/declared"
)

// load reads a workspace of files by name.
func load(t testing.TB, files map[string]string, limits declared.Limits) (*declared.Workspace, error) {
	t.Helper()
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return declared.Load(m, declared.Options{Zones: openZones(t), Limits: limits})
}

const good = "version: 1\npeople: {ana: {}}\n"

func TestEncodings(t *testing.T) {
	wide := func(order string) string {
		var b strings.Builder
		for _, u := range utf16.Encode([]rune("\ufeff" + good)) {
			if order == "little" {
				b.WriteString(string([]byte{byte(u), byte(u >> 8)}))
			} else {
				b.WriteString(string([]byte{byte(u >> 8), byte(u)}))
			}
		}
		return b.String()
	}
	const fix = "save it again as UTF-8, for example with: iconv -f UTF-16 -t UTF-8"
	for _, c := range []struct{ name, text, want string }{
		{"mark of UTF-8", "\xef\xbb\xbf" + good, ""},
		{"carriage returns", strings.ReplaceAll(good, "\n", "\r\n"), ""},
		{"old line ends", strings.ReplaceAll(good, "\n", "\r"), ""},
		{"other scripts", good + "# ünïcödé 日本\n", ""},
		{"UTF-16 little", wide("little"), "a.yaml:1:1: the file is UTF-16: expected UTF-8; " + fix},
		{"UTF-16 big", wide("big"), "a.yaml:1:1: the file is UTF-16: expected UTF-8; " + fix},
		{"UTF-16 unmarked", wide("little")[2:], "a.yaml:1:1: the file is UTF-16: expected UTF-8; " + fix},
		{
			"latin-1", good + "teams: {t: {name: S\xe3o}}\n",
			"a.yaml:3:20: the file cannot be read from here on: found bytes that are not UTF-8, expected text in UTF-8; delete it, or save the file again as UTF-8",
		},
		{
			"control", good + "teams: {t: {name: a\x00}}\n",
			"a.yaml:3:20: the file cannot be read from here on: found a control character, expected text in UTF-8; delete it, or save the file again as UTF-8",
		},
		{
			"line separator", good + "# a\u2028b\n",
			"a.yaml:3:4: the file cannot be read from here on: found an invisible character, expected text in UTF-8; delete it, or save the file again as UTF-8",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := load(t, map[string]string{"a.yaml": c.text}, declared.Limits{})
			if got := text(err); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// bigFile says that it is 50 MB, and fails the test when somebody reads it.
type bigFile struct {
	fs.File
	t *testing.T
}

func (f bigFile) Stat() (fs.FileInfo, error) {
	info, err := f.File.Stat()
	return bigInfo{info}, err
}

func (f bigFile) Read([]byte) (int, error) {
	f.t.Error("a file over the limit was read")
	return 0, errors.New("read")
}

type bigInfo struct{ fs.FileInfo }

func (bigInfo) Size() int64 { return 50 << 20 }

type bigFS struct {
	fstest.MapFS
	t *testing.T
}

func (f bigFS) Open(name string) (fs.File, error) {
	file, err := f.MapFS.Open(name)
	if err == nil && name == "big.yaml" {
		return bigFile{file, f.t}, nil
	}
	return file, err
}

func TestBigFileIsRefusedUnread(t *testing.T) {
	fsys := bigFS{fstest.MapFS{"a.yaml": {Data: []byte(good)}, "big.yaml": {Data: []byte(good)}}, t}
	_, err := declared.Load(fsys, declared.Options{Zones: openZones(t)})
	want := "big.yaml: the file is too big: 52428800 bytes, the limit is 8388608; split it, or move a file that is not schedsync's out of the workspace or into a dot-folder"
	if text(err) != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestLimits(t *testing.T) {
	deep := good + "teams: " + strings.Repeat("[", 70) + strings.Repeat("]", 70) + "\n"
	many := map[string]string{"a.yaml": good, "b.yaml": "version: 1\n", "c.yaml": "version: 1\n"}
	for _, c := range []struct {
		name   string
		files  map[string]string
		limits declared.Limits
		want   string
	}{
		{"depth", map[string]string{"a.yaml": deep}, declared.Limits{}, "a.yaml:3:72: lists and mappings stand too deep in each other: found more than 64 levels"},
		{"nodes", map[string]string{"a.yaml": good}, declared.Limits{Nodes: 4}, "a.yaml:2:15: too many values in one workspace: found more than 4; an alias counts as often as it is used"},
		{"files", many, declared.Limits{Files: 2}, "c.yaml: too many YAML files in one workspace: found more than 2; is this folder the workspace?"},
		{"bytes", many, declared.Limits{TotalBytes: 40}, "c.yaml: too much YAML in one workspace: found more than 40 bytes in all files up to this one, expected a folder that holds little else; is this folder the workspace?"},
		{
			"problems",
			map[string]string{"a.yaml": good + "teams: {t: {members: [x, y, z]}}\n"},
			declared.Limits{Problems: 2},
			"a.yaml:3:23: unknown person \"x\": expected an id below `people`\na.yaml:3:26: unknown person \"y\": expected an id below `people`\na.yaml:3:26: and 1 more problems, not shown",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := load(t, c.files, c.limits)
			if text(err) != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

// TestSymlinks reads a folder of the host through os.Root: links inside the workspace are followed, links out are refused.
func TestSymlinks(t *testing.T) {
	outside, dir := t.TempDir(), t.TempDir()
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(outside, "x.yaml"), good)
	if err := os.MkdirAll(filepath.Join(dir, "..data"), 0o700); err != nil {
		t.Fatal(err)
	}
	write(filepath.Join(dir, "..data", "schedsync.yaml"), good)
	for link, target := range map[string]string{
		"schedsync.yaml": filepath.Join("..data", "schedsync.yaml"), // as a mounted ConfigMap has it
		"out.yaml":       filepath.Join(outside, "x.yaml"),
		".#lock.yaml":    "ana@host.example.com:1",
	} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Skipf("no symbolic links here: %v", err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close() //nolint:errcheck // only read from
	_, err = declared.Load(root.FS(), declared.Options{Zones: openZones(t)})
	if !strings.HasPrefix(text(err), "out.yaml: cannot read the file: ") || strings.Contains(text(err), "\n") {
		t.Errorf("a link out of the workspace: %v", err)
	}
	if err := os.Remove(filepath.Join(dir, "out.yaml")); err != nil {
		t.Fatal(err)
	}
	ws, err := declared.Load(root.FS(), declared.Options{Zones: openZones(t)})
	if err != nil || len(ws.People) != 1 || len(ws.Skipped) != 1 {
		t.Errorf("links inside: %+v, %v", ws, err)
	}
}

func TestPos(t *testing.T) {
	ws, err := load(t, map[string]string{"a.yaml": "version: 1\npeople:\n  ana: {away: [{from: 2026-01-01, through: 2026-01-02}]}\n", "b.yaml": `version: 1
schedules:
  pay:
    timezone: UTC
    rotations:
      - id: week
        every: 1 week
        start: 2026-01-05
        people: [ana]
    overrides:
      - {from: 2026-01-01, for: 1h, who: ana}
`}, declared.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"people.ana":                         "a.yaml:3:8",
		"people.ana.away[0]":                 "a.yaml:3:16",
		"people.ana.away[0].note":            "a.yaml:3:16",
		"schedules.pay":                      "b.yaml:4:5",
		"schedules.pay.timezone":             "b.yaml:4:5",
		"schedules.pay.rotations.week":       "b.yaml:6:9",
		"schedules.pay.rotations.week.every": "b.yaml:7:9",
		"schedules.pay.rotations.week.only":  "b.yaml:6:9",
		"schedules.pay.overrides[0].who":     "b.yaml:11:37",
		"schedules.other":                    "b.yaml:2:1",
		"nothing":                            ":0:0",
		"":                                   ":0:0",
	} {
		file, line, column := ws.Pos(path)
		if got := fmt.Sprintf("%s:%d:%d", file, line, column); got != want {
			t.Errorf("Pos(%q) = %s, want %s", path, got, want)
		}
	}
}

// TestSecretsAreNotRepeated looks for a secret in every message about it, wherever it was pasted.
func TestSecretsAreNotRepeated(t *testing.T) {
	const secret = "hunter2-hunter2"
	for _, vendors := range []string{
		"%s", "[%s]", "{opsgenie: %s}", "{opsgenie: [%s]}", "{opsgenie: {key: %s}}", "{opsgenie: {key: [%s]}}", "{opsgenie: {key: {env: %s}}}",
		"{opsgenie: {key: {%s}}}", "{opsgenie: {key: {env: [%s]}}}", "{opsgenie: {key: {file: {x: %s}}}}", "{opsgenie: {apikey: %s}}",
		"{xmatters: {url: 'https://u:%s@example.com'}}", "{xmatters: {url: 'https://example.com/?k=%s'}}", "{xmatters: {url: 'ftp://%s'}}",
		"{xmatters: {url: 'https://example.com:%s/'}}", "{opsgenie: {url: 'https://%%zz%s/'}}",
		"{opsgenie: {%s}}", "{opsgenie: {key: !%s}}", "{opsgenie: {key: *%s}}", "{opsgenie: {key: &%s}}", "{opsgenie: {key: @%s}}", "{%s}",
	} {
		_, err := load(t, map[string]string{"a.yaml": good + "vendors: " + fmt.Sprintf(vendors, secret) + "\n"}, declared.Limits{})
		if err == nil {
			t.Errorf("%s loads", vendors)
		}
		if strings.Contains(text(err), secret) {
			t.Errorf("%s: the secret is in %v", vendors, err)
		}
	}
}

// TestLargeWorkspace loads 8,000 entries, right and wrong: neither may take time that grows with the square.
func TestLargeWorkspace(t *testing.T) {
	t.Parallel()
	const n = 8_000
	var people, right, wrong strings.Builder
	for i := range n {
		fmt.Fprintf(&people, "  person-%05d: {name: Person %d, email: p%d@example.com, away: [{from: 2026-01-01, through: 2026-01-02}]}\n", i, i, i)
		fmt.Fprintf(&right, "      - {from: 2026-01-05 09:00, for: 2h, who: person-%05d}\n", i)
		if i < 1500 {
			fmt.Fprintf(&wrong, "      - {from: 2026-01-05 09:00, for: 2h, who: preson-%05d}\n", i)
		}
	}
	head := "version: 1\npeople:\n" + people.String() + "schedules:\n  s:\n    timezone: UTC\n    overrides:\n"
	ws, err := load(t, map[string]string{"a.yaml": head + right.String()}, declared.Limits{})
	if err != nil || len(ws.People) != n || len(ws.Schedules[0].Overrides) != n {
		t.Fatalf("%v", err)
	}
	_, err = load(t, map[string]string{"a.yaml": head + wrong.String()}, declared.Limits{})
	var problems declared.Problems
	if !errors.As(err, &problems) || len(problems) != 1001 || problems[0].DidYouMean != "person-00000" {
		t.Errorf("%d problems, the first %v", len(problems), problems[0])
	}
}

// pipeFS has pipes, and fails the test when one is opened: that would wait for somebody to write.
type pipeFS struct {
	fstest.MapFS
	t *testing.T
}

func (f pipeFS) Open(name string) (fs.File, error) {
	if info, err := f.Stat(name); err == nil && info.Mode()&fs.ModeNamedPipe != 0 {
		f.t.Errorf("the pipe %s was opened", name)
	}
	return f.MapFS.Open(name)
}

func TestPipeIsRefusedUnopened(t *testing.T) {
	fsys := pipeFS{fstest.MapFS{"a.yaml": {Data: []byte(good)}, "p.yaml": {Mode: fs.ModeNamedPipe}}, t}
	_, err := declared.Load(fsys, declared.Options{Zones: openZones(t)})
	want := "p.yaml: cannot read the file: not a regular file; every YAML file below the workspace is read to see whether it is schedsync's; dot-folders are not"
	if text(err) != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}
