package analyzer

import "strings"

// The longest compound. A web address may be longer: of that, every part of six units is a compound.
const (
	maxCompoundUnits = 6
	maxCompoundBytes = 256
)

// compounds adds to out.matches the compounds that begin at unit i, a run of letters and digits: runs joined by connectors
// (a/b, v1.2.3, 3.14, gpt-4, snake_case, r&d, mail and web addresses), c++ and c#. A compound is a matter of the units
// and gaps that it spans and of nothing around it, so every part that someone may copy out of a longer one is there.
func (out *Analysis) compounds(i int) {
	u := &out.units[i]
	if out.sharp(i) {
		out.insert(match{end: int32(i + 1), sharp: true, compound: true})
	}
	if out.plusPlus(i) {
		out.insert(match{end: int32(i + 3), compound: true})
	}
	for j := i + 1; j < len(out.units) && j-i < maxCompoundUnits && out.connected(j); j++ {
		if out.units[j].termEnd-u.termStart > maxCompoundBytes {
			return
		}
		out.insert(match{end: int32(j + 1), compound: true})
	}
}

// insert adds a match in order of length, or marks the word that it coincides with.
func (out *Analysis) insert(m match) {
	at := len(out.matches)
	for at > 0 && out.matches[at-1].end > m.end {
		at--
	}
	if at > 0 && out.matches[at-1].end == m.end && out.matches[at-1].sharp == m.sharp {
		out.matches[at-1].compound = true
		return
	}
	out.matches = append(out.matches, match{})
	copy(out.matches[at+1:], out.matches[at:])
	out.matches[at] = m
}

// connected reports whether unit j is letters and joined to letters before it by a connector.
func (out *Analysis) connected(j int) bool {
	u, before := &out.units[j], &out.units[j-1]
	if u.class != classLatin || before.class != classLatin {
		return false
	}
	gap := out.Text[before.termEnd:u.termStart]
	return len(gap) == 1 && strings.IndexByte("/.-_@:&'", gap[0]) >= 0 || string(gap) == "://"
}

// sharp reports whether unit i is one letter with a sharp sign right behind it: c#.
func (out *Analysis) sharp(i int) bool {
	u := &out.units[i]
	return out.signed(i, '#') && u.termEnd-u.termStart == 1 && out.Text[u.termStart] >= 'a'
}

// signed reports whether that sign, a sharp or a percent sign, stands right behind unit i.
func (out *Analysis) signed(i int, sign byte) bool {
	return out.units[i].sign > 0 && out.Text[out.units[i].termEnd] == sign
}

// plusPlus reports whether two plus signs follow unit i directly: c++.
func (out *Analysis) plusPlus(i int) bool {
	return i+2 < len(out.units) && out.isPlus(i+1) && out.isPlus(i+2)
}

func (out *Analysis) isPlus(i int) bool {
	u := &out.units[i]
	return u.glued && u.class == classSymbol && u.termEnd-u.termStart == 1 && out.Text[u.termStart] == '+'
}
