package corpus

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// decode returns the text of a file in UTF-8 with "\n" line ends. UTF-8, UTF-16 with a byte order mark, and GB18030
// (with GBK and GB2312, its subsets) are recognised. The line of an error is 0 when no one line is to blame.
func decode(data []byte) (text string, line int, err error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		if len(data)%2 != 0 {
			return "", 0, errors.New("UTF-16 text ends within a character; the file was cut short, save it again")
		}
		return convert(data, unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM), "UTF-16")
	}
	if at := invalidUTF8(data); at >= 0 {
		if looksLikeGB(data) {
			return convert(data, simplifiedchinese.GB18030, "GB18030")
		}
		err := fmt.Errorf("byte 0x%02x is neither UTF-8 nor GB18030; save the file as UTF-8", data[at])
		return "", lineAt(data, at), err
	}
	return tidy(string(data))
}

// convert decodes from a known encoding, in which nothing may be undecodable.
func convert(data []byte, e encoding.Encoding, name string) (string, int, error) {
	out, err := e.NewDecoder().Bytes(data)
	if err != nil {
		return "", 0, fmt.Errorf("decode %s: %w; save the file as UTF-8", name, err)
	}
	if at := bytes.IndexRune(out, utf8.RuneError); at >= 0 {
		return "", lineAt(out, at), fmt.Errorf("not valid %s; save the file as UTF-8", name)
	}
	return tidy(string(out))
}

// tidy unifies line ends and refuses what is not text, or has too many lines.
func tidy(s string) (string, int, error) {
	if at := strings.IndexByte(s, 0); at >= 0 {
		err := errors.New("holds a zero byte, so it is not text; save it as UTF-8 text")
		return "", 1 + strings.Count(s[:at], "\n"), err
	}
	s = unifyLines(s)
	return s, 0, checkLines(s)
}

// invalidUTF8 is the offset of the first byte that is not UTF-8, or -1.
func invalidUTF8(data []byte) int {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

func lineAt(data []byte, at int) int { return 1 + bytes.Count(data[:at], []byte("\n")) }

// looksLikeGB tells GB18030 from damaged UTF-8 and from other encodings: it decodes as a whole, most of what is not
// ASCII are the hanzi and signs of GB2312, which are what people write, and it is not UTF-8 for the most part.
func looksLikeGB(data []byte) bool {
	pairs, common, other := 0, 0, 0
	for i := 0; i < len(data); {
		c := data[i]
		switch {
		case c < 0x80:
			i++
		case i+3 < len(data) && isDigit(data[i+1]) && isDigit(data[i+3]):
			other++
			i += 4
		case i+1 < len(data) && c != 0x80 && c != 0xff && data[i+1] >= 0x40 && data[i+1] != 0x7f && data[i+1] != 0xff:
			pairs++
			if c >= 0xa1 && c <= 0xf7 && data[i+1] >= 0xa1 {
				common++
			}
			i += 2
		default:
			return false
		}
	}
	return pairs > 0 && common*5 >= (pairs+other)*4 && utf8Share(data) < 0.9
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// utf8Share is the part of the bytes beyond ASCII that stand in valid UTF-8 characters.
func utf8Share(data []byte) float64 {
	valid, all := 0, 0
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if data[i] >= 0x80 {
			all += size
			if r != utf8.RuneError || size > 1 {
				valid += size
			}
		}
		i += size
	}
	return float64(valid) / float64(max(all, 1))
}
