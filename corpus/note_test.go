package corpus

import (
	"fmt"
	"testing"
	"time"
)

func TestParseNote(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"1个月前 0条评论", "age 1个月前 day 2026-02-28 counted"},
		{"2个月前 3条评论", "age 2个月前 day 2026-01-31 comments 3 counted"},
		{"2026-10-18 2条评论 12赞", "day 2026-10-18 votes 12 comments 2 counted"},
		{"2026年10月18日 · 12人赞同", "day 2026-10-18 votes 12 counted"},
		{"发布于 2026/10/18 14:30", "day 2026-10-18"},
		{"最后编辑于2026.10.18，评论 3，赞同 1.2k", "day 2026-10-18 votes 1200 comments 3 counted"},
		{"作者：小王 · 2026-10-18 · 3 赞", "author 小王 day 2026-10-18 votes 3 counted"},
		{"回答者：Li Lei 1.5万赞", "author Li Lei votes 15000 counted"},
		{"已采纳", "accepted"},
		{"已采纳，12赞", "accepted votes 12 counted"},
		{"3天前 回复 举报", "age 3天前 day 2026-03-28"},
		{"刚刚", "age 刚刚 day 2026-03-31"},
		{"23小时前", "age 23小时前 day 2026-03-31"},
		{"24小时前", "age 24小时前 day 2026-03-30"},
		{"半年前", "age 半年前 day 2025-09-30"},
		{"半个月前", "age 半个月前 day 2026-03-16"},
		{"半小时前", "age 半小时前 day 2026-03-31"},
		{"两周前", "age 两周前 day 2026-03-17"},
		{"一年前", "age 一年前 day 2025-03-31"},
		{"前天", "age 前天 day 2026-03-29"},
		{"5分钟前 1条回复", "age 5分钟前 day 2026-03-31 comments 1 counted"},
		{"30秒前", "age 30秒前 day 2026-03-31"},
		{"1个月前我们试过一次", "no"},
		{"2026-13-01", "no"},
		{"99999999999999999999天前", "no"},
		{"小王 12赞", "no"},
		{"", "no"},
	} {
		n, ok := parseNote(c.in, saved)
		got := "no"
		if ok {
			got = describe(n)
		}
		if got != c.want {
			t.Errorf("parseNote(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func describe(n note) string {
	s := ""
	add := func(name string, value any, zero any) {
		if value != zero {
			s += fmt.Sprintf(" %s %v", name, value)
		}
	}
	if n.accepted {
		s += " accepted"
	}
	add("age", n.age, "")
	add("author", n.author, "")
	add("day", date(n.updated), "")
	add("votes", n.votes, 0)
	add("comments", n.comments, 0)
	if n.counted {
		s += " counted"
	}
	if s == "" {
		return s
	}
	return s[1:]
}

// TestAgeWithoutDate: when it is not known when the page was saved, its ages say nothing of days.
func TestAgeWithoutDate(t *testing.T) {
	n, ok := parseNote("3天前 1条评论", time.Time{})
	if !ok || n.age != "3天前" || !n.updated.IsZero() {
		t.Errorf("parseNote with an unknown day = %+v, %v", n, ok)
	}
}

func TestParseDate(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"2026-10-18", "2026-10-18"},
		{" 2026/1/8 ", "2026-01-08"},
		{"2026年1月8日", "2026-01-08"},
		{"03/24/2020", "2020-03-24"},
		{"2026-10-18T08:30:00+08:00", "2026-10-18 00:30 UTC"},
		{"2026-10-18 08:30:00", "2026-10-18 08:30 UTC"},
		{"2026-10-18 08:30", "2026-10-18 08:30 UTC"},
		{"2026-10-18T08:30:00", "2026-10-18 08:30 UTC"},
		{"2026-02-30", ""},
		{"24/03/2020", ""},
		{"0000-01-01T00:00:00+08:00", ""},
		{"去年", ""},
	} {
		got, ok := parseDate(c.in)
		if ok != (c.want != "") || ok && date(got) != c.want {
			t.Errorf("parseDate(%q) = %s, %v, want %s", c.in, date(got), ok, c.want)
		}
	}
}
