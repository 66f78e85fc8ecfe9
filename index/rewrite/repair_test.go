package rewrite

import (
	"fmt"
	"strings"
	"testing"

	"github.com/opsguide/opsguide/analyzer"
)

// sections are all that the index of these tests has.
const sections = `用户留存怎么提升？用户留存率和转化率怎么看。用户运营要重视长期增长，用户流失率高怎么办。活动复盘怎么写，优惠券怎么发。
用 google analytics 看流量。KPI 考核，dashboard 怎么做。社群怎么运营，请问有哪些方法。增长黑客是谁。新手引导怎么做。线上活动，A/B测试。`

// unitsOf cuts a text as the index does.
func unitsOf(text string) []string {
	var out analyzer.Analysis
	analyzer.Default().Units(&out, text)
	units := make([]string, len(out.Tokens))
	for i, t := range out.Tokens {
		units[i] = string(out.Term(t))
	}
	return units
}

// absentFrom reports what a text does not have.
func absentFrom(text string) func(units ...string) bool {
	there := map[string]bool{}
	units := unitsOf(text)
	for i, u := range units {
		there[u] = true
		if i > 0 {
			there[units[i-1]+" "+u] = true
		}
	}
	return func(units ...string) bool { return !there[strings.Join(units, " ")] }
}

// repaired carries out what Repair proposes.
func repaired(units []string, repairs []Repair) string {
	out := append([]string(nil), units...)
	for _, r := range repairs {
		clear(out[r.From:r.To])
		out[r.From] = "[" + r.Candidates[0].Text + "]"
	}
	return strings.Join(out, "")
}

func TestRepair(t *testing.T) {
	absent := absentFrom(sections)
	for _, c := range []struct{ query, want string }{
		{"用户留村怎么办", "[用户留存]怎么办"},
		{"怎么提升留村", "怎么提升[留存]"},
		{"留村", "[留存]"},
		{"用户流存率", "[用户留存率]"}, // 户流 is there: 用户流失
		{"用护留存", "[用户留存]"},
		{"转画率怎么看", "[转化率]怎么看"},
		{"优会圈怎么发", "[优惠券]怎么发"},
		{"活动付盘怎么写", "[活动复盘]怎么写"},
		{"新手导引怎么做", "[新手引导]怎么做"},
		{"請問用戶增涨有哪些方法", "请问[用户增长]有哪些方法"},
		{"ab测式", "[a/b测试]"},
		{"用户liucun", "[用户留存]"},
		{"liu cun", "[留存]"},
		{"yong hu liu cun", "[用户留存]"},
		{"yonghu liucun zenme tisheng", "[用户留存][怎么][提升]"},
		{"yhlc", "[用户留存]"},
		{"Gogle Analytics", "[google analytics]"},
		{"google analitics 怎么看流量", "[google analytics]怎么看流量"},
		{"dashbord怎么做", "[dashboard]怎么做"},
		// What is right stays, whatever stands beside it.
		{"用户留存", "用户留存"},
		{"留存怎么写", "留存怎么写"},
		{"流量怎么发", "流量怎么发"},
		{"石屋怎么做", "石屋怎么做"},
		{"kpi考合", "kpi考合"},
		{"", ""},
	} {
		units := unitsOf(c.query)
		if got := repaired(units, small.Repair(units, absent, 3)); got != c.want {
			t.Errorf("Repair(%q) gives %s, want %s", c.query, got, c.want)
		}
	}
	units := unitsOf("看看liucun")
	if got := fmt.Sprint(small.Repair(units, absent, 2)); got != "[{2 3 [{留存 pinyin 0 90 true} {流村 pinyin 0 1 false}]}]" {
		t.Errorf("Repair(%q) = %s", units, got)
	}
}
