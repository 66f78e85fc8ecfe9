package indextest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/query"
)

// spellings is what is the same in several spellings: each text is found by the query or not, and what the query marks in it.
var spellings = []struct {
	text, query string
	marked      string // pieces parted by a bar; "" where the text is not found
}{
	// One numeral.
	{"试用期三个月", "3个月", "三个月"},
	{"试用期3个月", "三个月", "3个月"},
	{"试用期三個月", "３个月", "三個月"},
	{"按三步走", "3步", "三步"},
	{"按3步走", "三步", "3"},
	{"两周看一次", "2周", "两周"},
	{"2周看一次", "两周", "2"},
	{"第三版方案", "第3版", "第三版"},
	{"第3版方案", "第三版", "3"},
	{"满一个月再看", "1个月", "一个月"},
	{"回访3", "三", "3"},
	{"统一口径", "1", ""},
	{"一般不改", "1", ""},
	{"买三明治", "3", ""},
	{"千万别动", "10000000", ""},

	// Several.
	{"带十二名同事", "12", "十二"},
	{"带12名同事", "十二", "12"},
	{"带１２名同事", "十二", "１２"},
	{"预算两百", "200", "两百"},
	{"预算200", "两百", "200"},
	{"預算兩百", "200", "兩百"},
	{"二〇二六规划", "2026", "二〇二六"},
	{"2026规划", "二〇二六", "2026"},
	{"2026规划", "二零二六", "2026"},
	{"双十一备货", "双11", "双十一"},
	{"双11备货", "双十一", "双11"},
	{"几十万曝光", "100000", ""},
	{"三四个渠道", "34", ""},

	// Ten thousands.
	{"曝光3万", "30000", "3万"},
	{"曝光3万", "三万", "3万"},
	{"曝光三万", "3万", "三万"},
	{"曝光三万", "30000", "三万"},
	{"曝光30000", "3万", "30000"},
	{"曝光30,000", "三万", "30,000"},
	{"曝光3.5万", "35000", "3.5万"},

	// Percentages.
	{"提升百分之十", "10%", "百分之十"},
	{"提升10%", "百分之十", "10%"},
	{"提升１０％", "百分之十", "１０％"},
	{"折扣５０％", "50%", "５０％"},
	{"折扣50%", "５０％", "50%"},
	{"转化百分之三点五", "3.5%", "百分之三点五"},
	{"转化3.5%", "百分之三点五", "3.5%"},

	// Thousands.
	{"成交1,000单", "1000", "1,000"},
	{"成交1000单", "1,000", "1000"},
	{"成交一千单", "1,000", "一千"},
	{"成交1,000单", "一千", "1,000"},

	// Latin.
	{"AB测试", "A/B测试", "AB测试"},
	{"A/B测试", "AB测试", "A/B测试"},
	{"A-B 测试", "AB测试", "A-B|测试"},
	{"A/B test", "ab test", "A/B|test"},
	{"ａｂ test", "A/B test", "ａｂ|test"},
	{"发e-mail", "email", "e-mail"},
	{"发Email", "E-mail", "Email"},
	{"连Wi-Fi", "wifi", "Wi-Fi"},
	{"连WIFI", "wi-fi", "WIFI"},
	{"2B/ToB", "2btob", ""},
}

// spellingsMeet: what is written in another way is found and marked as it stands, and the spelling that was typed comes first.
func spellingsMeet(t *testing.T, e index.Engine) {
	ctx := context.Background()
	put := func(id string, texts ...string) {
		var sections []corpus.Section
		for i, text := range texts {
			sections = append(sections, section(id, "", fmt.Sprintf("甲%c", '丁'+rune(i)), text))
		}
		if err := e.Put(ctx, page(id, "写法", "", "", sections...)); err != nil {
			t.Fatalf("Put(%s) = %v", id, err)
		}
	}
	for i, row := range spellings {
		put(fmt.Sprintf("s%d", i), row.text)
	}
	for i, row := range spellings {
		id := fmt.Sprintf("s%d", i)
		got := search(t, e, index.Request{Query: query.Parse(row.query + " document:" + id), Raw: row.query, Highlight: true})
		if found := len(got.Hits) > 0; found != (row.marked != "") {
			t.Errorf("%s finds %s: %v", row.query, row.text, found)
		}
		if len(got.Hits) == 0 {
			continue
		}
		var marked []string
		for part, via := range got.Hits[0].Highlights.Body.Parts() {
			if via != "" {
				marked = append(marked, part)
			}
		}
		if m := strings.Join(marked, "|"); m != row.marked {
			t.Errorf("%s marks %q in %s, want %q", row.query, m, row.text, row.marked)
		}
		if len(got.Query.Missing) > 0 {
			t.Errorf("%s finds %s, and misses %q", row.query, row.text, got.Query.Missing)
		}
	}
	for _, texts := range [][]string{
		{"培训期三个月", "培训期3个月"}, {"名额十二", "名额12"}, {"退款百分之十", "退款10%"}, {"灰度AB测试", "灰度A/B测试"},
	} {
		put("both", texts...)
		for _, q := range texts {
			got := search(t, e, index.Request{Query: query.Parse(q + " document:both"), Raw: q, Group: index.Ungrouped})
			want := "both#甲" + string('丁'+rune(slices.Index(texts, q)))
			if len(got.Hits) != 2 || got.Hits[0].ID != want {
				t.Errorf("%s finds %q, want both and %s first", q, ids(got), want)
			}
		}
	}
}
