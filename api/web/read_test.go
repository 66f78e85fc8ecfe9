package web_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// inView says that the top of an element is in the window, below the bar.
func inView(selector string) string {
	return "(r => r.top >= document.querySelector('.top').getBoundingClientRect().bottom - 1 && r.top < innerHeight - 40)" +
		"(document.querySelector(" + quoted(selector) + ").getBoundingClientRect())"
}

func TestDeepLinkLandsOnItsSection(t *testing.T) {
	base := serve(t, nil)
	b := openTab(t)
	for _, width := range []int64{1280, 375} {
		b.resize(width, 700)
		b.open(base + "/?group=none&document=retention&q=" + url.QueryEscape("召回"))
		b.do(chromedp.Click(".hit[href$='#a2-4']"))
		b.until("location.hash === '#a2-4'")
		b.until(inView("#a2-4"))
		b.until("document.querySelector('section:target h3').textContent.includes('召回流失用户')")
		b.until("document.querySelector('section:target mark').textContent === '召回'")
		b.until("document.querySelector('.outline [aria-current]')?.hash === '#a2-4'")
		b.until("document.querySelectorAll('#og-near li a').length > 0")
	}
	b.open(base + "/d/handbook.md#main") // an anchor that could be the name of a part of the page
	b.until("document.querySelector('section:target').textContent.includes('奖品成本')")
	b.open(base + "/d/handbook.md#" + url.PathEscape("数据复盘"))
	b.until("document.querySelector('section:target').textContent.includes('活动结束三天内')")
	b.quiet()
}

func TestAcceptedAnswerComesFirst(t *testing.T) {
	b := openTab(t)
	b.open(serve(t, nil) + "/d/retention")
	got := js[string](b, "[...document.querySelectorAll('.answer > header')].map(h => h.innerText.replace(/\\s+/g, ' ')).join(' | ')")
	if !strings.HasPrefix(got, "第 2 个回答") || !strings.Contains(got, "已采纳") || !strings.Contains(got, "| 第 1 个回答") {
		t.Errorf("the answers are %s", got)
	}
	b.quiet()
}

func TestKeysOfTheReadingPage(t *testing.T) {
	b := openTab(t)
	b.open(serve(t, nil) + "/d/retention?q=" + url.QueryEscape("用户留存") + "#a2-1")
	for _, step := range []struct{ key, lands string }{
		{"n", "a2-2"}, {"]", "a2-3"}, {"p", "a2-2"}, {"[", "a2-1"}, {"p", "a2-0"}, {"p", "a2-0"},
	} {
		b.press(step.key)
		b.until("location.hash === '#" + step.lands + "'")
		b.until(inView("#" + step.lands))
	}
	entries := js[int](b, "history.length")
	b.press("n")
	b.until("location.hash === '#a2-1'")
	if now := js[int](b, "history.length"); now != entries {
		t.Errorf("a step added %d entries to the history", now-entries)
	}
	b.press("/")
	b.until("document.activeElement.id === 'og-q' && document.activeElement.value === '用户留存'")
	b.press("n") // is text in the box
	b.until("document.activeElement.value === 'n' && location.hash === '#a2-1'")
	b.press("\r")
	b.until("location.pathname === '/' && location.search === '?q=n'")
	b.quiet()
}

func TestLinkOfASectionIsCopied(t *testing.T) {
	base := serve(t, nil)
	b := openTab(t)
	b.open(base + "/d/retention?q=" + url.QueryEscape("留存"))
	_, err := chromedp.CallBrowser(b.ctx, browser.SetPermission, browser.SetPermissionParams{
		Permission: &browser.PermissionDescriptor{Name: "clipboard-read"}, Setting: browser.PermissionSettingGranted, Origin: base,
	})
	b.check(err)
	b.do(chromedp.Click("#a2-2 .link"))
	b.until("document.querySelector('#a2-2 .link').dataset.said === '已复制链接'")
	b.until("document.getElementById('og-live').textContent === '已复制链接'")
	if got := js[string](b, "navigator.clipboard.readText()", chromedp.EvalAwaitPromise); got != base+"/d/retention#a2-2" {
		t.Errorf("the clipboard holds %q", got)
	}
	b.quiet()
}
