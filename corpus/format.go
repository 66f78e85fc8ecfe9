package corpus

// Format names the shape of an input file.
type Format string

// The formats that are read.
const (
	Auto     Format = ""      // by extension and content
	QA       Format = "qa"    // a question page saved as text
	Markdown Format = "md"    // Markdown, with or without front matter
	HTML     Format = "html"  // a web page
	Text     Format = "txt"   // plain text
	JSONL    Format = "jsonl" // one document a line
)
