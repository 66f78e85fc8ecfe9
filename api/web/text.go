package web

import (
	"regexp"
	"slices"
	"strings"
)

// A block is a paragraph, code, a list or a table.
type block struct {
	Text  []Piece
	Code  []Piece
	List  []item
	Start string // number of the first item; "" for a list without numbers
	Head  [][]Piece
	Rows  [][][]Piece
}

// An item is the first line of an item of a list and what stands below it.
type item struct {
	Text   []Piece
	Blocks []block
}

// blocks cuts marked text at its blank lines and tells what each part is. Sections are plain text, in which the readers
// of Markdown and HTML write an item of a list as "- " or a number with what belongs to it two blanks deeper, a row of a
// table as cells parted by " | ", and leave nothing else indented but code. Lists within lists are told apart to the given depth.
func blocks(text []Piece, depth int) []block {
	var made []block
	for _, part := range split(text, "\n\n") {
		lines := slices.DeleteFunc(split(part, "\n"), func(line []Piece) bool { return plain(line) == "" })
		list := max(slices.IndexFunc(lines, isItem), 0) // where one begins
		if depth > 0 && list > 0 && !slices.ContainsFunc(lines[list:], isProse) {
			made = append(made, newBlock(lines[:list], depth))
			lines = lines[list:]
		}
		if len(lines) > 0 {
			made = append(made, newBlock(lines, depth))
		}
	}
	return made
}

var itemMark = regexp.MustCompile(`^(?:- |([0-9]{1,4})[.)] )`)

func isItem(line []Piece) bool   { return itemMark.MatchString(line[0].Text) }
func isDeeper(line []Piece) bool { return strings.HasPrefix(line[0].Text, "  ") }
func isProse(line []Piece) bool  { return !isItem(line) && !isDeeper(line) }

// newBlock tells what lines are. None of them is empty.
func newBlock(lines [][]Piece, depth int) block {
	switch {
	case depth == 0:
		return block{Text: join(lines)}
	case isItem(lines[0]) && !slices.ContainsFunc(lines, isProse):
		return newList(lines, depth)
	case slices.ContainsFunc(lines, isDeeper):
		return block{Code: join(lines)}
	case len(lines) == 1:
		return block{Text: lines[0]}
	}
	rows := make([][][]Piece, len(lines))
	for i, line := range lines {
		rows[i] = split(line, " | ")
	}
	if len(rows[0]) > 1 && len(rows[1]) > 1 {
		return block{Head: rows[0], Rows: rows[1:]}
	}
	return block{Text: join(lines)}
}

// newList makes a list of lines of which the first is an item.
func newList(lines [][]Piece, depth int) block {
	made := block{Start: itemMark.FindStringSubmatch(lines[0][0].Text)[1]}
	for len(lines) > 0 {
		end := 1
		for end < len(lines) && !isItem(lines[end]) {
			end++
		}
		var below [][]Piece
		for _, line := range lines[1:end] {
			below = append(below, shorten(line, len("  ")))
		}
		text := shorten(lines[0], len(itemMark.FindString(lines[0][0].Text)))
		made.List = append(made.List, item{text, blocks(join(below), depth-1)})
		lines = lines[end:]
	}
	return made
}

// shorten takes n bytes off the first piece of a line.
func shorten(line []Piece, n int) []Piece {
	short := slices.Clone(line)
	short[0].Text = short[0].Text[n:]
	return short
}

// split cuts marked text at sep, which stands in no mark. Its parts hold no empty pieces.
func split(text []Piece, sep string) [][]Piece {
	parts := make([][]Piece, 1)
	for _, p := range text {
		for i, run := range strings.Split(p.Text, sep) {
			if i > 0 {
				parts = append(parts, nil)
			}
			if run != "" {
				last := len(parts) - 1
				parts[last] = append(parts[last], Piece{run, p.Mark, p.Via})
			}
		}
	}
	return parts
}

// join puts lines together again.
func join(lines [][]Piece) []Piece {
	var text []Piece
	for i, line := range lines {
		if i > 0 {
			text = append(text, Piece{Text: "\n"})
		}
		text = append(text, line...)
	}
	return text
}

func marked(text []Piece) bool {
	return slices.ContainsFunc(text, func(p Piece) bool { return p.Mark })
}

// plain is the text without its marks.
func plain(text []Piece) string {
	var b strings.Builder
	for _, p := range text {
		b.WriteString(p.Text)
	}
	return b.String()
}
