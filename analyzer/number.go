package analyzer

import (
	"slices"
	"unicode/utf16"
	"unicode/utf8"
)

// NoNumber stands for a unit that a Numbering does not have.
const NoNumber = int16(-1)

// readPast and readOn stand in the table of a Numbering for characters that are no unit by themselves: those between units,
// and those that may be glued to others.
const (
	readPast = int16(-2)
	readOn   = int16(-3)
)

// A Numbering gives numbers to the few units of a query, so that the many texts to be compared with it can be read by
// looking each character up in one table, at a fraction of the cost of cutting them. It is reused; Reset, which comes first,
// and Add are not for concurrent use.
type Numbering struct {
	analyzer *Analyzer
	units    []string
	table    [1 << 16]int16 // by character as it is written: its number, or one of the above
	numbers  map[string]int16
}

// Reset forgets all units, and reads texts as the given analyzer cuts them from now on.
func (n *Numbering) Reset(a *Analyzer) {
	if n.numbers == nil {
		n.numbers = map[string]int16{}
	}
	if n.analyzer != a {
		n.analyzer, n.table = a, *a.reading().table
	} else {
		for _, u := range n.units {
			n.set(u, NoNumber)
		}
	}
	clear(n.numbers)
	n.units = n.units[:0]
}

// Add gives a unit, as Analyzer.Units writes it, the next number, or returns the one it has.
func (n *Numbering) Add(unit []byte) int16 {
	if number, ok := n.numbers[string(unit)]; ok {
		return number
	}
	number, text := int16(len(n.units)), string(unit)
	n.units = append(n.units, text)
	n.numbers[text] = number
	n.set(text, number)
	return number
}

// set puts a number into the table for a character and all that are folded to it.
func (n *Numbering) set(unit string, number int16) {
	r, size := utf8.DecodeRuneInString(unit)
	if size != len(unit) {
		return
	}
	if int(r) < len(n.table) && n.table[r] != readOn && n.table[r] != readPast {
		n.table[r] = number
	}
	for _, v := range n.analyzer.reading().variants[r] {
		n.table[v] = number
	}
}

// Units returns the units by number. The slice is valid until Reset.
func (n *Numbering) Units() []string { return n.units }

// Of returns the number of a unit, or NoNumber.
func (n *Numbering) Of(unit []byte) int16 {
	if number, ok := n.numbers[string(unit)]; ok {
		return number
	}
	return NoNumber
}

// Read reads the units of a text, those that Analyzer.Units gives. It appends the position of each that has a number to at,
// its number to numbers, and returns both with the count of all units. Scratch is used for what the table does not tell;
// with different ones, texts may be read concurrently.
func (n *Numbering) Read(scratch *Analysis, text string, at []int32, numbers []int16) ([]int32, []int16, int) {
	table, pos := &n.table, int32(0)
	for i := 0; i < len(text); {
		i, pos, at, numbers = n.readHan(text, i, pos, at, numbers)
		if i == len(text) {
			break
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		number := readOn
		if int(r) < len(table) {
			number = table[r]
		}
		if number == readPast {
			i += size
			continue
		}
		end := i + size // of a Han character of another length
		if number == readOn {
			end = max(end, n.analyzer.foreign(text, i))
		}
		n.analyzer.Units(scratch, text[i:end])
		for _, t := range scratch.Tokens {
			if number := n.Of(scratch.Term(t)); number != NoNumber {
				at, numbers = append(at, pos), append(numbers, number)
			}
			pos++
		}
		i = end
	}
	return at, numbers, int(pos)
}

// readHan reads on from i, at position pos, as far as the table tells and characters have three bytes, as nearly all have.
// Which of them are the query's cannot be foreseen, so all are written down and the next one overwrites those that are not:
// that is three times as fast as a branch that is guessed wrong.
func (n *Numbering) readHan(text string, i int, pos int32, at []int32, numbers []int16) (int, int32, []int32, []int16) {
	table, k, most := &n.table, len(at), (len(text)-i)/3
	at, numbers = slices.Grow(at, most)[:k+most], slices.Grow(numbers, most)[:k+most]
	for t := text[i:]; len(t) >= 3; t = t[3:] {
		// In all but two blocks of these, any two bytes that continue are well-formed; those of 0xed are read on.
		if t[0]-0xe1 > 0xef-0xe1 || ((t[1]^0x80)|(t[2]^0x80))&0xc0 != 0 {
			break
		}
		number := table[uint16(t[0])<<12|uint16(t[1]&0x3f)<<6|uint16(t[2]&0x3f)]
		if number == readOn {
			break
		}
		at[k], numbers[k] = pos, number
		if number >= 0 {
			k++
		}
		if number != readPast {
			pos++
		}
		i += 3
	}
	return i, pos, at[:k], numbers[:k]
}

// foreign returns where the run of what is not Han that begins at i ends: what is glued together stays together.
func (a *Analyzer) foreign(text string, i int) int {
	for i < len(text) {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		if a.chars.lookup(r).class() == classHan {
			break
		}
		i += size
	}
	return i
}

// A reading is what Numberings of an analyzer begin with: their table without units, and the characters that are folded to
// another one, by that.
type reading struct {
	table    *[1 << 16]int16
	variants map[rune][]rune
}

func newReading(chars *charTable) *reading {
	p := &reading{table: new([1 << 16]int16), variants: map[rune][]rune{}}
	for i := range p.table {
		switch c := chars.lookup(rune(i)); c.class() {
		case classHan:
			p.table[i] = NoNumber
			if f := c.fold(); f != 0 {
				p.variants[rune(f)] = append(p.variants[rune(f)], rune(i))
			}
		case classBreak, classSpace, classMark, classIgnore:
			p.table[i] = readPast
		default:
			p.table[i] = readOn
		}
		if utf16.IsSurrogate(rune(i)) {
			p.table[i] = readOn
		}
	}
	return p
}
