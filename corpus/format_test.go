package corpus

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func TestDetect(t *testing.T) {
	page := "怎么写周报\n\n小满 写作 3\n\n共1条回复\n  • 先写结论。\n\n    1天前 0条评论\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, data string
		want       Format
	}{
		{"a.md", page, Markdown},
		{"unanswered.txt", "怎么写周报\n\n小满 写作 0\n\n回复\n\n共0条回复\n站长微信\n返回顶部\n", QA}, // and told to have no answer
		{"a.MARKDOWN", "", Markdown},
		{"a.htm", "", HTML},
		{"a.ndjson", "", JSONL},
		{"a.txt", "正文", Text},
		{"a.txt", "# 标题\n\n正文", Text},
		{"a.txt", page, QA},
		{"a.txt", gb, QA},
		{"a.txt", "怎么办\n\n• 等一等。\n\n2026-10-18 2条评论", QA},
		{"a.txt", "怎么办\n\n• 已被采纳为最佳回答\n\n等一等。", QA},
		{"a.txt", "清单\n\n• 电脑\n• 名片", Text},
		{"a.txt", "<!DOCTYPE html><p>正文", HTML},
		{"-", "\ufeff<html lang=zh>", HTML},
		{"-", "<!-- 注 --><body>", HTML},
		{"-", "---\ntitle: 甲\n---\n", Markdown},
		{"-", "## 甲\n", Markdown},
		{"-", `{"id":"1"}`, JSONL},
		{"-", "{\n  \"id\": 1\n}", JSONL},
		{"-", "{甲}", Text},
		{"-", "正文", Text},
		{"-", "\xff\xff\xff", Text},
		{"-", "", Text},
		{"README", page, QA},
	} {
		if got := Detect(c.name, []byte(c.data)); got != c.want {
			t.Errorf("Detect(%q, %.30q) = %q, want %q", c.name, c.data, got, c.want)
		}
	}
}

// TestMainContent: what is the page and what is around it.
func TestMainContent(t *testing.T) {
	for _, c := range []struct{ name, in, title, text string }{
		{"main", "<title>站名</title><h1>站</h1><main><p>正文</p></main><p>别的</p>", "站", "正文"},
		{"role", "<div>别的</div><div role=main><h1>题</h1>正文</div>", "题", "正文"},
		{"an empty main", "<main></main><article><h1>题</h1><p>正文</p></article><p>别的</p>", "题", "正文"},
		{"two articles", "<h1>题</h1><article>一</article><article>二</article>", "题", "一\n\n二"},
		{"body", "<header><h1>题</h1></header><nav>目录</nav>正文<footer>版权</footer>", "题", "正文"},
		{"title of the head", "<title> 题 - 站 </title><p>正文", "题 - 站", "正文"},
		{"title of the graph", "<meta property=og:title content=题><title>站</title><p>正文", "题", "正文"},
		{"first line", "<p>题</p><p>正文。</p>", "题", "正文。"},
		{"file name", "<p>正文。</p>", "page", "正文。"},
		{"two titles", "<h1>题</h1><p>正文</p><svg><title>图</title></svg>", "题", "正文"},
		{"no letters lost in a table cell", "<h1>题</h1><table><tr><td>甲<br>乙<td><ul><li>丙<li>丁</ul></table>", "题", "甲 乙 | - 丙 - 丁"},
		{"a published day", "<meta property=article:published_time content=2026-10-01><h1>题</h1>正文", "题", "正文"},
	} {
		docs, err := Parse("dir/page.html", []byte(c.in), Auto, time.Time{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		d := docs[0]
		checkDocument(t, d)
		if d.Title != c.title || d.Sections[0].Text != c.text {
			t.Errorf("%s: title %q, text %q; want %q, %q", c.name, d.Title, d.Sections[0].Text, c.title, c.text)
		}
	}
	if _, err := Parse("p.html", []byte("<html><body><script>x</script></body></html>"), Auto, time.Time{}); err == nil {
		t.Error("a page without text is read")
	}
}

func TestFrontMatter(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"one entry", "---\ntitle: 甲\n---\n", "page 甲"},
		{"literal", "---\ntitle: |\n  甲\n  乙\n---\n", "page 甲 乙"},
		{"empty values", "---\ntitle:\nauthor: ''\ntags: []\n---\n# 甲", "page 甲"},
		{"numbers and days", "---\ntitle: 2026\nupdated: 2026-10-01\ndate: 2025-01-01\ntags: [1, true, [x], {a: b}]\n---\n", "page 2026 2026-10-01 [1 true]"},
		{"dots end it", "---\ntitle: 甲\n...\n乙", "page 甲"},
		{"not closed", "---\ntitle: 甲\n", "page title: 甲"},
		{"a rule is none", "甲\n\n---\n乙", "page 甲"},
		{"kind and id", "---\nkind: question\nid: a/b#c\ntitle: 甲\n---\n文", "question 甲 a/b#c"},
		{"other than a mapping", "---\n- a\n---\n# 甲\n", "page 甲"},
		{"bad day", "---\ntitle: 甲\nupdated: 去年\n---\n", `p.md:3: front matter: updated "去年" is no date; write it as 2026-10-18`},
		{"bad day of another name", "---\ntitle: 甲\ndate: 去年\n---\n", "page 甲"},
	} {
		docs, err := Parse("p.md", []byte(c.in), Auto, time.Time{})
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			d := docs[0]
			checkDocument(t, d)
			got = string(d.Kind) + " " + d.Title
			if !d.Updated.IsZero() {
				got += " " + date(d.Updated)
			}
			if len(d.Tags) > 0 {
				got += " [" + strings.Join(d.Tags, " ") + "]"
			}
			if d.ID != "p.md" {
				got += " " + d.ID
			}
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
