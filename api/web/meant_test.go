package web_test

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"
)

// textsOf returns the texts of the elements of a page that have one of the classes, in order, each in a line.
func textsOf(t *testing.T, page io.Reader, classes ...string) string {
	t.Helper()
	root, err := html.Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			if a.Key != "class" {
				continue
			}
			for _, class := range classes {
				if slices.Contains(strings.Fields(a.Val), class) {
					lines = append(lines, strings.Join(strings.Fields(textOf(n)), " "))
				}
			}
		}
	}
	return strings.Join(lines, "\n")
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for inner := range n.Descendants() {
		if inner.Type == html.TextNode {
			b.WriteString(inner.Data)
		}
	}
	return b.String()
}

// Above the results of the bundled guidance stands how the query was understood.
func TestQueriesAreUnderstood(t *testing.T) {
	base := serve(t, nil)
	for _, test := range []struct{ lang, query, notes string }{ // notes is a pattern: the lexicon grows
		{"zh-CN", "写周报", ""},
		{"zh-CN", "留村", "没有找到“留村”，已改搜读音相近的“留存”"},
		{"zh-TW", "留村", "找不到「留村」，已改搜讀音相近的「留存」"},
		{"en", "留村", "Nothing found for “留村”; showing “留存”, which sounds alike"},
		{"zh-CN", "liucun", "没有找到“liucun”，已按拼音改搜“留存”"},
		{"zh-CN", "用护留存", "没有找到“用护留存”，已改搜读音相近的“用户留存”"},
		{"zh-CN", "retentoin", "没有找到“retentoin”，已改搜写法相近的“retention”\n也找了：.*留存率.*（“retention”的同义词）"},
		{"zh-CN", "拉新", "也找了：.*获客.*（“拉新”的同义词）"},
		{"zh-TW", "拉新", "也找了：.*获客.*（「拉新」的同義詞）"},
		{"en", "拉新", "Also searched: .*获客.* \\(for “拉新”\\)"},
		{"zh-CN", "ab test", "没有任何一节提到“ab test”"}, // its other spelling is found as it is,
		{"zh-CN", "活动 鼹鼠 元旦游园", "没有任何一节提到“鼹鼠”“元旦”“游园”"},
		{"zh-TW", "活动 鼹鼠 元旦游园", "沒有任何一節提到「鼹鼠」、「元旦」、「游园」"},
		{"zh-CN", "渠到", "没有找到“渠到”，已改搜读音相近的“渠道”\n您是不是要找：取到.*"},
		{"en", "启事", "Did you mean: 其实"}, // there is one of it, and many of that
		{"zh-CN", "景点", ""},              // it is said in place of results, see below
	} {
		r, err := http.Get(base + "/?lang=" + test.lang + "&q=" + url.QueryEscape(test.query))
		if err != nil {
			t.Fatal(err)
		}
		got := textsOf(t, r.Body, "note")
		r.Body.Close()
		if !regexp.MustCompile("^" + test.notes + "$").MatchString(got) {
			t.Errorf("%s in %s:\n%s\nwant\n%s", test.query, test.lang, got, test.notes)
		}
	}
}

// Where nothing is found the page says why and leads on, and what it leads to is there.
func TestNothingLeadsOn(t *testing.T) {
	base := serve(t, nil)
	for _, test := range []struct{ query, says, broader string }{
		{`活动 "鼹鼠"`, "没有找到与“活动 \"鼹鼠\"”相关的内容 没有任何一节提到“鼹鼠” 改搜“活动”试试 ", "活动"},
		{`活动 category:没有这一类`, "没有找到与“活动 category:没有这一类”相关的内容 改搜“活动”试试 ", "活动"},
		{"景点", "没有找到与“景点”相关的内容 没有任何一节提到“景点” 换一个更常见的说法", ""},
		{"asdfqwer", "没有找到与“asdfqwer”相关的内容 没有任何一节提到“asdfqwer” 换一个更常见的说法", ""},
	} {
		r, err := http.Get(base + "/?q=" + url.QueryEscape(test.query))
		if err != nil {
			t.Fatal(err)
		}
		page, _ := io.ReadAll(r.Body)
		r.Body.Close()
		spaced := strings.NewReplacer("</h2>", " </h2>", "</p>", " </p>", "</li>", " </li>").Replace(string(page))
		said := textsOf(t, strings.NewReader(spaced), "state")
		if !strings.HasPrefix(said, test.says) {
			t.Errorf("%s: the page says\n%s\nwant\n%s", test.query, said, test.says)
		}
		if test.broader == "" {
			continue
		}
		link := "/?q=" + url.QueryEscape(test.broader)
		if !strings.Contains(string(page), `href="`+link+`"`) || !strings.Contains(said, "也许这些内容有帮助") {
			t.Errorf("%s: the page does not lead to %s and to something to read:\n%s", test.query, link, said)
		}
		if r, err = http.Get(base + link); err != nil {
			t.Fatal(err)
		}
		if textsOf(t, r.Body, "hit") == "" {
			t.Errorf("%s: what the page leads to finds nothing", test.query)
		}
		r.Body.Close()
	}
}

// What may have been meant is one press away, and is told to who cannot see it.
func TestWhatMayHaveBeenMeantIsSearchedFor(t *testing.T) {
	b := openTab(t)
	b.open(serve(t, nil) + "/?category=" + url.QueryEscape("市场推广"))
	b.do(chromedp.Focus("#og-q"))
	b.press("渠到 -鼹鼠")
	b.until("document.querySelector('.maybe a')?.textContent === '取到 -鼹鼠'")
	b.until("document.getElementById('og-live').textContent.includes('；没有找到“渠到”，已改搜读音相近的“渠道”；您是不是要找：取到 -鼹鼠')")
	b.do(chromedp.Click(".maybe a"))
	b.until("document.getElementById('og-q').value === '取到 -鼹鼠' && !document.querySelector('.maybe')")
	b.until("new URLSearchParams(location.search).get('category') === '市场推广'")
	b.quiet()
}

// What was not found as it was typed is told apart without colour, and says in words how it was found.
func TestMarksSayHowTheyCameAbout(t *testing.T) {
	base := serve(t, nil)
	b := openTab(t)
	looks := map[string]string{}
	for _, test := range []struct{ query, via, title string }{
		{"用户留存", "", ""}, {"拉新", "synonym", "同义词"}, {"留村", "pinyin", "读音相近"}, {"retentoin", "typo", "写法相近"},
	} {
		b.open(base + "/?q=" + url.QueryEscape(test.query))
		mark := `document.querySelector("mark` + map[bool]string{true: ":not([data-via])", false: "[data-via=" + test.via + "]"}[test.via == ""] + `")`
		if title := js[string](b, mark+".title"); title != test.title {
			t.Errorf("%s: the mark says %q, want %q", test.query, title, test.title)
		}
		look := js[string](b, "(s => s.textDecorationLine + ' ' + s.textDecorationStyle + ' ' + (s.backgroundImage !== 'none'))(getComputedStyle("+mark+"))")
		if other, taken := looks[look]; taken {
			t.Errorf("marks of %s look like those of %s: %s", test.query, other, look)
		}
		looks[look] = test.query
	}
	b.quiet()
}

// The parts of a score are shown to who asks for them, and stay while one types on.
func TestScoresAreExplained(t *testing.T) {
	base := serve(t, nil)
	b := openTab(t)
	b.open(base + "/?q=" + url.QueryEscape("周报"))
	if js[bool](b, "!!document.querySelector('.parts')") {
		t.Error("scores are explained to who did not ask")
	}
	b.open(base + "/?explain=1&q=" + url.QueryEscape("周报"))
	first := "document.querySelector('.parts li').textContent"
	b.until(first + " === '+1.000用词匹配程度（BM25）达到最佳一节的 100%' || " + first + ".startsWith('+0.')")
	b.do(chromedp.Focus("#og-q"))
	b.press("留存")
	b.until("location.search.endsWith('explain=1') && location.search.includes(" + quoted(url.QueryEscape("留存")) + ")")
	b.until("document.getElementById('og-main').ariaBusy === 'false' && " + first + ".includes('用词匹配程度')")
	if roles := js[int](b, "document.querySelectorAll('.parts[role]').length"); roles != 0 {
		t.Errorf("%d explanations can be chosen as results", roles)
	}
	b.quiet()
}
