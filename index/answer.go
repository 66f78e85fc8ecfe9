package index

import "context"

// An Answerer is an Engine that keeps encoded answers, so that a question asked before costs no search and no encoding.
type Answerer interface {
	Engine

	// Kept returns the answer of a key if it is in memory, at once: it neither waits nor allocates.
	Kept(key string) (Answer, bool)

	// Keep puts into memory what was made of an answer, such as the same compressed, as the answer of another key.
	Keep(key string, a Answer)

	// Answer returns the encoded result of r. The key names everything that the encoding depends on beside the version of
	// the index; encode is called at most once, and not at all when the answer is at hand. The body is shared: it must not
	// be changed. An answer never comes from another version than the one it names.
	Answer(ctx context.Context, key string, r Request, encode func(*Result) ([]byte, error)) (Answer, error)
}

// An Answer is an encoded result.
type Answer struct {
	Body    []byte
	Version string
	Source  Source
}

// Source says where an answer came from.
type Source string

// Sources of an answer.
const (
	FromMemory Source = "hit"       // kept in memory
	FromDisk   Source = "disk"      // kept on disk, by this process or an earlier one
	Computed   Source = "miss"      // searched for just now
	Coalesced  Source = "coalesced" // an identical request was under way and its answer serves both
)
