package web_test

import (
	"fmt"
	"net/url"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
)

func quoted(s string) string { return strconv.Quote(s) }

// views are pages in every state that has a look of its own.
var views = []string{
	"/", "/?q=用户留存", "/?q=liucun", "/?q=区块链", "/?q=拉新&explain=1", "/?q=retentoin", "/?q=hd", "/?q=活动+\"鼹鼠\"", "/?q=攻击", "/?q=用户&group=none&document=retention",
	"/d/retention?q=用户留存#a2-2", "/d/handbook.md?q=用户留存#main", "/d/" + url.PathEscape(documents[3].ID) + "?q=攻击", "/d/nothing", "/gaps",
}

func TestPagesFitTheWindow(t *testing.T) {
	base := serve(t, nil)
	b := openTab(t)
	for _, width := range []int64{320, 375, 640, 1280} { // 640 is 1280 enlarged twice
		b.resize(width, 700)
		for _, lang := range []string{"zh-CN", "en"} {
			b.open(base + "/?lang=" + lang)
			for _, view := range views {
				b.open(base + view)
				if over := js[int](b, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
					t.Errorf("%s in %s at %d px is %d px too wide", view, lang, width, over)
				}
			}
		}
	}
	if size := js[float64](b, "parseFloat(getComputedStyle(document.getElementById('og-q')).fontSize)"); size < 16 {
		t.Errorf("text in the box has %g px; below 16 phones zoom in", size)
	}
	b.quiet("404")
}

// contrast finds text whose contrast with what is behind it (WCAG 2, relative luminance) is below 4.5.
const contrast = `(() => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
  const rgba = c => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1); return canvas.getImageData(0, 0, 1, 1).data }
  const light = c => { const [r, g, b] = [...rgba(c)].map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b }
  const behind = e => {
    for (; e; e = e.parentElement) {
      const s = getComputedStyle(e), mark = e.matches('mark:not([data-via])')
      if (mark) return getComputedStyle(document.documentElement).getPropertyValue('--mark')
      if (e.matches(':target')) return getComputedStyle(document.documentElement).getPropertyValue('--wash')
      if (rgba(s.backgroundColor)[3] > 0) return s.backgroundColor
    }
  }
  const poor = []
  for (const e of document.querySelectorAll('body *')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || !e.checkVisibility({ visibilityProperty: true }) || e.closest('.sr, .skip')) continue
    const [a, b] = [light(getComputedStyle(e).color), light(behind(e))].sort((x, y) => y - x), ratio = (a + .05) / (b + .05)
    if (ratio < 4.5) poor.push(e.tagName + '.' + e.className + ' ' + ratio.toFixed(2) + ' ' + e.textContent.slice(0, 20))
  }
  return poor.join('\n')
})()`

func TestLightAndDark(t *testing.T) {
	base := serve(t, nil)
	b := openTab(t)
	for scheme, dark := range map[string]bool{"light": false, "dark": true} {
		b.prefer(scheme)
		for _, view := range views {
			b.open(base + view)
			background := js[string](b, "getComputedStyle(document.body).backgroundColor")
			var red, green, blue int
			if _, err := fmt.Sscanf(background, "rgb(%d, %d, %d)", &red, &green, &blue); err != nil || (red+green+blue < 150) != dark {
				t.Errorf("%s %s: the background is %s", scheme, view, background)
			}
			if poor := js[string](b, contrast); poor != "" {
				t.Errorf("%s %s: hard to read:\n%s", scheme, view, poor)
			}
		}
	}
	b.quiet("404")
}

// A document whose every text tries to become markup is shown as it is written. The policy of the pages would stop it
// too, and say so on the console, so a silent console means that nothing was there to be stopped.
func TestTextsNeverRun(t *testing.T) {
	base := serve(t, nil)
	b := openTab(t)
	evil := documents[3]
	payload := `攻击 "><script>bad()</script><img src=x onerror=bad()>`
	clean := func(where string) {
		t.Helper()
		if n := js[int](b, "document.querySelectorAll('main script, iframe, main img, svg[onload], [onerror], [onclick], [onfocus], [onmouseover], [srcdoc], s').length"); n > 0 {
			t.Errorf("%s: %d elements came out of a text", where, n)
		}
		if n := js[int](b, "[...document.querySelectorAll('a')].filter(a => !['http:', 'https:'].includes(a.protocol)).length"); n > 0 {
			t.Errorf("%s: %d links run scripts", where, n)
		}
	}
	b.open(base + "/?q=" + url.QueryEscape(payload))
	b.until(hits + " > 0")
	clean("results from the server")
	b.open(base + "/")
	b.until("document.activeElement.id === 'og-q'")
	b.press(payload)
	b.until(hits + " > 0 && document.querySelector('.hit').textContent.includes('<script>bad(')")
	clean("results from the script")
	b.do(chromedp.Click(".hit"))
	b.until("location.pathname.startsWith('/d/')")
	b.until("document.querySelector('h1').textContent === " + quoted(evil.Title))
	b.until("document.querySelector('main').textContent.includes(" + quoted(evil.Answers[0].Sections[0].Text) + ")")
	b.until("document.querySelector('section:target')?.id === " + quoted(evil.Answers[0].Sections[0].Anchor))
	clean("the reading page")
	b.quiet()
}
