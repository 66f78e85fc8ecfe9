package analyzer

import "unicode"

// class says what the scanner does with a character.
type class uint8

const (
	classBreak  class = iota // punctuation and what is not text: ends a run
	classSpace               // white space and control characters: a break, kept as one space
	classIgnore              // format characters such as the zero-width space: as if they were not there
	classMark                // accents, variation selectors: dropped, but they belong to the unit before them
	classHan                 // Han characters, kana, Hangul and Bopomofo: each is a unit
	classSymbol              // symbols and emoji: each is a unit
	classLatin               // letters and digits of other scripts: a run is a unit
	classExpand              // one character that stands for several letters, such as Ⅳ and ﬁ: see charTable.expansions
)

// A char is what the scanner needs to know of one character, packed: what it is folded to (21 bits, 0 when it stays as it
// is; an offset in expansions for classExpand), its class (3 bits, from bit 21), the code of the folded character in the
// trie (16 bits, from bit 32; 0 when no word holds it) and its numeral (8 bits, from bit 48).
type char uint64

const (
	classShift   = 21
	codeShift    = 32
	numeralShift = 48
)

func (c char) fold() int        { return int(c & (1<<classShift - 1)) }
func (c char) class() class     { return class(c >> classShift & 7) }
func (c char) code() uint16     { return uint16(c >> codeShift) }
func (c char) numeral() numeral { return numeral(c >> numeralShift) }

// A charTable maps every rune to its char. Equal pages of 256 runes are kept once.
type charTable struct {
	index      []uint16 // page of each block of 256 runes
	chars      []char
	expansions []byte // what chars of classExpand stand for: letters, up to the next NUL
}

// pageCount is the number of blocks of 256 runes in Unicode.
const pageCount = (unicode.MaxRune + 1) / 256

func (t *charTable) lookup(r rune) char { return t.chars[int(t.index[r>>8])<<8|int(r&0xff)] }

// newCharTable computes the table, without codes, from the Unicode data that the program was built with. It takes some
// 100 ms, so the table is part of the image.
func newCharTable() *charTable {
	var expansions []byte
	t := pageTable(func(r rune) char {
		if plane := r >> 16; plane > 3 && plane != 14 {
			return char(classBreak) << classShift // nothing but private use
		}
		folded := fold(r)
		switch {
		case len(folded) > 1:
			at := len(expansions)
			expansions = append(append(expansions, string(folded)...), 0)
			return char(at) | char(classExpand)<<classShift
		case folded[0] == r:
			return char(classify(r))<<classShift | char(numeralOf(r))<<numeralShift
		}
		return char(folded[0]) | char(classify(folded[0]))<<classShift | char(numeralOf(folded[0]))<<numeralShift
	})
	t.expansions = expansions
	return t
}

// withCodes returns a copy of the table with the codes of the trie, by folded rune.
func (t *charTable) withCodes(codes []uint16) *charTable {
	coded := pageTable(func(r rune) char {
		c := t.lookup(r)
		if c.class() == classExpand {
			return c
		}
		if c.fold() != 0 {
			r = rune(c.fold())
		}
		if int(r) < len(codes) {
			c |= char(codes[r]) << codeShift
		}
		return c
	})
	coded.expansions = t.expansions
	return coded
}

// pageTable makes a table of what at says of each rune, asked in ascending order.
func pageTable(at func(rune) char) *charTable {
	t := &charTable{index: make([]uint16, pageCount)}
	seen := make(map[[256]char]uint16)
	for p := range t.index {
		var page [256]char
		for i := range page {
			page[i] = at(rune(p<<8 | i))
		}
		n, ok := seen[page]
		if !ok {
			n = uint16(len(seen))
			seen[page] = n
			t.chars = append(t.chars, page[:]...)
		}
		t.index[p] = n
	}
	return t
}
