package pinyin

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	library "github.com/mozillazg/go-pinyin"
)

var update = flag.Bool("update", false, "write usual.txt anew")

func TestOf(t *testing.T) {
	for _, c := range []struct{ term, want, key, initials string }{
		{"留存", "liu cun", "liucun", "lc"},
		{"用户留存率", "yong hu liu cun lv", "yonghuliucunlv", "yhlcl"},
		{"增长", "zeng zhang", "zengzhang", "zz"},
		{"长期", "chang qi", "changqi", "cq"},
		{"重复购买率", "chong fu gou mai lv", "chongfugoumailv", "cfgml"},
		{"银行", "yin hang", "yinhang", "yh"},
		{"会计", "kuai ji", "kuaiji", "kj"},
		{"成长体系", "cheng zhang ti xi", "chengzhangtixi", "cztx"},
		{"种草", "zhong cao", "zhongcao", "zc"},
		{"弹窗", "tan chuang", "tanchuang", "tc"},
		{"音乐", "yin yue", "yinyue", "yy"},
		{"品牌调性", "pin pai tiao xing", "pinpaitiaoxing", "pptx"},
		{"曝光量", "bao guang liang", "baoguangliang", "bgl"},
		{"a/b测试", "a b ce shi", "abceshi", "abcs"},
		{"dau提升", "d a u ti sheng", "dautisheng", "dauts"},
		{"双11", "shuang 1 1", "shuang11", "s11"},
		{"google analytics", "g o o g l e a n a l y t i c s", "googleanalytics", "googleanalytics"},
		{"行", "xing|hang", "xing", "x"},
		{"行长", "hang zhang|hang chang", "hangzhang", "hz"},
		{"カード", "", "", ""},
		{"、", "", "", ""},
		{"", "", "", ""},
	} {
		var got []string
		for _, r := range Of(c.term) {
			got = append(got, r.String())
		}
		if s := strings.Join(got, "|"); s != c.want {
			t.Errorf("Of(%q) = %s, want %s", c.term, s, c.want)
		}
		if len(got) == 0 {
			continue
		}
		if r := Of(c.term)[0]; r.Key() != c.key || r.Initials() != c.initials {
			t.Errorf("Of(%q)[0]: key %s, initials %s, want %s, %s", c.term, r.Key(), r.Initials(), c.key, c.initials)
		}
	}
	if n := len(Of("和行重会乐")); n != MaxReadings {
		t.Errorf("a word of many polyphones has %d readings, want %d", n, MaxReadings)
	}
}

func TestLooseKey(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"留存", "流程", false}, {"新手", "兴手", true}, {"转化", "专化", true}, {"周报", "邹报", true}, {"拉新", "那兴", true},
		{"老师", "脑丝", true}, {"运营", "运银", true}, {"光环", "关环", true}, {"湖南", "福南", false}, {"工", "弓", true}, {"红", "恒", false},
	} {
		if a, b := Of(c.a)[0].LooseKey(), Of(c.b)[0].LooseKey(); (a == b) != c.same {
			t.Errorf("loose keys of %s and %s: %s, %s", c.a, c.b, a, b)
		}
	}
}

func TestSplit(t *testing.T) {
	for _, c := range []struct{ typed, want string }{
		{"liucun", "liu cun"},
		{"yonghuliucun", "yong hu liu cun"},
		{"xian", "xian|xi an"},
		{"fangan", "fang an|fan gan"},
		{"lv", "lv"},
		{"lu", "lu|lv"},
		{"zhuanhualv", "zhuan hua lv|zhuan hu a lv|zhu an hua lv|zhu an hu a lv"},
		{"gogle", ""}, {"liucu", "liu cu"}, {"lc", ""}, {"", ""}, {"liu cun", ""}, {"v", ""},
	} {
		var got []string
		for _, r := range Split(c.typed) {
			got = append(got, r.String())
		}
		if s := strings.Join(got, "|"); s != c.want {
			t.Errorf("Split(%q) = %s, want %s", c.typed, s, c.want)
		}
		if Readable(c.typed) != (c.want != "") {
			t.Errorf("Readable(%q) = %v", c.typed, Readable(c.typed))
		}
	}
	if long := strings.Repeat("xian", 2000); !Readable(long) || len(Split(long)) != MaxReadings || Readable(long+"x") {
		t.Error("a long run of letters is not read")
	}
}

func TestBeginning(t *testing.T) {
	for _, c := range []struct{ typed, first, last string }{
		{"zhua", "zhua", "zhuang"}, {"lu", "lu", "lve"}, {"lue", "lve", "lve"}, {"c", "ca", "cuo"}, {"cun", "cun", "cun"}, {"v", "", ""},
	} {
		if a, b := Beginning(c.typed); a.String() != c.first || b.String() != c.last {
			t.Errorf("Beginning(%q) = %s, %s, want %s, %s", c.typed, a, b, c.first, c.last)
		}
	}
}

// TestInventory pins the numbers of the syllables, which images hold: when one changes, Version must rise.
func TestInventory(t *testing.T) {
	stable := len(inventory) == 410 && find("a") == 64 && find("liu") == 244 && find("zuo") == 473 && Version == 1
	if !slices.IsSorted(inventory) || !stable {
		t.Errorf("%d syllables, liu is %d, zuo is %d", len(inventory), find("liu"), find("zuo"))
	}
	for r := rune(0x20); r < 0x7f; r++ {
		if s, ok := letter(r); ok && s.String() != strings.ToLower(string(r)) {
			t.Errorf("%c is %s", r, s)
		}
	}
	for s := range firstSyllable + Syllable(len(inventory)) {
		if s.String() != "" && !slices.Contains(s.Alike(), s) {
			t.Errorf("%s does not sound like itself", s)
		}
	}
	if s := Syllable(9999); s.String() != "" || s.Initial() != 0 || len(s.Alike()) != 0 {
		t.Errorf("a number that is no syllable is %q", s)
	}
}

// TestPolyphones holds the hand-written table to its form.
func TestPolyphones(t *testing.T) {
	for line := range strings.Lines(polyphonesText) {
		f := strings.Fields(line)
		spoken := 0
		for _, w := range f[1:] {
			if w[0] < 0x80 {
				spoken++
				if find(w) == 0 {
					t.Errorf("%s: no syllable %s", f[0], w)
				}
			} else if !strings.Contains(w, f[0]) || spoken == 0 {
				t.Errorf("%s: %s is out of place", f[0], w)
			}
		}
		if spoken < 2 || strings.Count("\n"+polyphonesText, "\n"+f[0]) != 1 {
			t.Errorf("%s has %d readings, or two lines", f[0], spoken)
		}
	}
}

// TestUsual compares the table of usual readings with the library that it comes from.
func TestUsual(t *testing.T) {
	byReading := map[string][]rune{}
	for c := rune(firstHan); c < 0xa000; c++ {
		for _, written := range library.SinglePinyin(c, library.NewArgs()) {
			if find(written) != 0 {
				byReading[written] = append(byReading[written], c)
			}
		}
	}
	var want strings.Builder
	for _, written := range inventory {
		if chars := byReading[written]; chars != nil {
			fmt.Fprintf(&want, "%s %s\n", written, string(chars))
		}
	}
	if *update {
		if err := os.WriteFile("usual.txt", []byte(want.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if usualText != want.String() {
		t.Error("usual.txt is not what the library says; write it anew with -update")
	}
}

func FuzzSplit(f *testing.F) {
	f.Add("yonghuliucun")
	f.Add("用户liu存\xff")
	f.Fuzz(func(t *testing.T, s string) {
		for _, r := range Split(s) {
			if k := r.Key(); strings.ReplaceAll(k, "v", "u") != strings.ReplaceAll(s, "v", "u") {
				t.Errorf("Split(%q) has %s", s, r)
			}
		}
		for _, r := range Of(s) {
			if len(r) == 0 || r.Key() == "" {
				t.Errorf("Of(%q) has an empty reading", s)
			}
		}
		Beginning(s)
	})
}

func BenchmarkOf(b *testing.B) {
	for b.Loop() {
		Of("用户增长")
	}
}
