package web

// A problem is a failure in the words of a page.
type problem struct {
	W                   words
	Title, Detail, Help string
	Retry               string // URL; "" when trying again cannot help
	Reference           string
}

// newProblem words a failure. Retry is where trying again leads.
func newProblem(w words, p Problem, retry string) *problem {
	kind := problemKind(p.Status)
	made := &problem{W: w, Title: w[kind+"Title"], Detail: p.Detail, Help: w[kind+"Help"], Retry: retry}
	if p.RequestID != "" {
		made.Reference = fill(w["reference"], p.RequestID)
	}
	if kind == "bad" || kind == "gone" || kind == "denied" {
		made.Retry = ""
	}
	return made
}

// problemKind is the prefix of the words for a status. static/search.js has the same table.
func problemKind(status int) string {
	switch status {
	case 400, 413, 414, 422:
		return "bad"
	case 401, 403:
		return "denied"
	case 404, 410:
		return "gone"
	case 429:
		return "busy"
	case 502, 503, 504:
		return "away"
	}
	return "broken"
}
