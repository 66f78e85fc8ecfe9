package web

type gapsPage struct {
	frame
	Groups []gapGroup
}

// A gapGroup is the gaps that ask for the same remedy.
type gapGroup struct {
	Title, Hint string
	Gaps        []gapShown
}

type gapShown struct {
	Query, URL string
	Facts      []link
	Missing    string
	Nearest    []nearby
}

func newGapsPage(v GapsView) gapsPage {
	p := gapsPage{frame: newFrame(v.Lang, "gaps", "")}
	w := p.W
	p.Title = w["gaps"] + " · " + w["title"]
	p.Script = "read.js"
	unanswered := gapGroup{Title: w["gapsUnanswered"], Hint: w["gapsWrite"]}
	unopened := gapGroup{Title: w["gapsUnopened"], Hint: w["gapsImprove"]}
	for _, g := range v.Gaps {
		into := &unanswered
		if g.Why == "unopened" {
			into = &unopened
		}
		into.Gaps = append(into.Gaps, newGap(w, g))
	}
	for _, group := range []gapGroup{unanswered, unopened} {
		if len(group.Gaps) > 0 {
			p.Groups = append(p.Groups, group)
		}
	}
	return p
}

func newGap(w words, g Gap) gapShown {
	made := gapShown{Query: g.Query, URL: address{Query: g.Query}.String(), Missing: absent(w, g.Missing)}
	made.Facts = []link{{Label: plural(w["gapAsked"], g.Asked)}}
	switch g.Why {
	case "nothing":
		made.Facts = append(made.Facts, link{Label: w["gapNothing"]})
	case "little":
		made.Facts = append(made.Facts, link{Label: w["gapLittle"]})
	}
	made.Facts = append(made.Facts, link{Label: fill(w["gapLast"], g.Last)})
	for _, h := range g.Nearest {
		made.Nearest = append(made.Nearest, newNearby(h))
	}
	return made
}
