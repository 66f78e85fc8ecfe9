package api

import (
	"net/url"
	"strings"
	"testing"

	"github.com/opsguide/opsguide/index/highlight"
)

func TestMarker(t *testing.T) {
	m := newMarker(map[string]highlight.Via{
		"留存": highlight.Exact, "留存率": highlight.Exact, "gmv": highlight.Exact, "a/b": highlight.Synonym,
		"c++": highlight.Exact,
	})
	for _, tt := range []struct{ text, want string }{
		{"", ""},
		{"没有", "没有"},
		{"留存率高", "[留存率]高"},
		{"看留存，看留存率", "看[留存]，看[留存率]"},
		{"GMV提升", "[GMV]提升"},
		{"GMVX 与 XGMV 与gmv", "GMVX 与 XGMV 与[gmv]"},
		{"A/B测试", "[A/B]测试"},
		{"C++和C+", "[C++]和C+"},
		{"坏字节\xff留存", "坏字节\xff[留存]"},
	} {
		var b strings.Builder
		for _, p := range m.mark(tt.text) {
			if p.Mark {
				b.WriteString("[" + p.Text + "]")
			} else {
				b.WriteString(p.Text)
			}
		}
		if b.String() != tt.want {
			t.Errorf("mark(%q) = %s, want %s", tt.text, b.String(), tt.want)
		}
	}
	if got := m.mark("做A/B测试")[1]; got.Via != "synonym" {
		t.Errorf("A/B is marked via %q", got.Via)
	}
	var none *marker
	if got := none.mark("留存"); len(got) != 1 || got[0].Mark {
		t.Errorf("the nil marker marks %v", got)
	}
}

// What is marked on a reading page does not depend on which passage a search would show.
func TestMarksOnTheReadingPage(t *testing.T) {
	s := serve(t, Options{})
	for q, want := range map[string]string{
		"":                       "",
		"鼹鼠":                     "",
		"用户留存怎么提升":               "用户留存怎么提升|",
		"dau":                    "DAU",
		"category:工作方法":          "",
		strings.Repeat("长", 300): "",
	} {
		page := s.get("/d/q1?q=" + url.QueryEscape(q))
		if q == "dau" || q == "category:工作方法" {
			page = s.get("/d/q2?q=" + url.QueryEscape(q))
		}
		marked := texts(t, page.body, "mark")
		if page.StatusCode != 200 || !strings.HasPrefix(marked, want) || (marked == "") != (want == "") {
			t.Errorf("%q: %d, marked are %q, want %q at the beginning", q, page.StatusCode, marked, want)
		}
	}
}
