package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/mattn/go-runewidth"

	"github.com/opsguide/opsguide/analyzer"
	"github.com/opsguide/opsguide/index"
	"github.com/opsguide/opsguide/index/local"
)

var analyzeCommand = command{
	name:    "analyze",
	args:    "TEXT ...",
	summary: "Show how a text is cut into terms",
	details: "The dictionary is that of the index in the data folder. Where there is none, it is the bundled one, with the words\n" +
		"of lexicon.tsv in the data folder.",
	examples: []string{
		"opsguide analyze 用户留存率怎么提升",
		"opsguide analyze --query 请问A/B测试要跑几天",
		"echo 數據分析 | opsguide analyze -",
	},
	setup: func(fs *flag.FlagSet) func(context.Context, *env, []string) error {
		data := dataFlag(fs)
		query := fs.Bool("query", false, "as a query, with what is known of its words, rather than as an indexed text")
		asJSON := fs.Bool("json", false, "print one token a line, as JSON")
		return func(ctx context.Context, e *env, args []string) error {
			if len(args) == 0 {
				return errors.New("analyze needs a text; see opsguide analyze --help")
			}
			text := strings.Join(args, " ")
			if text == "-" {
				b, err := io.ReadAll(e.in)
				if err != nil {
					return fmt.Errorf("read standard input: %w", err)
				}
				text = string(b)
			}
			a, err := dictionary(e, *data)
			if err != nil {
				return err
			}
			var out analyzer.Analysis
			if *query {
				a.Query(&out, text)
			} else {
				a.Index(&out, text)
			}
			return writeTokens(e.out, &out, *asJSON)
		}
	},
}

// dictionary opens the dictionary of the published index, or makes that of the lexicon.
func dictionary(e *env, data string) (*analyzer.Analyzer, error) {
	dir, err := e.dataFolder(data)
	if err != nil {
		return nil, err
	}
	path, err := local.DictionaryPath(dir)
	if errors.Is(err, index.ErrNoIndex) {
		return dictionaryOf(dir)
	}
	if err != nil {
		return nil, err
	}
	if runningServer(dir) == "" {
		if engine, err := local.Open(dir, local.Options{ReadOnly: true}); err == nil {
			noteLexicon(e, engine.Lexicon())
			_ = engine.Close()
		}
	}
	a, err := analyzer.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open dictionary: %w; build the index anew with opsguide index PATH", err)
	}
	return a, nil
}

// dictionaryOf makes the dictionary of a data folder's lexicon in memory.
func dictionaryOf(dir string) (*analyzer.Analyzer, error) {
	lex, err := local.ReadLexicon(dir)
	if err != nil {
		return nil, err
	}
	var image bytes.Buffer
	if err := analyzer.Compile(&image, lex); err != nil {
		return nil, fmt.Errorf("compile dictionary: %w", err)
	}
	return analyzer.FromBytes(image.Bytes())
}

// A tokenLine is a token as analyze prints it.
type tokenLine struct {
	Term     string `json:"term"`
	Kind     string `json:"kind"`
	Start    int    `json:"start"` // bytes in the text
	End      int    `json:"end"`
	Position int    `json:"position"` // in units
	Notes    string `json:"notes,omitempty"`
}

func writeTokens(w io.Writer, a *analyzer.Analysis, asJSON bool) error {
	out := bufio.NewWriter(w)
	for _, t := range a.Tokens {
		line := tokenLine{Term: string(a.Term(t)), Kind: t.Kind.String(), Start: int(t.Start), End: int(t.End), Position: int(t.Pos)}
		var notes []string
		for _, f := range []struct {
			flag analyzer.Flags
			name string
		}{{analyzer.OnPath, "path"}, {analyzer.Lexical, "lexicon"}, {analyzer.Filler, "filler"}} {
			if t.Flags&f.flag != 0 {
				notes = append(notes, f.name)
			}
		}
		line.Notes = strings.Join(notes, " ")
		if asJSON {
			if err := writeLineJSON(out, line); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(out, "%3d  %s  %-6s  %3d–%-3d  %s\n", line.Position, runewidth.FillRight(line.Term, 16), line.Kind,
			line.Start, line.End, line.Notes)
	}
	return out.Flush()
}
