package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"
)

//go:embed static
var staticFiles embed.FS

// An asset is a file that pages link to.
type asset struct {
	name, contentType string
	body              []byte
	url               string // /assets/name.hash.ext
}

var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// comments are comments on lines of their own, and indentation. Readers of pages do without them: a sixth of the weight.
// No script has a string of several lines.
var comments = regexp.MustCompile(`(?m)^(\s+|//.*\n)+`)

// assets holds every asset under its own name and under the last element of its URL.
var assets = loadAssets()

func loadAssets() map[string]*asset {
	byName := make(map[string]*asset)
	files, err := fs.ReadDir(staticFiles, "static")
	if err != nil {
		panic(err) // embedded
	}
	for _, f := range files {
		body, err := staticFiles.ReadFile("static/" + f.Name())
		if err != nil {
			panic(err)
		}
		if path.Ext(f.Name()) == ".js" {
			body = comments.ReplaceAll(body, nil)
		}
		sum := sha256.Sum256(body)
		ext := path.Ext(f.Name())
		hashed := strings.TrimSuffix(f.Name(), ext) + "." + hex.EncodeToString(sum[:6]) + ext
		a := &asset{f.Name(), contentTypes[ext], body, "/assets/" + hashed}
		byName[f.Name()], byName[hashed] = a, a
	}
	return byName
}

// assetURL is the URL of the asset of that name.
func assetURL(name string) (string, error) {
	a, ok := assets[name]
	if !ok {
		return "", fmt.Errorf("no asset %q", name)
	}
	return a.url, nil
}

// Assets serves the files that pages link to, under /assets/. A URL changes with the content of its file, so what it
// serves may be kept for ever; under its plain name a file is served too, to be asked for anew each time.
func Assets() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := path.Base(r.URL.Path)
		a, ok := assets[name]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		h := w.Header()
		h.Set("Content-Type", a.contentType)
		h.Set("X-Content-Type-Options", "nosniff")
		if name == a.name {
			h.Set("Cache-Control", "no-cache")
		} else {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		if r.Method == http.MethodGet {
			w.Write(a.body)
		}
	})
}
