package corpus

import (
	"embed"
	"iter"
	"path"
	"strings"
	"time"
)

//go:embed sample
var sampleFiles embed.FS

// Sample yields the bundled corpus: question and handbook pages on the daily work of operations. The id of a page is
// its file's name without the extension, such as operations-weekly-report.
func Sample() iter.Seq2[*Document, error] {
	return func(yield func(*Document, error) bool) {
		entries, err := sampleFiles.ReadDir("sample")
		if err != nil {
			yield(nil, err)
			return
		}
		for _, e := range entries {
			name := path.Join("sample", e.Name())
			data, err := sampleFiles.ReadFile(name)
			if err != nil {
				yield(nil, err)
				return
			}
			id := strings.TrimSuffix(e.Name(), path.Ext(name))
			if !yield(parsePage(id, name, data, Auto, time.Time{})) {
				return
			}
		}
	}
}
