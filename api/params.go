package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"github.com/opsguide/opsguide/api/client"
	"github.com/opsguide/opsguide/index"
)

// params reads parameters and collects what is wrong with them, so that one answer names everything. Parameters of
// unknown names are ignored: a newer client may know more than this server.
type params struct {
	values url.Values
	bad    []field
}

// paramsOf reads the parameters of a URL, or of the JSON body of a POST, which has the same fields.
func paramsOf(c echo.Context) (*params, error) {
	r := c.Request()
	if r.Method != http.MethodPost {
		return &params{values: parseQuery(r.URL.RawQuery)}, nil
	}
	body, err := readBody(c, maxBodyBytes)
	if err != nil {
		return nil, err
	}
	return jsonParams(body)
}

// readBody reads a body of at most limit bytes.
func readBody(c echo.Context, limit int64) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(c.Response(), c.Request().Body, limit))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); err != nil && !tooLarge {
		return nil, &fault{
			status: http.StatusRequestTimeout, code: client.CodeIncomplete, cause: err,
			detail: say("请求正文没有在规定时间内收全", "the body did not arrive in full in time"),
		}
	}
	return body, err
}

// parseQuery reads the query of a URL. Unlike url.ParseQuery it takes a percent sign that escapes nothing for itself,
// as people type one: /?q=转化率100%.
func parseQuery(raw string) url.Values {
	values := url.Values{}
	for pair := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if pair != "" {
			values.Add(unescape(name), unescape(value))
		}
	}
	return values
}

func unescape(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	var b strings.Builder
	for i := range len(s) {
		b.WriteByte(s[i])
		if s[i] == '%' {
			if _, err := url.QueryUnescape(s[i:min(i+3, len(s))]); err != nil {
				b.WriteString("25")
			}
		}
	}
	plain, _ := url.QueryUnescape(b.String())
	return plain
}

// jsonParams reads an object whose fields are strings, numbers, booleans or lists of them.
func jsonParams(body []byte) (*params, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var object map[string]any
	if err := d.Decode(&object); err != nil {
		return nil, badJSON(body, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, badJSON(body, errors.New("more than one value"))
	}
	p := &params{values: url.Values{}}
	for name, value := range object {
		list, ok := value.([]any)
		if !ok {
			list = []any{value}
		}
		for _, value := range list {
			switch v := value.(type) {
			case nil:
			case string:
				p.values.Add(name, v)
			case json.Number:
				p.values.Add(name, v.String())
			case bool:
				p.values.Add(name, strconv.FormatBool(v))
			default:
				p.reject(name, say("字段 %[1]s 不能是对象或嵌套列表", "field %[1]s cannot be an object or a list of lists", name))
			}
		}
	}
	return p, nil
}

// badJSON names the line of a body at which it stops being what was expected.
func badJSON(body []byte, err error) error {
	offset := int64(len(body))
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		offset = syntax.Offset
	} else if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		offset = kind.Offset
	}
	line := lineAt(body, offset)
	return &fault{
		status: http.StatusBadRequest, code: client.CodeBadJSON, cause: err,
		detail: say("正文不是有效的 JSON 对象", "the body is not a valid JSON object"),
		fields: []field{{line: line, detail: say("第 %[1]d 行：%[2]v", "line %[1]d: %[2]v", line, err)}},
	}
}

// lineAt returns the number, from 1, of the line that holds an offset.
func lineAt(body []byte, offset int64) int {
	return 1 + bytes.Count(body[:min(offset, int64(len(body)))], []byte("\n"))
}

// reject notes what is wrong with a parameter; of very many such things the first tell enough.
func (p *params) reject(name string, detail text) {
	if len(p.bad) < 10 {
		p.bad = append(p.bad, field{parameter: name, detail: detail})
	}
}

// err returns what is wrong with the parameters, or nil.
func (p *params) err() error {
	if len(p.bad) == 0 {
		return nil
	}
	f := &fault{status: http.StatusBadRequest, code: client.CodeBadParameter, detail: p.bad[0].detail, fields: p.bad}
	if n := len(p.bad); n > 1 {
		f.detail = say("%[2]s；共有 %[1]d 处有误", "%[3]s; %[1]d things are wrong",
			n, p.bad[0].detail.zh, p.bad[0].detail.en)
	}
	return f
}

// query returns the parameter q, which must be there but may be empty.
func (p *params) query() string {
	if !p.values.Has("q") {
		p.reject("q", say("缺少参数 q", "parameter q is missing"))
	}
	q := p.values.Get("q")
	if n := utf8.RuneCountInString(q); n > index.MaxQueryRunes {
		p.reject("q", say("q 有 %[1]d 个字符，最多 %[2]d 个", "q has %[1]d characters; %[2]d are allowed",
			n, index.MaxQueryRunes))
	}
	return q
}

// number returns a whole number between lo and hi.
func (p *params) number(name string, preset, lo, hi int) int {
	given := p.values.Get(name)
	if given == "" {
		return preset
	}
	n, err := strconv.Atoi(given)
	if err != nil || n < lo || n > hi {
		p.reject(name, say("%[1]s 为 %[2]q，应为 %[3]d 到 %[4]d 的整数",
			"%[1]s is %[2]q; allowed are whole numbers from %[3]d to %[4]d", name, clip(given), lo, hi))
		return preset
	}
	return n
}

// choice returns one of the allowed values; the first of them when nothing is given.
func (p *params) choice(name string, allowed ...string) string {
	given := p.values.Get(name)
	if given == "" {
		return allowed[0]
	}
	if !slices.Contains(allowed, given) {
		p.reject(name, say("%[1]s 为 %[2]q，可取 %[4]s", "%[1]s is %[2]q; allowed are %[3]s",
			name, clip(given), strings.Join(allowed, ", "), strings.Join(allowed, "、")))
		return allowed[0]
	}
	return given
}

// list returns the values of a list, given comma-separated, repeated or both, without repetitions.
func (p *params) list(name string, allowed ...string) []string {
	var list []string
	for _, given := range strings.Split(strings.Join(p.values[name], ","), ",") {
		given = strings.TrimSpace(given)
		switch {
		case given == "" || slices.Contains(list, given):
		case slices.Contains(allowed, given):
			list = append(list, given)
		default:
			p.reject(name, say("%[1]s 含有 %[2]q，可取 %[4]s", "%[1]s holds %[2]q; allowed are %[3]s",
				name, clip(given), strings.Join(allowed, ", "), strings.Join(allowed, "、")))
		}
	}
	return list
}

// clip shortens what a sender gave, for a message.
func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
