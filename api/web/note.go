package web

import (
	"slices"
	"strings"
)

// A note says above the results how the query was understood.
type note struct {
	Class string // meant: what was searched for instead; maybe: what may have been meant; "" for what matters less
	Text  []Piece
	Links []link
	All   []Piece // what Text leaves out; it is folded
}

// fewSynonyms is how many synonyms are named without being unfolded.
const fewSynonyms = 3

// insteadWords are the sentences on what was searched for instead, by the reason.
var insteadWords = map[string]string{"homophone": "insteadSound", "pinyin": "insteadPinyin", "typo": "insteadTypo"}

// viaWhy is how what a rewrite finds is marked.
var viaWhy = map[string]string{"homophone": "pinyin", "pinyin": "pinyin", "typo": "typo"}

// newNotes says how a query was understood; static/search.js says the same.
func newNotes(w words, at address, r Results) []note {
	var made []note
	maybe := note{Class: "maybe", Text: []Piece{{Text: w["didYouMean"]}}}
	for _, x := range r.Rewrites {
		key := insteadWords[x.Why]
		switch {
		case key == "":
		case x.Suggested:
			a := at
			a.Query = x.Query
			maybe.Links = append(maybe.Links, link{URL: a.String(), Label: x.Query})
		default:
			said := strings.Split(w[key], "%s")
			to := Piece{Text: x.To, Mark: true, Via: viaWhy[x.Why]}
			made = append(made, note{Class: "meant", Text: []Piece{{Text: said[0] + x.From + said[1]}, to, {Text: said[2]}}})
		}
	}
	for i := 1; i < len(maybe.Links); i++ {
		maybe.Links[i].Before = w["comma"]
	}
	if len(maybe.Links) > 0 {
		made = append(made, maybe)
	}
	if len(r.Hits) == 0 {
		return made // what is missing is said in their place
	}
	if also := newAlso(w, r.Rewrites); also != nil {
		made = append(made, *also)
	}
	if missing := absent(w, stillMissing(r)); missing != "" {
		made = append(made, note{Text: []Piece{{Text: missing}}})
	}
	return made
}

// newAlso names the synonyms that were searched for as well.
func newAlso(w words, rewrites []Rewrite) *note {
	var from, all []string
	to := map[string][]string{}
	for _, x := range rewrites {
		if x.Why != "synonym" || x.Suggested {
			continue
		}
		if to[x.From] == nil {
			from = append(from, x.From)
		}
		to[x.From] = append(to[x.From], x.To)
		all = append(all, x.To)
	}
	if len(all) == 0 {
		return nil
	}
	said := strings.Split(w["alsoOf"], "%s")
	var list []Piece
	for i, x := range from {
		if i > 0 {
			list = append(list, Piece{Text: w["semicolon"]})
		}
		list = append(list, Piece{Text: said[0]})
		for j, synonym := range to[x] {
			if j > 0 {
				list = append(list, Piece{Text: w["comma"]})
			}
			list = append(list, Piece{Text: synonym, Mark: true, Via: "synonym"})
		}
		list = append(list, Piece{Text: said[1] + x + said[2]})
	}
	if len(all) <= fewSynonyms {
		return &note{Text: slices.Concat([]Piece{{Text: w["also"]}}, list)}
	}
	few := fill(w["alsoMany"], strings.Join(all[:fewSynonyms], w["comma"]), thousands(len(all)))
	return &note{Text: []Piece{{Text: few}}, All: list}
}

// stillMissing leaves out of the missing words those that something else was searched for instead, and pieces of others.
func stillMissing(r Results) []string {
	holds := func(long, short string) bool { return strings.Contains(strings.ToLower(long), strings.ToLower(short)) }
	return slices.DeleteFunc(slices.Clone(r.Missing), func(word string) bool {
		return slices.ContainsFunc(r.Missing, func(m string) bool { return m != word && holds(m, word) }) ||
			slices.ContainsFunc(r.Rewrites, func(x Rewrite) bool {
				return !x.Suggested && x.Why != "synonym" && holds(x.From, word)
			})
	})
}

// absent says that no section has words; "" when there are none.
func absent(w words, missing []string) string {
	if len(missing) == 0 {
		return ""
	}
	return fill(w["missing"], strings.Join(missing, w["between"]))
}

// newNothing says that nothing was found, and what to do about it.
func newNothing(w words, at address, r Results) *nothing {
	made := &nothing{Title: fill(w["nothing"], at.Query), Missing: absent(w, stillMissing(r))}
	tip := func(a address, label string) { made.Tips = append(made.Tips, link{URL: a.String(), Label: label}) }
	if r.Broader != "" {
		a := at
		a.Query = r.Broader
		tip(a, fill(w["tryBroader"], r.Broader))
	}
	if at.Category != "" || at.Document != "" {
		tip(address{Query: at.Query, Sort: at.Sort, Explain: at.Explain}, w["tryUnfiltered"])
	}
	made.Tips = append(made.Tips, link{Label: w["tryShorter"]}, link{Label: w["tryWhole"]})
	for _, s := range r.Suggestions {
		made.Perhaps = append(made.Perhaps, link{URL: suggested(s), Label: s.Text})
	}
	return made
}

// suggested is where a suggestion leads.
func suggested(s Suggestion) string {
	if strings.HasPrefix(s.URL, "/") {
		return s.URL
	}
	return address{Query: s.Text}.String()
}
