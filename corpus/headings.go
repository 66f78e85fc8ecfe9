package corpus

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A line is one line of a paragraph, looked at as a possible heading.
type line struct {
	numbering
	text    string // as it stands
	block   int    // index of its paragraph
	alone   bool   // it is the whole paragraph
	title   bool   // its looks are those of a heading
	heading bool   // it is one
	tail    string // of a heading that is the first sentence of its paragraph: the text after it
}

// Headings of other kinds are given a style like numbered ones.
const (
	hashStyle = "#"  // ## 标题, one # for each level
	boldStyle = "**" // **标题** as a whole line
)

var (
	hashLine = regexp.MustCompile(`^(#{1,6})\s+(.*?)[\s#]*$`)
	boldLine = regexp.MustCompile(`^(?:\*\*([^*]+)\*\*|__([^_]+)__)[：:]?$`)
)

// findHeadings turns the lines of prose that are headings into heading blocks.
//
// A numbered line is a heading if it is short, does not read like a sentence, and stands by itself. Numbered lines of
// one style with nothing in between are a list, not headings, unless each is a paragraph and they go on a count that
// headings began; and where the first of a count is a sentence, its other lines are items of a list, too. Where there
// is no heading at all, an answer in which 第一，… 第二，… (or 一、… 二、…) open paragraphs, each with a short first sentence, is
// cut there, and those sentences are the headings.
//
// Levels are the order in which the styles come first, except that ### stays below ##.
func findHeadings(blocks []block) []block {
	lines := splitLines(blocks)
	if !markHeadings(lines) && !markOpenings(lines) {
		return blocks
	}
	levels := styleLevels(lines)
	var out []block
	var text []string // the lines of the paragraph in hand
	for i, l := range lines {
		if l.heading {
			out = append(out, block{level: levels[l.style], label: l.label, text: trimColon(l.rest)})
			l.text = l.tail
		}
		if l.text != "" {
			text = append(text, l.text)
		}
		ends := i+1 == len(lines) || lines[i+1].block != l.block || lines[i+1].heading
		if ends && len(text) > 0 {
			b := blocks[l.block]
			b.text, text = strings.Join(text, "\n"), text[:0]
			out = append(out, b)
		}
	}
	return out
}

// splitLines takes paragraphs apart and notes what each line looks like.
func splitLines(blocks []block) []line {
	var lines []line
	for i, b := range blocks {
		if b.verbatim {
			lines = append(lines, line{text: b.text, block: i, alone: true})
			continue
		}
		texts := strings.Split(b.text, "\n")
		for _, text := range texts {
			l := line{text: text, block: i, alone: len(texts) == 1}
			l.look(strings.TrimSpace(text), b.bold)
			lines = append(lines, l)
		}
	}
	return lines
}

// look notes the style and number of a line, and whether it could be a heading.
func (l *line) look(s string, bold bool) {
	if m := hashLine.FindStringSubmatch(s); m != nil {
		l.style, l.rest = m[1], m[2]
		l.title = trimColon(l.rest) != ""
		return
	}
	if m := boldLine.FindStringSubmatch(s); m != nil {
		s, bold = m[1]+m[2], true
	}
	if n, ok := parseNumbering(s); ok {
		l.numbering = n
	} else if bold {
		l.numbering = numbering{style: boldStyle, rest: s}
	}
	l.title = l.style != "" && isTitle(trimColon(l.rest))
}

// markHeadings marks the lines that stand by themselves, and reports whether there are any.
func markHeadings(lines []line) bool {
	found := false
	c := newCounter()
	for i, j := 0, 0; i < len(lines); i = j {
		style := lines[i].style
		for j = i + 1; style != "" && j < len(lines) && lines[j].style == style && !lines[j].restarts(lines[j-1]); {
			j++
		}
		if style == "" || !isOutline(lines[i:j], lines[j:], c) {
			continue
		}
		found = true
		for k := i; k < j; k++ {
			l := &lines[k]
			l.heading = true
			if strings.HasPrefix(style, hashStyle) {
				l.label, l.rest = c.split(l.rest)
			}
			c.add(l.numbering)
		}
	}
	return found
}

// restarts reports whether l, in a paragraph after that of before, counts anew, as after a table of contents.
func (l line) restarts(before line) bool {
	return l.n > 0 && l.n <= before.n && l.block != before.block
}

// isOutline reports whether a run of lines, all of one style and with the given lines after them, are headings rather
// than list items or text.
func isOutline(run, after []line, c *counter) bool {
	first, last := run[0], run[len(run)-1]
	if strings.HasPrefix(first.style, hashStyle) {
		return first.title
	}
	for _, l := range run {
		if !l.title || len(run) > 1 && !l.alone {
			c.lists(first.numbering, len(run))
			return false
		}
	}
	if first.n == 0 { // bold
		return len(run) == 1 && len(after) > 0
	}
	next := slices.IndexFunc(after, func(l line) bool { return l.style == last.style })
	goesOn := first.n > 1 && first.n == c.last[first.series()]+1
	if len(run) > 1 {
		return goesOn || next >= 0 && after[next].title && after[next].n == last.n+1
	}
	if first.n == 1 && next >= 0 && after[next].n == 2 && !after[next].title {
		c.lists(first.numbering, 1)
		return false
	}
	return c.fits(first.numbering) && (len(after) > 0 || first.alone && goesOn)
}

// openingStyles are the ways of counting in which a whole answer is built without headings.
var openingStyles = []string{"第一", "一、"}

// markOpenings marks the paragraphs that open with a counted short sentence, if the whole text is built that way: there
// are two or more, they count from one without a gap, and more text follows each of those sentences.
func markOpenings(lines []line) bool {
	for _, style := range openingStyles {
		var found []int
		for i, l := range lines {
			if l.style != style {
				continue
			}
			end := strings.IndexAny(l.rest, "。！？；：")
			begins := i == 0 || lines[i-1].block != l.block
			if !begins || l.n != len(found)+1 || end < 0 || !isTitle(l.rest[:end]) {
				found = nil
				break
			}
			_, size := utf8.DecodeRuneInString(l.rest[end:])
			lines[i].tail = strings.TrimSpace(l.rest[end+size:])
			if lines[i].tail == "" && l.alone {
				found = nil
				break
			}
			found = append(found, i)
		}
		if len(found) < 2 {
			continue
		}
		for _, i := range found {
			end := strings.IndexAny(lines[i].rest, "。！？；：")
			lines[i].rest, lines[i].heading = lines[i].rest[:end], true
		}
		return true
	}
	return false
}

// styleLevels gives each style of heading its level.
func styleLevels(lines []line) map[string]int {
	var order []string
	for _, l := range lines {
		if !l.heading || slices.Contains(order, l.style) {
			continue
		}
		at := len(order)
		if strings.HasPrefix(l.style, hashStyle) {
			deeper := func(s string) bool { return strings.HasPrefix(s, l.style+hashStyle) }
			if i := slices.IndexFunc(order, deeper); i >= 0 {
				at = i
			}
		}
		order = slices.Insert(order, at, l.style)
	}
	levels := make(map[string]int, len(order))
	for i, style := range order {
		levels[style] = i + 1
	}
	return levels
}
