package corpus

import (
	"fmt"
	"strings"
	"testing"
)

func TestParseNumbering(t *testing.T) {
	for _, c := range []struct {
		in, style, label string
		n                int
		rest             string
	}{
		{"一、数据分析", "一、", "一", 1, "数据分析"},
		{"十二、复盘", "一、", "十二", 12, "复盘"},
		{"二十、复盘", "一、", "二十", 20, "复盘"},
		{"一百零三.复盘", "一、", "一百零三", 103, "复盘"},
		{"（一）指标口径", "（一）", "一", 1, "指标口径"},
		{"(三) 指标", "（一）", "三", 3, "指标"},
		{"1. 目标", "1.", "1", 1, "目标"},
		{"1.目标", "1.", "1", 1, "目标"},
		{"12、目标", "1.", "12", 12, "目标"},
		{"2. 2022 年计划", "1.", "2", 2, "2022 年计划"},
		{"1）目标", "1)", "1", 1, "目标"},
		{"(2) 目标", "(1)", "2", 2, "目标"},
		{"（2）目标", "(1)", "2", 2, "目标"},
		{"1.1 口径", "1.1", "1.1", 1, "口径"},
		{"1.2.10、口径", "1.1.1", "1.2.10", 10, "口径"},
		{"2.3口径", "1.1", "2.3", 3, "口径"},
		{"③发放", "①", "③", 3, "发放"},
		{"㉑ 发放", "①", "㉑", 21, "发放"},
		{"⑵发放", "⑴", "⑵", 2, "发放"},
		{"❶发放", "❶", "❶", 1, "发放"},
		{"Ⅳ、发放", "Ⅰ", "Ⅳ", 4, "发放"},
		{"第一，先定目标", "第一", "第一", 1, "先定目标"},
		{"第2：先定目标", "第一", "第2", 2, "先定目标"},
		{"第三章 总则", "第章", "第三章", 3, "总则"},
		{"第三章总则", "第章", "第三章", 3, "总则"},
		{"第一步：盘点", "第步", "第一步", 1, "盘点"},
		{"第一部分 背景", "第部分", "第一部分", 1, "背景"},
		{"壹、总则", "一、", "壹", 1, "总则"},
	} {
		n, ok := parseNumbering(c.in)
		if got, want := fmt.Sprint(n.style, n.label, n.n, n.rest), fmt.Sprint(c.style, c.label, c.n, c.rest); !ok || got != want {
			t.Errorf("parseNumbering(%q) = %s, want %s", c.in, got, want)
		}
	}
	for _, in := range []string{
		"", "数据分析", "一是先看数据", "1.5倍增长", "2026年计划", "3 个方法", "第一次做活动", "第三方平台", "第一步骤不清", "100% 完成",
		"1.2亿用户", "10:30 开会", "一", "1.", "（未完）待续", "2026. 计划", "百度推广", "十分重要",
	} {
		if n, ok := parseNumbering(in); ok {
			t.Errorf("parseNumbering(%q) = %+v, want none", in, n)
		}
	}
}

// TestHeadings cuts texts and compares what is written of each part: level by indent, label and heading, a colon before
// text. Lines of text are joined by /.
func TestHeadings(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"no headings", "只有一段。\n\n还有一段。", "只有一段。 | 还有一段。"},
		{"levels in order of appearance",
			"开头。\n\n1、甲\n\n正文。\n\n（1）子\n\n正文。\n\n2、乙\n\n正文。\n\n（1）子\n\n正文。",
			"开头。\n1 甲: 正文。\n.1 子: 正文。\n2 乙: 正文。\n.1 子: 正文。"},
		{"three ways nested",
			"一、甲\n\n（一）乙\n\n1. 丙\n\n正文。\n\n（二）丁\n\n正文。\n\n二、戊\n\n正文。",
			"一 甲\n.一 乙\n..1 丙: 正文。\n.二 丁: 正文。\n二 戊: 正文。"},
		{"decimals need their whole",
			"1 月\n\n1.1 版本说明\n\n正文。\n\n1. 总体\n\n正文。\n\n1.1 口径\n\n正文。\n\n1.1.1 去重\n\n正文。",
			"1 月 | 1.1 版本说明 | 正文。\n1 总体: 正文。\n.1.1 口径: 正文。\n..1.1.1 去重: 正文。"},
		{"heading and text without a blank line", "一、甲\n正文一。\n正文二。\n二、乙：\n正文。", "一 甲: 正文一。/正文二。\n二 乙: 正文。"},
		{"sentences are text", "一、先把数据看完，再去开会。\n\n正文。", "一、先把数据看完，再去开会。 | 正文。"},
		{"list items of a law are text", "应当遵守下列规则：\n（一）订立合同；\n（二）履行合同；\n（三）其他情形。",
			"应当遵守下列规则：/（一）订立合同；/（二）履行合同；/（三）其他情形。"},
		{"the first item tells a list", "材料如下：\n（一）申请人提出的\n书面报告；\n（二）会议决议；\n（三）规约",
			"材料如下：/（一）申请人提出的/书面报告；/（二）会议决议；/（三）规约"},
		{"short lines one after the other are a list", "一、准备\n\n要带的东西：\n1. 电脑\n2. 充电器\n3. 名片\n\n别的不用带。\n\n二、出发\n\n正文。",
			"一 准备: 要带的东西：/1. 电脑/2. 充电器/3. 名片 | 别的不用带。\n二 出发: 正文。"},
		{"a table of contents is a list", "一、甲\n二、乙\n\n一、甲\n\n正文。\n\n二、乙\n\n正文。", "一、甲/二、乙\n一 甲: 正文。\n二 乙: 正文。"},
		{"an outline may have empty parts", "一、甲\n\n正文。\n\n二、乙\n\n三、丙\n\n正文。", "一 甲: 正文。\n二 乙\n三 丙: 正文。"},
		{"it may even begin with one", "一、甲\n\n二、乙\n\n正文。\n\n三、丙\n\n正文。", "一 甲\n二 乙: 正文。\n三 丙: 正文。"},
		{"the last heading may be bare", "一、甲\n\n正文。\n\n二、待补充", "一 甲: 正文。\n二 待补充"},
		{"a lost number", "一、甲\n\n正文。\n\n三、乙\n\n正文。", "一 甲: 正文。\n三 乙: 正文。"},
		{"far off the count", "一、甲\n\n正文。\n\n9. 某月\n\n正文。", "一 甲: 正文。 | 9. 某月 | 正文。"},
		{"a lone number is text", "看第几条：\n\n1. 第三条", "看第几条： | 1. 第三条"},
		{"an answer of sentences", "先说结论。\n\n第一，要定目标。目标要少。\n\n第二，要有人管：没人管就没有结果。\n\n还要定期检查。",
			"先说结论。\n第一 要定目标: 目标要少。\n第二 要有人管: 没人管就没有结果。 | 还要定期检查。"},
		{"the first sentence alone on its line", "第一，要定目标。\n目标要少。\n\n第二，要有人管。\n没人管就没有结果。",
			"第一 要定目标: 目标要少。\n第二 要有人管: 没人管就没有结果。"},
		{"one sentence is not an answer of them", "第一，要定目标。目标要少。\n\n其他的以后再说。", "第一，要定目标。目标要少。 | 其他的以后再说。"},
		{"nor are sentences with nothing behind", "第一，要定目标。\n\n第二，要有人管。", "第一，要定目标。 | 第二，要有人管。"},
		{"nor where headings are", "## 甲\n\n第一，要定目标。目标要少。\n\n第二，要有人管。没人管不行。", " 甲: 第一，要定目标。目标要少。 | 第二，要有人管。没人管不行。"},
		{"marks of Markdown", "### 乙\n\n正文。\n\n# 甲\n\n## 二、丙 ##\n\n正文。\n\n**丁**\n\n正文。", " 乙: 正文。\n 甲\n.二 丙: 正文。\n.. 丁: 正文。"},
		{"bold lines with numbers", "**一、甲**\n\n正文。\n\n**二、乙**：\n\n正文 **不是标题** 的。", "一 甲: 正文。\n二 乙: 正文 **不是标题** 的。"},
		{"bold lines in a row are text", "**甲**\n**乙**\n\n正文。", "**甲**/**乙** | 正文。"},
		{"ideographic blanks", "　　一、甲\n\n　　正文。\n\n　　二、乙　\n\n　　正文。", "一 甲: 正文。\n二 乙: 正文。"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var lines []string
			for _, p := range outline(findHeadings(paragraphs(c.in))) {
				var texts []string
				for _, b := range p.paragraphs {
					texts = append(texts, strings.ReplaceAll(b.text, "\n", "/"))
				}
				line := strings.Join(texts, " | ")
				if p.Role == Body {
					if line != "" {
						line = ": " + line
					}
					line = strings.Repeat(".", len(p.Path)-1) + p.Label + " " + p.Heading + line
				}
				lines = append(lines, line)
			}
			if got := strings.Join(lines, "\n"); got != c.want {
				t.Errorf("%q\ngot\n%s\nwant\n%s", c.in, got, c.want)
			}
		})
	}
}
