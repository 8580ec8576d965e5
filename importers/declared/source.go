package declared

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// file is one YAML file that was read.
type file struct {
	name     string
	docs     []*node   // the roots of its documents; empty documents are left out
	topKeys  []topKey  // the top-level keys of all documents, also of those that do not parse
	problems []Problem // of encoding, syntax and tree; reported only when the file is ours
	words    []string  // of documents that do not parse
}

// topKey is a top-level key with its value where that is a scalar.
type topKey struct{ name, value string }

// readAll reads every YAML file below the workspace and returns ours, sorted by name, and the others with the reason.
func (l *loader) readAll() (ours []*file, skipped []Skip) {
	var files []*file
	var total int64
	names, skipped := l.find()
	for _, name := range names {
		if name == l.without {
			continue
		}
		text, err := l.read(name)
		if total += int64(len(text)); err == nil && total > l.limits.TotalBytes {
			l.log.add(Problem{
				Position: Position{File: name}, Text: "too much YAML in one workspace",
				Found:    fmt.Sprintf("more than %d bytes in all files up to this one", l.limits.TotalBytes),
				Hint:     "is this folder the workspace?",
				Expected: "a folder that holds little else",
			})
			break
		}
		if err != nil {
			l.log.add(readProblem(name, err))
			continue
		}
		files = append(files, l.parseFile(name, text))
	}
	maps := mappingFiles(files)
	for _, f := range files {
		why := ""
		if by := maps[f.name]; by != "" {
			why = "the mapping file of " + by
		} else {
			why = foreign(f)
		}
		if why != "" {
			skipped = append(skipped, Skip{f.name, why})
			continue
		}
		l.accept(f)
		ours = append(ours, f)
	}
	slices.SortFunc(skipped, func(a, b Skip) int { return cmp.Compare(a.File, b.File) })
	return ours, skipped
}

// accept takes over what is to be said about a file that turned out to be ours.
func (l *loader) accept(f *file) {
	for _, p := range f.problems {
		l.log.add(p)
	}
	for _, w := range f.words {
		l.perhaps[w] = true
	}
}

// find lists the YAML files below the workspace in order. Dot-folders are not entered.
func (l *loader) find() (names []string, skipped []Skip) {
	err := fs.WalkDir(l.fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			l.log.add(readProblem(name, err))
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			if name != "." && strings.HasPrefix(d.Name(), ".") {
				return fs.SkipDir
			}
			return nil
		case !isYAML(name):
			return nil
		case strings.HasPrefix(d.Name(), ".#"):
			skipped = append(skipped, Skip{name, "the lock file of an editor"})
			return nil
		case len(names) == l.limits.Files:
			l.log.add(Problem{
				Position: Position{File: name}, Text: "too many YAML files in one workspace",
				Found: fmt.Sprintf("more than %d", l.limits.Files), Hint: "is this folder the workspace?",
			})
			return fs.SkipAll
		}
		names = append(names, name)
		return nil
	})
	if err != nil {
		l.log.add(readProblem(".", err))
	}
	slices.Sort(names)
	return names, skipped
}

func isYAML(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".yaml" || ext == ".yml"
}

// errTooBig and errNotFile are why [loader.read] refuses a file.
var (
	errTooBig  = errors.New("too big")
	errNotFile = errors.New("not a regular file")
)

// read returns a file's bytes; one over the limit is refused before it is read, and a pipe before it is opened, since
// opening one waits for somebody to write to it.
func (l *loader) read(name string) ([]byte, error) {
	if info, err := fs.Stat(l.fsys, name); err == nil && !info.Mode().IsRegular() {
		return nil, errNotFile
	}
	f, err := l.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read from
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errNotFile
	}
	if info.Size() > l.limits.FileBytes {
		return nil, fmt.Errorf("%w: %d bytes, the limit is %d", errTooBig, info.Size(), l.limits.FileBytes)
	}
	// The size may be a lie (a growing file, a device): read no more than the limit either way.
	text, err := io.ReadAll(io.LimitReader(f, l.limits.FileBytes+1))
	if err == nil && int64(len(text)) > l.limits.FileBytes {
		return nil, fmt.Errorf("%w: more than %d bytes", errTooBig, l.limits.FileBytes)
	}
	return text, err
}

// readProblem reports a file that cannot be read. It is an error even though the file may not be ours: nobody can tell.
func readProblem(name string, err error) Problem {
	p := Problem{Position: Position{File: name}}
	if errors.Is(err, errTooBig) {
		p.Text = "the file is " + err.Error()
		p.Hint = "split it, or move a file that is not schedsync's out of the workspace or into a dot-folder"
		return p
	}
	p.Text = "cannot read the file: " + reason(err)
	p.Hint = "every YAML file below the workspace is read to see whether it is schedsync's; dot-folders are not"
	return p
}
