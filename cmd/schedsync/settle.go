package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/exporters/files"
	"github.com/schedsync/schedsync/exporters/report"
	"github.com/schedsync/schedsync/importers/declared"
)

// settle writes what was found out into the YAML of the workspace, and leaves every other character as it was. What is written
// is loaded again; if that fails the file is put back.
func (c *Cmd) settle(ws *declared.Workspace, list []report.Calibration) error {
	for i := range list {
		var words []string
		for _, f := range list[i].Wrong() {
			path, err := c.settleOne(ws, list[i].Vendor, f.Key, f.Answer())
			if err != nil {
				return err
			}
			words = append(words, f.Key+": "+f.Answer())
			if len(words) == len(list[i].Wrong()) {
				c.note("wrote %s to vendors.%s.dialect in %s", strings.Join(words, ", "), list[i].Vendor, path)
			}
		}
	}
	return nil
}

func (c *Cmd) settleOne(ws *declared.Workspace, vendor engine.Vendor, key, word string) (string, error) {
	for _, name := range ws.Files {
		path := filepath.Join(c.global.dir, filepath.FromSlash(name))
		before, err := os.ReadFile(path)
		if err != nil {
			return "", fmt.Errorf("writing the dialect: %w", err)
		}
		after, ok, err := settled(string(before), string(vendor), key, word)
		if err != nil || !ok {
			if err != nil {
				return "", fmt.Errorf("writing the dialect into %s: %w", path, err)
			}
			continue
		}
		info, err := os.Stat(path)
		if err != nil {
			return "", fmt.Errorf("writing the dialect: %w", err)
		}
		if _, err := files.Write(path, []byte(after), info.Mode().Perm()); err != nil {
			return "", err
		}
		if _, err := c.load(); err != nil {
			_, back := files.Write(path, before, info.Mode().Perm())
			return "", errors.Join(fmt.Errorf("the dialect cannot be written into %s, paste it instead: %w", path, err), back)
		}
		return path, nil
	}
	return "", fmt.Errorf("no file has vendors.%s as a mapping of its own to write `dialect: {%s: %s}` into; paste it", vendor, key, word)
}

// settled returns the text of a YAML file with one setting of a vendor's dialect answered; ok is false where the file has no
// mapping for the vendor.
func settled(text, vendor, key, word string) (out string, ok bool, err error) {
	decoder := yaml.NewDecoder(bytes.NewReader([]byte(text)))
	for {
		var doc yaml.Node
		if err := decoder.Decode(&doc); errors.Is(err, io.EOF) {
			return text, false, nil
		} else if err != nil {
			return text, false, err
		}
		root := &doc
		if root.Kind == yaml.DocumentNode && len(root.Content) == 1 {
			root = root.Content[0]
		}
		of := child(child(root, "vendors"), vendor)
		if of == nil || of.Kind != yaml.MappingNode {
			continue
		}
		lines := strings.SplitAfter(text, "\n")
		dialect := child(of, "dialect")
		switch {
		case dialect == nil:
			err = insert(lines, of, fmt.Sprintf("dialect: {%s: %s}", key, word))
		case dialect.Kind != yaml.MappingNode:
			err = fmt.Errorf("line %d: the dialect is not a mapping", dialect.Line)
		case child(dialect, key) == nil:
			err = insert(lines, dialect, key+": "+word)
		default:
			err = replace(lines, child(dialect, key), word)
		}
		return strings.Join(lines, ""), err == nil, err
	}
}

// child returns the value of a key of a mapping, or nil.
func child(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// insert puts an entry before the first one of a mapping, in the mapping's own style.
func insert(lines []string, m *yaml.Node, entry string) error {
	at := m
	if m.Style&yaml.FlowStyle == 0 {
		if len(m.Content) == 0 {
			return fmt.Errorf("line %d: an empty mapping without braces", m.Line)
		}
		at = m.Content[0]
	}
	runes := []rune(lines[at.Line-1])
	column := at.Column - 1
	if column > len(runes) {
		return fmt.Errorf("line %d has no column %d", at.Line, at.Column)
	}
	if m.Style&yaml.FlowStyle == 0 {
		ending := "\n"
		if strings.HasSuffix(lines[at.Line-1], "\r\n") {
			ending = "\r\n"
		}
		lines[at.Line-1] = string(runes[:column]) + entry + ending + lines[at.Line-1]
		return nil
	}
	if len(m.Content) > 0 {
		entry += ", "
	}
	if i := slices.Index(runes[column:], '{'); i != 0 { // an anchor or a tag stands before the brace
		return fmt.Errorf("line %d: no brace at column %d", at.Line, at.Column)
	}
	lines[at.Line-1] = string(runes[:column+1]) + entry + string(runes[column+1:])
	return nil
}

// replace puts a word in the place of a plain or quoted scalar.
func replace(lines []string, n *yaml.Node, word string) error {
	runes := []rune(lines[n.Line-1])
	length := len([]rune(n.Value))
	if n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
		length += 2
	}
	from := n.Column - 1
	if n.Kind != yaml.ScalarNode || from+length > len(runes) || !strings.Contains(string(runes[from:from+length]), n.Value) {
		return fmt.Errorf("line %d: found something other than a word at column %d", n.Line, n.Column)
	}
	lines[n.Line-1] = string(runes[:from]) + word + string(runes[from+length:])
	return nil
}
