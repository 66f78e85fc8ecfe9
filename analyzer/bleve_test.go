package analyzer

import (
	"path/filepath"
	"testing"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search/query"
)

// newBleveIndex makes an index on disk whose texts are analysed by the analyzer of that name.
func newBleveIndex(t *testing.T, m *mapping.IndexMappingImpl, analyzer string) bleve.Index {
	t.Helper()
	m.DefaultAnalyzer = analyzer
	index, err := bleve.New(filepath.Join(t.TempDir(), "index"), m)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = index.Close() })
	for id, text := range map[string]string{
		"留存": "新用户的次日留存率怎么提升？先看新手引导。",
		"测试": "上线之前先做Ａ/Ｂ測試，样本量要够。",
		"热点": "热点来了，内容日历可以插队。👩\u200d💻",
	} {
		if err := index.Index(id, map[string]string{"text": text}); err != nil {
			t.Fatal(err)
		}
	}
	return index
}

func phrase(text, analyzer string) query.Query {
	q := bleve.NewMatchPhraseQuery(text)
	q.SetField("text")
	q.Analyzer = analyzer
	return q
}

func TestBleve(t *testing.T) {
	custom := bleve.NewIndexMapping()
	if err := custom.AddCustomAnalyzer("from a file", map[string]any{
		"type": BleveName, "dictionary": writeTemp(t, testImage()),
	}); err != nil {
		t.Fatal(err)
	}
	for name, m := range map[string]*mapping.IndexMappingImpl{BleveName: bleve.NewIndexMapping(), "from a file": custom} {
		t.Run(name, func(t *testing.T) {
			index := newBleveIndex(t, m, name)
			for _, test := range []struct{ phrase, want string }{
				{"留存率怎么提", "留存"}, // cuts 提升 in two
				{"的次日", "留存"},    // and 次日留存率
				{"a/b测试", "测试"},
				{"B测", "测试"}, // any literal part
				{"来了内容", "热点"},
				{"👩\u200d💻", "热点"},
				{"怎么留存率", ""},
				{"新用户引导", ""},
			} {
				request := bleve.NewSearchRequest(phrase(test.phrase, name))
				request.IncludeLocations = true
				result, err := index.Search(request)
				if err != nil {
					t.Fatal(err)
				}
				got := ""
				for _, hit := range result.Hits {
					got += hit.ID
				}
				if got != test.want {
					t.Errorf("phrase %s finds %q, want %q", test.phrase, got, test.want)
				}
			}
		})
	}
}

// Locations are bytes in the original, and positions count units from 1.
func TestBleveLocations(t *testing.T) {
	index := newBleveIndex(t, bleve.NewIndexMapping(), BleveName)
	request := bleve.NewSearchRequest(phrase("测试", BleveName))
	request.IncludeLocations = true
	result, err := index.Search(request)
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Hits) != 1 {
		t.Fatalf("%d hits, want 1", len(result.Hits))
	}
	at := result.Hits[0].Locations["text"]["测试"]
	if len(at) != 1 || at[0].Start != 25 || at[0].End != 31 || at[0].Pos != 9 {
		t.Errorf("測試 is at %v, want bytes 25 to 31 and position 9 alone", result.Hits[0].Locations)
	}
}

func TestBleveOptions(t *testing.T) {
	for name, config := range map[string]map[string]any{
		"no such file": {"type": BleveName, "dictionary": filepath.Join(t.TempDir(), "none.dic")},
		"no path":      {"type": BleveName, "dictionary": 7},
	} {
		if err := bleve.NewIndexMapping().AddCustomTokenizer("custom", config); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
