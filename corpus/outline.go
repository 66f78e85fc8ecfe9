package corpus

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A block is a heading or a paragraph: what every reader makes of its format before sections are cut.
type block struct {
	level    int    // of a heading, from 1; 0 for a paragraph
	label    string // of a heading: its number as written
	text     string
	bold     bool // a paragraph that is bold as a whole
	verbatim bool // a list, a table or code: never holds a heading
	soft     bool // its line breaks are the source's wrapping, except after two blanks
}

// A part is a section in the making, its paragraphs still apart.
type part struct {
	Section
	paragraphs []block
}

// outline cuts blocks into a lead and a part for each heading. Before the first heading comes the lead, which is left
// out when it is empty. One section more than a document may have is enough for Validate to refuse it.
func outline(blocks []block) []part {
	parts := []part{{Section: Section{Role: Lead}}}
	type open struct {
		level   int
		heading string
	}
	var stack []open
	for _, b := range blocks {
		if len(parts) > MaxSections+1 {
			break
		}
		if b.level == 0 {
			last := &parts[len(parts)-1]
			last.paragraphs = append(last.paragraphs, b)
			continue
		}
		for len(stack) > 0 && stack[len(stack)-1].level >= b.level {
			stack = stack[:len(stack)-1]
		}
		stack = append(stack, open{b.level, b.text})
		path := make([]string, len(stack))
		for i, o := range stack {
			path[i] = o.heading
		}
		parts = append(parts, part{Section: Section{Role: Body, Label: b.label, Heading: b.text, Path: path}})
	}
	if len(parts[0].paragraphs) == 0 {
		parts = parts[1:]
	}
	return parts
}

// sections numbers the parts and joins their paragraphs.
func sections(parts []part) []Section {
	out := make([]Section, len(parts))
	n := 0
	for i, p := range parts {
		if p.Role != Lead {
			n++
		}
		texts := make([]string, len(p.paragraphs))
		for j, b := range p.paragraphs {
			texts[j] = b.text
			if b.soft {
				texts[j] = unwrap(b.text)
			}
		}
		out[i] = p.Section
		out[i].Ordinal = n
		out[i].Text = strings.Join(texts, "\n\n")
	}
	return out
}

// unwrap joins the lines of a wrapped paragraph, as Markdown does: with a blank, but with nothing between two Han
// characters; two blanks before the break keep it.
func unwrap(s string) string {
	var out []byte
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			wrapped := bytes.TrimRight(out, " ")
			hard := len(out)-len(wrapped) >= 2
			out = wrapped
			last, _ := utf8.DecodeLastRune(out)
			first, _ := utf8.DecodeRuneInString(line)
			switch {
			case hard:
				out = append(out, '\n')
			case !isWide(last) || !isWide(first):
				out = append(out, ' ')
			}
		}
		out = append(out, line...)
	}
	return string(bytes.TrimRight(out, " "))
}

// isWide reports whether r is written without blanks around it: Han, kana, and full-width punctuation.
func isWide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || 0x3000 <= r && r <= 0x303f ||
		0xff01 <= r && r <= 0xff60 || strings.ContainsRune("“”‘’—…", r)
}
