package analyzer

// A numeral is what a Han character says as part of a number; 0 when it says nothing.
type numeral uint8

const (
	numeralZero     numeral = 1 // 〇 and 零; 一 to 九 follow
	numeralNine             = numeralZero + 9
	numeralPair             = numeralZero + 10 // 两, which counts things and stands in no row of digits
	numeralTen              = numeralZero + 11
	numeralHundred          = numeralZero + 12
	numeralThousand         = numeralZero + 13
	numeralTenK             = numeralZero + 14 // 万
	numeralHundredM         = numeralZero + 15 // 亿
)

// numeralOf returns the numeral that a folded rune is. 壹, 贰 and their like are left out: they are other words as well.
func numeralOf(r rune) numeral {
	switch r {
	case '〇', '零':
		return numeralZero
	case '两':
		return numeralPair
	case '十':
		return numeralTen
	case '百':
		return numeralHundred
	case '千':
		return numeralThousand
	case '万':
		return numeralTenK
	case '亿':
		return numeralHundredM
	}
	for i, digit := range "一二三四五六七八九" {
		if r == digit {
			return numeralZero + 1 + numeral(i/len("一"))
		}
	}
	return 0
}

// digit returns the value of a digit, false for what is none.
func (n numeral) digit() (uint64, bool) {
	switch {
	case n.inRow():
		return uint64(n - numeralZero), true
	case n == numeralPair:
		return 2, true
	}
	return 0, false
}

// inRow reports whether n is a digit that stands in rows of them.
func (n numeral) inRow() bool { return n >= numeralZero && n <= numeralNine }

// multiplier returns what 十, 百, 千, 万 or 亿 multiplies by; 0 for what is none of them.
func (n numeral) multiplier() uint64 {
	switch n {
	case numeralTen:
		return 10
	case numeralHundred:
		return 100
	case numeralThousand:
		return 1000
	case numeralTenK:
		return 1e4
	case numeralHundredM:
		return 1e8
	}
	return 0
}

// parseNumerals reads numerals as one number: a row of digits (二〇二六; of two only with a zero, as 三四个 is three or
// four), or digits with their multipliers, the largest first (一百零三, 三万五千, 一百二 for 120). It must begin with a digit
// or 十, so that 万一 and 千万 are none.
func parseNumerals(units []unit) (number, bool) {
	n := len(units)
	if n == 0 || n > maxDigits {
		return number{}, false
	}
	if row, ok := parseRow(units); ok {
		return row, n == 1 || n > 2 || units[0].numeral == numeralZero || units[1].numeral == numeralZero
	}
	var (
		total, section uint64              // what 万 and 亿 have multiplied; the thousands since
		digit          uint64              // that waits for its multiplier
		waiting, zero  bool                // there is one; a zero stands before it
		last           = uint64(1 << 63)   // the multiplier before, within the section
		lastLarge      = uint64(1e8 * 1e8) // 万 or 亿 before
	)
	for i := range units {
		c := units[i].numeral
		if d, ok := c.digit(); ok {
			switch {
			case waiting || i == 0 && d == 0:
				return number{}, false
			case c == numeralZero:
				zero = true
			default:
				digit, waiting = d, true
			}
			continue
		}
		m := c.multiplier()
		if m <= 1000 {
			if !waiting && (m > 10 || i > 0 && !zero) || m >= last {
				return number{}, false
			}
			if !waiting {
				digit = 1
			}
			section += digit * m
			last = m
		} else {
			if waiting {
				section += digit
			}
			switch {
			case section > 0 && m < lastLarge:
				total += section * m
			case section == 0 && total > 0 && total < 1e8 && m == 1e8: // 一万亿
				total *= m
			default:
				return number{}, false
			}
			section, last, lastLarge = 0, m, m
		}
		waiting, zero = false, false
	}
	switch {
	case waiting && (zero || last == 10):
		section += digit
	case waiting && units[n-1].numeral != numeralPair && last <= 1e8:
		section += digit * last / 10
	case waiting || zero:
		return number{}, false
	}
	return number{written: total + section}, true
}

// parseRow reads a row of digits, each by itself.
func parseRow(units []unit) (row number, ok bool) {
	if len(units) == 1 && units[0].numeral == numeralPair {
		return number{written: 2, digits: 1}, true
	}
	for i := range units {
		c := units[i].numeral
		d, _ := c.digit()
		if !c.inRow() {
			return number{}, false
		}
		row.written = row.written*10 + d
	}
	row.digits = len(units)
	return row, true
}

// readNumerals reads the number that begins at unit i in numerals and returns where it ends: with its decimals (三点五), with
// the 万 and 亿 behind these, and with 百分之 before it.
func (out *Analysis) readNumerals(i int) (n number, j int, ok bool) {
	if before := i - 1; before >= 0 && out.units[i].glued {
		switch {
		case out.units[before].numeral != 0 || out.isDigits(before),
			before > 0 && out.rune(before) == '点' && out.units[before].glued && out.units[before-1].numeral != 0:
			return n, i, false // the number began before
		case out.units[i].numeral == numeralTen && (out.rune(before) == '几' || out.rune(before) == '数'):
			return n, i, false // 几十万 is not 100,000
		}
	}
	if out.units[i].numeral == numeralHundred {
		return out.readPercent(i)
	}
	for j = i + 1; out.numeralAt(j) != 0 && j-i <= maxDigits; j++ {
	}
	if n, ok = parseNumerals(out.units[i:j]); !ok || !out.spelt(j, "点") {
		return n, j, ok
	}
	end := j + 1
	for end-j <= maxDecimals && out.numeralAt(end).inRow() {
		end++
	}
	scale := out.multipliersFrom(end, 1e4)
	if end == j+1 || scale == end && out.numeralAt(end) != 0 || out.spelt(end, "分") || out.spelt(end, "点") || out.spelt(end, "滴") {
		return n, j, true // 三点, 八点三十, 八点五分, 一点一滴
	}
	row, _ := parseRow(out.units[j+1 : end])
	if n, ok = n.withDecimals(row); ok {
		n, ok = out.scaled(n, end, scale)
	}
	return n, scale, ok
}

// readPercent reads 百分之十, 百分之10 and 百分之百, which begin at unit i.
func (out *Analysis) readPercent(i int) (n number, j int, ok bool) {
	at := i + len([]rune("百分之"))
	switch {
	case !out.spelt(i+1, "分之") || at >= len(out.units) || !out.units[at].glued:
		return n, i, false
	case out.isDigits(at):
		n, j, ok = out.readDigits(at)
	case out.numeralAt(at) == numeralHundred && out.numeralAt(at+1) == 0:
		n, j, ok = number{written: 100}, at+1, true
	case out.numeralAt(at) != 0 && out.numeralAt(at) != numeralHundred:
		n, j, ok = out.readNumerals(at)
	}
	n.percent = true
	return n, j, ok
}

// numeralAt returns the numeral that unit j, glued to the one before it, is; 0 when it is none.
func (out *Analysis) numeralAt(j int) numeral {
	if j >= len(out.units) || !out.units[j].glued {
		return 0
	}
	return out.units[j].numeral
}

// multipliersFrom returns where the numerals from unit j on end that multiply by least and more.
func (out *Analysis) multipliersFrom(j int, least uint64) int {
	for out.numeralAt(j).multiplier() >= least {
		j++
	}
	return j
}

// scaled multiplies n by the multipliers that the units from i to j are.
func (out *Analysis) scaled(n number, i, j int) (number, bool) {
	if i == j {
		return n, true
	}
	m := uint64(1)
	for _, u := range out.units[i:j] {
		if m > 1e9 {
			return n, false
		}
		m *= u.numeral.multiplier()
	}
	return n.times(m)
}
