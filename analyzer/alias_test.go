package analyzer

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// aliasesOf writes the aliases of a text as "term=what stands there".
func aliasesOf(text string, out *Analysis) string {
	var all []string
	for _, t := range out.Tokens {
		if t.Kind == Alias {
			all = append(all, fmt.Sprintf("%s=%s", bytes.TrimPrefix(out.Term(t), []byte(AliasPrefix)), text[t.Start:t.End]))
		}
	}
	return strings.Join(all, " ")
}

func TestAliases(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		// One numeral is a number before a measure and behind 第.
		{"三个月", "3=三"}, {"分三步走", "3=三"}, {"两周内", "2=两"}, {"第三", "3=三"}, {"第一节", "1=一"}, {"十天", "10=十"},
		{"3个月", ""}, {"第3", ""}, {"12", ""}, {"3.5", ""},
		{"三明治", ""}, {"四川", ""}, {"十分", ""}, {"三分之一", ""}, {"三分", "3=三"}, {"第三方", "3=三"}, {"千万别", ""}, {"万一", ""}, {"百万用户", ""}, {"三", ""},

		// 一 is one in few of its words.
		{"一个", ""}, {"一些", ""}, {"一定", ""}, {"一般", ""}, {"统一", ""}, {"一种", ""}, {"一点", ""}, {"进一步", ""}, {"周一天天", ""},
		{"一年", "1=一"}, {"做一次", "1=一"}, {"逐一次第", ""}, {"一个月", "1=一"}, {"一小时", "1=一"}, {"一个工作日", "1=一"}, {"满一周", "1=一"},

		// Several numerals.
		{"十二", "12=十二"}, {"二十", "20=二十"}, {"两百", "200=两百"}, {"一百零三", "103=一百零三"}, {"一百二十", "120=一百二十"},
		{"一百二", "120=一百二"}, {"三万五", "35000=三万五"}, {"三千零五十", "3050=三千零五十"}, {"三亿五千万", "350000000=三亿五千万"},
		{"一万亿", "1000000000000=一万亿"}, {"二〇二六", "2026=二〇二六"}, {"二零二六", "2026=二零二六"}, {"九九六", "996=九九六"},
		{"〇五", "05=〇五"}, {"双十一", "11=十一"}, {"兩萬", "20000=兩萬"}, {"十万", "100000=十万"},
		{"三四个", ""}, {"三三两两", ""}, {"一五一十", ""}, {"三五百", ""}, {"几十万", ""}, {"数十个", ""}, {"十几个", ""}, {"一百零", ""},

		// Decimals, and units that multiply.
		{"三点五倍", "3.5=三点五"}, {"三点五万", "35000=三点五万"}, {"一点一滴", ""}, {"八点三十", "8=八"}, {"八点五分", "8=八"},
		{"3万", "30000=3万"}, {"3.5万", "35000=3.5万"}, {"５０万", "500000=５０万"}, {"3千万", "30000000=3千万"}, {"1.23456万", ""}, {"3万亿", "3000000000000=3万亿"}, {"3万亿亿", ""}, {"九千九百九十九万亿点五", ""}, {"九千万亿万亿", ""},

		// Percentages and thousands.
		{"百分之十", "10%=百分之十"}, {"百分之十五", "15%=百分之十五 15=十五"}, {"百分之百", "100%=百分之百"}, {"百分之零点五", "0.5%=百分之零点五 0.5=零点五"},
		{"百分之10", "10%=百分之10"}, {"10%", "10%=10%"}, {"１０％", "10%=１０％"}, {"3.50%", "3.5%=3.50%"}, {"百分之", ""}, {"百分之几", ""},
		{"1,000", "1000=1,000"}, {"12,345,678", "12345678=12,345,678"}, {"1,000.5", "1000.5=1,000.5"}, {"1,000万", "10000000=1,000万"},
		{"1，000", ""}, {"1,00", ""}, {"1234,567", ""}, {"1.2.3", ""}, {"12345678901234567%", ""}, {"1,000,000,000,000,000,000", ""},

		// Words of two parts.
		{"A/B测试", "ab=A/B"}, {"A-B 测试", "ab=A-B"}, {"e-mail", "email=e-mail"}, {"Wi‑Fi", "wifi=Wi‑Fi"}, {"GPT-4", "gpt4=GPT-4"},
		{"2B/ToB", ""}, {"a/b/c", ""}, {"2026-03", ""}, {"3-5", ""}, {"read/write", ""}, {"real-time", ""}, {"sign-up", "signup=sign-up"}, {"ops@example.com", ""}, {"a.b", ""},
	} {
		var out Analysis
		Default().Index(&out, test.text)
		if got := aliasesOf(test.text, &out); got != test.want {
			t.Errorf("aliases of %q = %q, want %q", test.text, got, test.want)
		}
	}
}

// A question of one numeral is after the number; in a text such a numeral only counts off (三、…).
func TestAliasOfAQuestion(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"三", "3=三"}, {"三 留存", "3=三"}, {"三、留存", "3=三"}, {"十", "10=十"}, {"万", ""}, {"三留存", ""}, {"百分之十", "10%=百分之十"},
	} {
		var out Analysis
		Default().Query(&out, test.text)
		if got := aliasesOf(test.text, &out); got != test.want {
			t.Errorf("aliases of the question %q = %q, want %q", test.text, got, test.want)
		}
	}
}

// IndexAt gives what another spelling may ask for wherever it begins, or only what begins at the units.
func TestIndexAtSpellings(t *testing.T) {
	const text = "第三步：1,000人用A/B测试"
	var out Analysis
	for _, test := range []struct {
		at        []int32
		spellings bool
		want      string
	}{
		{nil, false, ""},
		{[]int32{1}, false, "三 3-6 | 三步 3-9 | =3 3-6 alias"},
		{nil, true, "=3 3-6 alias | 1 12-13 latin | =1000 12-17 alias | 000 14-17 latin | " +
			"a 23-24 latin | a/b 23-26 whole | a/b测试 23-32 whole | =ab 23-26 alias | b 25-26 latin"},
		{[]int32{0, 3}, true, "第 0-3 | 第三 0-6 | 第三步 0-9 word | =3 3-6 alias | 1 12-13 latin | =1000 12-17 alias | 000 14-17 latin | " +
			"a 23-24 latin | a/b 23-26 whole | a/b测试 23-32 whole | =ab 23-26 alias | b 25-26 latin"},
	} {
		if Default().IndexAt(&out, text, test.at, test.spellings); show(&out) != test.want {
			t.Errorf("IndexAt(%v, %v) =\n %s\nwant\n %s", test.at, test.spellings, show(&out), test.want)
		}
	}
}

// inNumerals writes a number as one reads it aloud.
func inNumerals(n uint64) string {
	digits := strings.Split("零一二三四五六七八九", "")
	var small func(n, power uint64) string
	small = func(n, power uint64) string { // below 10,000
		if power == 0 || n == 0 {
			return ""
		}
		d, rest := n/power, n%power
		text := ""
		if d > 0 {
			text = digits[d] + map[uint64]string{1000: "千", 100: "百", 10: "十", 1: ""}[power]
		}
		if rest > 0 && rest < power/10 && d > 0 {
			text += "零"
		}
		return text + small(rest, power/10)
	}
	text := ""
	for _, large := range []struct {
		power uint64
		name  string
	}{{1e8, "亿"}, {1e4, "万"}, {1, ""}} {
		part := n / large.power % 1e4
		if part == 0 {
			continue
		}
		if text != "" && part < 1000 || text != "" && n/large.power/1e4%10 == 0 {
			text += "零"
		}
		text += small(part, 1000) + large.name
	}
	return text
}

// Every number that is written out is read as what it is.
func TestNumeralsAreRead(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	numbers := []uint64{10, 11, 20, 99, 100, 101, 110, 111, 999, 1000, 1001, 1010, 10_000, 10_001, 100_000, 1_0000_0000, 1_0000_0001, 9999_9999_9999}
	for range 2000 {
		numbers = append(numbers, 10+random.Uint64N(1<<(4+random.Uint64N(35))))
	}
	var out Analysis
	for _, n := range numbers {
		text := inNumerals(n)
		if len([]rune(text)) > maxDigits {
			continue
		}
		Default().Index(&out, text)
		if got, want := aliasesOf(text, &out), fmt.Sprintf("%d=%s", n, text); got != want {
			t.Errorf("%s is read as %q, want %q", text, got, want)
		}
	}
}

// FuzzAliases: whatever numerals, digits and signs are strung together, an alias is ASCII, stands on characters, and is
// the same when the text is folded first.
func FuzzAliases(f *testing.F) {
	for _, text := range []string{"一百二十三万零五十", "百分之十二点五％", "第三，1,000.50%", "3.5万A-B", "二〇二六年", "八点三十", "万亿亿万", "百分之百分之百"} {
		f.Add(text)
	}
	f.Fuzz(checkAliases)
}

func checkAliases(t *testing.T, text string) {
	var out, folded Analysis
	Default().Index(&out, text)
	checkTokens(t, text, &out)
	var terms []string
	for _, k := range out.Tokens {
		if k.Kind != Alias {
			continue
		}
		terms = append(terms, string(out.Term(k)))
		for _, c := range out.Term(k) {
			if c >= 0x80 && out.units[k.Pos].class != classLatin {
				t.Fatalf("alias %q of %q", out.Term(k), text)
			}
		}
	}
	Default().Query(&folded, text)
	var asked []string
	for _, k := range folded.Tokens {
		if k.Kind == Alias {
			asked = append(asked, string(folded.Term(k)))
		}
	}
	for _, term := range terms {
		if !slices.Contains(asked, term) {
			t.Fatalf("the question %q does not ask for %q, which the text has", text, term)
		}
	}
}

func TestAliasesOfRandomNumerals(t *testing.T) {
	pieces := strings.Split("〇零一二两三四九十百千万亿点分之第个月几数年 1,2.0%％-/a", "")
	random := rand.New(rand.NewPCG(7, 8))
	for range 5000 {
		var text strings.Builder
		for range 1 + random.IntN(20) {
			text.WriteString(pieces[random.IntN(len(pieces))])
		}
		checkAliases(t, text.String())
	}
}
