package corpus

import "testing"

func TestConclusion(t *testing.T) {
	const title = "怎么做好用户运营"
	for _, c := range []struct{ name, in, want string }{
		{"one paragraph too many",
			"一、拉新\n\n渠道要算账。\n\n二、促活\n\n活动要有节奏。\n\n三、留存\n\n产品要有用。\n\n运营没有捷径，把每一步做扎实就好。",
			"运营没有捷径，把每一步做扎实就好。"},
		{"every section has two", "一、拉新\n\n渠道要算账。\n\n账要按周算。\n\n二、促活\n\n活动要有节奏。\n\n节奏要提前定。\n\n三、留存\n\n产品要有用。\n\n有用才会回来。", ""},
		{"it goes on with its section", "一、拉新\n\n渠道要算账。\n\n二、促活\n\n活动要有节奏。\n\n三、留存\n\n产品要有用。\n\n留住一个人比拉来一个人便宜。", "留住一个人比拉来一个人便宜。"},
		{"it names its section's topic", "一、拉新\n\n渠道要算账。\n\n二、促活\n\n活动要有节奏。\n\n三、留存\n\n产品要有用。\n\n看留存要看三个月。", ""},
		{"it opens with 此外", "一、拉新\n\n渠道要算账。\n\n二、促活\n\n活动要有节奏。\n\n三、留存\n\n产品要有用。\n\n此外还要常回访。", ""},
		{"one section before is too few", "一、拉新\n\n渠道要算账。\n\n二、促活\n\n活动要有节奏。\n\n慢慢来。", ""},
		{"two other headings are named", "一、拉新\n\n渠道要算账。\n\n二、促活\n\n活动要有节奏。\n\n还要有人管。\n\n三、留存\n\n产品要有用。\n\n先拉新、再促活，次序不能反。", "先拉新、再促活，次序不能反。"},
		{"总之 needs no counting", "一、拉新\n\n渠道要算账。\n\n二、促活\n\n活动要有节奏。\n\n总之，先把账算清。\n\n祝顺利。", "总之，先把账算清。\n\n祝顺利。"},
		{"总之 on a line of its own", "一、拉新\n渠道要算账。\n二、促活\n活动要有节奏。\n综上，先把账算清。", "综上，先把账算清。"},
		{"总之 of the section alone", "一、拉新\n\n渠道要算账。\n\n二、促活\n\n活动要有节奏。\n\n总之，促活靠节奏。", ""},
		{"a list closes nothing", "一、拉新\n\n渠道要算账。\n\n二、促活\n\n活动要有节奏。\n\n三、留存\n\n产品要有用。\n\n工具：表格、看板", ""},
		{"no headings, no conclusion", "先拉新。\n\n总之，先把账算清。", ""},
		{"words of the title tell nothing", "一、拉新\n\n渠道要算账。\n\n二、促活\n\n活动要有节奏。\n\n三、运营留人\n\n产品要有用。\n\n做好运营靠的是耐心。", "做好运营靠的是耐心。"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := proseSections(paragraphs(c.in), title)
			got := ""
			if last := s[len(s)-1]; last.Role == Conclusion {
				got = last.Text
				if last.Ordinal != len(s) && s[0].Role != Lead || last.Heading != "" {
					t.Errorf("conclusion %+v has a heading, or is not the last", last)
				}
			}
			if got != c.want {
				t.Errorf("conclusion of %q = %q, want %q", c.in, got, c.want)
			}
		})
	}
}
