package api

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
)

// takesGzip reports whether the answer to a request may be compressed.
func takesGzip(r *http.Request) bool {
	for _, line := range r.Header["Accept-Encoding"] {
		for coding := range strings.SplitSeq(line, ",") {
			name, weight, _ := strings.Cut(coding, ";")
			if strings.EqualFold(strings.TrimSpace(name), "gzip") {
				weight = strings.ReplaceAll(weight, " ", "")
				return !strings.HasPrefix(weight, "q=0") || strings.Trim(weight, "q=0.") != ""
			}
		}
	}
	return false
}

// zippers hold much memory, so they are used again.
var zippers = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

// zip compresses a body.
func zip(body []byte) []byte {
	var b bytes.Buffer
	w := zippers.Get().(*gzip.Writer)
	w.Reset(&b)
	w.Write(body) // into a buffer, which takes everything
	w.Close()
	w.Reset(nil) // or it would hold on to the buffer
	zippers.Put(w)
	return b.Bytes()
}
