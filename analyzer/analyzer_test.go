package analyzer

import (
	"fmt"
	"strings"
	"testing"
)

var kindNames = [...]string{"char", "bigram", "word", "latin", "whole"}

// show writes tokens as "term@start-end", one after the other.
func show(out *Analysis) string {
	var b strings.Builder
	for _, t := range out.Tokens {
		fmt.Fprintf(&b, "%s@%d-%d:%d+%d:%s:%d ", out.Term(t), t.Start, t.End, t.Pos, t.Units, kindNames[t.Kind], t.Flags)
	}
	return strings.TrimSpace(b.String())
}

func TestSmoke(t *testing.T) {
	a := Default()
	var out Analysis
	for _, s := range []string{"转化率", "A/B测试的用户留存率怎么提升", "ＫＰＩ考核", "數據分析", "v1.2.3", "运营@example.com", "從0到1", "活动的话题", "C++和C#", "👩‍💻🇨🇳用户", "5W1H法", "Google  Analytics"} {
		a.Index(&out, s)
		t.Log(show(&out))
		a.Query(&out, s)
		t.Log(show(&out))
	}
}

func BenchmarkCompile(b *testing.B) {
	for b.Loop() {
		var w strings.Builder
		if err := Compile(&w, BundledLexicon()); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(w.Len())/1e6, "MB/image")
	}
}
