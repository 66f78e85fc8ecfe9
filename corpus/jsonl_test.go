package corpus

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"
)

// TestRoundTrip: what was read, and written as JSON, is read back byte for byte, whatever format it came in.
func TestRoundTrip(t *testing.T) {
	for _, file := range []string{"qa/saved-page.txt", "qa/dated.txt", "md/wiki.md", "md/question.md", "html/article.html", "txt/numbered.txt", "jsonl/mixed.jsonl"} {
		data, err := os.ReadFile("testdata/" + file)
		if err != nil {
			t.Fatal(err)
		}
		docs, err := Parse(file, data, Auto, saved)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range docs {
			first, err := json.Marshal(d)
			if err != nil {
				t.Fatal(err)
			}
			back, err := ParseLine(first)
			if err != nil {
				t.Fatalf("%s: %v", d.ID, err)
			}
			if second, _ := json.Marshal(back); !bytes.Equal(first, second) {
				t.Errorf("%s: wrote\n%s\nread back\n%s", d.ID, first, second)
			}
			back.SetID("other#id")
			checkDocument(t, back)
		}
	}
}

// TestServedShape: a document as it is served, without roles and section ids, is read to the same sections.
func TestServedShape(t *testing.T) {
	d, err := ParseLine([]byte(`{"id":"q","title":"问","answers":[{"sections":[
		{"ordinal":0,"anchor":"a1-lead","text":"头"},
		{"ordinal":1,"label":"一","heading":"甲","path":["甲"],"anchor":"a1-甲","text":"文"},
		{"ordinal":2,"text":"尾","anchor":"a1-conclusion"}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	checkDocument(t, d)
	var roles []string
	for _, s := range d.Answers[0].Sections {
		roles = append(roles, string(s.Role))
	}
	if got := strings.Join(roles, " "); got != "lead section conclusion" {
		t.Errorf("roles %s", got)
	}
	bare, err := ParseLine([]byte(`{"id":"p","title":"页","sections":[{"text":"头"},{"heading":"甲","text":"文"},{"heading":"甲","text":"又"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	checkDocument(t, bare)
	if s := bare.Sections; s[0].Role != Lead || s[2].Ordinal != 2 || s[2].Anchor != "甲-2" || s[2].ID != "p#甲-2" {
		t.Errorf("bare sections became %+v", s)
	}
}

func TestParseLine(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`{"id":"1","title":"甲","text":"文。","extra":{"a":[1]}}`, `{"id":"1","title":"甲","kind":"page","sections":[{"id":"1#lead","role":"lead","ordinal":0,"anchor":"lead","text":"文。"}]}`},
		{`{"id":"1","title":"甲","text":"甲\r\n\r\n文。"}`, `{"id":"1","title":"甲","kind":"page","sections":[{"id":"1#lead","role":"lead","ordinal":0,"anchor":"lead","text":"文。"}]}`},
		{`{"id":"1","title":"甲"}`, `{"id":"1","title":"甲","kind":"page"}`},
		{`{"id":"1","title":"甲","updated":""}`, `{"id":"1","title":"甲","kind":"page"}`},
		{`{"id":"1","title":"甲","updated":"2026-10-01 08:00"}`, `{"id":"1","title":"甲","kind":"page","updated":"2026-10-01T08:00:00Z"}`},
		{`{"id":"a#\u0000 \"","title":"甲","text":"**乙**：文","format":"md"}`, `{"id":"a#\u0000 \"","title":"甲","kind":"page","sections":[{"id":"a#\u0000 \"#lead","role":"lead","ordinal":0,"anchor":"lead","text":"乙：文"}]}`},
		{`{"id":"1","title":"甲","answers":[{"text":"<p>文</p>"}],"format":"html"}`, `{"id":"1","title":"甲","kind":"question","answers":[{"id":"a1","ordinal":1,"sections":[{"id":"1#a1-lead","role":"lead","ordinal":0,"anchor":"a1-lead","text":"文"}]}]}`},
		{`{"id":"1","title":"甲","answers":[{"text":"## 乙\n\n文"}],"format":"md"}`, `{"id":"1","title":"甲","kind":"question","answers":[{"id":"a1","ordinal":1,"sections":[{"id":"1#a1-乙","role":"section","ordinal":1,"heading":"乙","path":["乙"],"anchor":"a1-乙","text":"文"}]}]}`},
		{`{"id":"1","title":"甲","answers":[{}]}`, `{"id":"1","title":"甲","kind":"question","answers":[{"id":"a1","ordinal":1,"sections":[]}]}`},
		{`{"id":"1","title":"甲","kind":"question","text":"文","format":"md"}`, `{"id":"1","title":"甲","kind":"question","answers":[{"id":"a1","ordinal":1,"sections":[{"id":"1#a1-lead","role":"lead","ordinal":0,"anchor":"a1-lead","text":"文"}]}]}`},
		{`{"id":"1","title":"甲","kind":"question","text":"文"}`, `{"id":"1","title":"甲","kind":"question","answers":[{"id":"a1","ordinal":1,"sections":[{"id":"1#a1-lead","role":"lead","ordinal":0,"anchor":"a1-lead","text":"文"}]}]}`},
	} {
		d, err := ParseLine([]byte(c.in))
		if err != nil {
			t.Errorf("%s: %v", c.in, err)
			continue
		}
		checkDocument(t, d)
		if got, _ := json.Marshal(d); string(got) != c.want {
			t.Errorf("%s is read as\n%s\nwant\n%s", c.in, got, c.want)
		}
	}
}

func TestBadLines(t *testing.T) {
	long := strings.Repeat("长", 200)
	for _, c := range []struct{ in, want string }{
		{`{"id":"1","title":"甲"`, "not JSON at byte 23: unexpected end of JSON input; write one document a line"},
		{`{"id":"1","title":"甲"} {}`, "not JSON at byte 26: invalid character '{' after top-level value; write one document a line"},
		{`[1]`, "a JSON array; a document is an object"},
		{`{"id":1,"title":"甲"}`, "id is a JSON number; make it a string"},
		{`{"title":"甲","tags":"乙"}`, "tags is a JSON string; make it a list"},
		{`{"title":"甲","answers":[{"accepted":1}]}`, "answers.accepted is a JSON number; make it a boolean"},
		{`{"title":"甲","sections":["文"]}`, "sections is a JSON string; make it an object"},
		{`{"title":"甲","answers":[{"votes":"12"}]}`, "answers.votes is a JSON string; make it a whole number"},
		{`{"id":"1","text":""}`, "no title; every document needs one"},
		{`{"id":"1","title":" "}`, "no title; every document needs one"},
		{`{"id":"` + long + `","title":"甲"}`, "id of 600 bytes; at most 512 are kept"},
		{`{"title":"甲","updated":"去年"}`, `updated "去年" is no date; write it as "2026-10-18"`},
		{`{"title":"甲","updated":2026}`, `updated is 2026; write it as "2026-10-18"`},
		{`{"title":"甲","text":"文","format":"doc"}`, `unknown format "doc"; it is text, md or html`},
		{`{"title":"甲","text":"文","answers":[{"text":"文"}]}`, "both answers and text; put the text into an answer"},
		{`{"title":"甲","text":"文","sections":[{"text":"文"}]}`, "both sections and text; leave one of them out"},
		{`{"title":"甲","answers":[{"text":"文","sections":[{"text":"文"}]}]}`, "answer 1: both sections and text; leave one of them out"},
		{`{"title":"甲","answers":[{"id":"a"},{"id":"a"}]}`, `answer 2 has the id "a", as another one has; make them unique`},
		{`{"title":"甲","answers":[{"ordinal":2},{"id":"b","ordinal":1}]}`, "answer b has the ordinal 1 after 2; count them in page order"},
		{`{"title":"甲","kind":"blog"}`, `unknown kind "blog"; it is question or page`},
		{`{"title":"甲","kind":"page","answers":[{"text":"文"}]}`, "a page with answers; make its kind question"},
		{`{"title":"甲","kind":"question","sections":[{"text":"文"}]}`, "a question with sections of its own; put them into an answer, or make its kind page"},
		{`{"title":"甲","sections":[{"anchor":"a#b","text":"文"}]}`, `anchor "a#b" is empty, holds '#', or stands twice; leave it out to have it made`},
		{`{"title":"甲","sections":[{"anchor":"a","text":"文"},{"anchor":"a","heading":"乙"}]}`, `anchor "a" is empty, holds '#', or stands twice; leave it out to have it made`},
		{`{"title":"甲","sections":[{"role":"intro","text":"文"}]}`, `section intro has the unknown role "intro"; it is lead, section or conclusion`},
		{`{"title":"甲","sections":[{"heading":"乙","ordinal":2},{"heading":"丙","ordinal":1}]}`, "section 丙 has the ordinal 1; the lead has 0, others rise from 1"},
		{`{"title":"甲","text":"---\ntitle: [\n---\n","format":"md"}`, "line 2 of text: front matter: sequence end token ']' not found; put values that hold ': ' or '#' in quotes"},
		{"{\"title\":\"\xff\"}", "byte 0xff at 11 is not UTF-8; JSON has to be in UTF-8"},
	} {
		_, err := ParseLine([]byte(c.in))
		if err == nil || err.Error() != c.want {
			t.Errorf("ParseLine(%.80s)\n got %v\nwant %s", c.in, err, c.want)
		}
	}
}

// TestLongLines: a line may have MaxLineBytes; one that has more is told and skipped.
func TestLongLines(t *testing.T) {
	filler := strings.Repeat("x", MaxLineBytes)
	line := `{"id":"fits","title":"甲","text":"`
	fits := line + filler[:MaxLineBytes-len(line)-3] + `"}` + "\n"
	input := "\ufeff" + `{"id":"1","title":"甲"}` + "\r\n" + filler + "\n" + fits + "\n" + `{"id":"2","title":"乙"}` + "\n" + filler + "x"
	want := "1 甲\n! l:2: more than the 8 MB of a line; part the document\nfits 甲\n2 乙\n! l:6: more than the 8 MB of a line; part the document\n"
	if got := collect("DIR", ReadJSONL(strings.NewReader(input), "l")); got != want {
		t.Errorf("got %.400s, want %s", got, want)
	}
	n := 0
	for range ReadJSONL(strings.NewReader("{}\n{}\n{}\n"), "l") {
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d lines after a break", n)
	}
}

// TestContentID: the same content has the same id, other content another.
func TestContentID(t *testing.T) {
	a, err := ParseLine([]byte(`{"title":"甲","text":"文"}`))
	b, _ := ParseLine([]byte(` {"title":"甲","text":"文"} `))
	c, _ := ParseLine([]byte(`{"title":"乙","text":"文"}`))
	if err != nil || a.ID == "" || a.ID != b.ID || a.ID == c.ID {
		t.Errorf("ids %q, %q, %q, %v", a.ID, b.ID, c.ID, err)
	}
}

// TestParseJoinsErrors: a bad line of JSONL does not lose the good ones.
func TestParseJoinsErrors(t *testing.T) {
	docs, err := Parse("f.jsonl", []byte("{\"id\":\"1\",\"title\":\"甲\"}\n{}\n[]\n"), Auto, time.Time{})
	if len(docs) != 1 || err == nil || err.Error() != "f.jsonl:2: no title; every document needs one\nf.jsonl:3: a JSON array; a document is an object" {
		t.Errorf("%d documents, %v", len(docs), err)
	}
}
