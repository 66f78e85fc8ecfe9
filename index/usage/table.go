package usage

import (
	"cmp"
	"container/heap"
	"math"
	"slices"
	"time"
)

// An entry holds the counts of one query. They are fractions, since they fade.
type entry struct {
	query    string
	count    float64 // askings, and those that came with the place: at least as often as the query was asked
	over     float64 // of count, what came with the place
	nothing  float64
	little   float64
	opened   float64
	last     int // day
	sections []sectionCount
	at       int // in the heap
}

type sectionCount struct {
	id    string
	count float64
}

// maxSections is how many of the sections opened for a query are told apart.
const maxSections = 3

// forgotten is the count below which a query is left out: one asking after two half-lives.
const forgotten = 0.25

// A table is the Space-Saving summary: entries by query, and a heap with the lowest count first.
type table struct {
	limit   int
	day     int // up to which counts are faded
	entries map[string]*entry
	heap    byCount
}

func newTable(limit int) *table { return &table{limit: limit, entries: map[string]*entry{}} }

func (t *table) asked(query string, o Outcome) {
	e := t.place(query)
	e.count++
	switch o {
	case Nothing:
		e.nothing++
	case Little:
		e.little++
	}
	e.last = t.day
	heap.Fix(&t.heap, e.at)
}

// place returns the entry of a query. Where there is no room the query takes over the place of the one with the lowest
// count, and with it that count, by which its own may be too high.
func (t *table) place(query string) *entry {
	e := t.entries[query]
	switch {
	case e != nil:
		return e
	case len(t.heap) < t.limit:
		e = &entry{query: query}
		heap.Push(&t.heap, e)
	default:
		e = t.heap[0]
		delete(t.entries, e.query)
		*e = entry{query: query, count: e.count, over: e.count, at: e.at}
	}
	t.entries[query] = e
	return e
}

// opened counts a section for a query. Of more sections than are told apart the one opened least gives way.
func (t *table) opened(query, section string) {
	e := t.entries[query]
	if e == nil {
		return
	}
	e.opened++
	if len(section) > maxSection {
		return
	}
	i := slices.IndexFunc(e.sections, func(s sectionCount) bool { return s.id == section })
	if i < 0 {
		if i = len(e.sections); i < maxSections {
			e.sections = append(e.sections, sectionCount{})
		} else {
			i--
		}
		e.sections[i] = sectionCount{id: section}
	}
	e.sections[i].count++
	e.sortSections()
}

// sortSections puts what was opened most first.
func (e *entry) sortSections() {
	slices.SortFunc(e.sections, func(a, b sectionCount) int {
		return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(a.id, b.id))
	})
}

// turn begins a day: counts fade by the days since, and those that are as good as gone are left out. All fade alike, so
// that the order and what Space-Saving promises hold.
func (t *table) turn(day int) {
	since := day - t.day
	if since <= 0 {
		return // the clock may have been put back
	}
	t.day = day
	if len(t.heap) == 0 {
		return
	}
	by := math.Exp2(-float64(since) / HalfLife)
	kept := t.heap[:0]
	for _, e := range t.heap {
		for _, count := range []*float64{&e.count, &e.over, &e.nothing, &e.little, &e.opened} {
			*count *= by
		}
		for i := range e.sections {
			e.sections[i].count *= by
		}
		if e.count < forgotten {
			delete(t.entries, e.query)
			continue
		}
		e.at = len(kept)
		kept = append(kept, e)
	}
	clear(t.heap[len(kept):])
	t.heap = kept
	heap.Init(&t.heap)
}

// byCount implements heap.Interface.
type byCount []*entry

func (h byCount) Len() int           { return len(h) }
func (h byCount) Less(i, j int) bool { return h[i].count < h[j].count }
func (h byCount) Swap(i, j int)      { h[i], h[j] = h[j], h[i]; h[i].at, h[j].at = i, j }

func (h *byCount) Push(x any) {
	e := x.(*entry)
	e.at = len(*h)
	*h = append(*h, e)
}

func (h *byCount) Pop() any {
	last := len(*h) - 1
	e := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	return e
}

// dayOf numbers the day of a time, in the time's own zone.
func dayOf(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

func dateOf(day int) string { return time.Unix(int64(day)*24*60*60, 0).UTC().Format(time.DateOnly) }
