package analyzer

import "strconv"

// A number is written/10^decimals: 3.50 is 350 with 2 decimals.
type number struct {
	written   uint64
	decimals  int
	digits    int  // at least so many stand before the point: 〇五 keeps its zero
	percent   bool // it is so many of a hundred
	canonical bool // it stands in the text as append writes it
}

// Bounds of numbers that have an alias; within them nothing overflows.
const (
	maxDigits   = 15 // or numerals
	maxDecimals = 4
	maxNumber   = 1e16
)

// withDecimals returns n with a row of digits behind its point; false when these are too many, or n is too large.
func (n number) withDecimals(row number) (number, bool) {
	if row.digits > maxDecimals || n.written >= maxNumber/1e4 {
		return n, false
	}
	for range row.digits {
		n.written *= 10
	}
	n.written += row.written
	n.decimals = row.digits
	return n, true
}

// times multiplies n by a power of ten; false when the product is not whole or too large.
func (n number) times(m uint64) (number, bool) {
	for ; n.decimals > 0 && m > 1; n.decimals-- {
		m /= 10
	}
	if n.written >= maxNumber/m {
		return n, false
	}
	n.written *= m
	n = n.trimmed()
	return n, n.decimals == 0
}

// trimmed returns n without zeros at the end of its decimals.
func (n number) trimmed() number {
	for n.decimals > 0 && n.written%10 == 0 {
		n.written /= 10
		n.decimals--
	}
	return n
}

// append writes n in its canonical form: no commas, no zeros at the end of decimals.
func (n number) append(b []byte) []byte {
	n = n.trimmed()
	power := uint64(1)
	for range n.decimals {
		power *= 10
	}
	whole, rest := n.written/power, n.written%power
	for d, w := 1, whole/10; d < n.digits; d, w = d+1, w/10 {
		if w == 0 {
			b = append(b, '0')
		}
	}
	b = strconv.AppendUint(b, whole, 10)
	if n.decimals > 0 {
		b = append(b, '.')
		for power /= 10; power > 0; power /= 10 {
			b = append(b, byte('0'+rest/power))
			rest %= power
		}
	}
	if n.percent {
		b = append(b, '%')
	}
	return b
}

// readDigits reads the number that begins with the digits of unit i and returns where it ends: with commas or not, with
// its decimals, and the percent sign or the 百, 千, 万 and 亿 behind it.
func (out *Analysis) readDigits(i int) (n number, j int, ok bool) {
	if at := out.units[i].termStart; at > 0 && (out.Text[at-1] == '.' || i > 0 && out.numberGap(i) != 0) {
		return n, i, false // the number began before
	}
	n, ok = out.row(i)
	n.canonical, n.digits = true, 0
	first := out.units[i].termEnd - out.units[i].termStart
	for j = i + 1; ok && first <= 3 && j < len(out.units) && out.numberGap(j) == ','; j++ {
		group, _ := out.row(j)
		n.written, n.canonical = n.written*1000+group.written, false
		ok = n.written < maxNumber/1000
	}
	if ok && j < len(out.units) && out.numberGap(j) == '.' && (j+1 == len(out.units) || out.numberGap(j+1) == 0) {
		var row number
		if row, ok = out.row(j); ok {
			n, ok = n.withDecimals(row)
		}
		j++
	}
	if !ok {
		return n, i, false
	}
	if out.signed(j-1, '%') {
		n.percent, n.canonical = true, false
		return n, j, true
	}
	end := out.multipliersFrom(j, 100)
	if end > j {
		n.canonical = false
	}
	n, ok = out.scaled(n, j, end)
	return n, end, ok
}

// row reads the digits of unit i.
func (out *Analysis) row(i int) (row number, ok bool) {
	digits := out.Text[out.units[i].termStart:out.units[i].termEnd]
	if len(digits) > maxDigits {
		return row, false
	}
	for _, c := range digits {
		row.written = row.written*10 + uint64(c-'0')
	}
	row.digits = len(digits)
	return row, true
}

// numberGap returns the comma or point that joins the digits of unit j to those before it, 0 when none does. Behind a comma
// stand three digits, and it is not the full-width one, which parts clauses.
func (out *Analysis) numberGap(j int) byte {
	u, before := &out.units[j], &out.units[j-1]
	if u.start-before.end != 1 || u.termStart-before.termEnd != 1 || !out.isDigits(j) || !out.isDigits(j-1) {
		return 0
	}
	c := out.Text[before.termEnd]
	if c == '.' || c == ',' && u.termEnd-u.termStart == 3 {
		return c
	}
	return 0
}

// isDigits reports whether unit i is ASCII digits and nothing else.
func (out *Analysis) isDigits(i int) bool {
	u := &out.units[i]
	if u.class != classLatin {
		return false
	}
	for _, c := range out.Text[u.termStart:u.termEnd] {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
