package query

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Parse reads the text of a search box. Every text is a valid query; the time is linear in its length.
//
// A hyphen and a field name count at the start of a word only: 2024-10, A-B, "a - b" and --help are text. What looks like
// an operator and cannot be one is text too: a quote that is never closed, a name that is no field (10.0.0.1:8080,
// http://x), a field without a value or with one that it cannot have (updated:昨天). A bare value ends where a word does:
// at white space or where a phrase begins. Empty quotes ask for nothing. Invalid UTF-8 becomes U+FFFD.
func Parse(s string) Query {
	var q Query
	var run []string
	endRun := func() {
		if len(run) > 0 {
			q.Clauses = append(q.Clauses, Clause{Kind: Words, Value: strings.Join(run, " ")})
			run = run[:0]
		}
	}
	p := newParser(s)
	for p.next() {
		if p.clause.plain() {
			run = append(run, p.clause.Value)
			continue
		}
		endRun()
		q.Clauses = append(q.Clauses, p.clause)
	}
	endRun()
	return q
}

// A parser yields the clauses of a text one by one, every plain word by itself.
type parser struct {
	text   string
	at     int    // what comes before is done
	clause Clause // the latest, at text[from:at]
	from   int

	never quoteSet // pairs that no mark closes from here on
}

func newParser(s string) *parser {
	return &parser{text: strings.ToValidUTF8(s, "\uFFFD")}
}

// next reads one clause and reports whether there was one.
func (p *parser) next() bool {
	for {
		spaced := p.skipSpace()
		if p.at == len(p.text) {
			return false
		}
		p.from, p.clause = p.at, Clause{}
		hyphens := 0
		for isHyphen(p.rune()) {
			p.at += utf8.RuneLen(p.rune())
			hyphens++
		}
		switch {
		case hyphens == 0:
		case !spaced:
			// “拉新”-“促活”: a hyphen right after a closing quote joins two words. It has nothing to say.
			p.from = p.at
			if p.at == len(p.text) || isSpace(p.rune()) {
				continue
			}
		case hyphens == 1 && p.at < len(p.text) && !isSpace(p.rune()):
			p.clause.Not = true
		default:
			p.at = p.from
			return p.word()
		}
		if p.field() || p.phrase() {
			if p.clause.Value == "" {
				continue
			}
			return true
		}
		return p.word()
	}
}

// skipSpace goes to the next word and reports whether it begins the text or follows white space.
func (p *parser) skipSpace() bool {
	spaced := p.at == 0
	for p.at < len(p.text) && isSpace(p.rune()) {
		p.at += utf8.RuneLen(p.rune())
		spaced = true
	}
	return spaced
}

// word reads plain text.
func (p *parser) word() bool {
	end := p.wordEnd(p.at)
	p.clause.Kind, p.clause.Value = Words, p.text[p.at:end]
	p.at = end
	return true
}

// phrase reads a phrase, if one begins here.
func (p *parser) phrase() bool {
	value, end, ok := p.quoted(p.at)
	if ok {
		p.clause.Kind, p.clause.Value = Phrase, value
		p.at = end
	}
	return ok
}

// field reads a field clause, if a valid one begins here.
func (p *parser) field() bool {
	f, rest, ok := cutField(p.text[p.at:])
	if !ok {
		return false
	}
	op := Has
	if f.ordered {
		op, rest = cutOp(rest)
	}
	at := len(p.text) - len(rest)
	value, end, quoted := p.quoted(at)
	if !quoted {
		if opening(firstRune(rest)) >= 0 {
			return false
		}
		end = p.wordEnd(at)
		value = p.text[at:end]
	}
	value, ok = f.canonical(value)
	if !ok {
		return false
	}
	p.clause.Kind, p.clause.Name, p.clause.Op, p.clause.Value = Field, f.name, op, value
	p.at = end
	return true
}

// quoted returns the text between the quotation mark at text[at:] and its partner, and the place after that.
func (p *parser) quoted(at int) (value string, end int, ok bool) {
	mark := firstRune(p.text[at:])
	k := opening(mark)
	if k < 0 || p.never[k] {
		return "", 0, false
	}
	start := at + utf8.RuneLen(mark)
	n, after := indexClose(p.text[start:], k)
	if n < 0 {
		p.never[k] = true
		return "", 0, false
	}
	return squeeze(p.text[start : start+n]), start + after, true
}

// wordEnd returns where the word or the bare value at text[at:] ends: at white space or where a phrase begins.
func (p *parser) wordEnd(at int) int {
	for i, r := range p.text[at:] {
		if isSpace(r) {
			return at + i
		}
		if opening(r) >= 0 {
			if _, _, ok := p.quoted(at + i); ok {
				return at + i
			}
		}
	}
	return len(p.text)
}

// rune returns the rune at hand, or -1 at the end.
func (p *parser) rune() rune { return firstRune(p.text[p.at:]) }

func firstRune(s string) rune {
	if s == "" {
		return -1
	}
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func isHyphen(r rune) bool { return r == '-' || r == '－' }

// isSpace reports whether r parts words. Control characters do: nobody types them, and they harm logs and terminals.
func isSpace(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }

// squeeze trims text and makes every run of white space in it one space.
func squeeze(text string) string { return strings.Join(strings.FieldsFunc(text, isSpace), " ") }
