package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// described is a transport that holds every answer against openapi.json: its route, status and content type must be
// described, and its body must be what the schema says, with nothing left undescribed.
type described struct{ t testing.TB }

func (d described) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewReader(body))
	for _, flaw := range describedFlaws(r, resp, body) {
		d.t.Errorf("%s %s: %d is not as openapi.json says: %s\n%.500s", r.Method, r.URL, resp.StatusCode, flaw, body)
	}
	return resp, nil
}

func describedFlaws(r *http.Request, resp *http.Response, body []byte) []string {
	var doc schema
	if err := json.Unmarshal(openAPI, &doc); err != nil {
		return []string{err.Error()}
	}
	var response any = map[string]any{"$ref": "#/components/responses/PageProblem"} // where there is no route
	if path := describedPath(r.URL.EscapedPath()); path != "" {
		method := strings.ToLower(r.Method)
		if method == "head" {
			method = "get"
		}
		if operation, ok := doc.at("paths", path).at(method)["responses"].(map[string]any); ok {
			if response, ok = operation[fmt.Sprint(resp.StatusCode)]; !ok {
				response = operation["default"]
			}
		}
	}
	contents := doc.resolve(response).at("content")
	if len(body) == 0 {
		return nil // HEAD, 304
	}
	contentType, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	content := contents.at(contentType)
	if content == nil && len(contents) > 0 {
		return []string{"content type " + contentType}
	}
	if !strings.HasSuffix(contentType, "json") || strings.HasPrefix(r.URL.Path, "/assets/") {
		return nil
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		return []string{err.Error()}
	}
	return doc.flaws(content["schema"], value, "$")
}

// describedPath is the path of openapi.json that a path belongs to, or "".
func describedPath(path string) string {
	for _, prefix := range []string{"/api/v1/documents/", "/api/v1/sections/", "/d/", "/assets/"} {
		rest, ok := strings.CutPrefix(path, prefix)
		switch {
		case !ok:
		case prefix == "/assets/":
			return prefix + "{name}"
		case prefix == "/api/v1/sections/" && strings.HasSuffix(rest, "/similar"):
			return prefix + "{id}/similar"
		default:
			return prefix + "{id}"
		}
	}
	return path
}

// A schema is a piece of openapi.json, in the dialect that it uses.
type schema map[string]any

func (s schema) at(path ...string) schema {
	for _, name := range path {
		s, _ = s[name].(map[string]any)
	}
	return s
}

func (s schema) resolve(piece any) schema {
	found, _ := piece.(map[string]any)
	for {
		ref, ok := found["$ref"].(string)
		if !ok {
			return found
		}
		found = s.at(strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
	}
}

// flaws says where a value is not what a schema of the document says.
func (s schema) flaws(piece, value any, at string) []string {
	want := s.resolve(piece)
	if want == nil {
		return []string{at + " has no schema"}
	}
	if enum, ok := want["enum"].([]any); ok && !slices.Contains(enum, value) {
		return []string{fmt.Sprintf("%s is %v, not of %v", at, value, enum)}
	}
	switch v := value.(type) {
	case map[string]any:
		properties, required := map[string]any{}, []any{}
		s.members(want, properties, &required)
		if len(properties) == 0 && want["additionalProperties"] == nil {
			break // any object
		}
		var out []string
		for _, name := range required {
			if _, ok := v[name.(string)]; !ok {
				out = append(out, fmt.Sprintf("%s has no %s", at, name))
			}
		}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			property, ok := properties[name]
			if !ok {
				property = want["additionalProperties"]
			}
			out = append(out, s.flaws(property, v[name], at+"."+name)...)
		}
		return out
	case []any:
		var out []string
		prefix, _ := want["prefixItems"].([]any)
		for i, element := range v {
			items := want["items"]
			if i < len(prefix) {
				items = prefix[i]
			}
			out = append(out, s.flaws(items, element, fmt.Sprintf("%s[%d]", at, i))...)
		}
		if want["type"] != "array" {
			out = append(out, at+" is an array")
		}
		return out
	case string:
		if want["type"] != "string" {
			return []string{at + " is a string"}
		}
	case bool:
		if want["type"] != "boolean" {
			return []string{at + " is a boolean"}
		}
	case float64:
		if want["type"] != "number" && (want["type"] != "integer" || v != float64(int64(v))) {
			return []string{fmt.Sprintf("%s is the number %v", at, v)}
		}
	case nil:
		return []string{at + " is null"}
	}
	return nil
}

// members gathers the properties of an object over what it consists of.
func (s schema) members(want schema, properties map[string]any, required *[]any) {
	maps.Copy(properties, want.at("properties"))
	if names, ok := want["required"].([]any); ok {
		*required = append(*required, names...)
	}
	all, _ := want["allOf"].([]any)
	for _, piece := range all {
		s.members(s.resolve(piece), properties, required)
	}
}

func TestSchemaCheckFindsFlaws(t *testing.T) {
	doc := schema{"components": map[string]any{"schemas": map[string]any{
		"base": map[string]any{"type": "object", "required": []any{"id"}, "properties": map[string]any{
			"id": map[string]any{"type": "string"}}},
	}}}
	want := map[string]any{"allOf": []any{
		map[string]any{"$ref": "#/components/schemas/base"},
		map[string]any{"type": "object", "properties": map[string]any{
			"kind":  map[string]any{"type": "string", "enum": []any{"a", "b"}},
			"votes": map[string]any{"type": "integer"},
			"list":  map[string]any{"type": "array", "items": map[string]any{"type": "string"}},
		}},
	}}
	for value, flaw := range map[string]string{
		`{"id":"x","kind":"a","votes":3,"list":["y"]}`: "",
		`{"kind":"a"}`:           "$ has no id",
		`{"id":3}`:               "$.id is the number 3",
		`{"id":"x","kind":"c"}`:  "$.kind is c, not of [a b]",
		`{"id":"x","votes":1.5}`: "$.votes is the number 1.5",
		`{"id":"x","list":null}`: "$.list is null",
		`{"id":"x","list":[1]}`:  "$.list[0] is the number 1",
		`{"id":"x","new":true}`:  "$.new has no schema",
	} {
		var v any
		if err := json.Unmarshal([]byte(value), &v); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(doc.flaws(want, v, "$"), "; "); got != flaw {
			t.Errorf("%s: %q, want %q", value, got, flaw)
		}
	}
}
