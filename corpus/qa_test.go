package corpus

import (
	"fmt"
	"strings"
	"testing"
)

// TestQuestionPages reads small question pages and compares author, category, and of each answer its mark, author, date
// and text.
func TestQuestionPages(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"all on one line", "问\n甲 运营 3\n共1条回复\n• 答。\n1天前 0条评论", "甲/运营 [- - 03-30 答。]"},
		{"no author", "问\n\n共1条回复\n\n• 答。", "/ [- - - 答。]"},
		{"a description is no author", "问\n\n急，在线等\n\n甲 运营\n\n• 答。", "/ [- - - 答。]"},
		{"a mark beside a name", "问\n• 小王 已被采纳为最佳回答\n答。\n• 已采纳 小李\n答。", "/ [accepted 小王 - 答。] [accepted 小李 - 答。]"},
		{"indent tells answers apart", "问\n• 已被采纳为最佳回答\n  答。\n  • 子\n• 小李\n\n  再答。", "/ [accepted - - 答。\n• 子] [- 小李 - 再答。]"},
		{"ages tell answers apart", "问\n• 一。\n• 子\n1天前 0条评论\n• 二。\n• 子\n2天前 0条评论", "/ [- - 03-30 一。\n• 子] [- - 03-29 二。\n• 子]"},
		{"a time within an answer is text", "问\n• 时间安排：\n\n1天前\n\n发通知。\n\n2天前 0条评论", "/ [- - 03-29 时间安排：\n\n1天前\n\n发通知。]"},
		{"a name alone is text", "问\n• 小王\n1天前 0条评论", "/ [- - 03-30 小王]"},
		{"a line of text is no name", "问\n• 看情况\n再说。", "/ [- - - 看情况\n再说。]"},
		{"a heading is no name", "问\n• 一、看人\n\n先看人。\n\n二、看事\n\n再看事。", "/ [- - - 先看人。|再看事。]"},
		{"author on a line", "问\n• 作者：Li Lei\n\n答。", "/ [- Li Lei - 答。]"},
		{"an empty answer is none", "问\n• \n1天前 0条评论\n• 答。\n2天前 1条评论", "/ [- - 03-29 答。]"},
		{"comments are left out", "问\n• 答。\n1天前 2条评论\n赞同\n说得好\n• 再答。", "/ [- - 03-30 答。] [- - - 再答。]"},
		{"furniture", "问\n登录\n注册\n甲\n回复\n• 答。\n回复\n分享本页\n返回顶部", "甲/ [- - - 答。]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			docs, err := Parse("page.txt", []byte(c.in), QA, saved)
			if err != nil {
				t.Fatal(err)
			}
			d := docs[0]
			checkDocument(t, d)
			got := d.Author + "/" + d.Category
			for _, a := range d.Answers {
				mark, author, day := "-", "-", "-"
				if a.Accepted {
					mark = "accepted"
				}
				if a.Author != "" {
					author = a.Author
				}
				if !a.Updated.IsZero() {
					day = a.Updated.Format("01-02")
				}
				var texts []string
				for _, s := range a.Sections {
					texts = append(texts, s.Text)
				}
				got += fmt.Sprintf(" [%s %s %s %s]", mark, author, day, strings.Join(texts, "|"))
			}
			if d.Title != "问" || got != c.want {
				t.Errorf("%q is read as %s: %q, want %q", c.in, d.Title, got, c.want)
			}
		})
	}
	for in, want := range map[string]string{
		"问\n\n没有人答": "page.txt: no answer on this question page; open each answer with a line that begins with •",
		"\n\n• 答。":  "page.txt: no title on this question page; begin it with the question",
	} {
		if _, err := Parse("page.txt", []byte(in), QA, saved); err == nil || err.Error() != want {
			t.Errorf("%q: error %v, want %s", in, err, want)
		}
	}
}
