package web

import (
	"strconv"
	"strings"
)

// words are the texts of the pages in one language. %s and %d stand for a value, in order; a bar parts the singular from
// the plural.
type words map[string]string

// languages are the languages there are, the default first, each with its own name for itself.
var languages = []struct{ Tag, Name string }{{"zh-CN", "简体中文"}, {"zh-TW", "繁體中文"}, {"en", "English"}}

// examples are first queries that the bundled corpus answers: a question, a task, terms, an abbreviation.
var examples = []string{"用户留存怎么提升", "写周报", "A/B测试", "运营人员的工作内容怎么写", "DAU"}

// scriptWords are the words that the scripts use as well; they travel in an attribute of the page.
var scriptWords = []string{
	"accepted", "all", "answerNo", "atLeast", "awayHelp", "awayTitle", "badHelp", "badTitle", "brokenHelp",
	"brokenTitle", "busyHelp", "busyTitle", "byUpdated", "byRelevance", "categories", "copied", "deniedHelp",
	"deniedTitle", "found", "goneHelp", "goneTitle", "grouping", "groupAnswer", "groupDocument", "groupNone",
	"homophone", "ms", "missing", "more", "next", "nothing", "offlineHelp", "offlineTitle", "onlyDocument", "order",
	"page", "pages", "partClosing", "partOpening", "pinyin", "previous", "reference", "results", "retry", "rewrites",
	"synonym", "title", "traditional", "tryShorter", "tryUnfiltered", "tryWhole", "typo", "unreachableHelp",
	"unreachableTitle", "votes",
}

// vocabulary holds the words of every language; a test sees to it that none lacks a key.
var vocabulary = map[string]words{
	"zh-CN": {
		"title":       "运营指南",
		"skip":        "跳到正文",
		"home":        "回到首页",
		"headline":    "问一个运营问题，直达回答它的那一节",
		"placeholder": "输入问题或术语",
		"search":      "搜索",
		"suggestions": "搜索建议",
		"results":     "搜索结果",
		"corpus":      "收录 %s 篇文档、%s 个回答，共 %s 节",
		"tryThese":    "试着搜一搜",
		"language":    "语言",
		"keysSearch":  "随时按 / 开始搜索，↑ ↓ 选择，Enter 打开，Ctrl + Enter 在新标签页打开，Esc 清空",
		"keysRead":    "按 n、p 跳到下一节、上一节，按 / 搜索",

		"found":         "%s 条结果",
		"atLeast":       "至少 %s 条结果",
		"ms":            "用时 %s 毫秒",
		"grouping":      "合并方式",
		"groupAnswer":   "按回答",
		"groupDocument": "按文档",
		"groupNone":     "逐节",
		"order":         "排序",
		"byRelevance":   "最相关",
		"byUpdated":     "最近更新",
		"categories":    "分类",
		"all":           "全部",
		"onlyDocument":  "只看这一篇里的小节",
		"rewrites":      "一并查找",
		"synonym":       "同义词",
		"homophone":     "同音",
		"pinyin":        "拼音",
		"traditional":   "繁简",
		"typo":          "纠错",
		"missing":       "收录的内容里没有出现",
		"answerNo":      "第 %d 个回答",
		"accepted":      "已采纳",
		"votes":         "%d 票",
		"page":          "文档",
		"more":          "还有 %d 节相关",
		"partOpening":   "开头",
		"partClosing":   "结语",
		"previous":      "上一页",
		"next":          "下一页",
		"pages":         "第 %s 页，共 %s 页",
		"nothing":       "没有找到与“%s”相关的内容",
		"tryShorter":    "换一个更常见的说法，或者只留下最关键的词",
		"tryWhole":      "不确定用什么词时，把问题整句写下来也可以",
		"tryUnfiltered": "去掉筛选条件，再搜一次",

		"offlineTitle":     "网络已断开",
		"offlineHelp":      "连上网络后会自动继续搜索。",
		"unreachableTitle": "连不上服务器",
		"unreachableHelp":  "请检查网络或 VPN，连上后会自动继续搜索。",
		"badTitle":         "这样搜不了",
		"badHelp":          "请缩短或改写查询内容，再试一次。",
		"deniedTitle":      "没有访问权限",
		"deniedHelp":       "请登录，或向管理员申请访问权限。",
		"goneTitle":        "找不到这一页",
		"goneHelp":         "它可能已被删除，或者换了地址。不妨在上方搜索一下它的标题。",
		"busyTitle":        "搜索得太频繁了",
		"busyHelp":         "请等几秒钟再试。",
		"awayTitle":        "搜索服务暂时不可用",
		"awayHelp":         "服务可能正在启动，或正在更新内容，请稍后重试。",
		"brokenTitle":      "出了点问题",
		"brokenHelp":       "请重试。如果仍然不行，请把下面的编号告诉管理员。",
		"reference":        "编号 %s",
		"retry":            "重试",

		"back":      "返回搜索结果",
		"outline":   "目录",
		"answers":   "%d 个回答",
		"comments":  "%d 条评论",
		"updated":   "更新于 %s",
		"original":  "查看原文",
		"tags":      "标签",
		"permalink": "复制本节链接",
		"copied":    "已复制链接",
		"matched":   "含有搜索的词",
		"similar":   "相近的内容",

		"gaps":           "还缺哪些内容",
		"gapsAbout":      "统计的是大家搜什么，不记录是谁搜的；只搜过一次的不列出，旧的计数每 30 天减半。",
		"gapsUnanswered": "搜不到，或者搜到的很少",
		"gapsWrite":      "按搜索次数排列。补上对应的内容后，这一条会自动消失。",
		"gapsUnopened":   "搜到了不少，却没有人点开",
		"gapsImprove":    "可能是标题没有说清内容，也可能是搜到的并不是大家想要的。",
		"gapsNone":       "目前没有发现缺口",
		"gapAsked":       "搜过 %s 次",
		"gapNothing":     "没有结果",
		"gapLittle":      "结果很少",
		"gapLast":        "最近一次 %s",
		"gapNearest":     "现有内容里最接近的",
	},
	"zh-TW": {
		"title":       "營運指南",
		"skip":        "跳到正文",
		"home":        "回到首頁",
		"headline":    "問一個營運問題，直達回答它的那一節",
		"placeholder": "輸入問題或術語",
		"search":      "搜尋",
		"suggestions": "搜尋建議",
		"results":     "搜尋結果",
		"corpus":      "收錄 %s 篇文件、%s 個回答，共 %s 節",
		"tryThese":    "試著搜搜看",
		"language":    "語言",
		"keysSearch":  "隨時按 / 開始搜尋，↑ ↓ 選擇，Enter 開啟，Ctrl + Enter 在新分頁開啟，Esc 清除",
		"keysRead":    "按 n、p 跳到下一節、上一節，按 / 搜尋",

		"found":         "%s 筆結果",
		"atLeast":       "至少 %s 筆結果",
		"ms":            "費時 %s 毫秒",
		"grouping":      "合併方式",
		"groupAnswer":   "依回答",
		"groupDocument": "依文件",
		"groupNone":     "逐節",
		"order":         "排序",
		"byRelevance":   "最相關",
		"byUpdated":     "最近更新",
		"categories":    "分類",
		"all":           "全部",
		"onlyDocument":  "只看這一篇裡的小節",
		"rewrites":      "一併尋找",
		"synonym":       "同義詞",
		"homophone":     "同音",
		"pinyin":        "拼音",
		"traditional":   "繁簡",
		"typo":          "更正",
		"missing":       "收錄的內容裡沒有出現",
		"answerNo":      "第 %d 個回答",
		"accepted":      "已採納",
		"votes":         "%d 票",
		"page":          "文件",
		"more":          "還有 %d 節相關",
		"partOpening":   "開頭",
		"partClosing":   "結語",
		"previous":      "上一頁",
		"next":          "下一頁",
		"pages":         "第 %s 頁，共 %s 頁",
		"nothing":       "找不到與「%s」相關的內容",
		"tryShorter":    "換個更常見的說法，或者只留下最關鍵的詞",
		"tryWhole":      "不確定用什麼詞時，把問題整句寫下來也可以",
		"tryUnfiltered": "取消篩選條件，再搜尋一次",

		"offlineTitle":     "網路已中斷",
		"offlineHelp":      "連上網路後會自動繼續搜尋。",
		"unreachableTitle": "連不上伺服器",
		"unreachableHelp":  "請檢查網路或 VPN，連上後會自動繼續搜尋。",
		"badTitle":         "這樣無法搜尋",
		"badHelp":          "請縮短或改寫查詢內容，再試一次。",
		"deniedTitle":      "沒有存取權限",
		"deniedHelp":       "請登入，或向管理員申請存取權限。",
		"goneTitle":        "找不到這一頁",
		"goneHelp":         "它可能已被刪除，或者換了網址。不妨在上方搜尋它的標題。",
		"busyTitle":        "搜尋得太頻繁了",
		"busyHelp":         "請等幾秒鐘再試。",
		"awayTitle":        "搜尋服務暫時無法使用",
		"awayHelp":         "服務可能正在啟動，或正在更新內容，請稍後重試。",
		"brokenTitle":      "出了點問題",
		"brokenHelp":       "請重試。如果仍然不行，請把下面的編號告訴管理員。",
		"reference":        "編號 %s",
		"retry":            "重試",

		"back":      "返回搜尋結果",
		"outline":   "目錄",
		"answers":   "%d 個回答",
		"comments":  "%d 則評論",
		"updated":   "更新於 %s",
		"original":  "查看原文",
		"tags":      "標籤",
		"permalink": "複製本節連結",
		"copied":    "已複製連結",
		"matched":   "含有搜尋的詞",
		"similar":   "相近的內容",

		"gaps":           "還缺哪些內容",
		"gapsAbout":      "統計的是大家搜尋什麼，不記錄是誰搜尋的；只搜尋過一次的不列出，舊的計數每 30 天減半。",
		"gapsUnanswered": "搜尋不到，或者找到的很少",
		"gapsWrite":      "依搜尋次數排列。補上對應的內容後，這一項會自動消失。",
		"gapsUnopened":   "找到不少，卻沒有人點開",
		"gapsImprove":    "可能是標題沒有說清楚內容，也可能是找到的並不是大家想要的。",
		"gapsNone":       "目前沒有發現缺口",
		"gapAsked":       "搜尋過 %s 次",
		"gapNothing":     "沒有結果",
		"gapLittle":      "結果很少",
		"gapLast":        "最近一次 %s",
		"gapNearest":     "現有內容裡最接近的",
	},
	"en": {
		"title":       "opsguide",
		"skip":        "Skip to content",
		"home":        "Home",
		"headline":    "Ask an operations question, land on the section that answers it",
		"placeholder": "A question, a term, or pinyin",
		"search":      "Search",
		"suggestions": "Suggestions",
		"results":     "Search results",
		"corpus":      "Searching %s documents, %s answers, %s sections",
		"tryThese":    "Try one of these",
		"language":    "Language",
		"keysSearch":  "/ to search, ↑ ↓ to choose, Enter to open, Ctrl + Enter for a new tab, Esc to clear",
		"keysRead":    "n and p for the next and previous section, / to search",

		"found":         "%s result|%s results",
		"atLeast":       "at least %s results",
		"ms":            "%s ms",
		"grouping":      "Group by",
		"groupAnswer":   "Answers",
		"groupDocument": "Documents",
		"groupNone":     "Sections",
		"order":         "Sort by",
		"byRelevance":   "Relevance",
		"byUpdated":     "Latest",
		"categories":    "Category",
		"all":           "All",
		"onlyDocument":  "Only sections of this document",
		"rewrites":      "Also searched",
		"synonym":       "synonym",
		"homophone":     "sounds alike",
		"pinyin":        "pinyin",
		"traditional":   "script variant",
		"typo":          "corrected",
		"missing":       "Not found anywhere",
		"answerNo":      "Answer %d",
		"accepted":      "Accepted",
		"votes":         "%d vote|%d votes",
		"page":          "Document",
		"more":          "%d more matching section|%d more matching sections",
		"partOpening":   "Opening",
		"partClosing":   "Closing",
		"previous":      "Previous",
		"next":          "Next",
		"pages":         "Page %s of %s",
		"nothing":       "Nothing found for “%s”",
		"tryShorter":    "Try a more common word, or keep only the words that matter",
		"tryWhole":      "Not sure of the word? Write the whole question instead",
		"tryUnfiltered": "Search again without filters",

		"offlineTitle":     "You are offline",
		"offlineHelp":      "The search goes on by itself once you are connected again.",
		"unreachableTitle": "The server cannot be reached",
		"unreachableHelp":  "Check the network or your VPN. The search goes on by itself once the server answers.",
		"badTitle":         "This cannot be searched",
		"badHelp":          "Shorten or rephrase the query and try again.",
		"deniedTitle":      "You have no access",
		"deniedHelp":       "Sign in, or ask an administrator for access.",
		"goneTitle":        "This page is not here",
		"goneHelp":         "It may have been deleted or moved. Try searching for its title above.",
		"busyTitle":        "Too many searches",
		"busyHelp":         "Wait a few seconds and try again.",
		"awayTitle":        "Search is not available right now",
		"awayHelp":         "It may be starting or taking in new content. Try again in a moment.",
		"brokenTitle":      "Something went wrong",
		"brokenHelp":       "Try again. If it keeps failing, give the reference below to an administrator.",
		"reference":        "Reference %s",
		"retry":            "Try again",

		"back":      "Back to results",
		"outline":   "Contents",
		"answers":   "%d answer|%d answers",
		"comments":  "%d comment|%d comments",
		"updated":   "Updated %s",
		"original":  "Original page",
		"tags":      "Tags",
		"permalink": "Copy link to this section",
		"copied":    "Link copied",
		"matched":   "has words of your search",
		"similar":   "Related sections",

		"gaps":           "What is missing",
		"gapsAbout":      "This counts what is asked, never who asks. What was asked only once is not listed, and counts halve every 30 days.",
		"gapsUnanswered": "Searches that find nothing, or little",
		"gapsWrite":      "Most asked first. Once guidance is written for one, it leaves this list by itself.",
		"gapsUnopened":   "Searches that find enough, but nobody opens any of it",
		"gapsImprove":    "The titles may not say what is inside, or this may not be what people were after.",
		"gapsNone":       "No gaps so far",
		"gapAsked":       "asked %s time|asked %s times",
		"gapNothing":     "finds nothing",
		"gapLittle":      "finds little",
		"gapLast":        "last on %s",
		"gapNearest":     "Nearest to it at present",
	},
}

// plural fills n into the singular or plural of s.
func plural(s string, n int) string {
	one, many, two := strings.Cut(s, "|")
	if two && n != 1 {
		one = many
	}
	return strings.NewReplacer("%d", strconv.Itoa(n), "%s", thousands(n)).Replace(one)
}

// fill puts values in the places of %s, in order.
func fill(s string, values ...string) string {
	var b strings.Builder
	for _, v := range values {
		before, after, found := strings.Cut(s, "%s")
		if !found {
			break
		}
		b.WriteString(before + v)
		s = after
	}
	return b.String() + s
}

// thousands writes n with a comma between groups of three digits.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
