package local

import (
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bleveindex "github.com/blevesearch/bleve_index_api"
	segmentapi "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v17"

	"github.com/opsguide/opsguide/index/local/posting"
)

// converter is bleve's own plugin for segment files, but that documents which are only made of what this package makes
// them of become a segment several times faster, and are merged so; see posting.Batch and posting.Merge. It stands in the
// place of bleve's own, whose files these are, so that whatever opens one gets it.
type converter struct {
	zap.ZapPlugin
	bytesPerDoc atomic.Int64 // of the segment before
	packs       bool         // stored values, as bleve does, for tests to compare with
}

func init() { scorch.RegisterSegmentPlugin(new(converter), true) }

// New implements scorch.SegmentPlugin.
func (c *converter) New(docs []bleveindex.Document) (segmentapi.Segment, uint64, error) {
	return c.NewUsing(docs, nil)
}

// NewUsing implements scorch.SegmentPlugin.
func (c *converter) NewUsing(docs []bleveindex.Document, config map[string]any) (segmentapi.Segment, uint64, error) {
	if !convertible(docs) {
		return c.ZapPlugin.NewUsing(docs, config)
	}
	b := posting.NewBatch()
	b.InPlace = !c.packs
	for _, d := range docs {
		b.Document()
		d.VisitFields(func(f bleveindex.Field) { addField(b, f) })
	}
	const reserve = 64 << 10
	w, err := b.Write(int(c.bytesPerDoc.Load())*len(docs)*9/8 + reserve)
	if err != nil {
		return nil, 0, err
	}
	c.bytesPerDoc.Store(int64(len(w.Bytes) / len(docs)))
	stats, ok := config[segmentapi.StatsKey].(*segmentapi.Stats)
	if !ok || stats == nil {
		stats = new(segmentapi.Stats)
	}
	s, err := zap.InitSegmentBase(w.Bytes, crc32.ChecksumIEEE(w.Bytes), zap.DefaultChunkMode, uint64(w.Docs),
		w.StoredOffset, w.FieldOffset, config, stats)
	if err != nil {
		return nil, 0, err
	}
	return s, uint64(len(w.Bytes)), nil
}

// Merge implements scorch.SegmentPlugin.
func (c *converter) Merge(segments []segmentapi.Segment, drops []*roaring.Bitmap, path string, stop chan struct{},
	r segmentapi.StatsReporter) ([][]uint64, uint64, error) {
	return c.MergeUsing(segments, drops, path, stop, r, nil)
}

// MergeUsing implements scorch.SegmentPlugin.
func (c *converter) MergeUsing(segments []segmentapi.Segment, drops []*roaring.Bitmap, path string, stop chan struct{},
	r segmentapi.StatsReporter, config map[string]any) ([][]uint64, uint64, error) {
	opened := mergeable(segments, drops)
	if opened == nil {
		return c.ZapPlugin.MergeUsing(segments, drops, path, stop, r, config)
	}
	size, err := mergeFile(path, opened, stop)
	if errors.Is(err, posting.ErrStopped) {
		return nil, 0, segmentapi.ErrClosed
	}
	if err != nil {
		return nil, 0, fmt.Errorf("merge segments: %w", err)
	}
	if r != nil {
		r.ReportBytesWritten(size)
	}
	numbers := make([][]uint64, len(opened)) // by segment and document: the new one
	next := uint64(0)
	for i, s := range opened {
		numbers[i] = make([]uint64, s.Docs())
		for doc := range numbers[i] {
			numbers[i][doc] = next
			next++
		}
	}
	return numbers, size, nil
}

// mergeable opens segments of which nothing was deleted and that hold nothing but what record.go makes; nil for others.
func mergeable(segments []segmentapi.Segment, drops []*roaring.Bitmap) []*posting.Segment {
	if bleveindex.WriterHook != nil || zap.DefaultChunkMode != posting.ChunkMode {
		return nil
	}
	var opened []*posting.Segment
	for i, s := range segments {
		file, ok := s.(*zap.Segment)
		if !ok || drops[i] != nil && !drops[i].IsEmpty() {
			return nil
		}
		p, err := posting.Open(file.Data())
		if err != nil {
			return nil
		}
		opened = append(opened, p)
	}
	if !posting.Mergeable(opened) {
		return nil
	}
	return opened
}

// mergeFile leaves a whole file on the disk, or none.
func mergeFile(path string, segments []*posting.Segment, stop <-chan struct{}) (size uint64, err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return 0, err
	}
	defer func() {
		if err2 := f.Close(); err == nil {
			err = err2
		}
		if err != nil {
			_ = os.Remove(path)
		}
	}()
	if size, err = posting.Merge(f, segments, stop); err != nil {
		return 0, err
	}
	return size, f.Sync()
}

func addField(b *posting.Batch, f bleveindex.Field) {
	options := uint64(f.Options())
	if f.Options().IsStored() {
		b.Store(f.Name(), options, f.EncodedFieldType(), f.Value())
	}
	switch f := f.(type) {
	case *termField:
		b.Count(f.name, options, f.AnalyzedLength(), f.vocabulary, f.counts)
	case *numberField:
		b.Term(f.name, options, f.AnalyzedLength(), numberTermBytes, 1)
	case *exactField:
		b.Term(f.name, options, f.AnalyzedLength(), f.value, 0)
	default:
		for _, tf := range f.AnalyzedTokenFrequencies() { // one, that of the key
			b.Term(f.Name(), options, f.AnalyzedLength(), tf.Term, tf.Frequency())
		}
	}
}

// convertible reports whether all documents are such as record.go makes them.
func convertible(docs []bleveindex.Document) bool {
	if len(docs) == 0 || bleveindex.WriterHook != nil || zap.DefaultChunkMode != posting.ChunkMode {
		return false
	}
	for _, d := range docs {
		own, ok := d.(*document.Document)
		if !ok || own.HasComposite() || len(own.NestedDocuments) > 0 {
			return false
		}
		for _, f := range own.Fields {
			switch f.(type) {
			case *termField, *numberField, *exactField, *storedField:
			default:
				if f.Name() != "_id" {
					return false
				}
			}
		}
	}
	return true
}
