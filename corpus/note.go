package corpus

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A note is what a page says of an answer beside its text: 作者：小王 · 2026-10-18 · 12赞 · 3条评论 · 已采纳, in any order.
type note struct {
	author          string
	accepted        bool
	votes, comments int
	age             string
	updated         time.Time
	dated           bool // an age or a date is among it
	counted         bool // votes or comments are
}

var (
	acceptedRE = regexp.MustCompile(`^[（(【\[]?(?:已?被?采纳|已?被采纳为最佳(?:回答|答案)|最佳(?:回答|答案))[）)】\]]?$`)
	unitRE     = regexp.MustCompile(`([0-9]) +([条个人位次赞秒分小天日周星月年])`)
	countRE    = regexp.MustCompile(`(^|[ ，,·|])(评论|点赞|赞同|赞) +([0-9])`)
	votesRE    = regexp.MustCompile(`^([0-9.]+)([万千kKwW]?)[个人位]*(?:赞同?|点赞|觉得有用|顶)$|` +
		`^(?:点?赞|赞同)(?:数?[：:])?([0-9.]+)([万千kKwW]?)$`)
	commentRE = regexp.MustCompile(`^([0-9]+)[条个]?(?:评论|回复)$|^评论(?:数?[：:])?([0-9]+)$`)
	authorRE  = regexp.MustCompile(`^(?:作者|回答者|答主|回答人)[：:](.*)$`)
	datedRE   = regexp.MustCompile(`^(?:最后)?(?:发布|发表|编辑|更新|修改|回答)(?:于|时间)?[：:]?`)
	clockRE   = regexp.MustCompile(`^\d{1,2}:\d{2}(?::\d{2})?$`)
	buttonRE  = regexp.MustCompile(`^(?:回复|评论|举报|分享|收藏|编辑|赞|点赞|赞同|喜欢|添加评论)$`)
)

const maxNoteBytes = 240

// parseNote reads a note, which has to be made of nothing else. Ages are counted back from saved.
func parseNote(s string, saved time.Time) (note, bool) {
	var n note
	if len(s) > maxNoteBytes {
		return note{}, false
	}
	known := false
	s = countRE.ReplaceAllString(unitRE.ReplaceAllString(s, "$1$2"), "$1$2$3")
	for _, piece := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("，,·•|｜；;", r) }) {
		naming := false
		for _, word := range strings.Fields(piece) {
			if n.take(word, saved) {
				naming = false
			} else if m := authorRE.FindStringSubmatch(word); m != nil {
				n.author, naming = m[1], true
			} else if naming {
				n.author = strings.TrimSpace(n.author + " " + word)
			} else {
				return note{}, false
			}
			known = true
		}
	}
	return n, known
}

// take reads one word of a note other than the author.
func (n *note) take(word string, saved time.Time) bool {
	if t, ok := parseAge(word, saved); ok {
		n.age, n.updated, n.dated = word, t, true
		return true
	}
	if t, ok := parseDate(datedRE.ReplaceAllString(word, "")); ok {
		n.updated, n.dated = t, true
		return true
	}
	if m := votesRE.FindStringSubmatch(word); m != nil {
		n.votes, n.counted = amount(m[1]+m[3], m[2]+m[4]), true
		return true
	}
	if m := commentRE.FindStringSubmatch(word); m != nil {
		n.comments, n.counted = amount(m[1]+m[2], ""), true
		return true
	}
	if acceptedRE.MatchString(word) {
		n.accepted = true
		return true
	}
	return buttonRE.MatchString(word) || clockRE.MatchString(word) || datedRE.FindString(word) == word
}

// amount reads a count as sites shorten it: 1.2万, 3k.
func amount(digits, unit string) int {
	f, _ := strconv.ParseFloat(digits, 64)
	switch unit {
	case "万", "w", "W":
		f *= 1e4
	case "千", "k", "K":
		f *= 1e3
	}
	return int(min(f+0.5, 1e9))
}

// apply puts what the note says on the answer.
func (n note) apply(a *Answer) {
	a.Accepted = a.Accepted || n.accepted
	a.Votes = max(a.Votes, n.votes)
	a.Comments = max(a.Comments, n.comments)
	if n.author != "" {
		a.Author = n.author
	}
	if n.dated {
		a.Age, a.Updated = n.age, n.updated
	}
}
