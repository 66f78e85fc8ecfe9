package query

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fields are the names that a Field clause may have. A name outside this list is plain text.
var Fields = []string{"title", "heading", "category", "tag", "author", "kind", "accepted", "votes", "updated", "document"}

// A field is one row of the grammar's table of fields.
type field struct {
	name      string
	aliases   []string                          // other names, folded
	ordered   bool                              // takes < <= > >=
	canonical func(value string) (string, bool) // false: the field cannot have that value
	takes     string                            // the cure for a value that it cannot have
}

var fields = []field{
	{"title", names("标题 標題"), false, text, "text"},
	{"heading", names("小标题 小標題 章节 章節"), false, text, "text"},
	{"category", names("分类 分類"), false, text, "text"},
	{"tag", names("tags 标签 標籤"), false, text, "text"},
	{"author", names("作者"), false, text, "text"},
	{"kind", names("类型 類型"), false, oneOf(map[string]string{
		"question": "question", "问题": "question", "問題": "question", "问答": "question", "問答": "question",
		"page": "page", "页面": "page", "頁面": "page", "wiki": "page",
	}), "question (问题) or page (页面)"},
	{"accepted", names("采纳 採納"), false, oneOf(map[string]string{
		"true": "true", "yes": "true", "1": "true", "是": "true", "已采纳": "true", "已採納": "true",
		"false": "false", "no": "false", "0": "false", "否": "false", "未采纳": "false", "未採納": "false",
	}), "true (是) or false (否)"},
	{"votes", names("赞同 贊同 票数 票數"), true, number, "a number such as 10, or >=10"},
	{"updated", names("更新 更新时间 更新時間"), true, date, "a date such as 2026, 2026-10 or 2026-10-01, or >=2026-10"},
	{"document", names("文档 文檔"), false, text, "the id of a document"},
}

var byName = func() map[string]*field {
	m := make(map[string]*field)
	for i := range fields {
		f := &fields[i]
		m[f.name] = f
		for _, alias := range f.aliases {
			m[alias] = f
		}
	}
	return m
}()

const maxNameBytes = 40 // of the longest name, in full-width letters

// cutName parts a text that begins with letters and a colon of either width.
func cutName(s string) (name, rest string, ok bool) {
	for i, r := range s {
		switch {
		case r == ':' || r == '：':
			return s[:i], s[i+utf8.RuneLen(r):], i > 0
		case i >= maxNameBytes || !unicode.IsLetter(r):
			return "", s, false
		}
	}
	return "", s, false
}

// cutField parts a text that begins with the name of a field and a colon.
func cutField(s string) (f *field, rest string, ok bool) {
	name, rest, ok := cutName(s)
	if ok {
		f, ok = byName[Fold(name)]
	}
	return f, rest, ok
}

// cutOp parts a text that may begin with a comparison.
func cutOp(s string) (Op, string) {
	op := Has
	r := firstRune(s)
	switch r {
	case '<', '＜':
		op = Less
	case '>', '＞':
		op = Greater
	case '≤', '≦':
		return LessEqual, s[utf8.RuneLen(r):]
	case '≥', '≧':
		return GreaterEqual, s[utf8.RuneLen(r):]
	default:
		return op, s
	}
	s = s[utf8.RuneLen(r):]
	if r := firstRune(s); r == '=' || r == '＝' {
		return op + 1, s[utf8.RuneLen(r):] // LessEqual follows Less, GreaterEqual Greater
	}
	return op, s
}

func names(s string) []string { return strings.Fields(s) }

// text is the canonical form of free text: as it is.
func text(value string) (string, bool) { return value, value != "" }

// oneOf takes the keys of values, folded, and gives their values.
func oneOf(values map[string]string) func(string) (string, bool) {
	return func(value string) (string, bool) {
		canonical, ok := values[Fold(value)]
		return canonical, ok
	}
}

// number takes a whole number of at most nine digits.
func number(value string) (string, bool) {
	if len(value) > 9*len("０") {
		return "", false
	}
	n, err := strconv.ParseInt(Fold(value), 10, 32)
	if err != nil || n < -maxNumber || n > maxNumber {
		return "", false
	}
	return strconv.FormatInt(n, 10), true
}

const maxNumber = 999_999_999
