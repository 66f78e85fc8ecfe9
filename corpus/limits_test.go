package corpus

import (
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// TestBombs reads pages made to take the reader's time or memory. Each has to be refused or read; that a page which
// takes hours fails the test is the go command's doing.
func TestBombs(t *testing.T) {
	slower := 1
	if raceEnabled {
		slower = 3
	}
	const size = MaxPageBytes
	repeat := func(s string) string { return strings.Repeat(s, size/len(s)) }
	lines := func(s string) string { return strings.Repeat(s, maxLines/(strings.Count(s, "\n")+1)/slower) }
	const tooDeep, tooMany = "nested more than 256 deep", "too many marks"
	for _, c := range []struct {
		name   string
		format Format
		page   string
		want   string // part of the error, empty where the page is read
	}{
		{"quotations", Markdown, repeat("> "), tooDeep},
		{"lists in a line", Markdown, repeat("- + "), tooDeep},
		{"numbered lists in a line", Markdown, repeat("1. "), tooDeep},
		{"lists by indent", Markdown, indented(2000), tooDeep},
		{"links that are not closed", Markdown, repeat("[a]("), tooMany},
		{"links within angles", Markdown, repeat("[a](<b)"), tooMany},
		{"links in many paragraphs", Markdown, repeat(strings.Repeat("[a](", 2000) + "\n\n"), tooMany},
		{"emphasis", Markdown, repeat("**a_ "), tooMany},
		{"code", Markdown, repeat("`a` "), tooMany},
		{"tags in a paragraph", Markdown, repeat("a<b>"), tooMany},
		{"link definitions", Markdown, lines("[a]: b\n"), "link definitions, more than 10000"},
		{"headings", Markdown, lines("# a\n"), "more than the 10000 sections"},
		{"columns", Markdown, repeat("|a") + "\n" + repeat("|-"), "bytes, more than the 4 MB"},
		{"columns that fit", Markdown, strings.Repeat("|a", 9e5) + "\n" + strings.Repeat("|-", 9e5), "a table with 900000 columns"},
		{"items", Markdown, lines("- a\n"), ""},
		{"lines", Markdown, repeat("a\n"), "lines, more than the 200000 of a page"},
		{"closed links", Markdown, lines("[a](b)\n\n"), ""},
		{"html blocks", Markdown, lines("<div>\n\n"), "no text"},
		{"aliases", Markdown, "---\ntitle: &a [x,x,x,x,x,x,x,x]\ntags: &b [*a,*a,*a,*a,*a,*a,*a]\ncategory: [*b,*b,*b,*b,*b]\n---\n文", ""},
		{"front matter", Markdown, "---\n" + strings.Repeat("a: b\n", 20000) + "---\n文", "front matter of 100000 bytes"},
		{"elements", HTML, "<body>" + strings.Repeat("<div>", 400), tooDeep},
		{"elements beyond the parser", HTML, "<body>" + strings.Repeat("<div>", 1000), tooDeep},
		{"lists in lists", HTML, "<body>" + strings.Repeat("<ul><li>a", 200), tooDeep},
		{"tables in tables", HTML, "<body>" + strings.Repeat("<table><tr><td>a", 150), tooDeep},
		{"tags", HTML, repeat("<p>a"), "tags, more than the 200000 of a page"},
		{"formatting", HTML, strings.Repeat("<b><p>a", 99000), ""},
		{"links", HTML, strings.Repeat("<a href=x>a", 190000), ""},
		{"fostered text", HTML, strings.Repeat("<table>a", 190000), ""},
		{"chapters", HTML, strings.Repeat("<h2>a</h2>", 90000), "more than the 10000 sections"},
		{"references", HTML, repeat("&amp;"), ""},
		{"outline", Text, lines("一、甲\n\n文。\n\n"), "more than the 10000 sections"},
		{"all ways of numbering", Text, "标题\n" + lines("①甲\n文\n(1)乙\n文\n（一）丙\n文\n"), "more than the 10000 sections"},
		{"list", Text, lines("1. 甲\n"), ""},
		{"openings", Text, lines("第一，好。文。\n\n"), ""},
		{"answers", QA, "标题\n\n" + lines("• 好。\n\n1个月前 0条评论\n"), "more than the 10000 sections"},
		{"bullets", QA, "标题\n\n" + lines("• 好。\n"), ""},
		{"ages", QA, "标题\n\n• 好。\n" + lines("1个月前\n"), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			peak := watchHeap(t)
			docs, err := Parse("bomb", []byte(c.page), c.format, time.Time{})
			switch {
			case err != nil && (c.want == "" || !strings.Contains(err.Error(), c.want)):
				t.Errorf("error %.200v, want %q", err, c.want)
			case err == nil && c.want != "":
				t.Errorf("read %d sections, want %q", len(docs[0].Sections), c.want)
			case err == nil:
				checkDocument(t, docs[0])
			}
			if mb := peak() >> 20; mb > 300 {
				t.Errorf("took %d MB", mb)
			}
		})
	}
}

func indented(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat("  ", i) + "- a\n")
	}
	return b.String()
}

// watchHeap returns a function that stops watching and says how far the heap grew.
func watchHeap(t *testing.T) (peak func() uint64) {
	t.Helper()
	runtime.GC()
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	var most atomic.Uint64
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			most.Store(max(most.Load(), heap()))
			select {
			case <-done:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() uint64 {
		close(done)
		<-stopped
		return max(most.Load(), before) - before
	}
}
