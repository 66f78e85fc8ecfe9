// Package usage counts what people look for: how often a query was asked, how often it found nothing or little, and which
// of its hits were opened. It tells which guidance is missing ([Counter.Gaps]), what is worth suggesting
// ([Counter.Popular]), and which sections answer a query in the eyes of those who asked ([Counter.Openings]).
//
// [Open] counts for a server and keeps the counts in one file; [Read] looks at such a file. [Form] makes of a query the text
// under which it is counted. Counting never waits: [Counter.Asked] and [Counter.Opened] put a note into a bounded list, from
// which a goroutine counts about once a second; what comes while the list is full is dropped.
//
// # Bounds
//
// At most [Limit] queries are kept, by the Space-Saving algorithm (Metwally, Agrawal, El Abbadi, "Efficient Computation of
// Frequent and Top-k Elements in Data Streams", 2005): a new query takes the place of the one with the lowest count. Every
// query that makes up more than one in Limit of all askings is sure to be there, however many others come.
//
// Counts fade with a half-life of [HalfLife] days, so that they tell of today: what was asked once is forgotten after two
// of them.
//
// # Privacy
//
// Nothing is kept of who asked: no address, no browser, no session, no time finer than a day. A query that looks like
// personal data is not counted at all (see Form). What a name is cannot be told, so what only one person may ever have
// asked is not shown either: queries come out from the second asking on, suggestions from the third.
package usage

import (
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

// Limit is how many queries are kept. Usual ones take 3 MB of memory and 1.5 MB of disk, the longest 10 MB.
const Limit = 10_000

// HalfLife is the number of days in which counts fade to a half.
const HalfLife = 30

// An Outcome is what a search came to.
type Outcome uint8

// Outcomes of a search.
const (
	Enough  Outcome = iota
	Little          // few hits, or none for a word of the query
	Nothing         // no hits, or only such as stand in for what was asked
)

// Options set up a Counter. The zero value is ready to use.
type Options struct {
	Logger *slog.Logger     // hears of trouble with the file; nil means slog.Default()
	Every  time.Duration    // how long counts may be in memory only; 0 means a minute
	Now    func() time.Time // tells the day, in the zone of the time; nil means time.Now
}

// A Counter counts queries. It may be used concurrently. The nil Counter counts nothing and knows of nothing.
type Counter struct {
	path    string
	options Options

	noting  sync.Mutex
	noted   []note
	wake    chan struct{} // something was noted; nil: nothing is to be counted
	stop    chan struct{}
	stopped chan struct{}
	closing sync.Once

	counting sync.Mutex // before noting, where both are held
	spare    []note
	table    *table
	popular  atomic.Pointer[[]Query]
}

// A note is something that happened and is not counted yet.
type note struct {
	query   string
	section string // what was opened; "" where the query was asked
	outcome Outcome
}

const (
	maxNotes = 8192        // that wait to be counted
	batch    = time.Second // for which they wait
)

// Open returns a Counter that goes on from the file at path and writes to it from time to time, never while somebody waits;
// with an empty path it counts in memory only. A file that cannot be read is set aside with a warning, and counting begins
// anew.
func Open(path string, o Options) *Counter {
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Every == 0 {
		o.Every = time.Minute
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	c := &Counter{path: path, options: o, table: newTable(Limit),
		wake: make(chan struct{}, 1), stop: make(chan struct{}), stopped: make(chan struct{})}
	if path != "" {
		c.restore()
	}
	c.publish()
	go c.work()
	return c
}

// Read returns what the file at path holds, as a Counter that counts nothing. A file that is not there holds nothing.
func Read(path string) (*Counter, error) { return read(path, time.Now) }

func read(path string, now func() time.Time) (*Counter, error) {
	t, err := readFile(path)
	if err != nil {
		return nil, err
	}
	c := &Counter{table: t, options: Options{Now: now}}
	c.publish()
	return c, nil
}

// Asked counts a search for a query, given by its Form; one without a form is not counted.
func (c *Counter) Asked(form string, o Outcome) { c.note(note{query: form, outcome: o}) }

// Opened counts that a section was opened from among the hits of a query, given by its Form. It does not count unless the
// query is known to have been asked.
func (c *Counter) Opened(form, section string) {
	if section != "" {
		c.note(note{query: form, section: section})
	}
}

func (c *Counter) note(n note) {
	if c == nil || c.wake == nil || n.query == "" {
		return
	}
	c.noting.Lock()
	waiting := len(c.noted)
	if waiting < maxNotes {
		c.noted = append(c.noted, n)
	}
	c.noting.Unlock()
	if waiting == 0 || waiting == maxNotes/2 {
		select {
		case c.wake <- struct{}{}:
		default:
		}
	}
}

// work counts what is noted, a batch at a time, and saves it.
func (c *Counter) work() {
	defer close(c.stopped)
	var save <-chan time.Time
	for {
		select {
		case <-c.wake:
			select {
			case <-time.After(batch):
			case <-c.wake: // half the list is full
			case <-c.stop:
			}
			c.settle(func(*table) {})
			if save == nil {
				save = time.After(c.options.Every)
			}
		case <-save:
			save = nil
			if !c.save() {
				save = time.After(c.options.Every)
			}
		case <-c.stop:
			c.save()
			return
		}
	}
}

// settle counts everything that was noted, and then lets f look at the table.
func (c *Counter) settle(f func(*table)) {
	c.counting.Lock()
	defer c.counting.Unlock()
	c.noting.Lock()
	notes := c.noted
	c.noted = c.spare[:0]
	c.noting.Unlock()
	c.table.turn(dayOf(c.options.Now()))
	// Asking comes before opening, but the two may arrive by different ways.
	for _, n := range notes {
		if n.section == "" && keepable(n.query) {
			c.table.asked(n.query, n.outcome)
		}
	}
	for _, n := range notes {
		if n.section != "" {
			c.table.opened(n.query, n.section)
		}
	}
	if len(notes) > 0 {
		c.publish()
	}
	clear(notes) // holds on to no strings
	c.spare = notes
	f(c.table)
}

// Close saves what was counted and ends counting.
func (c *Counter) Close() {
	if c == nil || c.wake == nil {
		return
	}
	c.closing.Do(func() { close(c.stop) })
	<-c.stopped
}
