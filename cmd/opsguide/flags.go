package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// parse reads flags wherever they stand; what follows "--" is taken as it is.
func parse(fs *flag.FlagSet, args []string) (rest []string, err error) {
	for {
		if err := fs.Parse(args); err != nil {
			return nil, err
		}
		left := fs.Args()
		if len(left) == 0 {
			return rest, nil
		}
		if n := len(args) - len(left); n > 0 && args[n-1] == "--" {
			return append(rest, left...), nil
		}
		rest, args = append(rest, left[0]), left[1:]
	}
}

// flagError says what package flag says of args, with flags written as help writes them, and with a cure.
func flagError(err error, args []string) error {
	text := err.Error()
	if name, ok := strings.CutPrefix(text, "flag provided but not defined: "); ok {
		if slices.Contains(args, "-"+name) {
			name = "-" + name
		}
		return fmt.Errorf("there is no flag %s; -- before it makes it an argument", name)
	}
	if name, ok := strings.CutPrefix(text, "flag needs an argument: -"); ok {
		return fmt.Errorf("%s needs a value", dashed(name))
	}
	if given, ok := strings.CutPrefix(text, "invalid value "); ok {
		if given, rest, ok := strings.Cut(given, " for flag -"); ok {
			name, why, _ := strings.Cut(rest, ": ")
			return fmt.Errorf("%s is %s: %s", dashed(name), given, why)
		}
	}
	return err
}

func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

// flagsWord is what usage lines say of a command's flags.
func flagsWord(fs *flag.FlagSet) (word string) {
	fs.VisitAll(func(*flag.Flag) { word = "[FLAGS] " })
	return word
}

// printFlags lists flags. The usage of one that takes a value begins with that value's name between backquotes.
func printFlags(w io.Writer, fs *flag.FlagSet) {
	if flagsWord(fs) == "" {
		return
	}
	fmt.Fprint(w, "\nFlags:\n\n")
	fs.VisitAll(func(f *flag.Flag) {
		kind, usage := "", f.Usage
		if rest, ok := strings.CutPrefix(usage, "`"); ok {
			kind, usage, _ = strings.Cut(rest, "` ")
		}
		if f.DefValue != "" && f.DefValue != "false" {
			usage += " (default " + f.DefValue + ")"
		}
		fmt.Fprintf(w, "    %-18s %s\n", strings.TrimSpace(dashed(f.Name)+" "+kind), usage)
	})
}

// list is a flag that may be given several times.
type list []string

func (l *list) String() string     { return "" }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

// A choice is a flag that takes one of a few words.
type choice struct {
	value   string
	allowed []string
}

// choiceFlag declares a choice; its usage ends with the words.
func choiceFlag(fs *flag.FlagSet, name, preset, usage string, allowed ...string) *string {
	c := &choice{preset, allowed}
	fs.Var(c, name, usage+" "+c.words())
	return &c.value
}

func (c *choice) String() string { return c.value }

func (c *choice) Set(s string) error {
	if !slices.Contains(c.allowed, s) {
		return errors.New("it may be " + c.words())
	}
	c.value = s
	return nil
}

func (c *choice) words() string {
	last := len(c.allowed) - 1
	return strings.Join(c.allowed[:last], ", ") + " or " + c.allowed[last]
}

// A whole is a flag that takes a whole number within bounds.
type whole struct{ value, lo, hi int }

// wholeFlag declares a whole number from lo to hi; its usage ends with the bounds. No upper bound is math.MaxInt.
func wholeFlag(fs *flag.FlagSet, name string, preset, lo, hi int, usage string) *int {
	n := &whole{preset, lo, hi}
	fs.Var(n, name, usage+" "+n.bounds())
	return &n.value
}

func (n *whole) String() string { return strconv.Itoa(n.value) }

func (n *whole) Set(s string) error {
	v, err := strconv.Atoi(s)
	if err != nil || v < n.lo || v > n.hi {
		return errors.New("it may be a whole number " + n.bounds())
	}
	n.value = v
	return nil
}

func (n *whole) bounds() string {
	if n.hi == math.MaxInt {
		return fmt.Sprintf("from %d", n.lo)
	}
	return fmt.Sprintf("from %d to %d", n.lo, n.hi)
}

// dataFlag declares --data.
func dataFlag(fs *flag.FlagSet) *string {
	return fs.String("data", "", "`DIR` folder that keeps the index; else $OPSGUIDE_DATA, else opsguide in the XDG data folder")
}
