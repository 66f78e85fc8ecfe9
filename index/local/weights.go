package local

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/opsguide/opsguide/index/rank"
)

// weights are the second pass's, and where they come from.
type weights struct {
	rank.Weights
	name string // of the file's content, a part of the version; "" for the default weights
}

// WeightsPath is the file of a data folder with weights fitted to its guidance. It is read when the folder is opened and
// with every new generation; without it rank.DefaultWeights hold.
//
//	# a comment
//	title<TAB>1.25
//
// Names are those of rank.Names. A feature that is not named weighs nothing.
func WeightsPath(dir string) string { return filepath.Join(dir, "ranking.tsv") }

// WriteWeights writes the file, under lines of comment, so that after a power cut it is wholly old or wholly new. Whoever
// has the folder open does not read it by that.
func WriteWeights(path, comment string, w rank.Weights) error {
	var b strings.Builder
	for line := range strings.Lines(comment) {
		fmt.Fprintf(&b, "# %s\n", strings.TrimSuffix(line, "\n"))
	}
	for i, x := range w.Vector() {
		if x != 0 {
			fmt.Fprintf(&b, "%s\t%.4g\n", rank.Names[i], x)
		}
	}
	if err := writeFileSync(path, []byte(b.String())); err != nil {
		return fmt.Errorf("write weights: %w", err)
	}
	return nil
}

// readWeights reads the file of a data folder, the default weights where there is none.
func readWeights(dir string) (weights, error) {
	path := WeightsPath(dir)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return weights{Weights: rank.DefaultWeights}, nil
	}
	if err != nil {
		return weights{}, fmt.Errorf("read weights: %w", err)
	}
	w, err := parseWeights(string(data))
	if err != nil {
		return weights{}, fmt.Errorf("%s:%w; mend it, or remove the file to rank by the default weights", path, err)
	}
	sum := sha256.Sum256(data)
	return weights{w, hex.EncodeToString(sum[:4])}, nil
}

// parseWeights reads lines of name and number; an error begins with the number of the line.
func parseWeights(text string) (w rank.Weights, err error) {
	values := make([]float64, len(rank.Names))
	given := map[string]int{}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, value, ok := strings.Cut(line, "\t")
		if !ok {
			return w, fmt.Errorf("%d: %q: want a name and a number with a tab between", n, line)
		}
		i := slices.Index(rank.Names[:], name)
		if i < 0 {
			return w, fmt.Errorf("%d: a score has no part %q; it has %s", n, name, strings.Join(rank.Names[:], ", "))
		}
		if before := given[name]; before > 0 {
			return w, fmt.Errorf("%d: %s stands on line %d already", n, name, before)
		}
		given[name] = n
		x, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil || math.Abs(x) > maxWeight || math.IsNaN(x) {
			return w, fmt.Errorf("%d: %s has %q: want a number between %d and %d", n, name, value, -maxWeight, maxWeight)
		}
		values[i] = x
	}
	if len(given) == 0 {
		return w, errors.New("1: no line gives a weight")
	}
	return rank.WeightsOf(values), nil
}

// maxWeight is the greatest weight; that of the words is 1.
const maxWeight = 1000
