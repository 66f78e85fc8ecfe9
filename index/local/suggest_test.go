package local_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index/highlight"
	"github.com/opsguide/opsguide/index/indextest"
	"github.com/opsguide/opsguide/index/local"
	"github.com/opsguide/opsguide/index/query"
	"github.com/opsguide/opsguide/index/usage"
)

// suggested returns suggestions as they are shown, [typed as it stands] and {typed in pinyin}, each with its kind.
func suggested(t testing.TB, e *local.Engine, typed string, n int) (lines []string) {
	t.Helper()
	found, err := e.Suggest(context.Background(), typed, n)
	if err != nil {
		t.Fatalf("Suggest(%s) = %v", typed, err)
	}
	for _, s := range found {
		var b strings.Builder
		for text, via := range s.Match.Parts() {
			switch via {
			case highlight.Exact:
				text = "[" + text + "]"
			case highlight.Pinyin:
				text = "{" + text + "}"
			}
			b.WriteString(text)
		}
		lines = append(lines, b.String()+" "+s.Kind)
	}
	return lines
}

func sampleEngine(t testing.TB, o local.Options) *local.Engine {
	t.Helper()
	dir := t.TempDir()
	_, err := local.Build(context.Background(), dir, corpus.Sample(), local.BuildOptions{Dictionaries: indextest.Dictionaries()})
	if err != nil {
		t.Fatalf("Build = %v", err)
	}
	o.Dictionaries = indextest.Dictionaries()
	e := open(t, dir, o)
	t.Cleanup(func() { _ = e.Close() })
	return e
}

func TestSuggestionsOfBundledCorpus(t *testing.T) {
	e := sampleEngine(t, local.Options{ReadOnly: true})
	for _, row := range []struct {
		typed string
		want  []string
	}{
		{"留存", []string{
			"[留存]与漏斗 SQL 手册 page",
			"[留存]率连续三周下滑，应该从哪里查起 question",
			"[留存]率 term",
			"每日新增的次留和七日[留存] heading",
		}},
		{"liucun", []string{
			"{留存}与漏斗 SQL 手册 page",
			"{留存}率连续三周下滑，应该从哪里查起 question",
			"{留存} term",
			"{留存}率 term",
		}},
		{"liuc", []string{
			"{留存}与漏斗 SQL 手册 page",
			"{留存}率连续三周下滑，应该从哪里查起 question",
			"{留存} term",
			"{留存}率 term",
		}},
		{"liu'cun", []string{
			"{留存}与漏斗 SQL 手册 page",
			"{留存}率连续三周下滑，应该从哪里查起 question",
			"{留存} term",
			"{留存}率 term",
		}},
		{"LIU CUN", []string{
			"{留存}与漏斗 SQL 手册 page",
			"{留存}率连续三周下滑，应该从哪里查起 question",
			"{留存} term",
			"{留存}率 term",
		}},
		{"转化", []string{
			"[转化]漏斗每一步都在漏，先补哪一步 question",
			"[转化]率掉了查哪里 heading",
			"[转化]率 term",
			"[转化]漏斗 term",
		}},
		{"轉化", []string{
			"[转化]漏斗每一步都在漏，先补哪一步 question",
			"[转化]率掉了查哪里 heading",
			"[转化]率 term",
			"[转化]漏斗 term",
		}},
		{"zhuanhua", []string{
			"{转化}漏斗每一步都在漏，先补哪一步 question",
			"{转化}率掉了查哪里 heading",
			"{转化} term",
			"{转化}率 term",
		}},
		{"zhl", []string{
			"{转化漏}斗每一步都在漏，先补哪一步 question",
			"{转化率}掉了查哪里 heading",
			"{转化率} term",
			"{转化漏}斗 term",
		}},
		{"转hua", []string{
			"[转]{化}漏斗每一步都在漏，先补哪一步 question",
			"[转]{化}率掉了查哪里 heading",
			"[转]{化} term",
			"[转]{化}率 term",
		}},
		{"用户", []string{
			"[用户]要删，就真删 heading",
			"[用户]体验 term",
			"[用户]召回 term",
			"[用户]运营 term",
		}},
		{"sop", []string{
			"[SOP]写完没人照着做，流程优化该从哪下手 question",
			"给[SOP]配一个“不照做会怎样” heading",
		}},
		{"ＳＯＰ", []string{
			"[SOP]写完没人照着做，流程优化该从哪下手 question",
			"给[SOP]配一个“不照做会怎样” heading",
		}},
		{"a/b", []string{
			"[A/B]测试 term",
			"日活只有几千，[A/B]测试还有必要做吗 question",
			"再{按版}本、系统和机型切一刀 heading",
		}},
		{"ab", []string{
			"[A/B]测试 term",
			"日活只有几千，[A/B]测试还有必要做吗 question",
			"再{按版}本、系统和机型切一刀 heading",
		}},
		{"gm", []string{
			"[GM]V term",
			"北极星指标怎么定？老板要[GM]V，产品要DAU，谁说了算 question",
			"老板坚持要[GM]V怎么办 heading",
			"{给每}层定退出条件 heading",
		}},
		{"fupan", []string{
			"{复盘}与归档 heading",
			"{复盘}结论和绩效脱钩 heading",
			"{复盘} term",
			"周报与{复盘}模板 page",
		}},
		{"复盘", []string{
			"[复盘]与归档 heading",
			"[复盘]结论和绩效脱钩 heading",
			"周报与[复盘]模板 page",
			"活动[复盘]总是开成甩锅会，怎么办 question",
		}},
		{"盘总", []string{
			"活动复[盘总]是开成甩锅会，怎么办 question",
		}},
		{"没有这样的标题", nil},
		{"qqqq", nil},
		{"？！", nil},
	} {
		if got := suggested(t, e, row.typed, 4); !slices.Equal(got, row.want) {
			t.Errorf("Suggest(%s)\n got %s\nwant %s", row.typed, strings.Join(got, ", "), strings.Join(row.want, ", "))
		}
	}
}

// question is a document with one section.
func question(id, title, heading, text string) *corpus.Document {
	return &corpus.Document{ID: id, Title: title, Kind: corpus.Question, Answers: []corpus.Answer{{ID: "a1", Ordinal: 1,
		Sections: []corpus.Section{{ID: corpus.SectionID(id, "a1-x"), Role: corpus.Body, Ordinal: 1, Heading: heading,
			Path: []string{heading}, Anchor: "a1-x", Text: text}}}}}
}

// TestSuggestionsFollowUpdates: what is put is suggested at once, in its place among the others; what is deleted is not, and
// neither is a term that nobody writes of any more; and it is the same after a reindex.
func TestSuggestionsFollowUpdates(t *testing.T) {
	e := engineOf(t, question("q1", "排班怎么排", "准备", "先看客流。"), question("q2", "排班软件", "准备", "私域流量从社群来。"))
	ctx := context.Background()
	expect := func(when, typed string, want ...string) {
		t.Helper()
		if got := suggested(t, e, typed, 9); !slices.Equal(got, want) {
			t.Errorf("%s, Suggest(%s)\n got %s\nwant %s", when, typed, strings.Join(got, ", "), strings.Join(want, ", "))
		}
	}
	expect("built", "排班", "[排班]软件 question", "[排班]怎么排 question")
	expect("built", "zhunbei", "{准备} heading")
	expect("built", "siyu", "{私域} term", "{私域}流量 term")

	if err := e.Put(ctx, question("q3", "排班", "准备", "换班要留一天。"), question("q4", "会员日排班", "排班的准备", "")); err != nil {
		t.Fatal(err)
	}
	updated := []string{"[排班] question", "[排班]软件 question", "[排班]怎么排 question", "[排班]的准备 heading",
		"会员日[排班] question"}
	expect("put", "排班", updated...)
	expect("put", "hyrpb", "{会员日排班} question")
	if err := e.Put(ctx, question("q2", "轮班软件", "清单", "一天换一次。")); err != nil {
		t.Fatal(err)
	}
	updated = slices.DeleteFunc(updated, func(s string) bool { return s == "[排班]软件 question" })
	expect("replaced", "排班", updated...)
	expect("replaced", "siyu")
	if err := e.Delete(ctx, "q3"); err != nil {
		t.Fatal(err)
	}
	expect("deleted", "排班", updated[1:]...)
	expect("deleted", "准备", "[准备] heading", "排班的[准备] heading")
	if err := e.Reindex(ctx, nil); err != nil {
		t.Fatal(err)
	}
	expect("built anew", "排班", updated[1:]...)
	expect("built anew", "siyu")
	if err := e.Delete(ctx, "q1"); err != nil {
		t.Fatal(err)
	}
	expect("deleted", "准备", "排班的[准备] heading")
}

// TestSuggestsBehindTheDeleted: many that begin so are gone, and the rest still comes, best first.
func TestSuggestsBehindTheDeleted(t *testing.T) {
	var docs []*corpus.Document
	for i := range 90 {
		docs = append(docs, question(fmt.Sprint("q", i), fmt.Sprintf("排班第%d条", 100+i), "说明", ""))
	}
	e := engineOf(t, append(docs, question("last", "最后才轮到的排班", "说明", ""))...)
	for i := range 85 {
		if err := e.Delete(context.Background(), fmt.Sprint("q", i)); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"[排班]第185条 question", "[排班]第186条 question", "[排班]第187条 question", "[排班]第188条 question",
		"[排班]第189条 question", "最后才轮到的[排班] question"}
	if err := e.Put(context.Background(), question("q85", "排班第185条", "排班说明", "")); err != nil {
		t.Fatal(err)
	}
	want = slices.Insert(want, 5, "[排班]说明 heading")
	if got := suggested(t, e, "排班", 8); !slices.Equal(got, want) {
		t.Errorf("got %s\nwant %s", strings.Join(got, ", "), strings.Join(want, ", "))
	}
}

// TestSuggestsPopularQueries counts queries as a server does.
func TestSuggestsPopularQueries(t *testing.T) {
	counter := usage.Open("", usage.Options{})
	defer counter.Close()
	e := sampleEngine(t, local.Options{ReadOnly: true, Popular: func(typed string, n int) (texts []string) {
		for _, q := range counter.Popular(typed, n) {
			texts = append(texts, q.Text)
		}
		return texts
	}})
	for range 3 {
		counter.Asked(usage.Form(query.Parse("留存 手册")), usage.Enough)
		counter.Asked(usage.Form(query.Parse("留存率")), usage.Enough)
		counter.Asked(usage.Form(query.Parse("留存")), usage.Enough)
	}
	counter.Gaps() // counts what was noted
	want := []string{"[留存]手册 query", "[留存]率 query", "[留存]与漏斗 SQL 手册 page"}
	got := suggested(t, e, "留存", 3)
	if slices.Sort(got[:2]); !slices.Equal(got, want) {
		t.Errorf("got %s\nwant %s", strings.Join(got, ", "), strings.Join(want, ", "))
	}
	all := suggested(t, e, "留存", 20)
	if slices.Contains(all, "[留存]率 term") || slices.Contains(all, "[留存] query") {
		t.Errorf("a text comes twice, or completes itself: %s", strings.Join(all, ", "))
	}
	if got := suggested(t, e, "留存", 1); len(got) != 1 || !strings.HasSuffix(got[0], "query") {
		t.Errorf("one suggestion is %s", got)
	}
}

// FuzzSuggest types anything: suggestions are of different texts, and what is marked is whole characters.
func FuzzSuggest(f *testing.F) {
	e := sampleEngine(f, local.Options{ReadOnly: true})
	for _, typed := range []string{"用户", "liucun", "liu'c", "yhlc", "转hua", "ＳＯＰ", "A/B測試", "9折", "C#", "👩‍💻", "ﬀ", "\xff"} {
		f.Add(typed, uint8(8))
	}
	f.Fuzz(func(t *testing.T, typed string, n uint8) {
		found, err := e.Suggest(context.Background(), typed, int(n))
		if err != nil || len(found) > int(n) {
			t.Fatalf("%q: %d suggestions, %v", typed, len(found), err)
		}
		seen := map[string]bool{}
		for _, s := range found {
			units := utf16.Encode([]rune(s.Match.Text))
			if seen[s.Text] || len(s.Match.Ranges) == 0 || s.URL == "" {
				t.Errorf("%q: %+v", typed, s)
			}
			seen[s.Text] = true
			for _, r := range s.Match.Ranges {
				if r.Start >= r.End || r.End > len(units) || lowSurrogate(units, r.Start) || lowSurrogate(units, r.End) {
					t.Errorf("%q: marked %v of %q", typed, s.Match.Ranges, s.Match.Text)
				}
			}
		}
	})
}

func lowSurrogate(units []uint16, i int) bool { return i < len(units) && units[i]&0xfc00 == 0xdc00 }
