package highlight

import "testing"

const handbook = `用户运营的第一步是分层。把用户按活跃程度分成新用户、活跃用户、沉默用户，再分别制定目标。

常见的误区是只看日活。日活高，留存低，说明拉新在“漏水”：买来的用户用过一次就走。
要先看次日留存，再看七日留存；留存稳定之后再放大拉新预算。

转化率的提升靠漏斗分析。把注册、下单、支付每一步的转化率画出来，找到掉得最多的一步，先改这一步。`

func TestBest(t *testing.T) {
	for _, tt := range []struct {
		name  string
		text  string
		terms string
		width int
		want  string
	}{
		{"a text that fits is whole", "用户留存怎么提升", "留存", 8, "用户[留存]怎么提升"},
		{"without matches, the beginning", handbook, "", 20, "用户运营的第一步是分层。"},
		{"without matches, up to a clause", handbook, "", 40, "用户运营的第一步是分层。把用户按活跃程度分成新用户、活跃用户、沉默用户…"},

		{"the sentence that holds it", handbook, "漏斗", 24, "转化率的提升靠[漏斗]分析。"},
		{"the passage with most terms", handbook, "留存|拉新|预算", 30, "要先看次日[留存]，再看七日[留存]；[留存]稳定之后再放大[拉新预算]。"},
		{"distinct terms, not many of one", handbook, "用户|漏水|次日", 30,
			"…拉新在“[漏水]”：买来的[用户]用过一次就走。 要先看[次日]留存…"},
		{"of equals the nearest", "留存很重要，说了很多别的话之后才谈到转化。留存转化要一起看。再说别的事情吧，说很多很多。", "留存|转化", 24,
			"[留存转化]要一起看。再说别的事情吧，说很多很多。"},
		{"of equals the earliest", handbook, "转化率", 20, "[转化率]的提升靠漏斗分析。"},

		{"a clause, where the sentence is long", "这一段没有句号只有逗号，前面写了很多很多的铺垫内容，中间才说到留存的做法，后面又写了很多很多的补充内容，一直说不完",
			"留存", 20, "…中间才说到[留存]的做法，后面又写了很多很多…"},
		{"no punctuation at all", "前面写了很多很多的铺垫内容没有任何标点中间才说到留存的做法后面又写了很多很多的补充内容一直说不完", "留存", 20,
			"…任何标点中间才说到[留存]的做法后面又写了很…"},
		{"the end of the text fills the passage", handbook, "这一步", 30, "…支付每一步的转化率画出来，找到掉得最多的一步，先改[这一步]。"},
		{"a whole sentence, though most of it comes before", handbook, "买来", 30,
			"日活高，留存低，说明拉新在“漏水”：[买来]的用户用过一次就走。"},
		{"a sentence that would not fit, from a clause", handbook, "买来", 28, "…说明拉新在“漏水”：[买来]的用户用过一次就走。"},
		{"lines are sentences", "第一行写拉新\n第二行写促活\n第三行写留存\n第四行写转化\n第五行写推荐", "留存", 14, "第三行写[留存] 第四行写转化"},

		{"Latin words stay whole", "The onboarding funnel shows where people leave before they activate", "people", 16,
			"…shows where [people] leave before…"},
		{"names and numbers hold no full stop", "运营后台升级到 v1.2.3 之后请打开 http://ops.example.com/a?b=c 查看转化率 3.5% 的变化以及其他说明文字", "转化率", 24,
			"…查看[转化率] 3.5% 的变化以及其他说明文字"},
		{"ASCII marks between Han", "先看数据,再看用户,最后定目标.留存要看七日,转化要看漏斗,拉新要看成本.以上三条每周复盘一次", "留存", 22,
			"[留存]要看七日,转化要看漏斗,拉新要看成本."},
		{"a numbered list", "运营周报要写:\n1. 数据分析,看留存和转化\n2. 用户反馈,看投诉和建议\n3. 下周计划,看目标和分工", "投诉", 14, "2. 用户反馈,看[投诉]和建议"},
		{"a match wider than the passage", "我们认为用户增长黑客方法论很重要但也有人不同意", "用户增长黑客方法论", 5, "…[用户增长黑]…"},
		{"emoji are not torn", "👨\u200d👩\u200d👧👨\u200d👩\u200d👧👨\u200d👩\u200d👧👨\u200d👩\u200d👧留存", "留存", 12, "…👨\u200d👩\u200d👧👨\u200d👩\u200d👧[留存]"},
	} {
		if got := show(Best(tt.text, find(tt.text, tt.terms), tt.width)); got != tt.want {
			t.Errorf("%s: Best(…, %d) for %q\n got %s\nwant %s", tt.name, tt.width, tt.terms, got, tt.want)
		}
	}
}
