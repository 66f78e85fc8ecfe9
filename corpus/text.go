package corpus

import (
	"cmp"
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
	first, blocks := takeFirstLine(blocks, d.Title)
	d.Title = cmp.Or(d.Title, first, nameTitle(name))
	d.Sections = proseSections(blocks, d.Title)
	return nil
}

// takeFirstLine takes the first line out of the blocks if it could be a title; where the title is known already, only
// if it says the same. A line that is all there is stays, too.
func takeFirstLine(blocks []block, title string) (line string, rest []block) {
	if len(blocks) == 0 || blocks[0].level > 0 || blocks[0].verbatim {
		return "", blocks
	}
	line, text, more := strings.Cut(blocks[0].text, "\n")
	line = strings.TrimSpace(line)
	if m := hashLine.FindStringSubmatch(line); m != nil {
		line = m[2]
	}
	if _, numbered := parseNumbering(line); numbered || !isTitle(line) || title != "" && line != title {
		return "", blocks
	}
	switch {
	case more:
		blocks[0].text = text
	case len(blocks) > 1:
		blocks = blocks[1:]
	default:
		blocks[0].text = line
	}
	return line, blocks
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
