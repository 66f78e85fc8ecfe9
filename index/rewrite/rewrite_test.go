package rewrite

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// small is a vocabulary to reason about.
var small = open([]Word{
	{"留存", 90, true}, {"用户留存", 30, true}, {"用户留存率", 9, true}, {"留存率", 40, true}, {"转化率", 50, true}, {"流程", 80, false},
	{"用户", 300, false}, {"用户运营", 20, true}, {"优惠券", 25, true}, {"复盘", 40, true}, {"活动复盘", 12, true}, {"长期", 60, false},
	{"增长", 70, true}, {"用户增长", 22, true}, {"银行", 8, false}, {"运行", 9, false}, {"音频", 7, false}, {"社群", 33, true},
	{"重复", 20, false}, {"重要", 90, false}, {"冲突", 3, false}, {"a/b测试", 11, true}, {"双11", 5, true}, {"dau提升", 2, false},
	{"google", 14, false}, {"google analytics", 6, true}, {"analytics", 6, false}, {"retention", 4, true}, {"dashboard", 3, true},
	{"push", 9, true}, {"kpi", 30, true}, {"提升", 100, false}, {"怎么", 100, false}, {"流村", 1, false}, {"西安", 2, false},
	{"线上", 20, false}, {"新手引导", 8, true}, {"留量", 6, true}, {"流量", 60, false},
})

func open(words []Word) *Vocabulary {
	v, err := Open(Build(slices.Values(words)))
	if err != nil {
		panic(err)
	}
	return v
}

// show writes candidates as the tables below do.
func show(candidates []Candidate) string {
	var out []string
	for _, c := range candidates {
		out = append(out, fmt.Sprint(c.Text, " ", c.Why, " ", c.Cost))
	}
	return strings.Join(out, ", ")
}

func TestRewrites(t *testing.T) {
	for _, c := range []struct{ typed, want string }{
		// The same sound.
		{"留村", "留存 homophone 0, 流村 homophone 0"},
		{"刘存", "留存 homophone 0"},
		{"用护留存率", "用户留存率 homophone 0"},
		{"转画率", "转化率 homophone 0"},
		{"优会圈", "优惠券 homophone 2"},
		{"有汇劝", ""}, // none of three characters is right
		{"流凉", "流量 homophone 0"},
		{"刘亮", "留量 homophone 2, 流量 homophone 2"}, // of two both may be wrong, as no word has either
		{"崇复", "重复 homophone 0"},
		{"中复", ""}, // 重 is not read zhong here
		{"留存", "流村 homophone 2"},
		// Nearly the same sound.
		{"牛村", "流村 homophone 16"},
		{"刘纯", ""}, // not without a character of it
		{"新手银导", "新手引导 homophone 0"},
		{"新手赢导", "新手引导 homophone 16"},
		{"niucun", "留存 pinyin 16, 流村 pinyin 16"},
		// Pinyin.
		{"liucun", "留存 pinyin 0, 流村 pinyin 0, 留存率 pinyin 8"},
		{"liu cun", "留存 pinyin 0, 流村 pinyin 0, 留存率 pinyin 8"},
		{"liucu", "留存 pinyin 8, 流村 pinyin 8, 留存率 pinyin 9"},
		{"yhlc", "用户留存 pinyin 4"},
		{"lc", "留存 pinyin 4, 流程 pinyin 4, 流村 pinyin 4"},
		{"yonghuliucun", "用户留存 pinyin 0, 用户留存率 pinyin 8"},
		{"chongfu", "重复 pinyin 0"},
		{"zhongfu", ""},
		{"changqi", "长期 pinyin 0"},
		{"yinhang", "银行 pinyin 0"},
		{"xian", "西安 pinyin 0, 线上 pinyin 8"},
		{"xi'an", "西安 pinyin 0"},
		{"liucunlu", "留存率 pinyin 0"},
		// Both.
		{"用户liucun", "用户留存 pinyin 0, 用户留存率 pinyin 8"},
		{"liu存", "留存 pinyin 0"},
		{"liu村", "流村 pinyin 0"},
		{"yonghu留存", "用户留存 pinyin 0"},
		{"abceshi", "a/b测试 pinyin 0"},
		{"ab测试", "a/b测试 typo 0"},
		{"ab测式", "a/b测试 homophone 0"},
		{"shuang11", "双11 pinyin 0"},
		{"dautisheng", "dau提升 pinyin 0"},
		// A slip of the hand.
		{"用户增加", "用户增长 typo 32"},
		{"户用增长", "用户增长 typo 34"},
		{"用户长", "用户增长 typo 34"},
		{"用户的增长", "用户增长 typo 34"},
		{"留存量", "留存率 typo 40"},
		{"增加", ""}, // one of two is not enough
		{"gogle", "google typo 32"},
		{"googel analytics", "google analytics typo 32"},
		{"gogle analitics", "google analytics typo 36"},
		{"retentoin", "retention typo 32"},
		{"psuh", "push typo 32"},
		{"bush", ""}, // the first letter of so short a word is right
		{"kpl", ""},
		{"l", ""}, {"留", ""}, {"", ""}, {"\xff存", ""}, {"カード", ""}, {"，。", ""},
	} {
		if got := show(small.Rewrites(c.typed, 3)); got != c.want {
			t.Errorf("Rewrites(%q) = %s, want %s", c.typed, got, c.want)
		}
	}
	if n := len(small.Rewrites("lc", 1)); n != 1 {
		t.Errorf("asked for one, got %d", n)
	}
}

func TestComplete(t *testing.T) {
	for _, c := range []struct{ typed, want string }{
		{"liucun", "留存 pinyin 0, 流村 pinyin 0, 留存率 pinyin 8"},
		{"liu", "留存 pinyin 8, 留存率 pinyin 8, 留量 pinyin 8"},
		{"yhl", "用户留存 pinyin 8, 用户留存率 pinyin 8"},
		{"yh", "用户 pinyin 4, 银行 pinyin 4, 用户留存 pinyin 8"},
		{"yonghuz", "用户增长 pinyin 8"},
		{"用户li", "用户留存 pinyin 8, 用户留存率 pinyin 8"},
		{"用护li", ""},
		{"x", "新手引导 pinyin 8, 线上 pinyin 8, 西安 pinyin 8"},
		{"zhongf", ""}, {"用户", ""}, {"", ""}, {"q", ""},
	} {
		if got := show(small.Complete(c.typed, 3)); got != c.want {
			t.Errorf("Complete(%q) = %s, want %s", c.typed, got, c.want)
		}
	}
}

func TestWhy(t *testing.T) {
	for why, want := range map[Why]string{Pinyin: "pinyin", Homophone: "homophone", Typo: "typo", 0: "Why(0)", 9: "Why(9)"} {
		if why.String() != want {
			t.Errorf("%s, want %s", why, want)
		}
	}
}
