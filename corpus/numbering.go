package corpus

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A numbering is the number that a line begins with, in one of the ways in which Chinese guidance is numbered.
type numbering struct {
	style string // lines of one style are siblings: 一、 is one style, （一） another
	label string // as written, without its punctuation: 一, 1, 1.2, 第一章
	n     int    // its value; of 1.2 the last part
	above string // of 1.2.3 the label 1.2 that it counts under
	rest  string // what follows, without a closing colon
}

const (
	hanNumber = `[零〇一二三四五六七八九十百壹贰叁肆伍陆柒捌玖拾]{1,5}`
	number    = `(?:` + hanNumber + `|[0-9]{1,3})`
)

// numberings are tried in order. The first group is the label, the last what follows.
var numberings = []struct {
	style string
	re    *regexp.Regexp
}{
	{"一、", regexp.MustCompile(`^(` + hanNumber + `)[、.．]\s*(.+)$`)},
	{"（一）", regexp.MustCompile(`^[（(](` + hanNumber + `)[)）][、.．]?\s*(.+)$`)},
	{"1.1", regexp.MustCompile(`^([0-9]{1,3}(?:\.[0-9]{1,3})+)(?:[、.．]\s*|\s+)(.+)$`)},
	{"1.1", regexp.MustCompile(`^([0-9]{1,3}(?:\.[0-9]{1,3})+)([^\s0-9A-Za-z亿万千百倍折元个年月日号天周次点版人件家份%％.].*)$`)},
	{"1.", regexp.MustCompile(`^([0-9]{1,3})(?:[、．]\s*|\.\s+)(.+)$`)},
	{"1.", regexp.MustCompile(`^([0-9]{1,3})\.([^\s0-9].*)$`)},
	{"1)", regexp.MustCompile(`^([0-9]{1,3})[)）][、.．]?\s*(.+)$`)},
	{"(1)", regexp.MustCompile(`^[（(]([0-9]{1,3})[)）][、.．]?\s*(.+)$`)},
	{"①", regexp.MustCompile(`^([①-⑳㉑-㉟㊱-㊿])[、.．]?\s*(.+)$`)},
	{"⑴", regexp.MustCompile(`^([⑴-⒇])[、.．]?\s*(.+)$`)},
	{"❶", regexp.MustCompile(`^([❶-❿])[、.．]?\s*(.+)$`)},
	{"Ⅰ", regexp.MustCompile(`^([Ⅰ-Ⅻ])[、.．]\s*(.+)$`)},
	{"第一章", regexp.MustCompile(`^(第` + number + `[章节篇编卷])[、，,：:.．]?\s*(.+)$`)},
	{"第一步", regexp.MustCompile(`^(第` + number + `(?:部分|阶段|[步点条讲课]))(?:[、，,：:.．]\s*|\s+)(.+)$`)},
	{"第一", regexp.MustCompile(`^(第` + number + `)(?:[、，,：:.．]\s*|\s+)(.+)$`)},
}

// parseNumbering splits the number from the rest of a line.
func parseNumbering(s string) (numbering, bool) {
	first, _ := utf8.DecodeRuneInString(s)
	if !strings.ContainsRune("（(第", first) && !unicode.IsNumber(first) && hanValue(string(first)) < 0 {
		return numbering{}, false
	}
	for _, f := range numberings {
		m := f.re.FindStringSubmatch(s)
		if m == nil {
			continue
		}
		n := numbering{style: f.style, label: m[1], rest: strings.TrimSpace(m[2])}
		switch f.style {
		case "1.1":
			dot := strings.LastIndexByte(n.label, '.')
			n.style = strings.Repeat("1.", strings.Count(n.label, ".")) + "1"
			n.above = n.label[:dot]
			n.n = value(n.label[dot+1:])
		case "第一章", "第一步":
			digits := strings.TrimLeftFunc(strings.TrimPrefix(n.label, "第"), func(r rune) bool {
				return unicode.IsDigit(r) || strings.ContainsRune(hanNumber, r)
			})
			n.style = "第" + digits
			n.n = value(strings.TrimSuffix(strings.TrimPrefix(n.label, "第"), digits))
		default:
			n.n = value(strings.TrimPrefix(n.label, "第"))
		}
		return n, true
	}
	return numbering{}, false
}

// value is the number that a label stands for: in digits, in Chinese, or one of the signs ① ⑴ ❶ Ⅰ.
func value(label string) int {
	if n, err := strconv.Atoi(label); err == nil {
		return n
	}
	r, _ := utf8.DecodeRuneInString(label)
	for _, block := range []struct{ first, last, n rune }{
		{'①', '⑳', 1}, {'㉑', '㉟', 21}, {'㊱', '㊿', 36}, {'⑴', '⒇', 1}, {'❶', '❿', 1}, {'Ⅰ', 'Ⅻ', 1},
	} {
		if block.first <= r && r <= block.last {
			return int(block.n + r - block.first)
		}
	}
	return hanValue(label)
}

// hanValue reads a Chinese number up to 999, or returns -1.
func hanValue(s string) int {
	total, digit := 0, 0
	for _, r := range s {
		unit := 0
		switch r {
		case '零', '〇':
			digit = 0
			continue
		case '十', '拾':
			unit = 10
		case '百':
			unit = 100
		default:
			i := strings.IndexRune("一二三四五六七八九壹贰叁肆伍陆柒捌玖", r)
			if i < 0 {
				return -1
			}
			digit = i/3%9 + 1
			continue
		}
		total += max(digit, 1) * unit
		digit = 0
	}
	return total + digit
}

// A heading is short, and does not read like a sentence. Han characters count two columns.
const maxHeadingColumns = 60

// isTitle reports whether s could be a heading: short, and not a sentence or a piece of one.
func isTitle(s string) bool {
	if s == "" || columns(s) > maxHeadingColumns || strings.ContainsAny(s, "。；\n") {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(s)
	return !strings.ContainsRune("，、,;.…!！：:", last) && strings.IndexFunc(s, isWordRune) >= 0
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// columns is the width of s on a terminal, near enough to tell a heading from a sentence in any script.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x1100 {
			n++
		}
	}
	return n
}

// series is what n counts in: its style and, for 1.2, its whole.
func (n numbering) series() string { return n.style + n.above }

// A counter remembers the numbers of the headings so far, to tell 1.2 指标口径 from 10.0.12 中的新功能.
type counter struct {
	last   map[string]int  // of each series, the highest so far
	seen   map[string]bool // labels, and in digits the values of labels
	listed map[string]bool // series that turned out to be lists
}

func newCounter() *counter {
	return &counter{last: map[string]int{}, seen: map[string]bool{}, listed: map[string]bool{}}
}

// fits reports whether n goes on counting: at most three ahead of the last of its series, as people lose a number now
// and then, and with a part of its own (1.2) only where its whole (1, or 一) has come.
func (c *counter) fits(n numbering) bool {
	return n.n <= c.last[n.series()]+3 && (n.n == 1 || !c.listed[n.series()]) && (n.above == "" || c.seen[n.above])
}

// lists notes that n, a line by itself, begins a list rather than an outline.
func (c *counter) lists(n numbering, run int) {
	if run == 1 && n.n == 1 && c.last[n.series()] == 0 {
		c.listed[n.series()] = true
	}
}

func (c *counter) add(n numbering) {
	if n.n == 0 {
		return
	}
	if n.n == 1 {
		c.listed[n.series()] = false
	}
	c.last[n.series()] = max(c.last[n.series()], n.n)
	c.seen[n.label] = true
	if n.above == "" {
		c.seen[strconv.Itoa(n.n)] = true
	}
}

// split parts the label from a heading that is known to be one: 一、数据分析： is 一 and 数据分析.
func (c *counter) split(s string) (label, heading string) {
	if trimmed := trimColon(s); trimmed != "" {
		s = trimmed
	}
	n, ok := parseNumbering(s)
	if !ok || n.above != "" && !c.fits(n) || trimColon(n.rest) == "" {
		return "", s
	}
	c.add(n)
	return n.label, trimColon(n.rest)
}

func trimColon(s string) string { return strings.TrimRight(strings.TrimSpace(s), "：: ") }
