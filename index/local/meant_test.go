package local_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/opsguide/opsguide/analyzer"
	"github.com/opsguide/opsguide/analyzer/pinyin"
	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/highlight"
	"github.com/opsguide/opsguide/index/query"
)

// Every term of the bundled lexicon finds what is written with a synonym of it, and the other way round; what has the word
// itself comes first.
func TestSynonyms(t *testing.T) {
	lex := analyzer.BundledLexicon()
	words := map[string]string{} // by section id
	var docs []*corpus.Document
	add := func(word string) {
		for _, known := range words {
			if known == word {
				return
			}
		}
		id := fmt.Sprintf("w%d", len(docs))
		words[id+"#a"] = word
		docs = append(docs, page(id, "说明", "", "这里说的是"+word+"，别处不再重复。"))
	}
	for _, term := range lex.Terms() {
		add(term.Text)
		for _, s := range term.Synonyms {
			add(s)
		}
	}
	e := engineOf(t, docs...)
	find := func(from, to string) {
		r, err := e.Search(context.Background(), index.Request{Query: query.Parse(from), Raw: from, PerPage: index.MaxPerPage})
		if err != nil {
			t.Fatalf("Search(%s) = %v", from, err)
		}
		at := slices.IndexFunc(r.Hits, func(h index.Hit) bool { return words[h.ID] == to })
		exact := slices.IndexFunc(r.Hits, func(h index.Hit) bool { return words[h.ID] == from })
		if at < 0 || exact < 0 || at < exact && !strings.Contains(to, from) {
			t.Errorf("%s finds itself at %d and %s at %d of %d", from, exact, to, at, len(r.Hits))
		}
	}
	for _, term := range lex.Terms() {
		for _, s := range term.Synonyms {
			find(term.Text, s)
			find(s, term.Text)
		}
	}
}

// The same section is worth more with the word that was typed than with a synonym of it, wherever the words stand.
func TestExactBeatsSynonym(t *testing.T) {
	for _, row := range [][2]string{{"拉新", "获客"}, {"转化率", "CVR"}, {"A/B测试", "对照实验"}, {"老带新", "裂变"}} {
		text := func(word string) string { return "每周看一次" + word + "，连看四周再下结论。" }
		typed, synonym := row[0], row[1]
		filler := page("z", "其他", "", text(synonym)+"一", text(synonym)+"二", text(typed)+"三", "与此无关的一节。")
		for _, docs := range [][]*corpus.Document{
			{page("1", "说明", "", text(typed)), page("2", "说明", "", text(synonym)), filler},
			{page("1", typed+"说明", "", "见下文。"), page("2", synonym+"说明", "", "见下文。"), filler},
			{page("1", "说明", "", text(typed)), page("2", "说明", "", text(synonym)), filler,
				page("y", "常见", "", text(typed), text(typed), text(typed), text(typed))}, // the synonym is the rarer
		} {
			e := engineOf(t, docs...)
			ids, r := find(t, e, typed)
			if a, b := slices.Index(ids, "1#a"), slices.Index(ids, "2#a"); a < 0 || b < 0 || a > b {
				t.Errorf("%s finds %q: want the word itself before %s", typed, ids, synonym)
			}
			if x := r.Query.Rewrites; len(x) == 0 || x[0].Why != "synonym" || x[0].From != typed {
				t.Errorf("%s: rewrites %v", typed, x)
			}
		}
	}
}

func TestMeant(t *testing.T) {
	e := engineOf(t,
		page("1", "留存", "", "用户留存率连续三周下滑，先查新用户。", "次日留存看引导。"),
		page("2", "转化", "", "转化率按渠道拆开看。", "漏斗每一步都要埋点。"),
		page("3", "工具", "", "用 Google Analytics 看来源，报表每周导出。", "景点介绍写三百字。"),
		page("4", "活动", "", "用户分层以后再发券，活动复盘另说。", "运营日历。"))
	for _, row := range []struct {
		query  string
		first  string // the best hit
		from   string // the rewrite
		to     string
		why    string
		via    highlight.Via
		marked string
	}{
		{"留村", "1#b", "留村", "留存", "homophone", highlight.Pinyin, "留存"},
		{"liucun", "1#b", "liucun", "留存", "pinyin", highlight.Pinyin, "留存"},
		{"liu cun", "1#b", "liu cun", "留存", "pinyin", highlight.Pinyin, "留存"},
		{"zhl", "2#a", "zhl", "转化率", "pinyin", highlight.Pinyin, "转化率"},
		{"用户liucun", "1#a", "用户liucun", "用户留存", "pinyin", highlight.Pinyin, "用户留存"},
		{"怎么看liucun", "1#b", "liucun", "留存", "pinyin", highlight.Pinyin, "留存"},
		{"转画率", "2#a", "转画率", "转化率", "homophone", highlight.Pinyin, "转化率"},
		{"转化车怎么看", "2#a", "转化车", "转化率", "typo", highlight.Typo, "转化率"},
		{"Gogle Analytics", "3#a", "Gogle Analytics", "google analytics", "typo", highlight.Typo, "Google Analytics"},
		{"huodong", "4#a", "huodong", "活动", "pinyin", highlight.Pinyin, "活动"},
		{"yy", "4#b", "yy", "运营", "pinyin", highlight.Pinyin, "运营"}, // and not 异业, a term that no section has
		{"googel", "3#a", "googel", "google", "typo", highlight.Typo, "Google"},
	} {
		r, err := e.Search(context.Background(), index.Request{Query: query.Parse(row.query), Raw: row.query, Group: index.Ungrouped, Highlight: true})
		if err != nil {
			t.Fatalf("Search(%s) = %v", row.query, err)
		}
		want := index.Rewrite{From: row.from, To: row.to, Why: row.why}
		if len(r.Query.Rewrites) == 0 || r.Query.Rewrites[0] != want {
			t.Errorf("%s is rewritten by %v, want %v first", row.query, r.Query.Rewrites, want)
		}
		if len(r.Hits) == 0 || r.Hits[0].ID != row.first {
			t.Errorf("%s finds %v, want %s first", row.query, r.Hits, row.first)
			continue
		}
		marked := map[string]highlight.Via{}
		for part, via := range r.Hits[0].Highlights.Body.Parts() {
			if via != "" {
				marked[part] = via
			}
		}
		if marked[row.marked] != row.via {
			t.Errorf("%s marks %v, want %s by %s", row.query, marked, row.marked, row.via)
		}
	}
	for _, q := range []string{"留存", "用户留存", "景点", "google", "用户怎么分层", "看新用户", "报表 导出"} {
		if _, r := find(t, e, q); slices.ContainsFunc(r.Query.Rewrites, func(x index.Rewrite) bool { return x.Why != "synonym" }) {
			t.Errorf("%s, which is found as it is, is rewritten by %v", q, r.Query.Rewrites)
		}
	}
}

// A word is never taken for another one that sounds the same as long as some section has it.
func TestWhatIsThereIsNotRewritten(t *testing.T) {
	both := engineOf(t, page("1", "旅行", "", "景点介绍写三百字。"), page("2", "案例", "", "经典案例拆解。"))
	if ids, r := find(t, both, "景点"); !slices.Equal(ids, []string{"1#a"}) || len(r.Query.Rewrites) > 0 {
		t.Errorf("景点 finds %q, rewrites %v", ids, r.Query.Rewrites)
	}
	one := engineOf(t, page("2", "案例", "", "经典案例拆解。"))
	ids, r := find(t, one, "景点")
	if want := (index.Rewrite{From: "景点", To: "经典", Why: "homophone"}); !slices.Equal(ids, []string{"2#a"}) || len(r.Query.Rewrites) != 1 || r.Query.Rewrites[0] != want {
		t.Errorf("景点 where nothing has it finds %q, rewrites %v", ids, r.Query.Rewrites)
	}
}

// Terms of the lexicon are recovered from their pinyin, their initials, and from one wrong character that sounds the same,
// over the bundled guidance.
func TestTermsAreRecovered(t *testing.T) {
	e, _ := buildFrom(t, corpus.Sample())
	words := map[string]bool{}
	for _, term := range analyzer.BundledLexicon().Terms() {
		for _, w := range append([]string{term.Text}, term.Synonyms...) {
			if r := pinyin.Of(w); len(r) > 0 && !strings.ContainsFunc(w, func(r rune) bool { return r < 0x3000 }) {
				words[w] = true
			}
		}
	}
	rewrites := func(q string) (to []string) {
		_, r := find(t, e, q)
		for _, x := range r.Query.Rewrites {
			if x.Why != "synonym" && x.From == q {
				to = append(to, x.To)
			}
		}
		return to
	}
	type count struct{ found, of int }
	counts := map[string]*count{}
	var missed []string
	note := func(what, typed, word string, found bool) {
		c := counts[what]
		if c == nil {
			c = &count{}
			counts[what] = c
		}
		c.of++
		if found {
			c.found++
		} else {
			missed = append(missed, fmt.Sprintf("%s %s→%s %v", what, typed, word, rewrites(typed)))
		}
	}
	for _, w := range sorted(words) {
		reading := pinyin.Of(w)[0]
		to := rewrites(reading.Key())
		note("pinyin", reading.Key(), w, slices.Contains(to[:min(2, len(to))], w))
		if n := len([]rune(w)); n >= 3 {
			to := rewrites(reading.Initials())
			note("initials", reading.Initials(), w, slices.Contains(to[:min(2, len(to))], w))
		}
		for typed := range homophones(w) {
			if !words[typed] {
				to := rewrites(typed)
				note("homophone", typed, w, len(to) > 0 && to[0] == w)
			}
		}
	}
	for what, least := range map[string]float64{"pinyin": .95, "initials": .85, "homophone": .90} {
		c := counts[what]
		share := float64(c.found) / float64(c.of)
		t.Logf("%s: %d of %d, %.3f", what, c.found, c.of, share)
		if share < least {
			t.Errorf("%s: %.3f recovered, want %.2f", what, share, least)
		}
	}
	t.Log(strings.Join(missed, "\n"))
}

func sorted(set map[string]bool) (out []string) {
	for w := range set {
		out = append(out, w)
	}
	slices.Sort(out)
	return out
}

// homophones yields a word of two to four characters with one of them replaced by another that is read the same.
func homophones(word string) func(yield func(string) bool) {
	const common = "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学么之都好看起发当没成只如事把还用第样道想作种开美总从无情己面最女但现前些所同日手又行意动方期它头经长儿回位分爱老因很给名法间斯知世什两次使身者被高已亲其进此话常与活正感" +
		"见明问力理尔点文几定本公特做外孩相西果走将月十实向声车全信重三机工物气每并别真打太新比才便夫再书部水像眼等体却加电主界门利海受听表德少克代员许先口由死安写性马光白或住难望教命花结乐色更拉东神记处让母父应直字场平报友关放至张认接告入笑内英军候民岁往何度山觉路带万男边风解叫任金快原吃妈变通师立象数四失满战远格士音轻目条呢"
	return func(yield func(string) bool) {
		runes := []rune(word)
		if len(runes) < 2 || len(runes) > 4 {
			return
		}
		for i, r := range runes {
			key := pinyin.Of(string(r))
			for _, c := range common {
				other := pinyin.Of(string(c))
				if c == r || len(key) == 0 || len(other) == 0 || key[0].Key() != other[0].Key() {
					continue
				}
				typed := slices.Clone(runes)
				typed[i] = c
				if !yield(string(typed)) {
					return
				}
				break
			}
		}
	}
}

// A word is not searched for instead once its last section is deleted, as long as there is another that may have been meant.
func TestWhatIsGoneIsNotMeant(t *testing.T) {
	e := engineOf(t, page("1", "旅行", "", "景点介绍写三百字。"), page("2", "案例", "", "经典案例拆解。", "经典做法。"))
	want := func(to, id string) {
		t.Helper()
		ids, r := find(t, e, "jingdian")
		if len(r.Query.Rewrites) == 0 || r.Query.Rewrites[0] != (index.Rewrite{From: "jingdian", To: to, Why: "pinyin"}) || len(ids) == 0 || ids[0] != id {
			t.Errorf("jingdian finds %q, rewrites %v, want %s by %s first", ids, r.Query.Rewrites, id, to)
		}
	}
	want("经典", "2#b")
	if err := e.Delete(context.Background(), "2"); err != nil {
		t.Fatal(err)
	}
	want("景点", "1#a")
}

// What is typed twice is rewritten twice and said once, in the order typed.
func TestRewritesAreSaidOnce(t *testing.T) {
	e := engineOf(t, page("1", "活动", "", "活动结束后看留存。"))
	_, r := find(t, e, "liucun -周报 huodong liucun")
	want := []index.Rewrite{{From: "liucun", To: "留存", Why: "pinyin"}, {From: "huodong", To: "活动", Why: "pinyin"}}
	if !slices.Equal(r.Query.Rewrites, want) || r.Total.Value != 1 {
		t.Errorf("rewrites %v of %d, want %v of 1", r.Query.Rewrites, r.Total.Value, want)
	}
}

// What few sections have is only suggested to be meant otherwise: once, and for what many have by now.
func TestRareWordsAreSuggestedOnce(t *testing.T) {
	docs := []*corpus.Document{page("rare", "旅行", "", "景点介绍写三百字。")}
	for i := range 12 {
		docs = append(docs, page(fmt.Sprintf("w%d", i), "案例", "", "经典案例拆解。"))
	}
	e := engineOf(t, docs...)
	_, r := find(t, e, "景点 \"景点\"")
	if want := []index.Rewrite{{From: "景点", To: "经典", Why: "homophone", Suggested: true}}; !slices.Equal(r.Query.Rewrites, want) {
		t.Errorf("rewrites %v, want %v", r.Query.Rewrites, want)
	}
	for i := range 4 {
		if err := e.Delete(context.Background(), fmt.Sprintf("w%d", i)); err != nil {
			t.Fatal(err)
		}
	}
	if _, r := find(t, e, "景点"); len(r.Query.Rewrites) > 0 {
		t.Errorf("with 8 sections left, rewrites %v", r.Query.Rewrites)
	}
}
