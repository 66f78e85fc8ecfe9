package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const hits = "document.querySelectorAll('.hit').length"

// A recorder remembers the queries that reached /api/v1/search.
type recorder struct {
	mu      sync.Mutex
	queries []string
}

func (r *recorder) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.URL.Path == "/api/v1/search" {
			r.mu.Lock()
			r.queries = append(r.queries, q.URL.Query().Get("q"))
			r.mu.Unlock()
		}
		next.ServeHTTP(w, q)
	})
}

func (r *recorder) all() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.queries)
}

func TestResultsComeWhileTyping(t *testing.T) {
	var asked recorder
	base := serve(t, asked.wrap)
	b := openTab(t)
	b.open(base + "/")
	b.until("document.activeElement.id === 'og-q'")
	b.press("用户留存")
	b.until(hits + " > 0")
	b.until("location.search === '?q=" + url.QueryEscape("用户留存") + "'")
	b.until("document.title.startsWith('用户留存 · ')")
	b.until("/^\\d+ 条结果$/.test(document.getElementById('og-live').textContent)")
	if marked := js[string](b, "document.querySelector('.hit mark').textContent"); marked != "用户" && marked != "用户留存" {
		t.Errorf("the first mark is on %q", marked)
	}
	if got := asked.all(); len(got) > 2 || got[len(got)-1] != "用户留存" {
		t.Errorf("four quick keys asked for %q", got)
	}
	b.quiet()
}

// The first queries that the page offers find something in the bundled corpus.
func TestExamplesFindSomething(t *testing.T) {
	base := serve(t, nil)
	b := openTab(t)
	b.open(base + "/")
	examples := js[[]string](b, "[...document.querySelectorAll('.examples a')].map(a => a.href)")
	if len(examples) < 4 {
		t.Fatalf("there are %d examples", len(examples))
	}
	for i, link := range examples {
		b.open(base + "/")
		b.do(chromedp.Click(fmt.Sprintf(".examples li:nth-child(%d) a", i+1)))
		b.until("location.href === " + quoted(link) + " && document.getElementById('og-main').ariaBusy === 'false'")
		if js[int](b, hits) == 0 || js[int](b, "document.querySelectorAll('.hit mark').length") == 0 {
			t.Errorf("%s finds nothing", link)
		}
	}
	b.quiet()
}

func TestNothingIsSearchedWhileComposing(t *testing.T) {
	var asked recorder
	base := serve(t, asked.wrap)
	b := openTab(t)
	b.open(base + "/?q=" + url.QueryEscape("周报"))
	b.do(chromedp.Focus("#og-q"))
	b.press(kb.End)
	for _, typed := range []string{"l", "li", "liu", "liu c", "liu cun"} {
		b.compose(typed)
	}
	for _, key := range []string{"Enter", "ArrowDown", "Escape"} { // they choose among the candidates
		_, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{
			Type: input.DispatchKeyEventTypeRawKeyDown, Key: key, WindowsVirtualKeyCode: 229,
		})
		b.check(err)
	}
	time.Sleep(400 * time.Millisecond) // far longer than the page waits for another key
	if got := asked.all(); len(got) > 0 {
		t.Errorf("while composing the page asked for %q", got)
	}
	if js[bool](b, "!!document.querySelector('[aria-selected]') || location.search !== '?q="+url.QueryEscape("周报")+"'") {
		t.Error("a key of the composition chose or left something")
	}
	b.commit("留存")
	b.until("document.getElementById('og-q').value === '周报留存'")
	b.until("location.search === '?q=" + url.QueryEscape("周报留存") + "' && document.getElementById('og-main').ariaBusy === 'false'")
	b.until(hits + " > 0")
	if got := asked.all(); !slices.Equal(got, []string{"周报留存"}) {
		t.Errorf("the composition was searched as %q", got)
	}
	b.quiet()
}

// Keyboards of phones compose whole words, and say of each key only that it is one.
func TestSoftKeyboardsSearchWhileComposing(t *testing.T) {
	b := openTab(t)
	b.open(serve(t, nil) + "/")
	b.do(chromedp.Focus("#og-q"))
	for _, typed := range []string{"D", "DA", "DAU"} {
		_, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{
			Type: input.DispatchKeyEventTypeRawKeyDown, Key: "Unidentified", WindowsVirtualKeyCode: 229,
		})
		b.check(err)
		b.compose(typed)
	}
	b.until("location.search === '?q=DAU'")
	b.until(hits + " > 0")
	b.quiet()
}

func TestKeysOfTheSearchPage(t *testing.T) {
	base := serve(t, nil)
	b := openTab(t)
	b.open(base + "/?q=" + url.QueryEscape("用户留存") + "&group=none")
	chosen := "document.getElementById(document.getElementById('og-q').getAttribute('aria-activedescendant'))"
	b.until(hits + " > 2")

	b.press("/")
	b.until("document.activeElement.id === 'og-q'")
	if v := js[string](b, "document.activeElement.value"); v != "用户留存" {
		t.Errorf("after / the box says %q", v)
	}
	for range 3 {
		b.press(kb.ArrowDown)
	}
	b.press(kb.ArrowUp)
	b.until(chosen + " === document.querySelectorAll('.hit')[1]")
	b.until(chosen + ".matches('[role=listbox] > [role=group] > [role=option][aria-selected=true]')")
	b.until("document.activeElement.matches('[role=combobox][aria-expanded=true][aria-controls=og-list]')")
	b.press(kb.ArrowUp)
	b.press(kb.ArrowUp)
	b.until("!document.querySelector('[aria-selected]')")
	if n := js[int](b, "document.getElementById('og-q').selectionStart"); n < 0 {
		t.Errorf("the caret is at %d", n)
	}

	b.press(kb.ArrowDown)
	href := js[string](b, chosen+".href")
	opened := chromedp.WaitNewTarget(b.ctx, func(*target.Info) bool { return true })
	b.press(kb.Enter, chromedp.ModifierCtrl)
	select {
	case <-opened:
	case <-time.After(patience):
		t.Error("Ctrl-Enter opened no tab")
	}
	b.until("location.pathname === '/'")
	b.press(kb.Enter)
	b.until("location.href === " + quoted(href))
	b.back()
	b.until("location.pathname === '/' && " + hits + " > 2")

	b.press("/")
	b.press(kb.Escape)
	b.until("document.activeElement.id === 'og-q' && document.activeElement.value === ''")
	b.until(hits + " === 0 && location.search === ''")
	b.press(kb.Escape)
	b.until("document.activeElement === document.body")
	b.press("k", chromedp.ModifierCtrl)
	b.until("document.activeElement.id === 'og-q'")
	b.quiet()
}

func TestBackLeadsFromSearchToSearch(t *testing.T) {
	base := serve(t, nil)
	b := openTab(t)
	at := func(q string) {
		t.Helper()
		b.until("location.search === " + quoted(q) + " && document.getElementById('og-q').value === " +
			"(new URLSearchParams(location.search).get('q') || '')")
	}
	search := func(q string) string { return "?q=" + url.QueryEscape(q) }
	b.open(base + "/")
	b.until("document.activeElement.id === 'og-q'")
	for _, part := range []string{"用户", "留存"} { // two searches while typing, one entry
		b.press(part)
		b.until("new URLSearchParams(location.search).get('q')?.endsWith(" + quoted(part) + ")")
	}
	b.press(kb.Enter)
	at(search("用户留存"))
	b.until(hits + " > 0")
	b.do(chromedp.Evaluate[chromedp.Void]("document.getElementById('og-q').select()"))
	b.press("周报")
	at(search("周报"))
	b.until("document.querySelector('.hit')?.textContent.includes('周报')")
	b.do(chromedp.Click(".hit"))
	b.until("location.pathname.startsWith('/d/')")

	b.back()
	at(search("周报"))
	b.until(hits + " > 0")
	b.back()
	at(search("用户留存"))
	b.until(hits + " > 0")
	b.back()
	at("")
	b.until(hits + " === 0 && !document.getElementById('og-intro').hidden")
	b.do(chromedp.Evaluate[chromedp.Void]("history.forward()"))
	at(search("用户留存"))
	b.until(hits + " > 0")
	b.quiet()
}

func TestLateRepliesAreDropped(t *testing.T) {
	release := make(chan bool)
	b := openTab(t)
	b.open(serve(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/api/v1/search" && r.URL.Query().Get("q") == "用户" {
				<-release // answers although nobody listens any more
			}
			next.ServeHTTP(w, r)
		})
	}) + "/")
	b.until("document.activeElement.id === 'og-q'")
	b.press("用户")
	b.until("document.getElementById('og-main').getAttribute('aria-busy') === 'true'")
	b.press("留存")
	b.until("location.search === '?q=" + url.QueryEscape("用户留存") + "' && document.getElementById('og-main').ariaBusy === 'false'")
	before := js[string](b, "document.getElementById('og-out').innerHTML")
	close(release)
	time.Sleep(300 * time.Millisecond)
	if after := js[string](b, "document.getElementById('og-out').innerHTML"); after != before {
		t.Error("the answer to an older search was drawn over a newer one")
	}
	b.quiet()
}

func TestFailuresSayWhatToDo(t *testing.T) {
	var mu sync.Mutex
	status := 0
	fail := func(s int) { mu.Lock(); status = s; mu.Unlock() }
	base := serve(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			s := status
			mu.Unlock()
			if s != 0 && r.URL.Path == "/api/v1/search" {
				w.Header().Set("Content-Type", "application/problem+json")
				w.WriteHeader(s)
				w.Write([]byte(`{"status":500,"detail":"<b>detail</b>","request_id":"r-17"}`))
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	b := openTab(t)
	b.open(base + "/")
	b.until("document.activeElement.id === 'og-q'")
	for i, test := range []struct {
		status int
		says   string
		retry  bool
	}{
		{503, "搜索服务暂时不可用", true}, {429, "搜索得太频繁了", true}, {400, "这样搜不了", false}, {500, "出了点问题", true},
	} {
		fail(test.status)
		b.press(string("用户留存"[3*i : 3*i+3]))
		b.until("document.querySelector('.state h2')?.textContent === " + quoted(test.says))
		b.until("document.querySelector('.state').innerText.includes('<b>detail</b>') && document.querySelector('.state').innerText.includes('r-17')")
		if retry := js[bool](b, "!!document.querySelector('.state .button')"); retry != test.retry {
			t.Errorf("%d: button to try again: %t, want %t", test.status, retry, test.retry)
		}
	}
	fail(0)
	b.do(chromedp.Click(".state .button"))
	b.until(hits + " > 0")

	offline := func(yes bool) {
		_, err := chromedp.Call(b.ctx, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: yes})
		b.check(err)
		_, err = chromedp.Call(b.ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
			MatchedNetworkConditions: []*network.Conditions{{Offline: yes, DownloadThroughput: -1, UploadThroughput: -1}},
		})
		b.check(err)
	}
	offline(true)
	b.do(chromedp.Focus("#og-q"))
	b.press("率")
	b.until("document.querySelector('.state h2')?.textContent === '网络已断开'")
	offline(false)
	b.until(hits + " > 0")
	b.quiet("Failed to load resource")
}

// What a script draws is what the server writes, whatever is found.
func TestScriptDrawsWhatTheServerWrites(t *testing.T) {
	base := serve(t, nil)
	b := openTab(t)
	out := "document.getElementById('og-out').innerHTML.replace(/>\\s+/g, '>').replace(/\\s+</g, '<').replace(/[\\d.]+ (毫秒|ms)/, '0 $1')"
	for _, lang := range []string{"zh-CN", "zh-TW", "en"} {
		b.open(base + "/?explain=1&lang=" + lang)
		for _, query := range []string{
			"q=留村", "q=用护留存", "q=hd", "q=启事", "q=yy", "q=retention 拉新 促活 dau", "q=拉新", "q=ab test", "q=运营 鼹鼠", `q="鼹鼠" 活动`, `q="活动的鼹鼠" 活动`, "q=景点", "q=留村&category=没有这一类",
			"q=留村&explain=1", "q=拉新&explain=1&group=none", "q=用户留存", "q=用户留存&page=2", "q=活动", "q=预算", "q=liucun", "q=攻击", "q=区块链", "q=区块链&category=用户运营",
			"q=用户留存&group=none&document=retention", "q=用户&group=document&sort=updated", "q=留存&category=用户运营",
		} {
			v, _ := url.ParseQuery(query)
			link := base + "/?" + strings.ReplaceAll(v.Encode(), "%2A", "*")
			b.open(link)
			written := js[string](b, out)
			b.open(base + "/?explain=1")
			b.do(chromedp.Evaluate[chromedp.Void]("history.pushState(null, '', " + quoted(link) + "); dispatchEvent(new PopStateEvent('popstate'))"))
			b.until("document.getElementById('og-main').getAttribute('aria-busy') === 'false'")
			if drawn := js[string](b, out); drawn != written {
				t.Errorf("%s %s\nserver: %s\nscript: %s", lang, query, written, drawn)
			}
		}
	}
	b.quiet()
}

func TestSearchWithoutScript(t *testing.T) {
	base := serve(t, nil)
	b := openTab(t)
	_, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	b.check(err)
	b.open(base + "/")
	b.do(chromedp.Focus("#og-q"))
	b.press("用户留存" + kb.Enter)
	b.do(chromedp.WaitVisible(".hit mark"))
	b.do(chromedp.Click("a[rel=next]"))
	b.do(chromedp.WaitVisible("a[rel=prev]"))
	b.do(chromedp.Click(".hit"))
	b.do(chromedp.WaitVisible("section:target"))
	b.do(chromedp.Click(".back a"))
	b.do(chromedp.WaitVisible(".hit"))
	b.quiet()
}
