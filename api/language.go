package api

import (
	"fmt"
	"net/http"

	"golang.org/x/text/language"
)

// text is a sentence for people, in both languages.
type text struct{ zh, en string }

// say formats a sentence in both languages with the same arguments.
func say(zh, en string, args ...any) text {
	if len(args) == 0 {
		return text{zh, en}
	}
	return text{fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...)}
}

func (t text) in(chinese bool) string {
	if chinese {
		return t.zh
	}
	return t.en
}

var languages = language.NewMatcher([]language.Tag{
	language.SimplifiedChinese, language.TraditionalChinese, language.English,
})

// wantsChinese reports which language a sender reads best. It is Chinese where nothing else is said.
func wantsChinese(r *http.Request) bool {
	_, i := language.MatchStrings(languages, r.Header.Get("Accept-Language"))
	return i < 2
}
