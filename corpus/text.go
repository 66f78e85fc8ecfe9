package corpus

import (
	"path"
	"strings"
)

// readText fills in a wiki page from plain text. Where the title is not known yet, it is the first line, if that looks
// like one, else the file's name.
func (d *Document) readText(name, text string) error {
	blocks := paragraphs(text)
	if len(blocks) == 0 {
		return errEmpty
	}
	first, rest, _ := strings.Cut(blocks[0].text, "\n")
	if m := hashLine.FindStringSubmatch(first); m != nil {
		first = m[2]
	}
	_, numbered := parseNumbering(first)
	if d.Title == "" && !numbered && isTitle(first) {
		d.Title = first
	}
	if d.Title == "" {
		d.Title = nameTitle(name)
	}
	switch only := rest == "" && len(blocks) == 1; {
	case first != d.Title, only: // a line alone is title and text
	case rest == "":
		blocks = blocks[1:]
	default:
		blocks[0].text = rest
	}
	d.Sections = proseSections(blocks, d.Title)
	return nil
}

// proseSections cuts text without markup into sections: its headings have to be found, and so has its conclusion.
func proseSections(blocks []block, title string) []Section {
	return sections(splitClosing(outline(findHeadings(blocks)), title))
}

// nameTitle is the title that a file's name makes.
func nameTitle(name string) string {
	base := path.Base(name)
	if t := strings.TrimSuffix(base, path.Ext(base)); t != "" {
		base = t
	}
	return strings.ToValidUTF8(base, "\ufffd")
}

// paragraphs parts plain text at its blank lines. Lines lose the blanks around them, ideographic ones too.
func paragraphs(text string) []block {
	var blocks []block
	var open []string
	flush := func() {
		if len(open) > 0 {
			blocks = append(blocks, block{text: strings.Join(open, "\n")})
			open = open[:0]
		}
	}
	for l := range strings.SplitSeq(text, "\n") {
		if l = strings.TrimSpace(l); l == "" {
			flush()
		} else {
			open = append(open, l)
		}
	}
	flush()
	return blocks
}
