package highlight

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

// randomMatches places matches of one to four runes, and a few that are no matches at all.
func randomMatches(text string, seed uint64) []Match {
	rnd := rand.New(rand.NewPCG(seed, 1))
	var bounds []int
	for i := range text {
		bounds = append(bounds, i)
	}
	bounds = append(bounds, len(text))
	vias := []Via{Exact, Synonym, Pinyin, Traditional, Typo}
	matches := make([]Match, rnd.IntN(24))
	for i := range matches {
		from := rnd.IntN(len(bounds))
		to := min(from+1+rnd.IntN(4), len(bounds)-1)
		matches[i] = Match{bounds[from], bounds[to], rnd.IntN(6), float64(rnd.IntN(5)), vias[rnd.IntN(len(vias))], rnd.IntN(4) == 0}
		if rnd.IntN(16) == 0 {
			matches[i].Start += rnd.IntN(5) - 2
			matches[i].End += rnd.IntN(5) - 2
		}
	}
	return matches
}

var cellsOf = width // where a parameter is called width

func FuzzSnippets(f *testing.F) {
	f.Add(handbook, uint64(1), 30)
	f.Add("🚀🚀增长𠮷祥 \r\n cafe\u0301 👨\u200d👩\u200d👧👍🏽 🇨🇳🇨🇳", uint64(2), 4)
	f.Add("留\xff存 …… v1.2.3, http://x", uint64(3), 1)
	f.Fuzz(func(t *testing.T, text string, seed uint64, width int) {
		matches := randomMatches(text, seed)
		before := append([]Match{}, matches...)
		whole := Whole(text, matches)
		best := Best(text, matches, width%1000)
		if !reflect.DeepEqual(append([]Match{}, matches...), before) {
			t.Fatal("the caller's matches have changed")
		}
		rand.New(rand.NewPCG(seed, 2)).Shuffle(len(matches), func(i, j int) {
			matches[i], matches[j] = matches[j], matches[i]
		})
		if got := Whole(text, matches); !reflect.DeepEqual(got, whole) {
			t.Errorf("Whole of shuffled matches = %+v, want %+v", got, whole)
		}
		if got := Best(text, matches, width%1000); !reflect.DeepEqual(got, best) {
			t.Errorf("Best of shuffled matches = %+v, want %+v", got, best)
		}
		checkRanges(t, whole)
		checkRanges(t, best)

		all := squeeze(text)
		if whole.Text != all {
			t.Errorf("Whole(%q) shows %q", text, whole.Text)
		}
		if marked, want := markedRunes(whole), coveredRunes(text, matches); marked != want {
			t.Errorf("Whole(%q) marks %d runes of %d that matches cover", text, marked, want)
		}
		if !taken(all, best.Text) {
			t.Errorf("Best(%q) shows %q, which is not in it", text, best.Text)
		}
		if limit := 2*max(width%1000, 1) + 2*len("……")/3; utf8.ValidString(text) && cellsOf(best.Text, 0, len(best.Text)) > limit {
			t.Errorf("Best(%q, %d) shows %q, which is wider", text, width%1000, best.Text)
		}
		if len(whole.Ranges) > 0 && len(best.Ranges) == 0 {
			t.Errorf("Best(%q) shows none of the matches %+v: %+v", text, usable(text, matches), best)
		}
	})
}

func checkRanges(t *testing.T, s Snippet) {
	t.Helper()
	units := utf16.Encode([]rune(s.Text))
	end, via := -1, Via("")
	for _, r := range s.Ranges {
		if r.Start < end || r.Start == end && r.Via == via || r.Start >= r.End || r.End > len(units) {
			t.Errorf("%+v: range %+v is empty, outside, or not apart from the one before", s, r)
			return
		}
		for _, at := range []int{r.Start, r.End} {
			if at < len(units) && utf16.IsSurrogate(rune(units[at])) && units[at] >= 0xDC00 {
				t.Errorf("%+v: range %+v cuts a surrogate pair", s, r)
			}
		}
		end, via = r.End, r.Via
	}
	var parts strings.Builder
	var i int
	for part, via := range s.Parts() {
		parts.WriteString(part)
		if via == "" {
			continue
		}
		r := s.Ranges[i]
		if want := string(utf16.Decode(units[r.Start:r.End])); part != want || via != r.Via {
			t.Errorf("%+v: part %q via %s, want %q via %s", s, part, via, want, r.Via)
		}
		i++
	}
	if parts.String() != s.Text || i != len(s.Ranges) {
		t.Errorf("%+v: parts give %q with %d marks", s, parts.String(), i)
	}
}

func squeeze(text string) string {
	return strings.Join(strings.Fields(string([]rune(text))), " ")
}

func taken(all, shown string) bool {
	for _, s := range []string{shown, strings.TrimPrefix(shown, ellipsis)} {
		if strings.Contains(all, s) || strings.Contains(all, strings.TrimSuffix(s, ellipsis)) {
			return true
		}
	}
	return false
}

func markedRunes(s Snippet) int {
	n := 0
	for part, via := range s.Parts() {
		if via != "" {
			n += utf8.RuneCountInString(strings.ReplaceAll(part, " ", ""))
		}
	}
	return n
}

func coveredRunes(text string, matches []Match) int {
	covered := make([]bool, len(text))
	for _, m := range usable(text, matches) {
		for i := m.Start; i < m.End; i++ {
			covered[i] = true
		}
	}
	n := 0
	for i, r := range text {
		if covered[i] && !isSpace(r) {
			n++
		}
	}
	return n
}

// Hostile texts and matches must not make the work grow faster than their size: this test would not end.
func TestLong(t *testing.T) {
	const n = 1 << 13
	for _, unit := range []string{"字", "）", " ", "\n", "\u0301", "\u200d👨", "🇨", "a", "。"} {
		text := strings.Repeat(unit, n)
		matches := make([]Match, n/4)
		for i := range matches { // each holds the next
			matches[i] = Match{len(unit) * i, len(unit) * (n - i), i, float64(i), []Via{Exact, Synonym}[i%2], false}
		}
		for _, s := range []Snippet{Whole(text, matches), Best(text, matches, 90)} {
			checkRanges(t, s)
			if len(s.Ranges) == 0 && strings.TrimSpace(text) != "" {
				t.Errorf("many %q: nothing is marked", unit)
			}
		}
	}
}

// The window of Best holds what a search of all windows finds, for terms that are of one length.
func TestCoreIsBest(t *testing.T) {
	text := strings.Repeat("字", 200)
	for seed := range uint64(300) {
		rnd := rand.New(rand.NewPCG(seed, 3))
		size := 3 * (1 + rnd.IntN(3))
		var matches []Match
		for range 1 + rnd.IntN(40) {
			at := 3 * rnd.IntN(190)
			matches = append(matches, Match{Start: at, End: at + size, Term: rnd.IntN(8), Weight: float64(rnd.IntN(4)) + 0.1})
		}
		used := usable(text, matches)
		cells := 2 * (3 + rnd.IntN(40))

		var sum float64
		nearest, start := 0, 0
		for i := range used {
			worths := make(map[int]float64)
			for _, m := range used[i:] {
				if (m.End-used[i].Start)/3*2 > cells {
					break
				}
				worths[m.Term] = max(worths[m.Term], m.Weight)
				total := 0.0
				for term := range 8 {
					total += worths[term]
				}
				span := m.End - used[i].Start
				if better := total - sum; better > 1e-9 || better > -1e-9 && span < nearest {
					sum, nearest, start = total, span, used[i].Start
				}
			}
		}
		from, to := core(text, used, cells)
		if from != start || to != start+nearest {
			t.Errorf("seed %d: core is %d to %d, want %d to %d", seed, from, to, start, start+nearest)
		}
	}
}
