package analyzer

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzAnalysis holds Index, Query and Units to what they promise of any text, and of any part of it.
func FuzzAnalysis(f *testing.F) {
	for _, text := range []string{
		"用户留存怎么提升？A/B测试的ＫＰＩ考核", "從0到1，數據分析v1.2.3", "ops@example.com https://a.cn/b/c/d/e/f/g", "C++、C#、a++b",
		"👩\u200d💻👍🏽🇨🇳🇨1\ufe0f\u20e3", "Cafe\u0301 ｶﾞ Ⅳ ﬁ ½ ™ ①", "a\xff用\xe7户\r\n 留存\u200b率", "google  analytics google",
		"一百二十三万零五十，百分之十二点五", "第三，1,000.50%，3.5万A-B", "二〇二六年三点五分几十万", "\u200d👩\u200d\u200d💻+\u200d++", "กำลัง हिन्दी 카페 カメラ",
	} {
		f.Add(text, uint(0), uint(100))
		f.Add(text, uint(3), uint(9))
	}
	f.Fuzz(checkAnalysis)
}

// TestRandomTexts does the same with texts strung together from what is hard about texts.
func TestRandomTexts(t *testing.T) {
	pieces := []string{"用户", "留存率", "的", "a", "B", "测试", "/", ".", "-", "@", "://", "++", "#", "+", " ", "\r\n", "，", "google", "analytics",
		"从0到1", "從", "5w1h", "\u200d", "👩", "💻", "🇨", "\u0301", "\ufe0f", "é", "Ⅳ", "ﬁ", "①", "Ａ", "\xff", "\xe7\x94", "\x00", "カ", "ﾞ", "怎么", "\u200b",
		"一", "三", "十", "百", "万", "亿", "〇", "两", "点", "百分之", "第", "个", "月", "12", "000", ",", "%", "％"}
	random := rand.New(rand.NewPCG(3, 4))
	for range 3000 {
		var text strings.Builder
		for range 1 + random.IntN(12) {
			text.WriteString(pieces[random.IntN(len(pieces))])
		}
		checkAnalysis(t, text.String(), uint(random.Uint32()), uint(random.Uint32()))
	}
}

func checkAnalysis(t *testing.T, text string, from, to uint) {
	a := Default()
	var units, index, query Analysis
	a.Units(&units, text)
	a.Index(&index, text)
	a.Query(&query, text)
	for _, out := range []*Analysis{&units, &index, &query} {
		checkTokens(t, text, out)
		if out.Units != units.Units || string(out.Text) != string(units.Text) {
			t.Fatalf("Units, Index and Query do not normalise %q alike", text)
		}
	}
	checkSubset(t, &index, &units, 0, 0)
	checkSubset(t, &index, &query, 0, 0)
	checkSubset(t, &query, &units, 0, 0)

	// Folding what is folded changes nothing, and finds the same units.
	var again Analysis
	a.Units(&again, string(units.Text))
	if again.Units != units.Units && len(text) < maxUnitBytes {
		t.Fatalf("%q has %d units, folded %q %d", text, units.Units, units.Text, again.Units)
	}

	// A part that is cut between units is found in the whole, where it stands.
	if units.Units == 0 {
		return
	}
	i := int(from % uint(units.Units))
	j := i + 1 + int(to%uint(units.Units-i))
	start, end := units.Tokens[i].Start, units.Tokens[j-1].End
	a.Query(&query, text[start:end])
	checkSubset(t, &index, &query, int32(i), start)
}

// checkTokens asserts order, positions and offsets.
func checkTokens(t *testing.T, text string, out *Analysis) {
	t.Helper()
	var last Token
	for n, token := range out.Tokens {
		switch {
		case token.TermStart >= token.TermEnd || token.Kind != Alias && int(token.TermEnd) > len(out.Text):
			t.Fatalf("token %d has no term: %+v", n, token)
		case token.Start < 0 || token.Start >= token.End || int(token.End) > len(text):
			t.Fatalf("token %d is outside the text: %+v", n, token)
		case !runeBoundary(text, int(token.Start)) || !runeBoundary(text, int(token.End)):
			t.Fatalf("token %d splits a character of %q: %+v", n, text, token)
		case token.Units < 1 || token.Pos < 0 || int(token.Pos+token.Units) > out.Units:
			t.Fatalf("token %d is not made of units: %+v", n, token)
		case !utf8.Valid(out.Term(token)):
			t.Fatalf("term %q is not UTF-8", out.Term(token))
		case n > 0 && (token.Pos < last.Pos || token.Pos == last.Pos && token.Units < last.Units && token.Kind != Alias || token.Pos == last.Pos && last.Kind == Alias):
			t.Fatalf("token %d is out of order: %+v after %+v", n, token, last)
		case n > 0 && token.Pos == last.Pos && token.Units == last.Units && token.TermEnd <= last.TermEnd && token.Kind != Alias:
			t.Fatalf("token %d is there twice: %+v", n, token)
		case n > 0 && token.Pos > last.Pos && token.Start < last.Start:
			t.Fatalf("token %d begins before the one ahead of it: %+v after %+v", n, token, last)
		}
		last = token
	}
}

// runeBoundary reports whether a character of text begins or ends at i; bytes that are no UTF-8 are characters of their own.
func runeBoundary(text string, i int) bool {
	return i == len(text) || utf8.RuneStart(text[i]) || !utf8.ValidString(text[max(0, i-3):min(len(text), i+3)])
}

// checkSubset asserts that every token of part is a token of whole, in which part begins at unit pos and byte start. An alias
// need not be: 二个 is a number, but not in 十二个.
func checkSubset(t *testing.T, whole, part *Analysis, pos, start int32) {
	t.Helper()
	type place struct {
		term                   string
		kind                   Kind
		start, end, pos, units int32
	}
	tokens := make(map[place]bool, len(whole.Tokens))
	for _, k := range whole.Tokens {
		tokens[place{string(whole.Term(k)), k.Kind, k.Start, k.End, k.Pos, k.Units}] = true
	}
	for _, k := range part.Tokens {
		if k.Kind != Alias && !tokens[place{string(part.Term(k)), k.Kind, k.Start + start, k.End + start, k.Pos + pos, k.Units}] {
			t.Fatalf("%q %+v of %s is not among %s", part.Term(k), k, show(part), show(whole))
		}
	}
}
