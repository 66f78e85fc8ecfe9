package analyzer

import _ "embed"

// fillerText lists the question fillers.
//
//go:embed filler.txt
var fillerText string
