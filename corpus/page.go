package corpus

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"
)

// readMarkdown fills in a wiki page, or a question page, from Markdown; the package comment says which. What is known
// already is kept. The line of an error is 0 unless it is in the front matter.
func (d *Document) readMarkdown(name, text string, saved time.Time) (line int, err error) {
	body, line, err := d.takeFrontMatter(text)
	if err != nil {
		return line, err
	}
	blocks, err := markdownBlocks(body)
	if err != nil {
		return 0, err
	}
	h1, blocks := takeTitle(blocks)
	if d.Title == "" && h1 == "" && len(blocks) == 0 {
		return 0, errEmpty
	}
	first := ""
	if d.Title == "" && h1 == "" {
		first, blocks = takeFirstLine(blocks, "")
	}
	d.Title = cmp.Or(d.Title, h1, first, nameTitle(name))
	blocks = keepTitle(blocks, h1, d.Title)
	if i := firstHeading(blocks); d.Kind == Question || d.Kind == "" && i >= 0 && answerRE.MatchString(blocks[i].text) {
		d.Kind = Question
		d.Answers = markdownAnswers(blocks, d.Title, saved)
		return 0, nil
	}
	d.Sections = pageSections(blocks, d.Title)
	return 0, nil
}

// keepTitle puts the page's first heading before its text where the document is called otherwise: nothing is lost.
func keepTitle(blocks []block, h1, title string) []block {
	if h1 == "" || h1 == title {
		return blocks
	}
	return slices.Insert(blocks, 0, block{text: h1})
}

// takeTitle takes the first heading of level one out of the blocks, unless it opens an answer.
func takeTitle(blocks []block) (title string, rest []block) {
	for i, b := range blocks {
		if b.level == 1 && !answerRE.MatchString(b.text) {
			return b.text, slices.Delete(blocks, i, i+1)
		}
	}
	return "", blocks
}

func firstHeading(blocks []block) int {
	for i, b := range blocks {
		if b.level > 0 {
			return i
		}
	}
	return -1
}

// pageSections cuts a page at its headings. Where it has none, they are found as in plain text.
func pageSections(blocks []block, title string) []Section {
	if firstHeading(blocks) < 0 {
		return proseSections(blocks, title)
	}
	return sections(outline(splitLabels(blocks)))
}

// splitLabels parts the numbers of headings from their texts.
func splitLabels(blocks []block) []block {
	c := newCounter()
	for i, b := range blocks {
		if b.level > 0 {
			blocks[i].label, blocks[i].text = c.split(b.text)
		}
	}
	return blocks
}

// answerRE is a heading that opens an answer: 回答 1（已采纳，12赞）, 回答：小王, 最佳回答, 答案二.
var answerRE = regexp.MustCompile(`^(最佳|已采纳的?)?(?:回答|答案)\s*` + number + `?\s*` +
	`(?:[：:]\s*([^（(]*?))?\s*(?:[（(](.*)[）)])?$`)

// markdownAnswers cuts a question page at the headings that open answers. What the asker wrote before the first is not
// guidance, and is left out; without any such heading the whole page is one answer.
func markdownAnswers(blocks []block, title string, saved time.Time) []Answer {
	var answers []Answer
	var text []block
	level := 0
	end := func() {
		if len(answers) > 0 {
			a := &answers[len(answers)-1]
			a.Sections = answerSections(a, text, title, saved)
		}
		text = nil
	}
	for _, b := range blocks {
		m := answerRE.FindStringSubmatch(b.text)
		if m == nil || b.level == 0 || level > 0 && b.level != level {
			text = append(text, b)
			continue
		}
		level = b.level
		end()
		a := Answer{Accepted: m[1] != "", Author: strings.TrimSpace(m[2])}
		if n, ok := parseNote(m[3], saved); ok {
			n.apply(&a)
		} else if m[3] != "" && a.Author == "" {
			a.Author = strings.TrimSpace(m[3])
		}
		answers = append(answers, a)
	}
	if level == 0 {
		answers = []Answer{{}}
	}
	end()
	kept := answers[:0]
	for _, a := range answers {
		if len(a.Sections) > 0 {
			kept = append(kept, a)
		}
	}
	return kept
}

// answerSections takes the note from the first paragraph of an answer, if there is one, and cuts the rest.
func answerSections(a *Answer, blocks []block, title string, saved time.Time) []Section {
	if len(blocks) > 0 && blocks[0].level == 0 {
		if n, ok := parseNote(blocks[0].text, saved); ok && n != (note{}) {
			n.apply(a)
			blocks = blocks[1:]
		}
	}
	return cutAnswer(blocks, title)
}

// cutAnswer cuts an answer at its headings. Where it has none, they are found as in plain text.
func cutAnswer(blocks []block, title string) []Section {
	if firstHeading(blocks) < 0 {
		return proseSections(blocks, title)
	}
	return sections(splitClosing(outline(splitLabels(blocks)), title))
}
