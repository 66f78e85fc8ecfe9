package api

import (
	"html"
	"net/url"
	"strings"

	"github.com/opsguide/opsguide/api/client"
	"github.com/opsguide/opsguide/api/web"
	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/highlight"
	"github.com/opsguide/opsguide/index/query"
)

// marks says how highlights are written. The zero value: not at all.
type marks struct{ html, ranges bool }

// searchResponse writes what was found for q.
func searchResponse(r *index.Result, q query.Query, m marks) client.SearchResponse {
	out := client.SearchResponse{
		Query:   client.Query{Raw: r.Query.Raw, Terms: list(r.Query.Terms), Missing: list(r.Query.Missing)},
		Total:   client.Total{Value: r.Total.Value, Relation: "gte"},
		Page:    r.Page,
		PerPage: r.PerPage,
		TookUS:  r.Took.Microseconds(),
		Version: r.Version,
		Hits:    hitsOf(r.Hits, m),
		Facets:  map[string][]client.FacetCount{},
	}
	if r.Total.Exact {
		out.Total.Relation = "eq"
	}
	out.Query.Rewrites = make([]client.Rewrite, 0, len(r.Query.Rewrites))
	for _, x := range r.Query.Rewrites {
		out.Query.Rewrites = append(out.Query.Rewrites, rewriteOf(x, q))
	}
	out.Query.Meant = meant(q, r.Query.Rewrites)
	if r.Total.Value == 0 {
		out.Query.Broader = broader(q, r.Query.Missing)
	}
	for name, counts := range r.Facets {
		values := make([]client.FacetCount, 0, len(counts))
		for _, x := range counts {
			values = append(values, client.FacetCount(x))
		}
		out.Facets[name] = values
	}
	return out
}

// rewriteOf writes a rewrite of q.
func rewriteOf(x index.Rewrite, q query.Query) client.Rewrite {
	out := client.Rewrite{From: x.From, To: x.To, Why: x.Why, Suggested: x.Suggested}
	if isGuess(x) {
		out.Query = carryOut(q, x).String()
	}
	return out
}

func suggestionsOf(found []index.Suggestion) []client.Suggestion {
	out := make([]client.Suggestion, 0, len(found))
	for _, s := range found {
		out = append(out, client.Suggestion{
			Text: s.Text, Kind: s.Kind, Match: highlightOf(s.Match, marks{html: true, ranges: true}), URL: s.URL,
		})
	}
	return out
}

func hitsOf(hits []index.Hit, m marks) []client.Hit {
	out := make([]client.Hit, 0, len(hits))
	for i := range hits {
		out = append(out, hitOf(&hits[i], m))
	}
	return out
}

func hitOf(h *index.Hit, m marks) client.Hit {
	out := client.Hit{
		ID: h.ID, Score: h.Score, Document: documentInfo(h.Document), Answer: answerInfo(h.Answer),
		Section: sectionInfo(h.Section), URL: readingURL(h.Document.ID, h.Section.Anchor), More: h.More,
		Shared: h.Shared,
	}
	if h.Highlights != nil && m != (marks{}) {
		out.Highlights = &client.Highlights{
			Title:   highlightOf(h.Highlights.Title, m),
			Heading: highlightOf(h.Highlights.Heading, m),
			Body:    highlightOf(h.Highlights.Body, m),
		}
	}
	if h.Explain != nil {
		out.Explain = &client.Explanation{Fitted: h.Explain.Fitted, Parts: make([]client.ScorePart, 0, len(h.Explain.Parts))}
		for _, x := range h.Explain.Parts {
			out.Explain.Parts = append(out.Explain.Parts, client.ScorePart{
				Name: x.Name, Value: x.Value, Share: x.Share,
				Detail: web.Explain("zh-CN", x.Name, x.Share), DetailEn: web.Explain("en", x.Name, x.Share),
			})
		}
	}
	return out
}

// readingURL is where a section is read. The id is one segment of it.
func readingURL(documentID, anchor string) string {
	return "/d/" + client.EscapeID(documentID) + "#" + url.PathEscape(anchor)
}

func documentInfo(d index.DocumentInfo) client.DocumentInfo {
	return client.DocumentInfo{
		ID: d.ID, Title: d.Title, Kind: string(d.Kind), Category: d.Category, URL: d.URL, Tags: list(d.Tags),
		Author: d.Author, Updated: client.Time{Time: d.Updated},
	}
}

func answerInfo(a *index.AnswerInfo) *client.AnswerInfo {
	if a == nil {
		return nil
	}
	return &client.AnswerInfo{
		ID: a.ID, Ordinal: a.Ordinal, Accepted: a.Accepted, Votes: a.Votes, Author: a.Author,
		Updated: client.Time{Time: a.Updated},
	}
}

func sectionInfo(s index.SectionInfo) client.SectionInfo {
	return client.SectionInfo{
		Role: string(s.Role), Ordinal: s.Ordinal, Label: s.Label, Heading: s.Heading, Path: list(s.Path),
		Anchor: s.Anchor,
	}
}

func documentOf(d *corpus.Document) client.Document {
	out := client.Document{DocumentInfo: documentInfo(index.DocumentInfo{
		ID: d.ID, Title: d.Title, Kind: d.Kind, Category: d.Category, URL: d.URL, Tags: d.Tags, Author: d.Author,
		Updated: d.Updated,
	})}
	if d.Kind == corpus.Page {
		out.Sections = sectionsOf(d.Sections)
		return out
	}
	out.Answers = make([]client.Answer, 0, len(d.Answers))
	for i := range d.Answers {
		a := &d.Answers[i]
		out.Answers = append(out.Answers, client.Answer{
			AnswerInfo: client.AnswerInfo{
				ID: a.ID, Ordinal: a.Ordinal, Accepted: a.Accepted, Votes: a.Votes, Author: a.Author,
				Updated: client.Time{Time: a.Updated},
			},
			Comments: a.Comments, Age: a.Age, Sections: sectionsOf(a.Sections),
		})
	}
	return out
}

func sectionsOf(sections []corpus.Section) []client.Section {
	out := make([]client.Section, 0, len(sections))
	for _, s := range sections {
		out = append(out, client.Section{ID: s.ID, Text: s.Text, SectionInfo: sectionInfo(index.SectionInfo{
			Role: s.Role, Ordinal: s.Ordinal, Label: s.Label, Heading: s.Heading, Path: s.Path, Anchor: s.Anchor,
		})})
	}
	return out
}

func sectionResponse(h *index.Hit) client.SectionResponse {
	return client.SectionResponse{
		Section:  client.Section{ID: h.ID, SectionInfo: sectionInfo(h.Section), Text: h.Text},
		Document: documentInfo(h.Document),
		Answer:   answerInfo(h.Answer),
		URL:      readingURL(h.Document.ID, h.Section.Anchor),
	}
}

func statsOf(s index.Stats) client.Stats {
	out := client.Stats{
		Engine: s.Engine, Version: s.Version, Generation: s.Generation, Built: client.Time{Time: s.Built},
		Documents: s.Documents, Answers: s.Answers, Sections: s.Sections, Bytes: s.Bytes, ReadOnly: s.ReadOnly,
	}
	if s.Lexicon != nil {
		lexicon := client.LexiconStats(*s.Lexicon)
		out.Lexicon = &lexicon
	}
	if s.Cache != nil {
		cache := client.CacheStats(*s.Cache)
		out.Cache = &cache
	}
	return out
}

// highlightOf writes a snippet. In its HTML everything but <mark> is escaped.
func highlightOf(s highlight.Snippet, m marks) client.Highlight {
	out := client.Highlight{Text: s.Text}
	if m.ranges {
		out.Ranges = make([]client.Range, 0, len(s.Ranges))
		for _, r := range s.Ranges {
			out.Ranges = append(out.Ranges, client.Range{Start: r.Start, End: r.End, Via: string(r.Via)})
		}
	}
	if m.html {
		marked := markup(s)
		out.HTML = &marked
	}
	return out
}

func markup(s highlight.Snippet) string {
	var b strings.Builder
	for piece, via := range s.Parts() {
		if via == "" {
			b.WriteString(html.EscapeString(piece))
			continue
		}
		b.WriteString("<mark>" + html.EscapeString(piece) + "</mark>")
	}
	return b.String()
}

// list makes a nil list an empty one: JSON says [] for it, never null.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
