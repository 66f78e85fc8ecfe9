package local

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"github.com/opsguide/opsguide/index"
)

// The data folder:
//
//	current                  the name of the generation that is served, switched by rename
//	lexicon.tsv              the lexicon of whoever keeps the folder, if there is one
//	lock                     held by the process that takes updates
//	building                 held by the process that builds a generation
//	ranking.tsv              weights fitted to the guidance, if any; see WeightsPath
//	dictionaries/            compiled dictionaries, by the fingerprint of what they were made from
//	generations/g000007/     one whole index
//	    manifest.json        what was built, with a checksum of every file
//	    in-use               held shared by every process that has it open
//	    lexicon-….tsv        lexicons that are or were in force, by their checksums
//	    dictionary           the analyzer's compiled dictionary
//	    frequencies          of characters in what was built
//	    vocabulary           the words of what was built, to rewrite queries to
//	    prompts              what is suggested: titles and headings of what was built, terms of the lexicon
//	    index/               bleve
//
// A generation is built aside and published by switching current, so that a build that dies leaves nothing but a folder
// that the next build removes. The generation before the current one is kept.
const (
	currentFile     = "current"
	lockFile        = "lock"
	buildingFile    = "building"
	generationsDir  = "generations"
	dictionariesDir = "dictionaries"
	manifestFile    = "manifest.json"
	inUseFile       = "in-use"
	dictionaryFile  = "dictionary"
	frequenciesFile = "frequencies"
	vocabularyFile  = "vocabulary"
	promptsFile     = "prompts"
	indexDir        = "index"

	// formatVersion changes when an index written before cannot be read any more, or lacks terms that queries ask for.
	formatVersion = 6
)

// Manifest describes a generation as it was published. Live updates change bleve's files afterwards; what is checked
// then are the files that are still the same.
type Manifest struct {
	Format     int            `json:"format"`
	Generation string         `json:"generation"`
	Nonce      string         `json:"nonce"` // random: generations of one name in two folders are told apart by it
	Built      time.Time      `json:"built"`
	Documents  int            `json:"documents"`
	Answers    int            `json:"answers"`
	Sections   int            `json:"sections"`
	Files      []ManifestFile `json:"files"`
}

// ManifestFile is one file of a generation.
type ManifestFile struct {
	Path   string `json:"path"` // relative to the generation, with slashes
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

func generationPath(dir, name string) string { return filepath.Join(dir, generationsDir, name) }

// validName keeps names that arrive over the network inside the folder.
func validName(name string) bool {
	var n int
	_, err := fmt.Sscanf(name, "g%06d", &n)
	return err == nil && name == fmt.Sprintf("g%06d", n)
}

// Current returns the name of the published generation, or index.ErrNoIndex.
func Current(dir string) (string, error) {
	b, err := os.ReadFile(filepath.Join(dir, currentFile))
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%w in %s", index.ErrNoIndex, dir)
	}
	if err != nil {
		return "", fmt.Errorf("read current generation: %w", err)
	}
	name := strings.TrimSpace(string(b))
	if !validName(name) {
		return "", fmt.Errorf("%w: %s names no generation", index.ErrDamaged, filepath.Join(dir, currentFile))
	}
	return name, nil
}

// DictionaryPath is where the published generation keeps its compiled dictionary.
func DictionaryPath(dir string) (string, error) {
	name, err := Current(dir)
	if err != nil {
		return "", err
	}
	return filepath.Join(generationPath(dir, name), dictionaryFile), nil
}

// newGeneration makes the folder of the next generation. The caller holds the building lock.
func newGeneration(dir string) (name string, err error) {
	root := filepath.Join(dir, generationsDir)
	if err := os.MkdirAll(root, 0o755); err != nil {
		return "", fmt.Errorf("create data folder: %w", err)
	}
	names, err := generations(dir)
	if err != nil {
		return "", err
	}
	next := 1
	if len(names) > 0 {
		if _, err := fmt.Sscanf(names[len(names)-1], "g%d", &next); err != nil {
			return "", fmt.Errorf("read generation name: %w", err)
		}
		next++
	}
	name = fmt.Sprintf("g%06d", next)
	if err := os.Mkdir(generationPath(dir, name), 0o755); err != nil {
		return "", fmt.Errorf("create generation: %w", err)
	}
	for _, path := range []string{root, dir, filepath.Dir(dir)} {
		if err := syncPath(path); err != nil {
			return "", fmt.Errorf("create generation: %w", err)
		}
	}
	return name, nil
}

// generations lists the generation folders, oldest first.
func generations(dir string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(dir, generationsDir))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("list generations: %w", err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() && validName(e.Name()) {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}

// publish makes a finished generation the current one. The caller holds the building lock.
func publish(dir, name string) error {
	if err := writeFileSync(filepath.Join(dir, currentFile), []byte(name+"\n")); err != nil {
		return fmt.Errorf("publish generation: %w", err)
	}
	return nil
}

// prune removes the generations that are not current, not the latest one before, and not in use. The caller holds the
// building lock. What cannot be removed now goes another time.
func prune(dir string) {
	current, err := Current(dir)
	if err != nil {
		current = "" // nothing was published yet, and whatever is there was left behind
	}
	names, err := generations(dir)
	if err != nil {
		return
	}
	previous := ""
	for _, name := range names {
		if name < current && finished(dir, name) {
			previous = name
		}
	}
	for _, name := range names {
		if name == current || name == previous {
			continue
		}
		lock := generationLock(dir, name)
		if free, err := lock.TryLock(); err != nil || free {
			_ = lock.Unlock()
			_ = os.RemoveAll(generationPath(dir, name))
		}
	}
}

func finished(dir, name string) bool {
	_, err := os.Stat(filepath.Join(generationPath(dir, name), manifestFile))
	return err == nil
}

// generationLock is held shared by every process that has the generation open.
func generationLock(dir, name string) *flock.Flock {
	return flock.New(filepath.Join(generationPath(dir, name), inUseFile))
}

// writeManifest checksums the files of a generation and forces all of them to disk.
func writeManifest(dir string, m Manifest) error {
	root := generationPath(dir, m.Generation)
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			return syncPath(path)
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		size, sum, err := checksum(path)
		if err != nil {
			return err
		}
		m.Files = append(m.Files, ManifestFile{Path: filepath.ToSlash(rel), Size: size, SHA256: sum})
		return syncPath(path)
	})
	if err != nil {
		return fmt.Errorf("checksum generation: %w", err)
	}
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("encode manifest: %w", err)
	}
	if err := writeFileSync(filepath.Join(root, manifestFile), append(b, '\n')); err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	return syncPath(filepath.Dir(root))
}

// readManifest reads the manifest of a generation; a missing or foreign one is index.ErrDamaged.
func readManifest(dir, name string) (Manifest, error) {
	var m Manifest
	path := filepath.Join(generationPath(dir, name), manifestFile)
	b, err := os.ReadFile(path)
	if err != nil {
		return m, fmt.Errorf("%w: read manifest: %w", index.ErrDamaged, err)
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return m, fmt.Errorf("%w: %s: %w", index.ErrDamaged, path, err)
	}
	if m.Format != formatVersion {
		return m, fmt.Errorf("%w: %s has format %d, this program reads %d; run opsguide index again",
			index.ErrDamaged, name, m.Format, formatVersion)
	}
	return m, nil
}

func checksum(path string) (size int64, sum string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, "", err
	}
	defer f.Close()
	h := sha256.New()
	if size, err = io.Copy(h, f); err != nil {
		return 0, "", err
	}
	return size, hex.EncodeToString(h.Sum(nil)), nil
}

// writeFileSync replaces a file so that after a power cut it is wholly old or wholly new.
func writeFileSync(path string, data []byte) error {
	tmp := path + ".tmp"
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if err2 := f.Close(); err == nil {
		err = err2
	}
	if err == nil {
		err = os.Rename(tmp, path)
	}
	if err != nil {
		_ = os.Remove(tmp)
		return err
	}
	return syncPath(filepath.Dir(path))
}

// syncPath forces a file or folder to disk.
func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	err = f.Sync()
	if err2 := f.Close(); err == nil {
		err = err2
	}
	return err
}
