package web_test

import (
	"fmt"
	"time"

	"github.com/opsguide/opsguide/corpus"
)

// documents are served beside the bundled corpus. The first two read as what people look for; the last two hold what a page
// must not stumble over: a wiki page with nested headings, and a document whose every text tries to run as a script.
var documents = []corpus.Document{
	{
		ID: "retention", Title: "新用户次日留存低，怎么提升用户留存", Kind: corpus.Question, Category: "用户运营",
		Tags: []string{"用户留存", "新手引导"}, Author: "阿岚", URL: "https://wiki.example/retention", Updated: date(2026, 10, 1),
		Answers: []corpus.Answer{
			{
				ID: "a1", Ordinal: 1, Votes: 4, Author: "老周", Updated: date(2026, 8, 12),
				Sections: []corpus.Section{
					lead("retention", 1, "先别急着做活动。用户留存低，多半不是因为没有活动，而是因为新用户第一次来的时候没有得到他想要的东西。"),
					section("retention", 1, 1, "1", "看清留存曲线", "把新增用户按周分组，画出第 1、3、7、14、30 天的留存曲线。曲线在第几天断崖，就去查那一天用户遇到了什么；如果曲线一直往下走、不见平台，说明产品还没有找到愿意留下来的人群。\n\n不要只看平均值：渠道、机型、城市任何一个维度的构成变了，平均留存率都会跟着变。"),
					section("retention", 1, 2, "2", "减少打扰", "推送每多发一条，关闭通知的人就多一批。给每位用户设一个每周推送上限，把名额留给真正有用的提醒。"),
				},
			},
			{
				ID: "a2", Ordinal: 2, Accepted: true, Votes: 128, Author: "木子", Updated: date(2026, 10, 1),
				Sections: []corpus.Section{
					lead("retention", 2, "提升用户留存可以从四件事入手：定义激活、优化新手引导、建立使用习惯、召回流失用户。其中最值得先做的是定义激活——找到新用户做了哪件事之后明显更愿意留下来。"),
					section("retention", 2, 1, "一", "定义激活时刻", "把留下来的用户和流失的用户放在一起比较，找出前者在头三天里普遍做过、后者很少做的动作。例如在一款记账应用里，头三天记满五笔的用户，30 日留存率是其他人的 2.6 倍，那么“三天五笔”就是激活时刻。\n\n激活时刻要能被团队每一个人说出来，也要能被埋点准确记录。"),
					section("retention", 2, 2, "二", "优化新手引导", "新手引导只做一件事：用最短的路把用户带到激活时刻。每多一步，就会少一批人。\n\n可以照下面的顺序检查：\n- 注册能不能推迟到用户尝到甜头之后？\n- 空白页面有没有示例内容？\n- 引导能不能跳过，跳过之后还找得回来吗？\n\n改动上线时用 A/B测试 对照，至少观察两个完整的星期，再看次日与 7 日的用户留存。"),
					section("retention", 2, 3, "三", "建立使用习惯", "习惯来自固定的场景。给用户一个每天或每周回来的理由：日报、打卡、未完成的任务、朋友的动态。签到送积分能拉高日活（DAU），但只有当积分能换到用户真正想要的东西时，才会变成留存。"),
					section("retention", 2, 4, "四", "召回流失用户", "先分清“走了”和“还没回来”。以上次访问的间隔作为分界，分批发送不同的内容：三天未访问的，提醒他未完成的事；两周未访问的，告诉他有什么新东西；一个月以上的，问一句为什么离开，比送优惠券更有用。"),
					conclusion("retention", 2, 5, "留存不是某一次活动的结果。每周固定看一次分群留存，每月复盘一次激活率，半年之后回头看，变化往往比想象中大。"),
				},
			},
		},
	},
	{
		ID: "reports/weekly 周报", Title: "运营周报怎么写，领导才愿意看", Kind: corpus.Question, Category: "内容运营",
		Tags: []string{"写周报", "汇报"}, Author: "小满", Updated: date(2026, 9, 18),
		Answers: []corpus.Answer{{
			ID: "a1", Ordinal: 1, Accepted: true, Votes: 56, Age: "2个月前", Comments: 3,
			Sections: []corpus.Section{
				lead("reports/weekly 周报", 1, "写周报的目的是让别人不开会也能做决定。先写结论，再写依据，最后写需要谁来支持。"),
				section("reports/weekly 周报", 1, 1, "一", "先写结论", "第一段用三句话回答：目标完成了多少，为什么，下周打算怎么办。数据放在结论之后，只放会影响决定的那几个。"),
				section("reports/weekly 周报", 1, 2, "二", "用数据说明原因", "每个数字都带上对比：比上周、比目标、比去年同期。出现异常时写明已经排查过什么，用户留存、转化率这类滞后的指标，要注明观察的时间窗。"),
				section("reports/weekly 周报", 1, 3, "三", "写清下一步", "每件事写明负责人、截止日期和判断完成的标准。写“推进优化”等于没有写。"),
			},
		}},
	},
	{
		ID: "handbook.md", Title: "活动运营手册", Kind: corpus.Page, Category: "活动运营", Tags: []string{"手册"}, Updated: date(2026, 11, 2),
		Sections: []corpus.Section{
			{ID: "handbook.md#lead", Role: corpus.Lead, Anchor: "lead", Text: "这份手册写给第一次独立负责活动的同事。"},
			nested("q", 1, []string{"策划"}, "活动先有目标，再有玩法。目标只能有一个：拉新、促活、提升留存或者转化。"),
			nested("main", 2, []string{"策划", "预算与奖品"}, "奖品成本按预计参与人数的 1.5 倍准备，并写明发完为止。"),
			nested("数据复盘", 3, []string{"策划", "预算与奖品", "数据复盘"}, "活动结束三天内完成复盘：参与率、转化率、单个用户成本，以及活动用户七天后的用户留存。"),
			nested("上线检查", 4, []string{"上线检查"}, "上线前一天对照清单逐项检查：规则文案、奖品库存、风控阈值、客服话术、回滚方案。\n\nhttps://intranet.example/activity/checklist/2026/a-very-long-address-that-never-ends-and-has-no-place-to-break.html"),
		},
	},
	{
		ID: `"><script>bad('id')</script>`, Title: `攻击 <script>bad('title')</script><img src=x onerror="bad('title')">`, Kind: corpus.Question,
		Category: `<b onmouseover=bad('category')>`, Tags: []string{`"><img src=x onerror=bad('tag')>`}, URL: `javascript:bad('url')`,
		Author: `<svg onload=bad('author')>`,
		Answers: []corpus.Answer{{
			ID: "a1", Ordinal: 1, Author: `<svg/onload=bad('answer')>`, Age: `<i onclick=bad('age')>`,
			Sections: []corpus.Section{{
				ID:   `"><script>bad('id')</script>#" onfocus=bad('anchor') autofocus x="`,
				Role: corpus.Body, Ordinal: 1, Label: `<s>`, Heading: `<iframe srcdoc="<script>parent.bad('heading')</script>">攻击`,
				Path:   []string{`<script>bad('path')</script>`, `<iframe srcdoc="<script>parent.bad('heading')</script>">攻击`},
				Anchor: `" onfocus=bad('anchor') autofocus x="`,
				Text:   `</p></section><script>bad('text')</script>{{.}} 攻击 <img src=x onerror=bad('text')> </mark><mark onclick=bad('mark')>`,
			}},
		}},
	},
}

func date(y int, m time.Month, d int) time.Time {
	return time.Date(y, m, d, 8, 0, 0, 0, time.UTC)
}

func lead(doc string, answer int, text string) corpus.Section {
	return part(doc, answer, corpus.Section{Role: corpus.Lead}, text)
}

func conclusion(doc string, answer, ordinal int, text string) corpus.Section {
	return part(doc, answer, corpus.Section{Role: corpus.Conclusion, Ordinal: ordinal}, text)
}

func section(doc string, answer, ordinal int, label, heading, text string) corpus.Section {
	s := corpus.Section{Role: corpus.Body, Ordinal: ordinal, Label: label, Heading: heading, Path: []string{heading}}
	return part(doc, answer, s, text)
}

func part(doc string, answer int, s corpus.Section, text string) corpus.Section {
	s.Anchor = fmt.Sprintf("a%d-%d", answer, s.Ordinal)
	s.ID, s.Text = corpus.SectionID(doc, s.Anchor), text
	return s
}

// nested makes a section of the wiki page; its anchors are such as a heading of one letter or word would have.
func nested(anchor string, ordinal int, path []string, text string) corpus.Section {
	return corpus.Section{
		ID: corpus.SectionID("handbook.md", anchor), Role: corpus.Body, Ordinal: ordinal, Heading: path[len(path)-1],
		Path: path, Anchor: anchor, Text: text,
	}
}
