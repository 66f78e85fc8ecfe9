package index

import "errors"

// The errors that callers tell apart with errors.Is. Engines wrap them with the action that failed.
var (
	// ErrNotFound: no document or section has that id.
	ErrNotFound = errors.New("not found")
	// ErrBadRequest: a request breaks a bound or names something that does not exist; the message says which.
	ErrBadRequest = errors.New("bad request")
	// ErrBadDocument: a document cannot be kept as it is; the message says why.
	ErrBadDocument = errors.New("bad document")
	// ErrReadOnly: the engine was opened for reading, because another process holds the data folder.
	ErrReadOnly = errors.New("index is read-only")
	// ErrNoIndex: the data folder holds no generation yet.
	ErrNoIndex = errors.New("no index")
	// ErrBusy: another process is writing to the data folder.
	ErrBusy = errors.New("data folder is in use")
	// ErrDamaged: a file of the index is not what its manifest says; rebuild it.
	ErrDamaged = errors.New("index is damaged")
	// ErrDiskFull: there is no room for the update; what was there before is still served.
	ErrDiskFull = errors.New("disk is full")
	// ErrClosed: the engine was closed.
	ErrClosed = errors.New("engine is closed")
)
