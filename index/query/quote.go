package query

// A quote is a pair of quotation marks. A straight mark pairs with a straight mark of either width.
type quote struct{ open, close rune }

// quotes are the pairs that make a phrase, in the order in which String prefers them. Single marks are not among them:
// they are apostrophes as often as quotes.
var quotes = [...]quote{{'"', '"'}, {'“', '”'}, {'「', '」'}, {'『', '』'}}

// narrow maps the other width of a mark to the one in quotes.
func narrow(r rune) rune {
	switch r {
	case '＂':
		return '"'
	case '｢':
		return '「'
	case '｣':
		return '」'
	}
	return r
}

// opening returns which of quotes r opens, or -1.
func opening(r rune) int {
	r = narrow(r)
	for k, q := range quotes {
		if r == q.open {
			return k
		}
	}
	return -1
}

// indexClose returns the place of the first mark in s that closes quotes[k] and the place after it, or -1.
func indexClose(s string, k int) (at, after int) {
	for i, r := range s {
		if narrow(r) == quotes[k].close {
			return i, i + len(string(r))
		}
	}
	return -1, -1
}

// A quoteSet holds some of quotes.
type quoteSet [len(quotes)]bool

// add puts the pairs that text opens into the set.
func (s *quoteSet) add(text string) {
	for _, r := range text {
		if k := opening(r); k >= 0 {
			s[k] = true
		}
	}
}

// around returns the first pair that can stand around text: it neither ends within text nor closes one of open.
func around(text string, open quoteSet) (quote, bool) {
	for k, q := range quotes {
		if at, _ := indexClose(text, k); at < 0 && !open[k] {
			return q, true
		}
	}
	return quotes[0], false
}
