package corpus

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSlug(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"数据分析", "数据分析"},
		{"A/B 测试：怎么做？", "a-b-测试-怎么做"},
		{"  #标签# ", "标签"},
		{"Ünïcode ΣΊΣ", "ünïcode-σίσ"},
		{"किताब 2026 ①", "किताब-2026-①"},
		{"？！…", "section"},
		{"", "section"},
		{"a\xffb", "a-b"},
	} {
		if got := slug(c.in); got != c.want {
			t.Errorf("slug(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestLongAnchors(t *testing.T) {
	a, b := cut(slug(strings.Repeat("长", 90)+"甲")), cut(slug(strings.Repeat("长", 90)+"乙"))
	if a == b || utf8.RuneCountInString(a) != maxSlugRunes {
		t.Errorf("long headings that begin alike: %q and %q", a, b)
	}
}

// TestAnchorsStay: a section's anchor is the same whatever stands around it.
func TestAnchorsStay(t *testing.T) {
	anchors := func(text string) map[string]string {
		d := &Document{ID: "d", Title: "t", Answers: []Answer{{ID: "Q7_ans", Sections: proseSections(paragraphs(text), "t")}}}
		d.finish()
		checkDocument(t, d)
		all := map[string]string{}
		for _, s := range d.Answers[0].Sections {
			all[s.Text] = s.Anchor
		}
		return all
	}
	before := anchors("一、甲\n\n甲文。\n\n（一）乙\n\n乙文。\n\n二、丙\n\n丙文。")
	after := anchors("开头。\n\n一、新\n\n新文。\n\n二、丙\n\n丙文。\n\n三、甲\n\n甲文。\n\n（一）别的\n\n别的文。\n\n（二）乙\n\n乙文。\n\n总之，完。")
	want := map[string]string{
		"开头。": "q7-ans-lead", "甲文。": "q7-ans-甲", "乙文。": "q7-ans-甲.乙", "丙文。": "q7-ans-丙", "新文。": "q7-ans-新",
		"别的文。": "q7-ans-甲.别的", "总之，完。": "q7-ans-conclusion",
	}
	for text, anchor := range want {
		if got := after[text]; got != anchor {
			t.Errorf("anchor of %s = %q, want %q", text, got, anchor)
		}
		if got := before[text]; got != "" && got != anchor {
			t.Errorf("anchor of %s was %q, want %q", text, got, anchor)
		}
	}
}

// TestSameHeadings: repeats are numbered in page order, and never take an anchor that a heading of that name has.
func TestSameHeadings(t *testing.T) {
	text := "# 甲\n\n一。\n\n# 甲 2\n\n二。\n\n# 甲\n\n三。\n\n# 甲\n\n四。\n\n# Lead\n\n五。"
	d := &Document{ID: "d", Title: "t", Sections: proseSections(paragraphs("开头。\n\n"+text), "t")}
	d.finish()
	checkDocument(t, d)
	var got []string
	for _, s := range d.Sections {
		got = append(got, s.Anchor)
	}
	if want := "lead 甲 甲-2 甲-3 甲-4 lead-2"; strings.Join(got, " ") != want {
		t.Errorf("anchors %q, want %q", got, want)
	}
}
