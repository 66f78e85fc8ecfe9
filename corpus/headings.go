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
// headings began. Where there is no heading at all, an answer in which 第一，… 第二，… (or 一、… 二、…) open paragraphs, each
// with a short first sentence, is cut there, and those sentences are the headings.
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
		if n, ok := parseNumbering(trimColon(l.rest)); ok && n.above == "" {
			l.label, l.rest = n.label, n.rest
		}
		l.title = l.rest != ""
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

// counts reports whether the lines of the style are counted, so that their numbers say how they go on.
func (l *line) counts() bool { return l.n > 0 }

// markHeadings marks the lines that stand by themselves, and reports whether there are any.
func markHeadings(lines []line) bool {
	any := false
	counter := newCounter()
	for i := 0; i < len(lines); {
		j := i + 1
		for j < len(lines) && lines[i].style != "" && lines[j].style == lines[i].style {
			j++
		}
		if isOutline(lines, i, j, counter) {
			for k := i; k < j; k++ {
				lines[k].heading = true
				counter.add(lines[k].numbering)
			}
			any = true
		}
		i = j
	}
	return any
}

// isOutline reports whether the lines i to j, all of one style, are headings rather than list items or text.
func isOutline(lines []line, i, j int, c *counter) bool {
	first, last := lines[i], lines[j-1]
	if strings.HasPrefix(first.style, hashStyle) {
		return true
	}
	for _, l := range lines[i:j] {
		if !l.title || j-i > 1 && !l.alone {
			return false
		}
	}
	if !first.counts() {
		return j-i == 1 && j < len(lines)
	}
	goesOn := first.n > 1 && first.n == c.last[first.style+first.above]+1
	if j-i == 1 {
		return c.fits(first.numbering) && (j < len(lines) || first.alone && goesOn)
	}
	for k := j; !goesOn && k < len(lines); k++ {
		if lines[k].style == last.style {
			goesOn = lines[k].title && lines[k].n == last.n+1
			break
		}
	}
	return goesOn
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
			if i := slices.IndexFunc(order, func(s string) bool { return strings.HasPrefix(s, l.style+hashStyle) }); i >= 0 {
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
