//go:build cgo && sqlite_fts5

package main

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"github.com/go-ego/gse"
	"github.com/mattn/go-sqlite3"
)

// withoutSQLite is empty: this build has it.
const withoutSQLite = ""

// driver is SQLite with memory for its pages, so that no engine reads its index in small pieces.
const driver = "sqlite3-peers"

func init() {
	sql.Register(driver, &sqlite3.SQLiteDriver{ConnectHook: func(c *sqlite3.SQLiteConn) error {
		_, err := c.Exec("PRAGMA mmap_size = 4294967296; PRAGMA cache_size = -65536; PRAGMA temp_store = memory", nil)
		return err
	}})
}

// fts5 is SQLite's full-text index: bm25() for a rank, snippet() for a passage.
//
// A whole question as one MATCH is a phrase, or the AND of its terms, and finds nothing; so a query is the OR of its
// terms, ranked by bm25(). In its favour: no journal while building, large transactions, one merged b-tree at the end
// ('optimize'), pages mapped into memory, a prepared statement, and no count of all matches.
type fts5 struct {
	tokenizer string
	load      func() error             // made ready by Build and Open, before anything else
	prepare   func(text string) string // what is indexed and stored of a text
	terms     func(query string) []string
	restore   *strings.Replacer // undoes prepare in what is shown; nil where there is nothing to undo

	db     *sql.DB
	search *sql.Stmt
}

// sqliteBatch is how many documents make a transaction.
const sqliteBatch = 10000

func (f *fts5) Build(dir string, c Corpus) error {
	if err := f.load(); err != nil {
		return err
	}
	db, err := sql.Open(driver, "file:"+filepath.Join(dir, "documents.db")+"?_journal_mode=OFF&_synchronous=OFF")
	if err != nil {
		return err
	}
	defer db.Close()
	create := "CREATE VIRTUAL TABLE documents USING fts5(title, text, id UNINDEXED, tokenize='%s')"
	if _, err = db.Exec(fmt.Sprintf(create, f.tokenizer)); err != nil {
		return err
	}
	var writing sync.Mutex // SQLite has one writer; texts are prepared beside it
	err = inBatches(c, sqliteBatch, func(docs []Document) error {
		for i := range docs {
			docs[i].Title, docs[i].Text = f.prepare(docs[i].Title), f.prepare(docs[i].Text)
		}
		writing.Lock()
		defer writing.Unlock()
		return insert(db, docs)
	})
	if err != nil {
		return err
	}
	if _, err = db.Exec("INSERT INTO documents(documents) VALUES('optimize')"); err != nil {
		return err
	}
	if _, err = db.Exec("VACUUM"); err != nil {
		return err
	}
	return db.Close()
}

func insert(db *sql.DB, docs []Document) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	statement, err := tx.Prepare("INSERT INTO documents(title, text, id) VALUES(?, ?, ?)")
	if err != nil {
		return err
	}
	for _, d := range docs {
		if _, err := statement.Exec(d.Title, d.Text, d.ID); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func (f *fts5) Open(dir string) (err error) {
	if err := f.load(); err != nil {
		return err
	}
	if f.db, err = sql.Open(driver, "file:"+filepath.Join(dir, "documents.db")+"?mode=ro&immutable=1"); err != nil {
		return err
	}
	f.db.SetMaxIdleConns(2 * runtime.GOMAXPROCS(0))
	f.search, err = f.db.Prepare(`SELECT id, title, snippet(documents, -1, '<mark>', '</mark>', '…', 64)
		FROM documents WHERE documents MATCH ? ORDER BY rank LIMIT ?`)
	return err
}

func (f *fts5) Close() error { return f.db.Close() }

func (f *fts5) Search(q string, k int) ([]Hit, error) {
	terms := f.terms(q)
	if len(terms) == 0 {
		return nil, nil
	}
	rows, err := f.search.Query(`"`+strings.Join(terms, `" OR "`)+`"`, k)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var hits []Hit
	for rows.Next() {
		var h Hit
		if err := rows.Scan(&h.ID, &h.Title, &h.Passage); err != nil {
			return nil, err
		}
		if f.restore != nil {
			h.Title, h.Passage = f.restore.Replace(h.Title), f.restore.Replace(h.Passage)
		}
		hits = append(hits, h)
	}
	return hits, rows.Err()
}

// newTrigrams indexes every three characters, which is SQLite's own answer for languages without spaces. A query, or a
// part of it between punctuation, of one or two characters has no trigram and finds nothing.
func newTrigrams() Engine {
	return &fts5{
		tokenizer: "trigram",
		load:      func() error { return nil },
		prepare:   func(text string) string { return text },
		terms:     func(query string) []string { return ngrams(query, 3) },
	}
}

// newWords indexes gse's words. They are parted by zero-width spaces, which the tokenizer takes for spaces and which
// can be taken out again without loss.
func newWords() Engine {
	const space = "\u200b"
	var s *gse.Segmenter
	return &fts5{
		tokenizer: "unicode61",
		load:      func() (err error) { s, err = segmenter(); return err },
		prepare: func(text string) string {
			var b strings.Builder
			words(s, []byte(text), func(start, end int, _ bool) {
				if start > 0 {
					b.WriteString(space)
				}
				b.WriteString(text[start:end])
			})
			return b.String()
		},
		terms: func(query string) []string {
			var terms []string
			seen := map[string]bool{}
			words(s, []byte(query), func(start, end int, isWord bool) {
				if w := query[start:end]; isWord && !seen[w] {
					seen[w] = true
					terms = append(terms, w)
				}
			})
			return terms
		},
		restore: strings.NewReplacer("</mark>"+space+"<mark>", "", space, ""),
	}
}
