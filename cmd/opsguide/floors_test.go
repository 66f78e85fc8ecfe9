package main

import (
	"encoding/json"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/opsguide/opsguide/"

// floors is the floor plan: a package imports only from floors below its own.
var floors = map[string]int{
	"corpus": 0, "analyzer": 0, "analyzer/pinyin": 0, "index/query": 0, "index/rank": 0, "index/highlight": 0,
	"api/client": 0, "api/web": 0, "bench": 0, "bench/fit": 0,
	"index": 1, "index/rewrite": 1, "index/suggest": 1, "index/usage": 1, "index/local/posting": 1,
	"index/local": 2, "index/cache": 2, "index/indextest": 2, "api": 2,
	"cmd/opsguide": 3,
}

// owners says which packages may import a library; tests may import anything.
var owners = map[string][]string{
	"github.com/go-ego/gse":          {"analyzer"},
	"github.com/mozillazg/go-pinyin": {}, // only the test that writes a table of analyzer/pinyin
	"github.com/blevesearch/bleve":   {"analyzer", "index/local"},
	"github.com/blevesearch/vellum":  {"index/local/posting"},
	"go.etcd.io/bbolt":               {"index/cache"},
	"github.com/labstack/echo":       {"api"},
	"github.com/labstack/gommon":     {"api"},
	"github.com/yuin/goldmark":       {"corpus"},
	"github.com/schollz/progressbar": {"cmd/opsguide"},
}

func TestFloorPlan(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", module+"...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := d.Decode(&p); err == io.EOF {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(p.ImportPath, module)
		floor, ok := floors[name]
		if !ok {
			t.Errorf("%s is not on the floor plan", name)
			continue
		}
		for _, i := range p.Imports {
			if below, ok := strings.CutPrefix(i, module); ok && floors[below] >= floor {
				t.Errorf("%s (floor %d) imports %s (floor %d)", name, floor, below, floors[below])
			}
			for library, allowed := range owners {
				if strings.HasPrefix(i, library) && !slices.Contains(allowed, name) {
					t.Errorf("%s imports %s, which only %s may", name, i, strings.Join(allowed, " and "))
				}
			}
		}
	}
}
