package query

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

func words(s string) Clause         { return Clause{Kind: Words, Value: s} }
func phrase(s string) Clause        { return Clause{Kind: Phrase, Value: s} }
func has(name, value string) Clause { return Clause{Kind: Field, Name: name, Value: value} }
func not(c Clause) Clause           { c.Not = true; return c }
func compare(name string, op Op, value string) Clause {
	return Clause{Kind: Field, Name: name, Op: op, Value: value}
}

var parseTests = []struct {
	text      string
	canonical string
	want      []Clause
}{
	// Words.
	{"", "", nil},
	{" \t　\n", "", nil},
	{"用户留存怎么提升", "用户留存怎么提升", []Clause{words("用户留存怎么提升")}},
	{"  用户\u3000留存 \n 提升 ", "用户 留存 提升", []Clause{words("用户 留存 提升")}},
	{"DAU\x00MAU", "DAU MAU", []Clause{words("DAU MAU")}},
	{"留\xff\xfe存", "留\uFFFD存", []Clause{words("留\uFFFD存")}},

	// Phrases.
	{`"用户留存"`, `"用户留存"`, []Clause{phrase("用户留存")}},
	{`＂用户留存＂`, `"用户留存"`, []Clause{phrase("用户留存")}},
	{`什么是“增长黑客”？`, `什么是 "增长黑客" ？`, []Clause{words("什么是"), phrase("增长黑客"), words("？")}},
	{`「增长　 黑客」`, `"增长 黑客"`, []Clause{phrase("增长 黑客")}},
	{`『裂变』`, `"裂变"`, []Clause{phrase("裂变")}},
	{`“他说"留存"”`, `“他说"留存"”`, []Clause{phrase(`他说"留存"`)}},
	{`留存 "" “ ” 提升`, "留存 提升", []Clause{words("留存 提升")}},
	{`27" 显示器`, `27" 显示器`, []Clause{words(`27" 显示器`)}},
	{`“用户留存`, `“用户留存`, []Clause{words(`“用户留存`)}},
	{`用户”留存`, `用户”留存`, []Clause{words(`用户”留存`)}},
	{`5" “屏” 大`, `5" “屏” 大`, []Clause{words(`5"`), phrase("屏"), words("大")}},

	// What is left out.
	{"运营 -活动", "运营 -活动", []Clause{words("运营"), not(words("活动"))}},
	{"运营 －活动", "运营 -活动", []Clause{words("运营"), not(words("活动"))}},
	{"-a -b c d", "-a -b c d", []Clause{not(words("a")), not(words("b")), words("c d")}},
	{`-"拉新" -tag:促活`, `-"拉新" -tag:促活`, []Clause{not(phrase("拉新")), not(has("tag", "促活"))}},
	{`-拉新"留存"`, `-拉新 "留存"`, []Clause{not(words("拉新")), phrase("留存")}},
	{"2024-10 A-B - 拉新 --help -", "2024-10 A-B - 拉新 --help -", []Clause{words("2024-10 A-B - 拉新 --help -")}},
	{`“拉新”-“促活”`, `"拉新" "促活"`, []Clause{phrase("拉新"), phrase("促活")}},
	{`"拉新"- 促活`, `"拉新" 促活`, []Clause{phrase("拉新"), words("促活")}},

	// Fields.
	{"category:运营", "category:运营", []Clause{has("category", "运营")}},
	{"Category:运营 ＴＡＧ：活动", "category:运营 tag:活动", []Clause{has("category", "运营"), has("tag", "活动")}},
	{"标题：周报 章节:数据分析", "title:周报 heading:数据分析", []Clause{has("title", "周报"), has("heading", "数据分析")}},
	{"標題：週報", "title:週報", []Clause{has("title", "週報")}},
	{`title:"周报 模板"怎么写`, `title:"周报 模板" 怎么写`, []Clause{has("title", "周报 模板"), words("怎么写")}},
	{`标题：「周报 模板」`, `title:"周报 模板"`, []Clause{has("title", "周报 模板")}},
	{`title:"“周报"`, `title:"“周报"`, []Clause{has("title", "“周报")}},
	{"document:handbook/kpi.md#2", "document:handbook/kpi.md#2", []Clause{has("document", "handbook/kpi.md#2")}},
	{"类型：问题 采纳：是", "kind:question accepted:true", []Clause{has("kind", "question"), has("accepted", "true")}},
	{"votes:>=10 赞同：＜１０", "votes:>=10 votes:<10",
		[]Clause{compare("votes", GreaterEqual, "10"), compare("votes", Less, "10")}},
	{"updated:2026 更新：≥2026年3月 updated:<=2026/3/9 updated:>2026.10.01",
		"updated:2026 updated:>=2026-03 updated:<=2026-03-09 updated:>2026-10-01",
		[]Clause{has("updated", "2026"), compare("updated", GreaterEqual, "2026-03"),
			compare("updated", LessEqual, "2026-03-09"), compare("updated", Greater, "2026-10-01")}},
	{`updated:2026"年报"`, `updated:2026 "年报"`, []Clause{has("updated", "2026"), phrase("年报")}},
	{`updated:2026""`, "updated:2026", []Clause{has("updated", "2026")}},
	{`title:5"屏`, `title:“5"屏”`, []Clause{has("title", `5"屏`)}},
	{`“ title:5"屏 「 『`, `“ title:「5"屏」 「 『`, []Clause{words("“"), has("title", `5"屏`), words("「 『")}},
	{`“「『 title:5"屏`, `“「『 title:5"屏`, []Clause{words("“「『"), has("title", `5"屏`)}},
	{"title:>x", "title:>x", []Clause{has("title", ">x")}},

	// What only looks like a field.
	{"10.0.0.1:8080", "10.0.0.1:8080", []Clause{words("10.0.0.1:8080")}},
	{"http://x", "http://x", []Clause{words("http://x")}},
	{"如何写标题：三步", "如何写标题：三步", []Clause{words("如何写标题：三步")}},
	{"title: 周报", "title: 周报", []Clause{words("title: 周报")}},
	{`title:"周报`, `title:"周报`, []Clause{words(`title:"周报`)}},
	{`title:"" 周报`, "title: 周报", []Clause{words("title: 周报")}},
	{"更新：优化了首页", "更新：优化了首页", []Clause{words("更新：优化了首页")}},
	{"updated:2026-13 updated:2026-02-30", "updated:2026-13 updated:2026-02-30",
		[]Clause{words("updated:2026-13 updated:2026-02-30")}},
	{"votes:many kind:blue", "votes:many kind:blue", []Clause{words("votes:many kind:blue")}},
	{`更新："昨天 早上"`, `更新： "昨天 早上"`, []Clause{words("更新："), phrase("昨天 早上")}},
}

func TestParse(t *testing.T) {
	for _, tt := range parseTests {
		q := Parse(tt.text)
		if !reflect.DeepEqual(q.Clauses, tt.want) {
			t.Errorf("Parse(%q) = %+v, want %+v", tt.text, q.Clauses, tt.want)
		}
		if got := q.String(); got != tt.canonical {
			t.Errorf("Parse(%q).String() = %q, want %q", tt.text, got, tt.canonical)
		}
		if again := Parse(q.String()); !reflect.DeepEqual(again, q) {
			t.Errorf("Parse(%q) = %+v, want the query it was written from, %+v", q.String(), again, q)
		}
		if q.IsZero() != (len(tt.want) == 0) {
			t.Errorf("Parse(%q).IsZero() = %v", tt.text, q.IsZero())
		}
	}
}

func TestWordsAndPhrases(t *testing.T) {
	q := Parse(`怎么 提升 "用户留存" -拉新 -"促活" tag:活动 次日`)
	if got, want := q.Words(), "怎么 提升 次日"; got != want {
		t.Errorf("Words() = %q, want %q", got, want)
	}
	if got, want := q.Phrases(), []string{"用户留存"}; !reflect.DeepEqual(got, want) {
		t.Errorf("Phrases() = %q, want %q", got, want)
	}
}

func TestParseFilter(t *testing.T) {
	for _, text := range []string{"", "　", "category:运营", `分类：运营  -tag:"拉新 活动" updated:>=2026-10`} {
		q, err := ParseFilter(text)
		if err != nil || !reflect.DeepEqual(q, Parse(text)) {
			t.Errorf("ParseFilter(%q) = %+v, %v, want %+v", text, q, err, Parse(text))
		}
	}
}

func TestFilterErrors(t *testing.T) {
	for _, tt := range []struct {
		filter string
		column int
		text   string
		cure   string // a part of it
	}{
		{"升级", 1, "升级", "write category:升级"},
		{"category:运营 -升级", 13, "-升级", "write category:升级"},
		{`tag:a "用户 留存"`, 7, `"用户 留存"`, `write title:"用户 留存"`},
		{"颜色：红", 1, "颜色：红", `no field "颜色"; the fields are title, heading, category`},
		{"更新：昨天", 1, "更新：昨天", "updated takes a date such as 2026, 2026-10"},
		{`votes:"1 2"`, 1, "votes:", "votes takes a number"},
		{"kind:", 1, "kind:", "kind takes question"},
		{"accepted:maybe", 1, "accepted:maybe", "accepted takes true"},
		{"votes:>=9999999999", 1, "votes:>=9999999999", "votes takes a number"},
	} {
		_, err := ParseFilter(tt.filter)
		var fe *FilterError
		if !errors.As(err, &fe) {
			t.Errorf("ParseFilter(%q): error %v, want a FilterError", tt.filter, err)
			continue
		}
		if fe.Column != tt.column || fe.Text != tt.text || !strings.Contains(fe.Cure, tt.cure) {
			t.Errorf("ParseFilter(%q): column %d, text %q, cure %q, want %d, %q and %q",
				tt.filter, fe.Column, fe.Text, fe.Cure, tt.column, tt.text, tt.cure)
		}
		for _, part := range []string{fe.Text, fe.Cure} {
			if !strings.Contains(err.Error(), strings.Trim(part, `"`)) && !strings.Contains(part, `"`) {
				t.Errorf("ParseFilter(%q): %q does not say %q", tt.filter, err, part)
			}
		}
	}
}

func TestFieldTable(t *testing.T) {
	for i, f := range fields {
		if f.name != Fields[i] {
			t.Errorf("fields[%d] is %q, want %q as in Fields", i, f.name, Fields[i])
		}
		for _, alias := range append(f.aliases, f.name) {
			if Fold(alias) != alias {
				t.Errorf("%q is not folded, so it is never found", alias)
			}
			if other := byName[alias]; other != &fields[i] {
				t.Errorf("%q names %s, want %s", alias, other.name, f.name)
			}
		}
	}
	if len(fields) != len(Fields) {
		t.Errorf("%d fields, want %d as in Fields", len(fields), len(Fields))
	}
}

// Quotes and fields without white space between must not make the parser look ahead again and again.
func TestParseLong(t *testing.T) {
	for _, unit := range []string{`“`, `"`, `「“`, `a"`, `updated:a"b"`, `title:"`, `-"a"`, "-", "votes:", `更新：“”`} {
		text := strings.Repeat(unit, 1<<17/len(unit))
		q := Parse(text)
		if again := Parse(q.String()); !reflect.DeepEqual(again, q) {
			t.Errorf("Parse of many %q does not come back from its String", unit)
		}
	}
}
