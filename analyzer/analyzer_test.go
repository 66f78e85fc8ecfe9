package analyzer

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// show writes tokens as "term start-end", in the order of Analysis.Tokens; what is no character and no pair of them also
// has its kind, and flags follow: + for a word of the path, * for a lexicon term, ~ within a filler.
func show(out *Analysis) string {
	var b strings.Builder
	for i, t := range out.Tokens {
		if i > 0 {
			b.WriteString(" | ")
		}
		fmt.Fprintf(&b, "%s %d-%d", out.Term(t), t.Start, t.End)
		if t.Kind != Char && t.Kind != Bigram {
			fmt.Fprintf(&b, " %v", t.Kind)
		}
		for _, f := range []struct {
			flag Flags
			mark string
		}{{OnPath, "+"}, {Lexical, "*"}, {Filler, "~"}} {
			if t.Flags&f.flag != 0 {
				b.WriteString(f.mark)
			}
		}
	}
	return b.String()
}

func TestIndex(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"", ""},
		{"转化率", "转 0-3 | 转化 0-6 | 转化率 0-9 word | 化 3-6 | 化率 3-9 | 率 6-9"},
		{"用户留存率", "用 0-3 | 用户 0-6 | 用户留存 0-12 word | 用户留存率 0-15 word | 户 3-6 | 户留 3-9 | " +
			"留 6-9 | 留存 6-12 | 留存率 6-15 word | 存 9-12 | 存率 9-15 | 率 12-15"},
		{"活动的话题", "活 0-3 | 活动 0-6 | 动 3-6 | 动的 3-9 | 的 6-9 | 的话 6-12 | 话 9-12 | 话题 9-15 | 题 12-15"},
		{"A/B测试", "a 0-1 latin | a/b 0-3 whole | a/b测试 0-9 whole | =ab 0-3 alias | b 2-3 latin | 测 3-6 | 测试 3-9 | 试 6-9"},
		{"ＫＰＩ考核", "kpi 0-9 latin | 考 9-12 | 考核 9-15 | 核 12-15"},
		{"數據分析", "数 0-3 | 数据 0-6 | 数据分析 0-12 word | 据 3-6 | 据分 3-9 | 分 6-9 | 分析 6-12 | 析 9-12"},
		{"從0到1", "从 0-3 | 从0到1 0-8 whole | 0 3-4 latin | 到 4-7 | 1 7-8 latin"},
		{"v1.2.3", "v1 0-2 latin | v1.2 0-4 whole | v1.2.3 0-6 whole | 2 3-4 latin | 2.3 3-6 whole | 3 5-6 latin"},
		{"运营@example.com", "运 0-3 | 运营 0-6 | 营 3-6 | example 7-14 latin | example.com 7-18 whole | com 15-18 latin"},
		{"ops@example.com", "ops 0-3 latin | ops@example 0-11 whole | ops@example.com 0-15 whole | " +
			"example 4-11 latin | example.com 4-15 whole | com 12-15 latin"},
		{"https://a.cn/x", "https 0-5 latin | https://a 0-9 whole | https://a.cn 0-12 whole | https://a.cn/x 0-14 whole | " +
			"a 8-9 latin | a.cn 8-12 whole | a.cn/x 8-14 whole | cn 10-12 latin | cn/x 10-14 whole | x 13-14 latin"},
		{"5W1H法", "5w1h 0-4 latin | 法 4-7"},
		{"涨了3.14%", "涨 0-3 | 涨了 0-6 | 了 3-6 | 3 6-7 latin | 3.14 6-10 whole | =3.14% 6-11 alias | 14 8-10 latin"},
		{"C++、C#", "c 0-1 latin | c++ 0-3 whole | + 1-2 | + 2-3 | c 6-7 latin | c# 6-8 whole"},
		{"Ｃ＃", "c 0-3 latin | c# 0-6 whole"},
		{"GPT-4", "gpt 0-3 latin | gpt-4 0-5 whole | =gpt4 0-5 alias | 4 4-5 latin"},
		{"snake_case", "snake 0-5 latin | snake_case 0-10 whole | case 6-10 latin"},
		{"Google  Analytics", "google 0-6 latin | google analytics 0-17 whole | analytics 8-17 latin"},
		{"T恤", "t 0-1 latin | t恤 0-4 whole | 恤 1-4"},

		// What parts words, and what does not.
		{"转化，率", "转 0-3 | 转化 0-6 | 化 3-6 | 率 9-12"},
		{"转化\r\n率", "转 0-3 | 转化 0-6 | 化 3-6 | 率 8-11"},
		{"转\u200b化", "转 0-3 | 转化 0-9 | 化 6-9"}, // a zero-width space
		{"转\xff化", "转 0-3 | 化 4-7"},
		{"a\x00b", "a 0-1 latin | b 2-3 latin"},

		// Emoji and symbols are units; joined emoji and flags are one.
		{"涨🚀了", "涨 0-3 | 🚀 3-7 | 了 7-10"},
		{"👩\u200d💻", "👩\u200d💻 0-11"},
		{"👍🏽", "👍 0-8"},
		{"🇨🇳🇨🇳", "🇨🇳 0-8 | 🇨🇳 8-16"},
		{"1\ufe0f\u20e3", "1 0-7 latin"},
		{"①→②", "① 0-3 | → 3-6 | ② 6-9"},

		// Other scripts.
		{"Café", "cafe 0-5 latin"},
		{"Cafe\u0301!", "cafe 0-6 latin"},
		{"ПРИВЕТ мир", "привет 0-12 latin | мир 13-19 latin"},
		{"カメラ", "カ 0-3 | カメ 0-6 | メ 3-6 | メラ 3-9 | ラ 6-9"},
		{"ｶﾒﾗ", "カ 0-3 | カメ 0-6 | メ 3-6 | メラ 3-9 | ラ 6-9"},
		{"카페", "카 0-3 | 카페 0-6 | 페 3-6"},
		{"𠮷野家", "𠮷 0-4 | 𠮷野 0-7 | 野 4-7 | 野家 4-10 | 家 7-10"},
		{"Ⅳ期", "iv 0-3 latin | 期 3-6"},
		{"m²", "m2 0-3 latin"},
	} {
		var out Analysis
		Default().Index(&out, test.text)
		if got := show(&out); got != test.want {
			t.Errorf("Index(%q) =\n %s\nwant\n %s", test.text, got, test.want)
		}
	}
}

func TestQuery(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"用户留存怎么提升", "用 0-3 | 用户 0-6 | 用户留存 0-12 word+* | 户 3-6 | 户留 3-9 | 留 6-9 | 留存 6-12 | 存 9-12 | " +
			"存怎 9-15 | 怎 12-15~ | 怎么 12-18+~ | 么 15-18~ | 么提 15-21 | 提 18-21 | 提升 18-24+ | 升 21-24"},
		{"写周报", "写 0-3+ | 写周 0-6 | 周 3-6 | 周报 3-9+* | 报 6-9"},
		{"DAU", "dau 0-3 latin+*"},
		{"A/B测试", "a 0-1 latin | a/b 0-3 whole | a/b测试 0-9 whole+* | =ab 0-3 alias | b 2-3 latin | 测 3-6 | 测试 3-9 | 试 6-9"},
		{"v1.2.3", "v1 0-2 latin+ | v1.2.3 0-6 whole+ | 2 3-4 latin+ | 3 5-6 latin+"},
		{"google analytics", "google 0-6 latin | google analytics 0-16 whole+* | analytics 7-16 latin"},
		{"活动的目的", "活 0-3 | 活动 0-6+ | 动 3-6 | 动的 3-9 | 的 6-9+~ | 的目 6-12 | 目 9-12 | 目的 9-15+ | 的 12-15"},
	} {
		var out Analysis
		Default().Query(&out, test.text)
		if got := show(&out); got != test.want {
			t.Errorf("Query(%q) =\n %s\nwant\n %s", test.text, got, test.want)
		}
	}
}

// pathOf writes the words of the best path, with ~ after those that are filler.
func pathOf(a *Analyzer, text string) string {
	var out Analysis
	a.scan(&out, text)
	a.findPath(&out)
	var words []string
	for i := range out.units {
		if end := out.path[i].end; end != 0 {
			word := string(out.Text[out.units[i].termStart:out.units[end-1].termEnd])
			if out.path[i].filler {
				word += "~"
			}
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}

func TestPath(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"请问新用户的次日留存率怎么提升？", "请问~ 新用户 的~ 次日留存率 怎么~ 提升"},
		{"什么是私域流量", "什么~ 是~ 私域流量"},
		{"有哪些拉新的办法", "有~ 哪些~ 拉新 的~ 办法"},
		{"为什么要做活动复盘", "为什么~ 要~ 做 活动复盘"},
		{"目的地是哪里", "目的地 是~ 哪里~"},
		{"这个方案的确不错", "这个 方案 的确 不错"},
		{"他说的话很有道理", "他 说 的话 很 有~ 道理"},
		{"总是不满减少的预算", "总是 不满 减少 的~ 预算"}, // 满减 is a term, but not here
		{"活动的话题", "活动 的话 题"},            // as gse cuts it, to whom all single characters are equally rare
		{"ROI和投产比", "roi 和~ 投产比"},
		{"冷启动：从 0 到 1", "冷启动 从 0 到 1"},
		{"從0到1做社群", "从0到1 做 社群"},
	} {
		if got := pathOf(Default(), test.text); got != test.want {
			t.Errorf("path of %q = %s, want %s", test.text, got, test.want)
		}
	}
}

// Every filler is one when it stands alone.
func TestFillers(t *testing.T) {
	var out Analysis
	for line := range strings.Lines(fillerText) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		Default().Query(&out, line)
		for _, token := range out.Tokens {
			if token.Flags&Filler == 0 {
				t.Errorf("%s: %s", line, show(&out))
			}
		}
	}
}

// A sentence is cut alike wherever it stands.
func TestPathIsLocal(t *testing.T) {
	for line := range strings.Lines(testLines) {
		line = strings.TrimSpace(line)
		alone := pathOf(Default(), line)
		long := pathOf(Default(), strings.Repeat(testLines, 20)+line)
		if !strings.HasSuffix(long, alone) {
			t.Errorf("%q is cut otherwise at the end of a long text", line)
		}
	}
}

// Units are the units of Index and Query, whatever the text.
func TestUnits(t *testing.T) {
	var units Analysis
	Default().Units(&units, "用 A/B测试👍")
	const want = "用 0-3 | a 4-5 latin | b 6-7 latin | 测 7-10 | 试 10-13 | 👍 13-17"
	if got := show(&units); got != want {
		t.Errorf("Units = %s, want %s", got, want)
	}
}

// After warming up, an Analysis is used again without allocating, however long the text is.
func TestAllocations(t *testing.T) {
	a := Default()
	var out Analysis
	for name, analyze := range map[string]func(*Analysis, string){"Index": a.Index, "Query": a.Query, "Units": a.Units} {
		for _, text := range []string{"用户留存怎么提升？A/B测试", testLines, strings.Repeat(testLines, 50)} {
			analyze(&out, text)
			if n := testing.AllocsPerRun(5, func() { analyze(&out, text) }); n != 0 {
				t.Errorf("%s of %d bytes allocates %v times", name, len(text), n)
			}
		}
	}
}

// Texts that break careless tokenizers.
func TestAnyBytes(t *testing.T) {
	for name, test := range map[string]struct {
		piece string
		bytes int
	}{
		"one letter":       {"a", 1 << 20},
		"one character":    {"用", 1 << 20},
		"one long word":    {"用户留存率", 1 << 20},
		"spaces":           {" ", 1 << 20},
		"compounds":        {"a.", 1 << 17},
		"accents":          {"\u0301", 1 << 17},
		"joiners":          {"\u200d", 1 << 17},
		"joined emoji":     {"👩\u200d", 1 << 17},
		"flags":            {"🇨", 1 << 17},
		"parts of a rune":  {"\xe7\x94", 1 << 17},
		"NUL":              {"\x00", 1 << 17},
		"surrogates":       {"\xed\xa0\x80", 1 << 17},
		"beyond Unicode":   {"\xf4\x90\x80\x80", 1 << 17},
		"Roman numerals":   {"Ⅷ", 1 << 17},
		"plus signs":       {"a++", 1 << 17},
		"sharp signs":      {"c#", 1 << 17},
		"half a term":      {"google ", 1 << 17},
		"line ends":        {"用户\r\n", 1 << 17},
		"question fillers": {"怎么的", 1 << 17},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Repeat(test.piece, test.bytes/len(test.piece))
			var out Analysis
			Default().Query(&out, text)
			Default().Index(&out, text)
			if n := len(out.Tokens); n > 8*(out.Units+1) {
				t.Errorf("%d tokens for %d units", n, out.Units)
			}
			for _, token := range out.Tokens {
				if token.TermEnd-token.TermStart > maxCompoundBytes {
					t.Fatalf("a term of %d bytes", token.TermEnd-token.TermStart)
				}
			}
		})
	}
}

func TestConcurrentUse(t *testing.T) {
	var want Analysis
	Default().Query(&want, testLines)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			var out Analysis
			for range 20 {
				if Default().Query(&out, testLines); show(&out) != show(&want) {
					t.Error("a concurrent analysis differs")
					return
				}
			}
		})
	}
	wg.Wait()
}
