package web_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/opsguide/opsguide/api/web"
)

func TestLanguage(t *testing.T) {
	for _, test := range []struct {
		query, cookie, header string
		want, kept            string
	}{
		{"", "", "", "zh-CN", ""},
		{"", "", "en-US,en;q=0.9,zh-CN;q=0.8", "en", ""},
		{"", "", "zh-TW,zh;q=0.9", "zh-TW", ""},
		{"", "", "zh-Hant-HK", "zh-TW", ""},
		{"", "", "zh-Hans-HK", "zh-CN", ""},
		{"", "", "fr, de;q=0.5", "zh-CN", ""},
		{"", "", "fr, en;q=0.3, zh;q=0.2", "en", ""},
		{"", "", "en;q=0, zh-HK;q=0.1", "zh-TW", ""},
		{"", "", ";;q=,,=", "zh-CN", ""},
		{"", "en", "zh-CN", "en", ""},
		{"", "tlh", "zh-TW", "zh-TW", ""},
		{"en", "zh-CN", "zh-CN", "en", "en"},
		{"zh-HK", "", "en", "zh-TW", "zh-TW"},
		{"tlh", "", "en", "en", ""},
	} {
		r := httptest.NewRequest("GET", "/?lang="+test.query, nil)
		r.Header.Set("Accept-Language", test.header)
		if test.cookie != "" {
			r.AddCookie(&http.Cookie{Name: "lang", Value: test.cookie})
		}
		w := httptest.NewRecorder()
		got := web.Language(w, r)
		kept := ""
		for _, c := range w.Result().Cookies() {
			kept = c.Value
		}
		if got != test.want || kept != test.kept || w.Header().Get("Vary") == "" {
			t.Errorf("lang %q, cookie %q, header %q: %s, keeps %q; want %s, %q",
				test.query, test.cookie, test.header, got, kept, test.want, test.kept)
		}
	}
}
