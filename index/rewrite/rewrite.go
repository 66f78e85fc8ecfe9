package rewrite

// Rewrites returns the words that typed may have been meant as, the likeliest first and at most max. typed is one piece
// of a query, of Han characters (留村, 转画率), letters (liucun, yhlc, googel) or both (用户liucun, liu存). Only words that
// are like the whole of it are proposed, and never typed itself:
//
//   - what is read the same, syllable by syllable. Of three Han characters and more one must be right; of two both may be
//     wrong when no word has one of them;
//   - of two letters and more, words with these initials;
//   - of four letters and more, words that begin so (liucu);
//   - what sounds loosely the same (see pinyin.Syllable.Alike), with one Han character right;
//   - what is one slip away: a Han character of three and more that is wrong, or of four and more missing, one too many or
//     in its neighbour's place; a Latin letter of four to seven, or two of eight and more.
//
// That is the order of cost, too. Of the same cost, terms of the lexicon come first, then what more sections have.
func (v *Vocabulary) Rewrites(typed string, max int) []Candidate {
	t := parse(typed)
	if max <= 0 || len(t.runes) < 2 {
		return nil
	}
	near, strangers := best{max: max}, best{max: max}
	e := ear{v: v, typed: &t, loosely: true, heard: func(h heard) {
		cost, why, kept := h.weigh(&t)
		switch {
		case string(v.text(h.word)) == typed:
		case t.han == 0 || kept > 0:
			near.add(v, h.word, cost, why)
		case t.han < 3 && (!h.loose || t.letters > 0):
			strangers.add(v, h.word, cost, why)
		}
	}}
	e.listen()
	if len(near.list) == 0 {
		near = strangers
	}
	add := func(cost int, why Why) func(int, int) {
		return func(word, more int) {
			if string(v.text(word)) != typed {
				near.add(v, word, cost+min(more, 7), why)
			}
		}
	}
	if letters, ok := t.latin(); ok && len(letters) >= 2 {
		v.initials(letters, false, add(costInitials, Pinyin))
	}
	if t.letters >= 4 && t.units[len(t.units)-1].han == 0 {
		v.begun(&t, func(word, missing int) { add(costBeginning, Pinyin)(word, missing-1) })
	}
	slipped := func(word, cost int) { add(cost, Typo)(word, 0) }
	v.slips(&t, slipped)
	v.misspellings(&t, slipped)
	return near.candidates(v)
}

// weigh says what a word that sounds like t costs, why it is proposed, and how many Han characters of t it keeps.
func (h heard) weigh(t *typed) (cost int, why Why, kept int) {
	if h.rare {
		cost += costRare
	}
	if h.loose {
		cost += costLoose
	}
	if h.changed > 1 {
		cost += costChanged * min(h.changed-1, 3)
	}
	switch {
	case h.changed > 0:
		why = Homophone
	case h.spelt:
		why = Pinyin
	default:
		why = Typo // nothing but a gap or a mark between the letters
	}
	return cost, why, t.han - h.changed
}

// begun finds the words that begin as t is read. The Han characters of t are right.
func (v *Vocabulary) begun(t *typed, heardIt func(word, missing int)) {
	e := ear{v: v, typed: t, beginning: true, heard: func(h heard) {
		if h.changed == 0 && h.missing > 0 && h.spelt {
			heardIt(h.word, h.missing)
		}
	}}
	e.listen()
}

// Complete returns the words of which the pinyin, or its initials, begins with what was typed: first those that were typed
// in full, then terms of the lexicon, then what more sections have; at most max. What was typed ends in letters, and Han
// characters before them are taken as they are (用户liu).
func (v *Vocabulary) Complete(typed string, max int) []Candidate {
	t := parse(typed)
	if max <= 0 || len(t.units) == 0 || t.units[len(t.units)-1].han != 0 {
		return nil
	}
	out := best{max: max}
	e := ear{v: v, typed: &t, heard: func(h heard) {
		if cost, why, _ := h.weigh(&t); h.changed == 0 {
			out.add(v, h.word, cost, why)
		}
	}}
	e.listen()
	v.begun(&t, func(word, _ int) { out.add(v, word, costBeginning, Pinyin) })
	if letters, ok := t.latin(); ok {
		v.initials(letters, true, func(word, missing int) {
			cost := costInitials
			if missing > 0 {
				cost = costBeginning
			}
			out.add(v, word, cost, Pinyin)
		})
	}
	return out.candidates(v)
}
