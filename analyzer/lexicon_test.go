package analyzer

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestParseLexicon(t *testing.T) {
	lex, err := ParseLexicon(strings.NewReader("\ufeffterm\tcategory\tenglish\tsynonyms\r\n"+
		"# 指标\r\n\r\n"+
		"用户留存\t用户\tuser retention\t留存;用户粘性\r\n"+
		"A/B测试\t实验\tA/B test\tAB测试;對照實驗\n"+
		"留存率\n"+
		"次留\t\t\t留存率;用户留存\n"), "words.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var terms []string
	for _, term := range lex.Terms() {
		terms = append(terms, term.Text)
	}
	if want := []string{"用户留存", "A/B测试", "留存率", "次留"}; !slices.Equal(terms, want) {
		t.Errorf("terms %q, want %q", terms, want)
	}
	for _, test := range []struct {
		term string
		want []string
	}{
		{"用户留存", []string{"留存", "用户粘性", "次留"}}, // its own first, then whose synonym it is
		{"次留", []string{"留存率", "用户留存"}},
		{"留存率", []string{"次留"}},
		{"用户粘性", []string{"用户留存"}},
		{"ａ/b測試", []string{"AB测试", "對照實驗"}},
		{"对照实验", []string{"A/B测试"}},
		{"没有", nil},
	} {
		if got := lex.Synonyms(test.term); !slices.Equal(got, test.want) {
			t.Errorf("Synonyms(%q) = %q, want %q", test.term, got, test.want)
		}
	}
}

func TestParseLexiconErrors(t *testing.T) {
	for _, test := range []struct{ file, want string }{
		{"留存\n\t指标\n", `words.tsv:2: term "" is empty`},
		{" 留存\n", `words.tsv:1: term " 留存" has white space around it`},
		{"留存\n# 注\n留存\n", `words.tsv:3: "留存" is on line 1 already`},
		{"DAU\nｄａｕ\n", `words.tsv:2: "ｄａｕ" is on line 1 already`},
		{"留存\t\t\t次留;;日活\n", `words.tsv:1: synonym "" of "留存" is empty`},
		{"留存\t\t\t次留; 日活\n", `words.tsv:1: synonym " 日活" of "留存" has white space around it`},
		{"留存\t\t\t次留;次留\n", `words.tsv:1: synonym "次留" of "留存" is there twice or is the term itself`},
		{"數據\t\t\t数据\n", `words.tsv:1: synonym "数据" of "數據" is there twice or is the term itself`},
		{"留存\t指标\tretention\t次留\t50\n", `words.tsv:1: 5 columns, want at most 4 (term, category, english, synonyms)`},
		{"……\n", `words.tsv:1: term "……" has no letter in it`},
		{"【大促】\n", `words.tsv:1: term "【大促】" begins or ends with punctuation, which is part of no word; take it away`},
		{"留存\t\t\tC#\n", `words.tsv:1: synonym "C#" of "留存" begins or ends with punctuation`},
		{"留\xff存\n", `words.tsv:1: the line is not UTF-8`},
		{strings.Repeat("长", 33) + "\n", `is longer than 32 characters`},
		{"留存\n" + strings.Repeat("长", 1<<16) + "\n", `words.tsv:2: the line is longer than 65536 bytes`},
	} {
		_, err := ParseLexicon(strings.NewReader(test.file), "words.tsv")
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("ParseLexicon(%.40q): %v, want %s", test.file, err, test.want)
		}
	}
}

// Every bad line is named, but not those of a file that is no lexicon at all.
func TestParseLexiconNamesEveryBadLine(t *testing.T) {
	_, err := ParseLexicon(strings.NewReader(" 留存\n日活\n\t指标\nＤＡＵ\ndau\n"), "words.tsv")
	want := `words.tsv:1: term " 留存" has white space around it; take it away
words.tsv:3: term "" is empty; write it, or leave its place out
words.tsv:5: "dau" is on line 4 already; keep one of the two`
	if err == nil || err.Error() != want {
		t.Errorf("the error is\n%v\nwant\n%s", err, want)
	}
	_, err = ParseLexicon(strings.NewReader(strings.Repeat("\x00\n", 5000)), "words.tsv")
	if bad, ok := errors.AsType[*LexiconError](err); !ok || len(bad.Lines) != maxLexiconErrors {
		t.Errorf("of a file of nothing but bad lines: %.200v", err)
	}
}

func parse(t *testing.T, text string) *Lexicon {
	t.Helper()
	lex, err := ParseLexicon(strings.NewReader(text), "words.tsv")
	if err != nil {
		t.Fatal(err)
	}
	return lex
}

// A lexicon extends another one: its lines come behind, or in place of those of the same terms.
func TestExtend(t *testing.T) {
	base := parse(t, "留存\t用户\tretention\t次留\n促销\t活动\t\t大促\n")
	got := base.Extend(parse(t, "裂变券\t\t\t拉新券\n促銷\n"))
	for term, want := range map[string][]string{"留存": {"次留"}, "裂变券": {"拉新券"}, "促销": nil, "大促": nil} {
		if synonyms := got.Synonyms(term); !slices.Equal(synonyms, want) {
			t.Errorf("Synonyms(%s) = %q, want %q", term, synonyms, want)
		}
	}
	text, err := got.AppendText(nil)
	if want := "term\tcategory\tenglish\tsynonyms\n留存\t用户\tretention\t次留\n促銷\t\t\t\n裂变券\t\t\t拉新券\n"; err != nil || string(text) != want {
		t.Errorf("its text is %q, %v; want %q", text, err, want)
	}
	if again, _ := parse(t, string(text)).AppendText(nil); string(again) != string(text) {
		t.Errorf("read and written again, it is %q", again)
	}
	if got := base.Synonyms("促销"); len(base.Terms()) != 2 || !slices.Equal(got, []string{"大促"}) {
		t.Errorf("the lexicon that was extended has changed: %q", base.Terms())
	}
}

// A dictionary is made of words; what is a synonym of what is no matter to it.
func TestSameWords(t *testing.T) {
	lex := parse(t, "留存\t\t\t次留\nDAU\n")
	for _, test := range []struct {
		file string
		want bool
	}{
		{"留存\nDAU\n次留\n", true},
		{"ｄａｕ\t指标\t\t次留;留存\n", true},
		{"留存\nDAU\n", false},
		{"留存\t\t\t次留;七留\nDAU\n", false},
	} {
		other := parse(t, test.file)
		if got := lex.SameWords(other); got != test.want {
			t.Errorf("SameWords as %q: %t, want %t", test.file, got, test.want)
		}
		if got := Fingerprint(lex) == Fingerprint(other); got != test.want {
			t.Errorf("the fingerprint of %q is the same: %t, want %t", test.file, got, test.want)
		}
	}
}

// Every name in the bundled lexicon, standing alone, is one word.
func TestBundledLexiconStaysWhole(t *testing.T) {
	var out Analysis
	for _, term := range BundledLexicon().Terms() {
		for _, name := range append([]string{term.Text}, term.Synonyms...) {
			Default().Query(&out, name)
			whole := false
			for _, token := range out.Tokens {
				whole = whole || int(token.Units) == out.Units && token.Flags&Lexical != 0
			}
			if !whole {
				t.Errorf("%s is cut: %s", name, show(&out))
			}
		}
	}
}

// A lexicon changes what it names and nothing else: a term that is there by accident only takes nothing from the words
// around it.
func TestLexiconKeepsOffOtherWords(t *testing.T) {
	for _, test := range []struct{ term, text, want string }{
		{"满减", "总是不满减少的预算", "总是 不满 减少 的~ 预算"},
		{"新客", "一位新客户", "一位 新 客户"},
		{"老客", "老客气了", "老 客气 了~"},
		{"投放", "投放大镜", "投 放大镜"},
		{"复盘", "复盘点库存", "复 盘点 库存"},
		{"会员", "会员工作证", "会员 工作证"},
		{"日活", "每日活动", "每日 活动"},
		{"月活", "三月活动", "三月 活动"},
		{"触达", "接触达人", "接触 达人"},
		{"心智", "中心智能化", "中心 智能化"},
		{"口径", "入口径直走", "入口 径直 走"},
		{"群主", "社群主要靠人", "社群 主要 靠 人"},
		{"人设", "个人设置", "个人 设置"},
		{"报表", "周报表格", "周报 表格"},
		{"打点", "敲打点名", "敲打 点名"},
		{"留量", "保留量化指标", "保留 量化 指标"},
		{"掉粉", "扔掉粉笔", "扔掉 粉笔"},
		{"弹框", "子弹框住", "子弹 框住"},
	} {
		if got := pathOf(Default(), test.text); got != test.want {
			t.Errorf("with the term %s, the path of %q = %s, want %s (without any term %s)",
				test.term, test.text, got, test.want, pathOf(plain(), test.text))
		}
	}
}

// What is written of a lexicon can be read again, and is the same.
func FuzzLexiconText(f *testing.F) {
	f.Add("用户留存\t用户\tuser retention\t留存;retention;用户粘性\n召回\t用户\twin-back\t唤醒;win-back\n")
	f.Add("\ufeffterm\r\n#x\r\nterm\ta\rb\t\tTERMS;a/b\r\nc++\n")
	f.Fuzz(func(t *testing.T, file string) {
		lex, err := ParseLexicon(strings.NewReader(file), "fuzz")
		if err != nil {
			return
		}
		text, _ := lex.AppendText(nil)
		again, err := ParseLexicon(strings.NewReader(string(text)), "again")
		if err != nil {
			t.Fatalf("%q is written as %q: %v", file, text, err)
		}
		if text2, _ := again.AppendText(nil); string(text2) != string(text) || !again.SameWords(lex) {
			t.Errorf("%q is written as %q and then as %q", file, text, text2)
		}
	})
}
