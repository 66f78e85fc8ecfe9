package corpus

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

const bullet = "•"

var (
	repliesRE = regexp.MustCompile(`^共\s*[0-9]+\s*条(?:回复|回答)`)
	tagsRE    = regexp.MustCompile(`^(?:标签|话题|关键词)[：:]\s*(.+)$`)
	numberRE  = regexp.MustCompile(`^[0-9.]+[万千kKwW]?$`)
	furniture = []string{"站长微信", "分享本页", "返回顶部", "回复", "我来回复", "写回答", "我来回答", "发表回复", "登录后回复", "登录", "注册",
		"关注", "收藏", "分享", "举报", "微信扫一扫", "扫码关注", "上一篇", "下一篇", "相关推荐", "相关问题"}
)

// A qaReader goes through the lines of a question page that was saved as text.
type qaReader struct {
	lines  []string
	indent int // of the bullets that open answers
	saved  time.Time
}

// readQA fills in a question page that was saved as text; the package comment has its grammar.
func (d *Document) readQA(text string, saved time.Time) error {
	d.Kind = Question
	r := qaReader{lines: strings.Split(text, "\n"), saved: saved}
	first := slices.IndexFunc(r.lines, isBullet)
	if first < 0 {
		return errors.New("no answer on this question page; open each answer with a line that begins with •")
	}
	r.indent = indent(r.lines[first])
	if d.readQAHead(r.lines[:first]); d.Title == "" {
		return errors.New("no title on this question page; begin it with the question")
	}
	for at := first; at < len(r.lines); {
		end := r.answerEnd(at)
		if a, ok := r.answer(at, end, d.Title); ok {
			d.Answers = append(d.Answers, a)
		}
		at = r.nextAnswer(end)
	}
	return nil
}

// readQAHead reads what comes before the first answer: title, author and category, tags. What else the asker wrote
// there is not guidance, and is left out.
func (d *Document) readQAHead(lines []string) {
	authored := false
	for _, l := range lines {
		l = strings.TrimSpace(l)
		if repliesRE.MatchString(l) {
			return
		}
		words := strings.Fields(l)
		tags := tagsRE.FindStringSubmatch(l)
		switch {
		case l == "" || isFurniture(l):
		case d.Title == "":
			d.Title = l
		case tags != nil:
			d.Tags = splitTags(tags[1])
		case !authored && isTitle(l) && isName(words[0]) && len(words) <= 5:
			if n := len(words); n > 1 && numberRE.MatchString(words[n-1]) {
				words = words[:n-1] // how often the page was read
			}
			d.Author, d.Category = words[0], strings.Join(words[1:], " ")
			authored = true
		default:
			authored = true // only the line under the title names the author
		}
	}
}

// answerEnd returns the line behind the answer that opens at the line at: past its age line, or at the next bullet of
// the page's own indent (where that tells, or the bullet has the mark of the accepted answer), or at the end.
func (r *qaReader) answerEnd(at int) int {
	deeper := false // the answer's lines are indented more than its bullet, so that a bullet tells by its indent
	for i := at + 1; i < len(r.lines); i++ {
		l := r.lines[i]
		if strings.TrimSpace(l) == "" {
			continue
		}
		if isBullet(l) && indent(l) <= r.indent && (deeper || isMarked(l)) {
			return i
		}
		if r.isAgeLine(i) {
			return i + 1
		}
		if !isBullet(l) {
			deeper = indent(l) > r.indent
		}
	}
	return len(r.lines)
}

// isAgeLine reports whether line i ends an answer: it is 1个月前 0条评论 or the like, or a time alone where next comes
// another answer, what belongs to the site, or nothing.
func (r *qaReader) isAgeLine(i int) bool {
	n, ok := parseNote(r.lines[i], r.saved)
	if !ok || !n.dated {
		return false
	}
	if n.counted {
		return true
	}
	for _, l := range r.lines[i+1:] {
		if l = strings.TrimSpace(l); l != "" {
			return strings.HasPrefix(l, bullet) || isFurniture(l)
		}
	}
	return true
}

// nextAnswer skips what stands between an answer and the next: comments, and what belongs to the site.
func (r *qaReader) nextAnswer(at int) int {
	for at < len(r.lines) && !(isBullet(r.lines[at]) && indent(r.lines[at]) <= r.indent) {
		at++
	}
	return at
}

// answer reads the lines from at to end; ok is false when there is no text in them.
func (r *qaReader) answer(at, end int, title string) (a Answer, ok bool) {
	lines := slices.Clone(r.lines[at:end])
	lines[0] = strings.TrimPrefix(strings.TrimSpace(lines[0]), bullet)
	for len(lines) > 0 && r.isTail(&a, lines[len(lines)-1]) {
		lines = lines[:len(lines)-1]
	}
	lines = r.opening(&a, lines)
	a.Sections = proseSections(paragraphs(strings.Join(lines, "\n")), title)
	return a, len(a.Sections) > 0
}

// isTail reports whether a line at the end of an answer is no text of it, and takes the age and counts that it tells.
func (r *qaReader) isTail(a *Answer, l string) bool {
	if l = strings.TrimSpace(l); l == "" || isFurniture(l) {
		return true
	}
	if n, ok := parseNote(l, r.saved); ok && n.dated && a.Updated.IsZero() && a.Age == "" {
		n.apply(a)
		return true
	}
	return false
}

// opening takes the mark of the accepted answer and the answer's author from its first lines. An author is a name alone
// beside the bullet, or before the mark: • 小王, • 小王 已被采纳为最佳回答, • 已被采纳为最佳回答 小王, or 作者：小王 on a line.
func (r *qaReader) opening(a *Answer, lines []string) []string {
	for i, l := range lines {
		l = strings.TrimSpace(l)
		if l == "" {
			continue
		}
		rest, marked := l, isMarked(l)
		if marked {
			rest = strings.Join(slices.DeleteFunc(strings.Fields(l), acceptedRE.MatchString), " ")
			a.Accepted, lines[i] = true, rest
		}
		note, noted := parseNote(l, r.saved)
		switch {
		case noted && (note.author != "" || note.dated):
			note.apply(a)
		case marked && rest == "":
		case marked && isName(rest), i == 0 && isName(rest) && hasText(lines[1:]) && stands(lines):
			a.Author = rest
		default:
			return lines[i:]
		}
	}
	return nil
}

// isMarked reports whether the mark of the accepted answer is among the words of a line.
func isMarked(l string) bool { return slices.ContainsFunc(strings.Fields(l), acceptedRE.MatchString) }

// stands reports whether the first line is followed by a blank line or the mark of the accepted answer.
func stands(lines []string) bool {
	next := strings.TrimSpace(lines[1])
	return next == "" || acceptedRE.MatchString(next)
}

func hasText(lines []string) bool {
	return slices.ContainsFunc(lines, func(l string) bool { return strings.TrimSpace(l) != "" })
}

// isName reports whether s is written like a person's name or a nickname: short, without punctuation or number.
func isName(s string) bool {
	if _, numbered := parseNumbering(s); numbered || s == "" || utf8.RuneCountInString(s) > 12 {
		return false
	}
	return !strings.ContainsAny(s, "。，、；：？！,;:?!（）()《》“”\"*#") && len(strings.Fields(s)) <= 2
}

func isBullet(l string) bool { return strings.HasPrefix(strings.TrimLeft(l, " \t\u3000"), bullet) }

func isFurniture(l string) bool {
	return slices.Contains(furniture, l) || repliesRE.MatchString(l)
}

// indent counts the blanks before a line.
func indent(l string) int {
	return utf8.RuneCountInString(l) - utf8.RuneCountInString(strings.TrimLeft(l, " \t\u3000"))
}

// splitTags parts tags at commas, ideographic ones too, else at blanks.
func splitTags(s string) []string {
	split := func(r rune) bool { return strings.ContainsRune("，,、；;|", r) }
	if !strings.ContainsFunc(s, split) {
		return strings.Fields(s)
	}
	var tags []string
	for _, t := range strings.FieldsFunc(s, split) {
		if t = strings.TrimSpace(t); t != "" {
			tags = append(tags, t)
		}
	}
	return tags
}
