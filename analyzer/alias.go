package analyzer

import "unicode/utf8"

// AliasPrefix is what the terms of kind Alias begin with, so that they are none of those that stand in texts.
const AliasPrefix = "="

// What is the same is written in several ways: 三个月 and 3个月, 百分之十 and 10%, e-mail and email. An Alias is a further
// token, in the one form that all of them share, where a text is written in another (the prefix left out here):
//
//	三个月, 第三           3, of one numeral: before a measure, or behind 第
//	十二, 两百, 二〇二六     12, 200, 2026
//	3万, 三点五万          30000, 35000
//	百分之十, 10％         10%
//	1,000                1000
//	a/b, e-mail, gpt-4   ab, email, gpt4
//
// What 一 is in 统一, 一般 and 一个 is no number, and an index of it would be of no use: hence the measures.

// isMeasure reports whether r makes a number of the single numeral before it: it counts or names things, times and amounts
// of money.
func isMeasure(r rune) bool {
	switch r {
	case '个', '月', '天', '年', '日', '周', '号', '季', '次', '倍', '步', '点', '条', '种', '项', '类', '级', '名', '位', '人', '家', '款', '件',
		'层', '期', '轮', '折', '秒', '岁', '分', '元', '块', '章', '节', '页', '篇', '组', '届', '大', '成':
		return true
	}
	return false
}

// isStrictMeasure reports whether the units from i on make a number of the 一 before them. 一天 is one day, but 一种 and 一位 are
// articles, and so is 一个, which alone would add an eighth to all aliases of the bundled guidance.
func (out *Analysis) isStrictMeasure(i int) bool {
	switch out.rune(i) {
	case '月', '天', '年', '周', '日', '次', '人', '步', '秒', '岁', '元', '倍':
		return true
	case '个':
		return out.spelt(i+1, "月") || out.spelt(i+1, "小时") || out.spelt(i+1, "星期") || out.spelt(i+1, "季度") || out.spelt(i+1, "工作日")
	case '小':
		return out.spelt(i+1, "时")
	case '分':
		return out.spelt(i+1, "钟")
	case '季':
		return out.spelt(i+1, "度")
	}
	return false
}

// Bounds of the parts of a hyphenated word that has an alias. Hyphens come and go where a part is short (e-mail, wi-fi,
// sign-up, gpt-4); between longer words (real-time) they stand for a space.
const (
	maxShortPart = 2
	maxLongPart  = 16
)

// mayAlias reports whether an alias can begin at unit i.
func (out *Analysis) mayAlias(i int) bool {
	return out.units[i].numeral != 0 || out.units[i].class == classLatin
}

// aliasAt emits the alias that begins at unit i, which may be one.
func (a *Analyzer) aliasAt(out *Analysis, i int, asQuery bool) {
	switch {
	case out.units[i].class != classLatin:
		n, j, ok := out.readNumerals(i)
		if ok && (j-i > 1 || a.counts(out, i) || asQuery && out.alone(i)) {
			out.emitNumber(i, j, n)
		}
	case out.isDigits(i):
		if n, j, ok := out.readDigits(i); ok && !n.canonical {
			out.emitNumber(i, j, n)
		}
	case out.joined(i):
		u, v := &out.units[i], &out.units[i+1]
		at := out.beginAlias()
		out.aliases = append(out.aliases, out.Text[u.termStart:u.termEnd]...)
		out.aliases = append(out.aliases, out.Text[v.termStart:v.termEnd]...)
		out.emitAlias(i, i+2, at)
	}
}

// joined reports whether a word of two parts begins with the letters of unit i: a/b, a-b, e-mail, gpt-4. What has more
// parts is an address, a path or the like.
func (out *Analysis) joined(i int) bool {
	j := i + 1
	if j >= len(out.units) || !out.connected(j) || i > 0 && out.connected(i) || j+1 < len(out.units) && out.connected(j+1) {
		return false
	}
	u, v := &out.units[i], &out.units[j]
	m, n := u.termEnd-u.termStart, v.termEnd-v.termStart
	switch string(out.Text[u.termEnd:v.termStart]) {
	case "-":
		return min(m, n) <= maxShortPart && max(m, n) <= maxLongPart
	case "/":
		return m == 1 && n == 1
	}
	return false
}

// counts reports whether the single numeral at unit i is a number: 第三, 三个, 一年, 一个月.
func (a *Analyzer) counts(out *Analysis, i int) bool {
	if i > 0 && out.units[i].glued && out.rune(i-1) == '第' {
		return true
	}
	if i+1 == len(out.units) || !out.units[i+1].glued {
		return false
	}
	next := out.rune(i + 1)
	if next == '分' && (out.units[i].numeral == numeralTen || out.spelt(i+1, "分之")) {
		return false // 十分满意, 三分之一
	}
	if out.units[i].numeral == numeralZero+1 {
		return out.isStrictMeasure(i+1) && !a.reachedFrom(out, i)
	}
	return isMeasure(next)
}

// reachedFrom reports whether a dictionary word that begins before unit i reaches into it: 统一, 进一步.
func (a *Analyzer) reachedFrom(out *Analysis, i int) bool {
	for k := max(0, i-3); k < i; k++ {
		a.walk(out, k)
		if n := len(out.matches); n > 0 && int(out.matches[n-1].end) > i {
			return true
		}
	}
	return false
}

// alone reports whether nothing stands beside unit i: who asks for one numeral is after the number.
func (out *Analysis) alone(i int) bool {
	return !(i > 0 && out.units[i].glued) && (i+1 == len(out.units) || !out.units[i+1].glued)
}

// emitNumber emits a number that stands in the units from i to j.
func (out *Analysis) emitNumber(i, j int, n number) {
	at := out.beginAlias()
	out.aliases = n.append(out.aliases)
	out.emitAlias(i, j, at)
	if n.percent && out.signed(j-1, '%') {
		out.Tokens[len(out.Tokens)-1].End += int32(out.units[j-1].sign)
	}
}

// beginAlias begins a term in out.aliases and returns where.
func (out *Analysis) beginAlias() int {
	at := len(out.aliases)
	out.aliases = append(out.aliases, AliasPrefix...)
	return at
}

// emitAlias emits what out.aliases holds from at on.
func (out *Analysis) emitAlias(i, j, at int) {
	out.emit(i, j, Alias, 0)
	t := &out.Tokens[len(out.Tokens)-1]
	t.TermStart, t.TermEnd = int32(at), int32(len(out.aliases))
}

// rune returns the first character of unit i.
func (out *Analysis) rune(i int) rune {
	r, _ := utf8.DecodeRune(out.Text[out.units[i].termStart:out.units[i].termEnd])
	return r
}

// spelt reports whether the units from i on, glued to what stands before them, are these characters.
func (out *Analysis) spelt(i int, text string) bool {
	for _, r := range text {
		if i >= len(out.units) || !out.units[i].glued || out.rune(i) != r {
			return false
		}
		i++
	}
	return true
}
