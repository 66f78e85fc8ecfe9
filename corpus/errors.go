package corpus

import (
	"errors"
	"fmt"
)

// A FileError says where in the input something is wrong. Reading goes on after it.
type FileError struct {
	Path string // as it was given, or the walked folder and the path in it; "-" is standard input
	Line int    // from 1; 0 when the file as a whole is meant
	Err  error  // the reason and, after a semicolon, the cure
}

// Error is "path:line: reason; cure".
func (e *FileError) Error() string { return fmt.Sprintf("%v: %v", place{e.Path, e.Line}, e.Err) }

// Unwrap returns the reason.
func (e *FileError) Unwrap() error { return e.Err }

var errEmpty = errors.New("the file has no text; write some or remove it")
