package local

import (
	"fmt"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/opsguide/opsguide/index/local/posting"
	"github.com/opsguide/opsguide/index/rank"
)

// columns are what is known of a segment's documents by number, deleted ones included. A segment never changes, so they
// are made once, the costly ones when they are first asked for. They may be used concurrently.
type columns struct {
	postings *posting.Segment
	terms    *posting.Field
	bounds   *bounds
	measure  *rank.Saturation // what the bounds were found with

	lengths  []uint32 // units of a section
	set      bitset   // the documents that are sections
	sections int
	units    uint64

	answers   func() (*grouping, error) // sections by answer or page
	documents func() (*grouping, error) // sections by document
	days      func() ([]uint32, error)  // by document; see dayOf; 0 for unknown
	accepted  func() (*roaring.Bitmap, error)
	highest   func() (uint32, error) // the greatest serial or group
	added     added
}

// readColumns opens the postings of a segment's file.
func readColumns(data []byte) (*columns, error) {
	p, err := posting.Open(data)
	if err != nil {
		return nil, err
	}
	docs := p.Docs()
	c := &columns{postings: p, terms: p.Field(fieldTerms), bounds: newBounds(docs),
		lengths: make([]uint32, docs), set: newBitset(docs)}
	err = c.eachNumber(fieldLength, func(doc, length uint32) {
		c.lengths[doc] = length
		c.set.add(doc)
		c.sections++
		c.units += uint64(length)
	})
	if err != nil {
		return nil, err
	}
	c.answers = sync.OnceValues(func() (*grouping, error) { return c.grouping(fieldGroup) })
	c.documents = sync.OnceValues(func() (*grouping, error) { return c.grouping(fieldSerial) })
	c.days = sync.OnceValues(func() ([]uint32, error) { return c.numbers(fieldDay) })
	c.accepted = sync.OnceValues(func() (*roaring.Bitmap, error) { return c.bitmap(fieldAccepted, "true") })
	c.highest = sync.OnceValues(c.readHighest)
	return c, nil
}

// section reports whether a document is a section.
func (c *columns) section(doc uint32) bool { return c.set.has(doc) }

// eachNumber calls yield for every document that has a number field.
func (c *columns) eachNumber(field string, yield func(doc, number uint32)) error {
	list, err := c.postings.Field(field).Find([]byte(numberTerm))
	if err != nil {
		return fmt.Errorf("read column %s: %w", field, err)
	}
	list.Lengths(func(doc, length uint32) { yield(doc, length-1) })
	return nil
}

// numbers reads a number field; 0 stands for none and for zero.
func (c *columns) numbers(field string) ([]uint32, error) {
	numbers := make([]uint32, len(c.lengths))
	err := c.eachNumber(field, func(doc, n uint32) { numbers[doc] = n })
	return numbers, err
}

// bitmap returns the documents with a value of a field, deleted ones included.
func (c *columns) bitmap(field, value string) (*roaring.Bitmap, error) {
	list, err := c.postings.Field(field).Find([]byte(value))
	if err != nil {
		return nil, err
	}
	return list.Bitmap()
}

// A grouping puts the sections of a segment into groups. A group's sections are always written together, so they stand in
// one segment.
type grouping struct {
	of      []uint32        // the group of each document
	n       int             // groups are numbered below n
	shared  bitset          // the sections that are not alone in their group
	members func() *members // made at the first call
}

// members are the sections of each group: docs[start[g]:start[g+1]].
type members struct{ start, docs []uint32 }

// grouping reads the groups that a number field makes.
func (c *columns) grouping(field string) (*grouping, error) {
	numbers, err := c.numbers(field)
	if err != nil {
		return nil, err
	}
	g := &grouping{of: numbers}
	g.n = dense(numbers)
	g.shared = newBitset(len(c.lengths))
	first := make([]uint32, g.n) // by group: its first section plus one
	for doc, group := range numbers {
		if !c.section(uint32(doc)) {
			continue
		}
		if first[group] == 0 {
			first[group] = uint32(doc) + 1
			continue
		}
		g.shared.add(uint32(doc))
		g.shared.add(first[group] - 1)
	}
	g.members = sync.OnceValue(func() *members { return c.membersOf(g) })
	return g, nil
}

// dense makes numbers small: as they are where that is not far beyond their count, else by their rank. It returns how many
// there are then.
func dense(numbers []uint32) int {
	if len(numbers) == 0 {
		return 0
	}
	if highest := int(slices.Max(numbers)); highest < 2*len(numbers) {
		return highest + 1
	}
	distinct := slices.Compact(slices.Sorted(slices.Values(numbers)))
	for i, n := range numbers {
		rank, _ := slices.BinarySearch(distinct, n)
		numbers[i] = uint32(rank)
	}
	return len(distinct)
}

func (c *columns) membersOf(g *grouping) *members {
	m := &members{start: make([]uint32, g.n+1), docs: make([]uint32, c.sections)}
	for doc, group := range g.of {
		if c.section(uint32(doc)) {
			m.start[group+1]++
		}
	}
	for i := 1; i < len(m.start); i++ {
		m.start[i] += m.start[i-1]
	}
	next := slices.Clone(m.start)
	for doc, group := range g.of {
		if c.section(uint32(doc)) {
			m.docs[next[group]] = uint32(doc)
			next[group]++
		}
	}
	return m
}

// sections returns the sections of a group, deleted ones included.
func (g *grouping) sections(group uint32) []uint32 {
	m := g.members()
	return m.docs[m.start[group]:m.start[group+1]]
}

func (c *columns) readHighest() (highest uint32, err error) {
	for _, field := range []string{fieldSerial, fieldGroup} {
		if err := c.eachNumber(field, func(_, n uint32) { highest = max(highest, n) }); err != nil {
			return 0, err
		}
	}
	return highest, nil
}
