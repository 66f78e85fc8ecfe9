package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/opsguide/opsguide/api/client"
)

// likenesses say how what was searched for is like what was typed, by the reason of the rewrite.
var likenesses = map[string]string{"homophone": "读音相近", "pinyin": "按拼音", "typo": "写法相近"}

// fewSynonyms is how many synonyms are named.
const fewSynonyms = 3

// explainQuery tells the user what was searched for instead of what was typed and beside it, and what may have been meant.
func explainQuery(e *env, q client.Query) {
	var maybe, synonyms []string
	for _, x := range q.Rewrites {
		like := likenesses[x.Why]
		switch {
		case like != "" && x.Suggested:
			maybe = append(maybe, x.Query)
		case like != "":
			e.note("没有找到“%s”，已改搜“%s”（%s）", x.From, x.To, like)
		case x.Why == "synonym":
			synonyms = append(synonyms, fmt.Sprintf("%s（“%s”的同义词）", x.To, x.From))
		}
	}
	if len(maybe) > 0 {
		e.note("您是不是要找：%s", strings.Join(maybe, "、"))
	}
	if n := len(synonyms); n > fewSynonyms {
		e.note("也找了：%s等 %d 个同义词", strings.Join(synonyms[:fewSynonyms], "、"), n)
	} else if n > 0 {
		e.note("也找了：%s", strings.Join(synonyms, "、"))
	}
}

// explainNothing says why there is nothing to show, and what may be asked instead.
func explainNothing(e *env, found *client.SearchResponse) {
	switch {
	case found.Total.Value > 0:
		e.note("第 %d 页没有结果：一共 %d 条，每页 %d 条", found.Page, found.Total.Value, found.PerPage)
		return
	case len(found.Query.Missing) > 0:
		e.note("没有找到：没有任何章节出现“%s”", strings.Join(found.Query.Missing, "”“"))
	default:
		e.note("没有找到符合条件的章节")
	}
	if found.Query.Broader != "" {
		e.note("可以改搜：%s", found.Query.Broader)
	}
	texts := make([]string, len(found.Suggestions))
	for i, s := range found.Suggestions {
		texts[i] = "《" + s.Text + "》"
	}
	if texts = slices.Compact(texts); len(texts) > 0 {
		e.note("也许有帮助：%s", strings.Join(texts, ""))
	}
}
