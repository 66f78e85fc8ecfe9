package posting_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/document"
	bleveindex "github.com/blevesearch/bleve_index_api"
	segmentapi "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v17"

	"github.com/opsguide/opsguide/index/local/posting"
)

// persisted writes a segment as bleve does and opens the file.
func persisted(t *testing.T, s segmentapi.Segment) *zap.Segment {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.zap")
	if err := s.(segmentapi.UnpersistedSegment).Persist(path); err != nil {
		t.Fatal(err)
	}
	return opened(t, path)
}

func opened(t *testing.T, path string) *zap.Segment {
	t.Helper()
	s, err := new(zap.ZapPlugin).Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s.(*zap.Segment)
}

// mergeBoth merges segments in both ways and returns what bleve made of them, for the next merge.
func mergeBoth(t *testing.T, parts []*zap.Segment) *zap.Segment {
	t.Helper()
	path := filepath.Join(t.TempDir(), "merged.zap")
	var all []segmentapi.Segment
	var ours []*posting.Segment
	for _, p := range parts {
		all = append(all, p)
		s, err := posting.Open(p.Data())
		if err != nil {
			t.Fatal(err)
		}
		ours = append(ours, s)
	}
	if _, _, err := new(zap.ZapPlugin).Merge(all, make([]*roaring.Bitmap, len(all)), path, nil, nil); err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !posting.Mergeable(ours) {
		t.Fatal("segments cannot be merged")
	}
	var got bytes.Buffer
	size, err := posting.Merge(&got, ours, nil)
	if err != nil || size != uint64(got.Len()) {
		t.Fatalf("Merge = %d, %v; wrote %d bytes", size, err, got.Len())
	}
	sameUpToFields(t, got.Bytes(), want)
	file := filepath.Join(t.TempDir(), "ours.zap")
	if err := os.WriteFile(file, got.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := opened(t, file).SegmentBase.Close(); err != nil {
		t.Fatal(err)
	}
	return opened(t, path)
}

// A merge is byte by byte what zapx writes, of segments that were made at once and of such as were merged themselves.
func TestMergesAsBleveDoes(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	var parts []*zap.Segment
	for _, n := range []int{300, 1, 5000, 70, 61000, 2} {
		s, _, err := new(zap.ZapPlugin).New(documents(n, r))
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, persisted(t, s))
	}
	for _, row := range [][]int{{1}, {1, 5}, {0, 1, 2}, {5, 4, 3, 2, 1, 0}} {
		t.Run(fmt.Sprint(row), func(t *testing.T) {
			var chosen []*zap.Segment
			for _, i := range row {
				chosen = append(chosen, parts[i])
			}
			merged := mergeBoth(t, chosen)
			if len(row) < 4 {
				mergeBoth(t, []*zap.Segment{parts[3], merged, parts[1], merged})
			}
		})
	}
}

func TestMergeStops(t *testing.T) {
	s, err := posting.Open(bytesOf(t, build(t, 300, rand.New(rand.NewPCG(1, 1)))))
	if err != nil {
		t.Fatal(err)
	}
	stop := make(chan struct{})
	close(stop)
	if _, err := posting.Merge(new(bytes.Buffer), []*posting.Segment{s, s}, stop); err != posting.ErrStopped {
		t.Errorf("a merge that was told to stop returned %v", err)
	}
}

func TestMergeable(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	with := func(name string, options bleveindex.FieldIndexingOptions) *posting.Segment {
		docs := documents(3, r)
		f := document.NewTextFieldCustom(name, nil, []byte("x"), options, nil)
		f.Analyze()
		docs[1].(*document.Document).AddField(f)
		s, _, err := new(zap.ZapPlugin).New(docs)
		if err != nil {
			t.Fatal(err)
		}
		own, err := posting.Open(bytesOf(t, s))
		if err != nil {
			t.Fatal(err)
		}
		return own
	}
	plain := with("extra", bleveindex.IndexField)
	for _, row := range []struct {
		name  string
		other *posting.Segment
		want  bool
	}{
		{"the same fields", with("extra", bleveindex.IndexField), true},
		{"another field", with("other", bleveindex.IndexField), true},
		{"the same field, stored", with("extra", bleveindex.IndexField|bleveindex.StoreField), false},
	} {
		if got := posting.Mergeable([]*posting.Segment{plain, row.other}); got != row.want {
			t.Errorf("%s: mergeable %t, want %t", row.name, got, row.want)
		}
	}
	for _, options := range []bleveindex.FieldIndexingOptions{bleveindex.DocValues, bleveindex.IncludeTermVectors} {
		if s := with("extra", bleveindex.IndexField|options); posting.Mergeable([]*posting.Segment{s, s}) {
			t.Errorf("a field with options %d is mergeable", options)
		}
	}
}
