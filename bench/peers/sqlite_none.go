//go:build !cgo || !sqlite_fts5

package main

// withoutSQLite says why the engines on SQLite are skipped.
const withoutSQLite = "needs a C compiler, and go build -tags sqlite_fts5"

func newTrigrams() Engine { panic(withoutSQLite) }
func newWords() Engine    { panic(withoutSQLite) }
