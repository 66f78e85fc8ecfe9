package corpus

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

const poem = "值班手册\r\n\r\n一、交接\r\n\r\n交接单写清未结工单，谁接手谁签字。\r\n\r\n二、升级\r\n\r\n十分钟无人响应就升级。\r\n"

func encode(t *testing.T, e encoding.Encoding, s string) []byte {
	t.Helper()
	data, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestEncodings(t *testing.T) {
	for name, data := range map[string][]byte{
		"utf-8":            []byte(poem),
		"utf-8 with mark":  []byte("\ufeff" + poem),
		"utf-16 le":        encode(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), poem),
		"utf-16 be":        encode(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), poem),
		"gb18030":          encode(t, simplifiedchinese.GB18030, poem+"㐀𠀀"),
		"gbk":              encode(t, simplifiedchinese.GBK, poem),
		"old Mac line end": []byte(strings.ReplaceAll(poem, "\r\n", "\r")),
	} {
		docs, err := Parse("duty.txt", data, Auto, time.Time{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		d := docs[0]
		if d.Title != "值班手册" || len(d.Sections) != 2 || d.Sections[0].Text != "交接单写清未结工单，谁接手谁签字。" {
			t.Errorf("%s: read as %+v", name, d)
		}
	}
}

// TestHTMLCharset reads pages that name their charset.
func TestHTMLCharset(t *testing.T) {
	for name, e := range map[string]encoding.Encoding{
		"gb2312": simplifiedchinese.GBK, "big5": traditionalchinese.Big5, "shift_jis": japanese.ShiftJIS,
	} {
		page := `<html><head><meta charset="` + name + `"><title>工作</title></head><body><p>工作交接。</p></body></html>`
		docs, err := Parse("p.html", encode(t, e, page), Auto, time.Time{})
		if err != nil || docs[0].Title != "工作" || docs[0].Sections[0].Text != "工作交接。" {
			t.Errorf("%s: %+v, %v", name, docs, err)
		}
	}
	bare := "<html><title>工作</title><body><p>工作交接。</p></body></html>"
	docs, err := Parse("p.html", encode(t, simplifiedchinese.GB18030, bare), Auto, time.Time{})
	if err != nil || docs[0].Title != "工作" {
		t.Errorf("GB18030 without a word on it: %+v, %v", docs, err)
	}
}

func TestNotText(t *testing.T) {
	for _, c := range []struct{ name, data, want string }{
		{"damaged UTF-8", "第一行\n第二行有一个坏字\xe5\xad节，其余都好\n", "p.txt:2: byte 0xe5 is neither UTF-8 nor GB18030; save the file as UTF-8"},
		{"Latin-1", "caf\xe9 cr\xe8me\nna\xefve", "p.txt:1: byte 0xe9 is neither UTF-8 nor GB18030; save the file as UTF-8"},
		{"zero byte", "一\n二\x00三", "p.txt:2: holds a zero byte, so it is not text; save it as UTF-8 text"},
		{"odd UTF-16", "\xff\xfeaba", "p.txt: UTF-16 text ends within a character; the file was cut short, save it again"},
		{"half a pair", "\xfe\xff\x00a\x00\n\xd8\x00\x00a", "p.txt:2: not valid UTF-16; save the file as UTF-8"},
		{"binary", "\x89PNG\r\n\x1a\n\xff\xff\xff", "p.txt:1: byte 0x89 is neither UTF-8 nor GB18030; save the file as UTF-8"},
		{"ends within GB18030", "\xd5\xfb\xb8\xf6\xd6\xb5\xb0\xe0\xca", "p.txt:1: byte 0xd5 is neither UTF-8 nor GB18030; save the file as UTF-8"},
		{"empty", " \n\n", "p.txt: the file has no text; write some or remove it"},
	} {
		_, err := Parse("p.txt", []byte(c.data), Auto, time.Time{})
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: error %v, want %s", c.name, err, c.want)
		}
	}
}
