package analyzer

import (
	"slices"
	"testing"
)

// Numbered texts are those that Units cuts, unit by unit.
func FuzzNumbering(f *testing.F) {
	for _, s := range []string{
		"用户留存率怎么提升？", "A/B测试和ab测试", "DAU、MAU 与 iPhone15 的 7 日留存", "數據分析「漏斗」", "👩‍💻运营🇨🇳",
		"é与é", "ﬁnd Ⅳ级", "㈱一二", "𠮷野家", "\xff\xfe坏字节\xe3\x80", "C# 和 C++", "か゛な", "１２３％", "第1、2条",
	} {
		f.Add(s, "用户 DAU 测试 數 é 𠮷 👩‍💻 1")
	}
	a := Default()
	var n Numbering
	f.Fuzz(func(t *testing.T, text, query string) {
		var units Analysis
		n.Reset()
		a.Units(&units, query)
		for _, x := range units.Tokens {
			n.Add(units.Term(x))
		}
		a.Units(&units, text)
		var want []int16
		for _, x := range units.Tokens {
			want = append(want, n.Of(units.Term(x)))
		}
		if got := n.Append(nil, a, text); !slices.Equal(got, want) {
			t.Errorf("%q in numbers of %q: %v, want %v", text, query, got, want)
		}
	})
}

func TestNumberingForgets(t *testing.T) {
	a := Default()
	var n Numbering
	if got := n.Append(nil, a, "留存A"); !slices.Equal(got, []int16{NoNumber, NoNumber, NoNumber}) {
		t.Errorf("without units: %v", got)
	}
	n.Add([]byte("存"))
	n.Add([]byte("a"))
	if got := n.Append(nil, a, "留存A"); !slices.Equal(got, []int16{NoNumber, 0, 1}) {
		t.Errorf("with 存 and a: %v", got)
	}
	n.Reset()
	if got := n.Append(nil, a, "留存A"); !slices.Equal(got, []int16{NoNumber, NoNumber, NoNumber}) {
		t.Errorf("after Reset: %v", got)
	}
}
