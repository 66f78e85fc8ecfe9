package rank

import "math"

// FillerWeight is what a unit of a question filler (请问, 怎么, 的) counts of an ordinary one.
const FillerWeight = 0.3

// MaxUnits is the longest query that the second pass looks at; what follows is the first pass's alone.
const MaxUnits = 256

// A Question is what the second pass knows of a query. Its units (Han characters, Latin words) are numbered by their
// first appearance. It is read-only once made and may be shared.
type Question struct {
	units   []int16   // the query's units in order
	chars   []float64 // by number: class weight × idf of the unit as a character; 0 where the first pass has scored it
	idf     []float64 // by number, fillers weighed down
	telling []bool    // at a·len(idf)+b: the bigram ab of the query is rare enough to fix a position
	total   float64   // sum of idf
	fail    []int16   // Knuth-Morris-Pratt failure function of units
	bigrams bigrams   // for Further
}

// NewQuestion makes a question from its units in order (numbers below len(idf)), the idf of each number, its weight as a
// character and, at a·len(idf)+b, whether the bigram ab is telling.
func NewQuestion(units []int16, idf, chars []float64, telling []bool) *Question {
	q := &Question{units: units, idf: idf, chars: chars, telling: telling, fail: make([]int16, len(units))}
	for _, x := range idf {
		q.total += x
	}
	for i, k := 1, int16(0); i < len(units); i++ {
		for k > 0 && units[k] != units[i] {
			k = q.fail[k-1]
		}
		if units[k] == units[i] {
			k++
		}
		q.fail[i] = k
	}
	return q
}

// A Passage is a text as the second pass sees it: where the question's units stand in it, ascending, and which they are.
type Passage struct {
	At      []int32 // positions, counted in units
	Numbers []int16 // of the units there, as in the question
	Units   int     // length
}

// A Text is a section as the second pass sees it.
type Text struct {
	Title    Passage // of the document
	Path     Passage // headings above the section's own, outermost first
	Heading  Passage // the section's own
	Body     Passage
	Units    uint32  // weighted units of the whole section: its length in the first pass
	TitleIDF float64 // sum of idf over the title's distinct units, those that the query lacks included
	HeadIDF  float64 // the same of the heading
	Literal  bool    // the query as typed, punctuation included, stands in the section
	Accepted bool
	AgeDays  float64 // since the last update; negative when unknown
}

// windowUnits is the width of the passage in which the words of a long query should stand together.
const windowUnits = 60

// A Scorer measures sections; it holds working memory, is reused, and is not for concurrent use.
type Scorer struct {
	counts []int32
	seen   []bool    // for Further
	runs   []float64 // for Further
}

// Features measures one section against the question.
func (s *Scorer) Features(q *Question, t *Text) Features {
	var f Features
	if q.total > 0 {
		// Title evidence counts only where query and title cover each other, so the product is a gate: added without it,
		// it helps manuals as much as it hurts statutes.
		title, heading := s.share(q, t.TitleIDF, &t.Title), s.share(q, t.HeadIDF, &t.Heading)
		f.Title = s.share(q, q.total, &t.Title, &t.Path, &t.Heading) * max(title, heading)
		f.Subject = title
		if long := (float64(len(q.units)) - 6) / 12; long > 0 {
			f.Window = min(long, 1) * s.window(q, &t.Body) / q.total
		}
	}
	f.Wide = wide(&t.Title)
	f.First = math.Log1p(float64(q.firstTelling(&t.Body))) / 8
	if len(q.units) > 1 && (q.in(&t.Body) || q.in(&t.Heading) || q.in(&t.Title)) {
		f.Phrase = 1
	}
	if t.Literal {
		f.Literal = 1
	}
	if t.Accepted {
		f.Accepted = 1
	}
	if t.AgeDays >= 0 {
		f.Fresh = math.Exp2(-t.AgeDays / 365)
	}
	return f
}

// Characters is the BM25 score of the question's characters in a section. They make up most of the postings and little of
// the score, so they are counted in the texts of the best sections rather than looked up for all.
func (s *Scorer) Characters(q *Question, t *Text, saturation *Saturation) (sum float64) {
	s.reset(q)
	for _, part := range [...]struct {
		numbers []int16
		weight  int32
	}{{t.Title.Numbers, WeightTitle}, {t.Path.Numbers, WeightPath}, {t.Heading.Numbers, WeightHeading},
		{t.Body.Numbers, WeightBody}} {
		for _, u := range part.numbers {
			s.counts[u] += part.weight
		}
	}
	for u, weight := range q.chars {
		if n := s.counts[u]; n > 0 && weight > 0 {
			sum += weight * saturation.Of(uint32(n), t.Units)
		}
	}
	return sum
}

// reset clears the counts of the question's units.
func (s *Scorer) reset(q *Question) {
	if len(s.counts) < len(q.idf) {
		s.counts = make([]int32, len(q.idf))
	}
	clear(s.counts)
}

// share is the idf of the question's distinct units in the passages, as a part of whole.
func (s *Scorer) share(q *Question, whole float64, passages ...*Passage) float64 {
	if whole <= 0 {
		return 0
	}
	s.reset(q)
	var sum float64
	for _, p := range passages {
		for _, u := range p.Numbers {
			if s.counts[u] == 0 {
				s.counts[u] = 1
				sum += q.idf[u]
			}
		}
	}
	return min(sum/whole, 1)
}

// window is the largest sum of idf over distinct units in any windowUnits units of the body.
func (s *Scorer) window(q *Question, body *Passage) float64 {
	s.reset(q)
	var sum, best float64
	out := 0 // the first that is still within the window
	for i, u := range body.Numbers {
		for ; body.At[i]-body.At[out] >= windowUnits; out++ {
			gone := body.Numbers[out]
			if s.counts[gone]--; s.counts[gone] == 0 {
				sum -= q.idf[gone]
			}
		}
		if s.counts[u]++; s.counts[u] == 1 {
			sum += q.idf[u]
			best = max(best, sum)
		}
	}
	return best
}

// firstTelling is the position of the first telling bigram in the body, its length where there is none.
func (q *Question) firstTelling(body *Passage) int {
	n := len(q.idf)
	for i := 1; i < len(body.At); i++ {
		if body.At[i] == body.At[i-1]+1 && q.telling[int(body.Numbers[i-1])*n+int(body.Numbers[i])] {
			return int(body.At[i-1])
		}
	}
	return body.Units
}

// in reports whether the question's units stand in the passage as they are.
func (q *Question) in(p *Passage) bool {
	if len(p.At) < len(q.units) {
		return false
	}
	k := int16(0)
	for i, u := range p.Numbers {
		if i > 0 && p.At[i] != p.At[i-1]+1 {
			k = 0
		}
		for k > 0 && q.units[k] != u {
			k = q.fail[k-1]
		}
		if q.units[k] == u {
			if k++; int(k) == len(q.units) {
				return true
			}
		}
	}
	return false
}
