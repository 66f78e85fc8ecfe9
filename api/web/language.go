package web

import (
	"net/http"
	"strconv"
	"strings"
)

// languageCookie keeps the language that a reader chose.
const languageCookie = "lang"

// Language picks the language of a page: ?lang= when it names one that there is (and a cookie keeps it for the next
// page), then that cookie, then Accept-Language, else zh-CN. It adds to Vary what the answer depends on.
func Language(w http.ResponseWriter, r *http.Request) string {
	w.Header().Add("Vary", "Accept-Language, Cookie")
	if lang := matchLanguage(r.URL.Query().Get("lang")); lang != "" {
		http.SetCookie(w, &http.Cookie{
			Name: languageCookie, Value: lang, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		})
		return lang
	}
	if c, err := r.Cookie(languageCookie); err == nil {
		if lang := matchLanguage(c.Value); lang != "" {
			return lang
		}
	}
	return acceptedLanguage(r.Header.Get("Accept-Language"))
}

// acceptedLanguage is the language that the header (RFC 9110, 12.5.4) likes best; of equals the first.
func acceptedLanguage(header string) string {
	best, bestWeight := languages[0].Tag, 0.0
	for item := range strings.SplitSeq(header, ",") {
		tag, parameter, _ := strings.Cut(item, ";")
		weight := 1.0
		if q, found := strings.CutPrefix(strings.TrimSpace(parameter), "q="); found {
			weight, _ = strconv.ParseFloat(q, 64)
		}
		if lang := matchLanguage(strings.TrimSpace(tag)); lang != "" && weight > bestWeight {
			best, bestWeight = lang, weight
		}
	}
	return best
}

// matchLanguage finds the language there is for a BCP 47 tag, or "".
func matchLanguage(tag string) string {
	parts := strings.Split(strings.ToLower(tag), "-")
	switch parts[0] {
	case "en":
		return "en"
	case "zh":
		for _, p := range parts[1:] {
			switch p {
			case "hans":
				return "zh-CN"
			case "hant", "tw", "hk", "mo":
				return "zh-TW"
			}
		}
		return "zh-CN"
	}
	return ""
}
