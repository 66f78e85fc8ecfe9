package corpus

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// maxFrontMatterBytes bounds what is given to the YAML parser.
const maxFrontMatterBytes = 64 << 10

// dateKeys are the names under which front matter keeps the day of the last change, the surest first.
var dateKeys = []string{"updated", "lastmod", "last_modified", "modified", "ms.date", "date"}

// takeFrontMatter parts the YAML between --- lines from the text, and fills in the document from it: title, kind,
// category (or the first of categories), tags, author, updated, id and url. Other keys are ignored, and so are aliases,
// so that a few lines cannot stand for a gigabyte. The line of an error counts from 1.
func (d *Document) takeFrontMatter(text string) (body string, line int, err error) {
	yamlText, body, ok := splitFrontMatter(text)
	if !ok {
		return text, 0, nil
	}
	if len(yamlText) > maxFrontMatterBytes {
		return "", 1, fmt.Errorf("front matter of %d bytes; at most %d are read", len(yamlText), maxFrontMatterBytes)
	}
	file, err := parser.ParseBytes([]byte(yamlText), 0)
	if err != nil {
		var e yaml.Error
		if errors.As(err, &e) {
			if t := e.GetToken(); t != nil && t.Position != nil {
				line = t.Position.Line
			}
			err = errors.New(e.GetMessage())
		}
		return "", 1 + line, fmt.Errorf("front matter: %w; put values that hold ': ' or '#' in quotes", err)
	}
	dates := map[string]time.Time{}
	for _, doc := range file.Docs {
		for _, kv := range mapping(doc.Body) {
			key := kv.Key.GetToken()
			if err := d.setMeta(key.Value, values(kv.Value), dates); err != nil {
				return "", 1 + key.Position.Line, fmt.Errorf("front matter: %w", err)
			}
		}
	}
	for _, key := range dateKeys {
		if d.Updated.IsZero() {
			d.Updated = dates[key]
		}
	}
	return body, 0, nil
}

// splitFrontMatter finds the --- lines at the start of a text.
func splitFrontMatter(text string) (yamlText, body string, ok bool) {
	rest, ok := strings.CutPrefix(text, "---\n")
	if !ok {
		return "", text, false
	}
	for at := 0; at <= len(rest); {
		end := strings.IndexByte(rest[at:], '\n')
		if end < 0 {
			end = len(rest) - at
		}
		switch strings.TrimRight(rest[at:at+end], " \t") {
		case "---", "...":
			return rest[:at], rest[min(at+end+1, len(rest)):], true
		}
		at += end + 1
	}
	return "", text, false
}

// mapping returns the entries of a YAML mapping, which has a node of its own only from two entries on.
func mapping(n ast.Node) []*ast.MappingValueNode {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}
	}
	return nil
}

// values returns a scalar, or the scalars of a list.
func values(n ast.Node) []string {
	switch n := n.(type) {
	case *ast.SequenceNode:
		var all []string
		for _, v := range n.Values {
			if _, nested := v.(*ast.SequenceNode); !nested {
				all = append(all, values(v)...)
			}
		}
		return all
	case *ast.LiteralNode:
		return []string{strings.TrimSpace(n.Value.Value)}
	case *ast.NullNode:
		return nil
	case ast.ScalarNode:
		return []string{strings.TrimSpace(n.GetToken().Value)}
	}
	return nil
}

// setMeta takes one entry of front matter; days are noted under their key. What the document knows already is kept.
func (d *Document) setMeta(key string, vals []string, dates map[string]time.Time) error {
	if len(vals) == 0 || vals[0] == "" {
		return nil
	}
	v := vals[0]
	switch key {
	case "id":
		d.ID = cmp.Or(d.ID, v)
	case "title":
		d.Title = cmp.Or(d.Title, oneLine(v))
	case "url":
		d.URL = cmp.Or(d.URL, v)
	case "author":
		d.Author = cmp.Or(d.Author, v)
	case "category", "categories":
		d.Category = cmp.Or(d.Category, v)
	case "tags":
		if len(vals) == 1 {
			vals = splitTags(v)
		}
		if len(d.Tags) == 0 {
			d.Tags = vals
		}
	case "kind":
		d.Kind = cmp.Or(d.Kind, Kind(v))
		if d.Kind != Question && d.Kind != Page {
			return fmt.Errorf("unknown kind %q; it is %s or %s", v, Question, Page)
		}
	default:
		if t, ok := parseDate(v); ok {
			dates[key] = t
		} else if key == "updated" {
			return fmt.Errorf("updated %q is no date; write it as 2026-10-18", v)
		}
	}
	return nil
}
