package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
)

const relatedShown = "!document.getElementById('og-related').hidden"

// What goes with a query stands below the results of a page that came with them and of a search that was sent, but nothing
// asks for it while one types.
func TestRelatedTerms(t *testing.T) {
	var asked atomic.Int64
	base := serve(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/api/v1/related" {
				asked.Add(1)
			}
			next.ServeHTTP(w, r)
		})
	})
	b := openTab(t)
	b.open(base + "/?q=" + url.QueryEscape("直播带货"))
	b.until(relatedShown)
	first := "document.querySelector('#og-related a')."
	term := js[string](b, first+"textContent")
	if why := js[string](b, first+"title"); !strings.HasPrefix(why, "最相关的 ") || strings.Contains(why, "%s") {
		t.Errorf("%s is explained by %q", term, why)
	}
	if to := js[string](b, first+"href"); to != base+"/?q="+url.QueryEscape("直播带货 "+term) {
		t.Errorf("%s leads to %s", term, to)
	}
	js[string](b, first+"click(), ''")
	b.until("document.getElementById('og-q').value === " + quoted("直播带货 "+term))
	b.until(hits + " > 0 && document.getElementById('og-main').ariaBusy === 'false'")

	b.open(base + "/")
	b.until("document.activeElement.id === 'og-q'")
	before := asked.Load()
	b.press("直播带货")
	b.until(hits + " > 0")
	if asked.Load() != before || js[bool](b, relatedShown) {
		t.Error("related terms were asked for while typing")
	}
	b.press("\r")
	b.until(relatedShown)
	b.press("留存")
	b.until("!(" + relatedShown + ")")
	b.quiet()
}

// What is near a section says what both are about.
func TestNearSectionsSayWhy(t *testing.T) {
	base := serve(t, nil)
	b := openTab(t)
	b.open(base + "/d/quiet-group")
	b.until("document.querySelectorAll('section[data-id]').length > 0")
	js[string](b, "location.hash = document.querySelector('section[data-id]').id")
	b.until("document.querySelectorAll('#og-near i').length > 0")
	if why := js[string](b, "document.querySelector('#og-near i').textContent"); !strings.HasPrefix(why, "共同的词：") ||
		strings.HasSuffix(why, "：") || strings.Contains(why, "%s") {
		t.Errorf("a section is near as %q", why)
	}
	b.quiet()
}
