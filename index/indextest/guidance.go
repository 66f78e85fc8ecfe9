package indextest

import (
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/opsguide/opsguide/corpus"
)

// Dictionaries is a folder where tests keep compiled dictionaries, by fingerprint, from package to package and run to run:
// compiling one takes seconds, under the race detector half a minute.
func Dictionaries() string { return filepath.Join(os.TempDir(), "opsguide-test-dictionaries") }

// Guidance returns the suite's documents: two question pages and a wiki page, ten sections in all.
func Guidance() []*corpus.Document {
	day := func(s string) time.Time {
		t, err := time.Parse(time.DateOnly, s)
		if err != nil {
			panic(err)
		}
		return t
	}
	q1 := &corpus.Document{ID: "q1", Title: "用户流失怎么办", Kind: corpus.Question, Category: "增长", Tags: []string{"留存"},
		Author: "阿澈", Updated: day("2026-06-01"), Answers: []corpus.Answer{
			{ID: "a1", Ordinal: 1, Accepted: true, Votes: 36, Comments: 4, Updated: day("2026-10-01"), Sections: []corpus.Section{
				lead("q1", "a1-lead", "先看留存，再谈召回，用户不会无缘无故离开。"),
				section("q1", "a1-", "看留存率", "每周一看次日留存率和七日留存率，按渠道拆开，用户从哪里来就从哪里找原因。"),
				section("q1", "a1-", "第二步", "给流失的用户打回访电话，一天二十个，问清楚最后一次打开时想做什么。"),
			}},
			{ID: "a2", Ordinal: 2, Votes: 3, Author: "小林", Updated: day("2026-06-01"), Sections: []corpus.Section{
				lead("q1", "a2-lead", "用户流失是结果，别只盯着用户。"),
				section("q1", "a2-", "数据分析", "用漏斗做数据分析，看哪一步掉得最多。"),
			}},
		}}
	q2 := &corpus.Document{ID: "q2", Title: "社群没人说话", Kind: corpus.Question, Category: "社群", Answers: []corpus.Answer{
		{ID: "a1", Ordinal: 1, Sections: []corpus.Section{lead("q2", "a1-lead", "群主先开口，每天早上抛一个能接的话题。")}},
	}}
	w1 := page("w1", "数据指标手册", "数据", "2026-01-15",
		lead("w1", "lead", "口径先写清楚，用户数按设备去重。"),
		section("w1", "", "指标/用户口径", "活跃用户指当天打开过一次的用户，退出登录也算同一用户。"),
		section("w1", "", "指标/GMV", "GMV 按支付时间统计，不扣退款。数据每天六点更新。"),
		section("w1", "", "实验", "A/B测试至少跑满一周，分流按用户标识取模。"))
	w1.Tags = []string{"指标", "实验"}
	return []*corpus.Document{numbered(q1), numbered(q2), w1}
}

func lead(doc, anchor, text string) corpus.Section {
	return corpus.Section{ID: corpus.SectionID(doc, anchor), Role: corpus.Lead, Anchor: anchor, Text: text}
}

// section makes a section with the given heading path, parted by slashes.
func section(doc, prefix, path, text string) corpus.Section {
	headings := strings.Split(path, "/")
	anchor := prefix + strings.ToLower(strings.Join(headings, "."))
	return corpus.Section{ID: corpus.SectionID(doc, anchor), Role: corpus.Body, Heading: headings[len(headings)-1],
		Path: headings, Anchor: anchor, Text: text}
}

func page(id, title, category, updated string, sections ...corpus.Section) *corpus.Document {
	d := &corpus.Document{ID: id, Title: title, Kind: corpus.Page, Category: category, Sections: sections}
	if t, err := time.Parse(time.DateOnly, updated); err == nil {
		d.Updated = t
	}
	return numbered(d)
}

// numbered gives sections their ordinals: a lead has 0, the others count from 1.
func numbered(d *corpus.Document) *corpus.Document {
	number := func(sections []corpus.Section) {
		n := 0
		for i := range sections {
			if sections[i].Role != corpus.Lead {
				n++
				sections[i].Ordinal = n
			}
		}
	}
	number(d.Sections)
	for i := range d.Answers {
		number(d.Answers[i].Sections)
	}
	return d
}
