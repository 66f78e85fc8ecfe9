package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// closers open the paragraph that sums an answer up.
var closers = []string{
	"总之", "总的来说", "总的来讲", "总的来看", "总体来说", "总体而言", "总体来看", "总而言之", "总结一下", "总结来说", "总结起来", "总结：",
	"综上", "综合来看", "综合来说", "概括来说", "概括起来", "概括地说", "一句话总结", "一言以蔽之", "小结一下", "小结：",
	"以上就是", "以上是", "以上内容", "以上几", "以上方法", "以上步骤", "希望以上", "希望这些", "希望对你", "希望对您", "希望能帮",
	"總之", "總的來說", "總體來說", "總而言之", "總結一下", "總結來說", "綜上", "希望對你",
}

// continuers open a paragraph that goes on with what the one before it was about.
var continuers = []string{
	"此外", "另外", "同时", "其次", "再次", "然后", "接着", "例如", "比如", "譬如", "因此", "所以", "但是", "不过", "然而", "而且", "并且",
	"具体", "这", "那", "其中", "尤其", "特别是", "还有", "除此之外", "除了", "反过来", "反之", "如果", "否则", "第",
	"其實", "同時", "這", "不過", "具體", "還有",
}

// splitClosing moves the closing text of an answer out of its last section into a conclusion.
//
// Nothing on the page parts the two, so the text has to: the last section has more than one paragraph, and what closes
// is prose that speaks of the answer rather than of that section. It does so when
//
//   - a paragraph opens with 总之, 综上所述 or the like, and does not repeat the section's whole heading: it and what
//     follows is the conclusion; or
//   - the last paragraph names two or more other headings; or
//   - the last paragraph is one too many: there are two or more sections before, all of them alike in their number of
//     paragraphs, and the last has exactly one more.
//
// The last two also need a paragraph that names nothing of its section's own topic (a pair of characters that stands in
// this heading, but neither in the title nor in another heading) and does not open with 此外, 例如, 这 or the like. An
// answer whose sections have two paragraphs each has thus no conclusion.
func splitClosing(parts []part, title string) []part {
	if len(parts) == 0 {
		return parts
	}
	last := &parts[len(parts)-1]
	if last.Role != Body {
		return parts
	}
	last.paragraphs = splitCloser(last.paragraphs)
	if len(last.paragraphs) < 2 {
		return parts
	}
	at := closingAt(parts, title)
	if at == len(last.paragraphs) {
		return parts
	}
	closing := part{Section: Section{Role: Conclusion}, paragraphs: last.paragraphs[at:]}
	last.paragraphs = last.paragraphs[:at:at]
	return append(parts, closing)
}

// splitCloser makes a paragraph of its own of a last line that opens with 总之 or the like, as not everyone leaves blank
// lines.
func splitCloser(paragraphs []block) []block {
	n := len(paragraphs)
	if n == 0 || paragraphs[n-1].verbatim {
		return paragraphs
	}
	b := paragraphs[n-1]
	at := strings.LastIndexByte(b.text, '\n')
	if at < 0 || !opensWith(b.text[at+1:], closers) {
		return paragraphs
	}
	before := b
	before.text, b.text = b.text[:at], b.text[at+1:]
	return append(paragraphs[:n-1:n-1], before, b)
}

// closingAt returns the index of the paragraph of the last part with which the conclusion begins, or their number.
func closingAt(parts []part, title string) int {
	last, others := parts[len(parts)-1], parts[:len(parts)-1]
	if len(others) > 0 && others[0].Role == Lead {
		others = others[1:]
	}
	n := len(last.paragraphs)
	for i := 1; i < n; i++ {
		b := last.paragraphs[i]
		if isProse(b) && opensWith(b.text, closers) && !strings.Contains(b.text, last.Heading) {
			return i
		}
	}
	b := last.paragraphs[n-1]
	if !isProse(b) || opensWith(b.text, continuers) || sharesTopic(b.text, last.Heading, title, others) {
		return n
	}
	named, alike := 0, len(others) >= 2
	for _, o := range others {
		if utf8.RuneCountInString(o.Heading) > 1 && strings.Contains(b.text, o.Heading) {
			named++
		}
		alike = alike && len(o.paragraphs) == n-1
	}
	if named >= 2 || alike {
		return n - 1
	}
	return n
}

// isProse reports whether a block is made of sentences, not a list, a table or a line of its own.
func isProse(b block) bool {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(b.text, " ”’\"'）)"))
	return !b.verbatim && strings.ContainsRune("。！？!?.…~～", last)
}

func opensWith(s string, words []string) bool {
	for _, w := range words {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

// sharesTopic reports whether a text has a pair of letters that tells its section's heading from the title and the
// other headings.
func sharesTopic(text, heading, title string, others []part) bool {
	runes := []rune(heading)
next:
	for i := range len(runes) - 1 {
		if !unicode.IsLetter(runes[i]) || !unicode.IsLetter(runes[i+1]) {
			continue
		}
		pair := string(runes[i : i+2])
		if strings.Contains(title, pair) || !strings.Contains(text, pair) {
			continue
		}
		for _, o := range others {
			if strings.Contains(o.Heading, pair) {
				continue next
			}
		}
		return true
	}
	return false
}
