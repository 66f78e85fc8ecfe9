package highlight

// cells is what a byte adds to the width of a text as it is shown, in half Han characters: two for the first byte of a rune
// of three bytes and more, one for that of a shorter one, nothing for the rest. That is right for Han, Latin, Greek and
// Cyrillic, and too much for combining marks and joined emoji. Widths are taken of whole texts while people wait; this way
// nothing is decoded.
var cells = func() (table [256]int8) {
	for b := range table {
		switch {
		case b >= 0xE0:
			table[b] = 2
		case b < 0x80 || b >= 0xC0:
			table[b] = 1
		}
	}
	return table
}()

// maxBytes is how many bytes a cell takes at most, white space aside.
const maxBytes = 2

// width is the width of text[start:end], a run of white space being one cell.
func width(text string, start, end int) int {
	sum := 0
	for i := start; i < end; i++ {
		sum += int(cells[text[i]])
		if isBlank(text[i]) && i > 0 && isBlank(text[i-1]) {
			sum--
		}
	}
	return sum
}

func isBlank(b byte) bool { return b == ' ' || '\t' <= b && b <= '\r' }
