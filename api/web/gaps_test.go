package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/opsguide/opsguide/index/usage"
)

// counted waits until what a counter tells reads as wanted.
func counted(t *testing.T, tell func() string, want string) {
	t.Helper()
	for deadline := time.Now().Add(patience); tell() != want; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("counted: %s, want %s", tell(), want)
		}
	}
}

// Somebody who types asks once, for what they end with: sent, left alone for a while, or looked at until the page is left.
func TestTypingAsksOnce(t *testing.T) {
	counter := usage.Open("", usage.Options{})
	t.Cleanup(counter.Close)
	base := serveCounting(t, counter, nil)
	gaps := func() string {
		var all []string
		for _, g := range counter.Gaps() {
			all = append(all, fmt.Sprint(g.Text, " ", g.Asked))
		}
		return strings.Join(all, ", ")
	}
	b := openTab(t)
	shown := func(q string) string {
		return "document.title.startsWith(" + quoted(q+" · ") + ") && document.querySelector('[aria-busy=false] #og-out > *')"
	}
	slowly := func(q string) {
		b.open(base + "/")
		b.until("document.activeElement.id === 'og-q'")
		typed := ""
		for _, r := range q {
			b.press(string(r))
			typed += string(r)
			b.until(shown(typed))
		}
	}
	for range 2 { // leaves the page at once
		slowly("量子")
		b.open("about:blank")
	}
	counted(t, gaps, "量子 2")
	for range 2 { // sends it, and again
		slowly("元宇宙")
		b.press(kb.Enter)
		b.press(kb.Enter)
	}
	counted(t, gaps, "元宇宙 2, 量子 2")
	slowly("区块链")
	time.Sleep(2500 * time.Millisecond) // looks at it for a while; one letter more is another question
	b.press("鱼")
	b.until(shown("区块链鱼"))
	b.open(base + "/?q=" + url.QueryEscape("区块链")) // and once without typing
	b.open("about:blank")
	counted(t, gaps, "元宇宙 2, 区块链 2, 量子 2")
	b.quiet()
}

func TestOpeningAHitIsCounted(t *testing.T) {
	counter := usage.Open("", usage.Options{})
	t.Cleanup(counter.Close)
	base := serveCounting(t, counter, nil)
	openings := func() string {
		var all []string
		for o := range counter.Openings() {
			all = append(all, fmt.Sprint(o.Query, " ", o.Section, " ", o.Times))
		}
		return strings.Join(all, ", ")
	}
	b := openTab(t)
	b.open(base + "/?group=none&q=" + url.QueryEscape("召回流失")) // drawn by the server
	b.do(chromedp.Click(".hit[href$='#a2-4']"))
	b.until("location.hash === '#a2-4'")
	b.open(base + "/?group=none")
	b.until("document.activeElement.id === 'og-q'")
	b.press("召回流失") // drawn by the script
	b.until("document.querySelector('.hit[href$=\"#a2-4\"]')")
	b.do(chromedp.Click(".hit[href$='#a2-4']"))
	b.until("location.hash === '#a2-4'")
	counted(t, openings, "召回流失 retention#a2-4 2")
	b.do(chromedp.Reload()) // and what comes back to the page is no opening
	counted(t, openings, "召回流失 retention#a2-4 2")
	b.quiet()
}

func TestPageOfGaps(t *testing.T) {
	base := serve(t, nil)
	b := openTab(t)
	b.open(base + "/")
	b.do(chromedp.Click(".foot a[href='/gaps']"))
	b.until("location.pathname === '/gaps'")
	if got := js[string](b, "[...document.querySelectorAll('main h2')].map(e => e.textContent).join()"); got != "搜不到，或者搜到的很少,搜到了不少，却没有人点开" {
		t.Errorf("headings %s", got)
	}
	b.do(chromedp.Click("main h3 a"))
	b.until("location.pathname === '/' && document.querySelector('.state')")
	b.quiet()
}
