package web

import (
	"fmt"
	"math"
)

// partSentences say, by language and by the name of a part of a score (as index.Part has it), what the part stands for.
// %s is its share.
var partSentences = map[string]words{
	"zh-CN": {
		"words":    "用词匹配程度（BM25）达到最佳一节的 %s",
		"title":    "标题和小标题与查询吻合 %s",
		"window":   "查询的 %s 集中出现在同一段里",
		"position": "关键的词出现得越晚，扣分越多",
		"phrase":   "整句查询原样出现",
		"literal":  "连同标点与输入完全一致",
		"accepted": "所在的回答已被采纳",
		"fresh":    "内容较新",
		"subject":  "标题的 %s 都在查询里",
		"wide":     "标题越长，所谈的范围越窄，扣分越多",
		"siblings": "同一篇里还有别的小节相关",
		"bigrams":  "查询里相邻的两字有 %s 在这里出现",
		"units":    "查询里的字词有 %s 在这里出现",
		"run":      "查询的 %s 在这里连成一片",
		"density":  "查询里的字词在正文中的密度",
		"long":     "标题的长度",
		"rarity":   "标题用词的少见程度",
		"brief":    "正文很短",
		"heading":  "小标题的长度",
	},
	"zh-TW": {
		"words":    "用詞相符程度（BM25）達到最佳一節的 %s",
		"title":    "標題和小標題與查詢吻合 %s",
		"window":   "查詢的 %s 集中出現在同一段裡",
		"position": "關鍵的詞出現得越晚，扣分越多",
		"phrase":   "整句查詢原樣出現",
		"literal":  "連同標點與輸入完全一致",
		"accepted": "所在的回答已被採納",
		"fresh":    "內容較新",
		"subject":  "標題的 %s 都在查詢裡",
		"wide":     "標題越長，所談的範圍越窄，扣分越多",
		"siblings": "同一篇裡還有其他小節相關",
		"bigrams":  "查詢裡相鄰的兩字有 %s 在這裡出現",
		"units":    "查詢裡的字詞有 %s 在這裡出現",
		"run":      "查詢的 %s 在這裡連成一片",
		"density":  "查詢裡的字詞在正文中的密度",
		"long":     "標題的長度",
		"rarity":   "標題用詞的少見程度",
		"brief":    "正文很短",
		"heading":  "小標題的長度",
	},
	"en": {
		"words":    "the words match %s as well as in the best section (BM25)",
		"title":    "title and headings agree with the query by %s",
		"window":   "%s of the query stands together in one passage",
		"position": "the later the first telling words stand, the more is taken off",
		"phrase":   "the query stands here word for word",
		"literal":  "the query stands here as typed, punctuation included",
		"accepted": "the answer was accepted",
		"fresh":    "updated not long ago",
		"subject":  "%s of the title is in the query",
		"wide":     "the longer the title, the narrower what it is about, and the more is taken off",
		"siblings": "other sections of the document match as well",
		"bigrams":  "%s of the query's pairs of characters stand here",
		"units":    "%s of the query's characters and words stand here",
		"run":      "%s of the query stands here in one piece",
		"density":  "how dense the text is with words of the query",
		"long":     "the length of the title",
		"rarity":   "how unusual the words of the title are",
		"brief":    "the text is short",
		"heading":  "the length of the heading",
	},
}

// Explain says in a language of the pages what a part of a score stands for. Of a part that it does not know it says the
// name.
func Explain(lang, name string, share float64) string {
	sentence, ok := partSentences[lang][name]
	if !ok {
		return name
	}
	return fill(sentence, fmt.Sprintf("%d%%", int(math.Floor(100*share+.5))))
}

// A part is a line on one addend of a score.
type part struct{ Value, Why string }

func newParts(lang string, parts []Part) []part {
	made := make([]part, len(parts))
	for i, p := range parts {
		made[i] = part{signed(p.Value), Explain(lang, p.Name, p.Share)}
	}
	return made
}

// partWords are the sentences as the script takes them.
func partWords(lang string) words {
	made := make(words)
	for name, sentence := range partSentences[lang] {
		made["part."+name] = sentence
	}
	return made
}

func fixed(x float64) string  { return fmt.Sprintf("%.3f", x) }
func signed(x float64) string { return fmt.Sprintf("%+.3f", x) }
