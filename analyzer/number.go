package analyzer

import "unicode/utf8"

// NoNumber stands for a unit that a Numbering does not have.
const NoNumber = int16(-1)

// A Numbering gives numbers to the few units of a query, so that the many texts to be compared with it can be read as
// numbers: at a fraction of the cost of cutting them, as nearly all of their characters are no part of the query and are
// passed over in a table. It is reused and not for concurrent use. The zero value has no units.
type Numbering struct {
	units  []string
	chars  [1 << 16]int16 // by normalised character: its number plus one
	others map[string]int16
	probe  Analysis
}

// Reset forgets all units.
func (n *Numbering) Reset() {
	for _, u := range n.units {
		if r, ok := single(u); ok {
			n.chars[r] = 0
		}
	}
	clear(n.others)
	n.units = n.units[:0]
}

// single returns the character of a unit that the table of characters has room for.
func single(unit string) (rune, bool) {
	r, size := utf8.DecodeRuneInString(unit)
	return r, size == len(unit) && r < 1<<16
}

// Add gives a unit, as Analyzer.Units writes it, the next number, or returns the one it has.
func (n *Numbering) Add(unit []byte) int16 {
	if number, ok := n.others[string(unit)]; ok {
		return number
	}
	if n.others == nil {
		n.others = map[string]int16{}
	}
	number, text := int16(len(n.units)), string(unit)
	n.units = append(n.units, text)
	n.others[text] = number
	if r, ok := single(text); ok {
		n.chars[r] = number + 1
	}
	return number
}

// Units returns the units by number. The slice is valid until Reset.
func (n *Numbering) Units() []string { return n.units }

// Of returns the number of a unit, or NoNumber.
func (n *Numbering) Of(unit []byte) int16 {
	if number, ok := n.others[string(unit)]; ok {
		return number
	}
	return NoNumber
}

// Append appends the numbers of a text's units, those that Analyzer.Units gives, in order.
func (n *Numbering) Append(dst []int16, a *Analyzer, text string) []int16 {
	for i := 0; i < len(text); {
		// Characters of three bytes, of which all but those of two blocks are well-formed whatever follows.
		if b := text[i]; b > 0xe0 && b <= 0xef && b != 0xed && i+3 <= len(text) && text[i+1]&0xc0 == 0x80 && text[i+2]&0xc0 == 0x80 {
			r := rune(text[i]&0xf)<<12 | rune(text[i+1]&0x3f)<<6 | rune(text[i+2]&0x3f)
			switch c := a.chars.lookup(r); c.class() {
			case classHan:
				if f := c.fold(); f != 0 {
					r = rune(f)
				}
				dst = append(dst, n.char(r))
				fallthrough
			case classBreak, classSpace, classMark, classIgnore:
				i += 3
				continue
			}
		}
		end := a.foreign(text, i)
		if end == i { // a character that is read past, or one of Han beyond the usual ones
			_, size := utf8.DecodeRuneInString(text[i:])
			end = i + size
		}
		a.Units(&n.probe, text[i:end])
		for _, t := range n.probe.Tokens {
			dst = append(dst, n.Of(n.probe.Term(t)))
		}
		i = end
	}
	return dst
}

func (n *Numbering) char(r rune) int16 {
	if r < 1<<16 {
		return n.chars[r] - 1
	}
	return n.Of(utf8.AppendRune(nil, r))
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
