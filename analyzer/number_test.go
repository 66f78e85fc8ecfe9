package analyzer

import (
	"slices"
	"testing"
)

// Numbered texts are those that Units cuts, unit by unit.
func FuzzNumbering(f *testing.F) {
	for _, s := range []string{
		"用户留存率怎么提升？", "A/B测试和ab测试", "DAU、MAU 与 iPhone15 的 7 日留存", "數據分析「漏斗」", "👩‍💻运营🇨🇳",
		"é与é", "ﬁnd Ⅳ级", "㈱一二", "𠮷野家", "\xff\xfe坏字节\xe3\x80", "\xe300", "\xed\xa0\x80户", "C# 和 C++", "か゛な", "１２３％", "第1、2条",
	} {
		f.Add(s, "用户 DAU 测试 數 é 𠮷 👩‍💻 1")
	}
	a := Default()
	var n Numbering
	f.Fuzz(func(t *testing.T, text, query string) {
		var units Analysis
		n.Reset(a)
		a.Units(&units, query)
		for _, x := range units.Tokens {
			n.Add(units.Term(x))
		}
		a.Units(&units, text)
		var at []int32
		var numbers []int16
		for i, x := range units.Tokens {
			if number := n.Of(units.Term(x)); number != NoNumber {
				at, numbers = append(at, int32(i)), append(numbers, number)
			}
		}
		gotAt, got, count := n.Read(new(Analysis), text, nil, nil)
		if !slices.Equal(gotAt, at) || !slices.Equal(got, numbers) || count != len(units.Tokens) {
			t.Errorf("%q in numbers of %q: %v at %v of %d, want %v at %v of %d",
				text, query, got, gotAt, count, numbers, at, len(units.Tokens))
		}
	})
}

func TestNumberingForgets(t *testing.T) {
	a := Default()
	var n Numbering
	for _, row := range []struct {
		units []string
		at    []int32
		want  []int16
	}{
		{nil, nil, nil},
		{[]string{"存", "a", "数"}, []int32{1, 2, 4}, []int16{0, 1, 2}},
		{[]string{"留"}, []int32{0}, []int16{0}},
		{nil, nil, nil},
	} {
		n.Reset(a)
		for _, u := range row.units {
			n.Add([]byte(u))
		}
		at, got, count := n.Read(new(Analysis), "留存A，與數", nil, nil)
		if !slices.Equal(at, row.at) || !slices.Equal(got, row.want) || count != 5 {
			t.Errorf("with %v: %v at %v of %d, want %v at %v of 5", row.units, got, at, count, row.want, row.at)
		}
	}
}
