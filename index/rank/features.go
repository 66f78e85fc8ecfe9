package rank

import "math"

// Features are the parts of a second-pass score before their weights, each between 0 and about 1. The caller finds Siblings,
// which are seen among the sections only, [Scorer.Features] the cheap ones and [Scorer.Further] those after Siblings.
type Features struct {
	Title    float64 // share of the query in title and headings × share of the title (or the heading) in the query
	Window   float64 // largest share of the query within 60 units of the body; for long queries only
	First    float64 // ln(1+p)/8, p the first place of a telling bigram in the body
	Phrase   float64 // 1 if the whole query stands as it is in title, heading or body
	Literal  float64 // 1 if the query stands as typed where its units alone do not say so: 1%提 within 21%提升
	Accepted float64 // 1 in an accepted answer
	Fresh    float64 // halves every year
	Subject  float64 // share of the title in the query
	Wide     float64 // units of the title / 30, at most 1: a long title names a narrow matter
	Siblings float64 // ln(n)/4, n the sections of the document among those that are scored again

	Bigrams float64 // share of the query's bigrams, by idf, in title, headings and body
	Units   float64 // share of the query in title, headings and body
	Run     float64 // share of the query that stands in the body in one piece
	Density float64 // idf of the query's units in the body for each of its units and ten more
	Long    float64 // (ln(1+n)/3)², n the units of the title
	Rarity  float64 // ln(1+x)/5, x the idf of the title's distinct units; 0 if the query has none of them
	Brief   float64 // 1 for an empty body, falling to 0 at 60 units
	Heading float64 // ln(1+n)/3, n the units of the section's own heading
}

// Weights are the second pass's parameters: for each feature what it counts, where the first pass's score, as a share of
// the best, counts 1. First and Wide are costs.
type Weights Features

// DefaultWeights were chosen by hand on four collections at once, of question pages, manuals, statutes and encyclopedia
// paragraphs, so that none of them loses by it. That is no proof for a fifth: chosen in the same way on all but one, weights
// gained nothing on the one left out. Weights fitted to one kind of collection lose on the others.
var DefaultWeights = Weights{Title: 1.5, Window: 1.5, First: -0.25, Phrase: 0.04, Literal: 1, Accepted: 0.03, Fresh: 0.015,
	Subject: 0.1, Wide: -0.5, Siblings: 0.45}

// Names name the features, in the order of their struct. Some stand in explanations and in files: they stay.
var Names = [...]string{"title", "window", "position", "phrase", "literal", "accepted", "fresh", "subject", "wide", "siblings",
	"bigrams", "units", "run", "density", "long", "rarity", "brief", "heading"}

// fields point to the features in the order of Names.
func (f *Features) fields() [len(Names)]*float64 {
	return [...]*float64{&f.Title, &f.Window, &f.First, &f.Phrase, &f.Literal, &f.Accepted, &f.Fresh, &f.Subject, &f.Wide,
		&f.Siblings, &f.Bigrams, &f.Units, &f.Run, &f.Density, &f.Long, &f.Rarity, &f.Brief, &f.Heading}
}

// Vector lists the features in the order of Names.
func (f Features) Vector() []float64 {
	v := make([]float64, len(Names))
	for i, x := range f.fields() {
		v[i] = *x
	}
	return v
}

// Vector lists the weights in the order of Names.
func (w Weights) Vector() []float64 { return Features(w).Vector() }

// WeightsOf makes weights of a list in the order of Names.
func WeightsOf(v []float64) (w Weights) {
	for i, x := range (*Features)(&w).fields() {
		*x = v[i]
	}
	return w
}

// Sum weighs the features.
func (w *Weights) Sum(f *Features) float64 {
	sum := w.Title*f.Title + w.Window*f.Window + w.First*f.First + w.Phrase*f.Phrase + w.Literal*f.Literal +
		w.Accepted*f.Accepted + w.Fresh*f.Fresh + w.Subject*f.Subject + w.Wide*f.Wide + w.Siblings*f.Siblings
	if !w.Further() {
		return sum
	}
	return sum + w.Bigrams*f.Bigrams + w.Units*f.Units + w.Run*f.Run + w.Density*f.Density + w.Long*f.Long +
		w.Rarity*f.Rarity + w.Brief*f.Brief + w.Heading*f.Heading
}

// Siblings is the feature of that name of a document of which n sections are scored again.
func Siblings(n int) float64 { return math.Log(float64(max(n, 1))) / 4 }

// wide is the feature Wide.
func wide(title *Passage) float64 { return min(float64(title.Units)/30, 1) }
