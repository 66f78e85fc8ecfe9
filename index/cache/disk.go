package cache

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// disk keeps answers in a bbolt file, written off the request path.
//
// The bucket "answers" holds them in the order in which they were written, so that only its end ever changes: under keys in
// no order every batch would rewrite, and map into memory, pages of the whole file. The bucket "places" finds them, by the
// xxhash64 of the full key. The bucket "about" names the owner and the bytes held. The value of an answer is
//
//	checksum  8 bytes   xxhash64 of all that follows
//	length    4 bytes   of the full key
//	key
//	body      packed by snappy
//
// bbolt notices neither flipped bits in a value nor, always, in its own pages, where it may even fault; so every value
// carries its checksum, reads are guarded, and any trouble makes the file begin anew. A nil disk keeps nothing.
type disk struct {
	path  string
	max   int64
	owner string
	log   *slog.Logger

	mu   sync.RWMutex // held for reading while the database is used, for writing while it is replaced
	db   *bolt.DB     // nil when the file cannot be used
	held atomic.Int64 // bytes of values

	queue    chan entry
	quit     chan struct{} // closed to end the writer
	done     chan struct{} // closed when it has ended
	closing  sync.Once
	failures atomic.Uint64
}

type entry struct {
	key  string
	body []byte
}

var (
	answersName = []byte("answers")
	placesName  = []byte("places")
	aboutName   = []byte("about")
	ownerKey    = []byte("owner")
	heldKey     = []byte("held")
)

// Writing waits until so many answers have gathered, or so long.
const (
	queueLength   = 1024
	batchLength   = 256
	batchInterval = 200 * time.Millisecond
)

var (
	errDamaged = errors.New("cache file is damaged")
	errFull    = errors.New("cache file is full")
)

func openDisk(path string, o Options) *disk {
	d := &disk{path: path, max: o.DiskBytes, owner: o.Owner, log: o.Logger, queue: make(chan entry, queueLength),
		quit: make(chan struct{}), done: make(chan struct{})}
	if err := d.open(); err != nil {
		d.restart(err)
	}
	go d.write()
	return d
}

// open opens the file and measures it. A fault while reading it is an error like any other.
func (d *disk) open() (err error) {
	defer d.guard(&err)()
	db, err := bolt.Open(d.path, 0o600, &bolt.Options{Timeout: time.Second, NoFreelistSync: true, FreelistType: bolt.FreelistMapType})
	if err != nil {
		return fmt.Errorf("open cache file: %w", err)
	}
	d.db = db // closed by restart if what follows fails
	return db.Update(func(tx *bolt.Tx) error {
		about, err := tx.CreateBucketIfNotExists(aboutName)
		if err != nil {
			return err
		}
		if string(about.Get(ownerKey)) != d.owner {
			for _, name := range [][]byte{answersName, placesName} {
				if err := tx.DeleteBucket(name); err != nil && !errors.Is(err, berrors.ErrBucketNotFound) {
					return err
				}
			}
			if err := cmp.Or(about.Put(ownerKey, []byte(d.owner)), about.Delete(heldKey)); err != nil {
				return err
			}
		}
		for _, name := range [][]byte{answersName, placesName} {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		if held := about.Get(heldKey); len(held) == 8 {
			d.held.Store(int64(binary.BigEndian.Uint64(held)))
		}
		return nil
	})
}

// guard turns a panic or a fault in mapped memory into an error; call what it returns when leaving.
func (d *disk) guard(err *error) func() {
	before := debug.SetPanicOnFault(true)
	return func() {
		debug.SetPanicOnFault(before)
		if p := recover(); p != nil {
			*err = fmt.Errorf("%w: %v", errDamaged, p)
		}
	}
}

// restart throws the file away and begins anew; where that fails as well, nothing is kept any more.
func (d *disk) restart(cause error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	level := slog.LevelDebug // nothing is wrong with a full one
	if !errors.Is(cause, errFull) {
		d.failures.Add(1)
		level = slog.LevelWarn
	}
	d.log.Log(context.Background(), level, "the answer cache begins anew", slog.String("file", d.path), slog.Any("error", cause))
	if d.db != nil {
		// A damaged database may fault while it closes.
		func() {
			var err error
			defer d.guard(&err)()
			_ = d.db.Close()
		}()
		d.db = nil
	}
	d.held.Store(0)
	if err := os.Remove(d.path); err != nil && !errors.Is(err, os.ErrNotExist) {
		d.log.Warn("no answer cache on disk", slog.Any("error", err))
		return
	}
	if err := d.open(); err != nil {
		d.db = nil
		d.log.Warn("no answer cache on disk", slog.Any("error", err))
	}
}

// get returns a copy of a kept body, or nil.
func (d *disk) get(key string) []byte {
	if d == nil {
		return nil
	}
	body, err := d.read(key)
	if err != nil {
		d.restart(err)
		return nil
	}
	return body
}

func (d *disk) read(key string) (body []byte, err error) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if d.db == nil {
		return nil, nil
	}
	defer d.guard(&err)()
	err = d.db.View(func(tx *bolt.Tx) error {
		answers, places := tx.Bucket(answersName), tx.Bucket(placesName)
		if answers == nil || places == nil {
			return fmt.Errorf("%w: no bucket", errDamaged)
		}
		at := places.Get(hashed(key))
		if at == nil {
			return nil
		}
		found, kept, err := decode(answers.Get(at))
		if err == nil && found == key {
			body = kept
		}
		return err
	})
	return body, err
}

// put hands an answer to the writer; when that is behind, the answer is not kept.
func (d *disk) put(key string, body []byte) {
	if d == nil {
		return
	}
	select {
	case d.queue <- entry{key, body}:
	default:
	}
}

// write gathers answers and writes them in batches until it is told to quit.
func (d *disk) write() {
	defer close(d.done)
	var batch []entry
	tick := time.NewTicker(batchInterval)
	defer tick.Stop()
	flush := func() {
		if len(batch) == 0 {
			return
		}
		if err := d.store(batch); err != nil {
			d.restart(err)
		}
		batch = batch[:0]
	}
	for {
		select {
		case e := <-d.queue:
			if batch = append(batch, e); len(batch) >= batchLength {
				flush()
			}
		case <-tick.C:
			flush()
		case <-d.quit:
			for len(d.queue) > 0 {
				batch = append(batch, <-d.queue)
			}
			flush()
			return
		}
	}
}

func (d *disk) store(batch []entry) (err error) {
	if d.held.Load() > d.max {
		return errFull
	}
	d.mu.RLock()
	defer d.mu.RUnlock()
	if d.db == nil {
		return nil
	}
	defer d.guard(&err)()
	var held int64
	err = d.db.Update(func(tx *bolt.Tx) error {
		about, answers, places := tx.Bucket(aboutName), tx.Bucket(answersName), tx.Bucket(placesName)
		if about == nil || answers == nil || places == nil {
			return fmt.Errorf("%w: no bucket", errDamaged)
		}
		answers.FillPercent = 1
		held = d.held.Load()
		for _, e := range batch {
			n, err := answers.NextSequence()
			if err != nil {
				return err
			}
			at, v := binary.BigEndian.AppendUint64(nil, n), encode(e)
			held += int64(len(v))
			if err := cmp.Or(answers.Put(at, v), places.Put(hashed(e.key), at)); err != nil {
				return err
			}
		}
		return about.Put(heldKey, binary.BigEndian.AppendUint64(nil, uint64(held)))
	})
	if err != nil {
		return fmt.Errorf("write cache file: %w", err)
	}
	d.held.Store(held)
	return nil
}

func (d *disk) close() {
	if d == nil {
		return
	}
	d.closing.Do(func() {
		close(d.quit)
		<-d.done
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.db != nil {
			var err error
			defer d.guard(&err)()
			_ = d.db.Close()
			d.db = nil
		}
	})
}

func (d *disk) size() int64 {
	if d == nil {
		return 0
	}
	return d.held.Load()
}

func (d *disk) errors() uint64 {
	if d == nil {
		return 0
	}
	return d.failures.Load()
}
