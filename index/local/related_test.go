package local_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/opsguide/opsguide/corpus"
	"github.com/opsguide/opsguide/index/query"
)

// A word that only reaches out of what was asked does not go with it; one that has all of it and more does, and so does what
// stands elsewhere. Of very long texts the beginning counts.
func TestRelatedWords(t *testing.T) {
	long := strings.Repeat("先看整体，再看细节。", 400)
	var docs []*corpus.Document
	for i, text := range []string{
		"数据安全法规定了分级，留存期由主管部门定。", "按数据安全法做分级，主管部门每年查。",
		"数据安全法要求主管部门备案，还要分级。", "主管部门依数据安全法问责，先分级。",
		"老用户的留存率看分群。", "留存率掉了先分群，再问老用户。", "分群之后留存率才看得懂，老用户尤其。", "老用户的留存率要分群看。",
		long + "罗盘", long + "罗盘", long + "罗盘", long + "罗盘",
	} {
		docs = append(docs, page(fmt.Sprint("d", i), "记录", "", text))
	}
	for i := range 40 {
		docs = append(docs, page(fmt.Sprint("o", i), "会议", "", fmt.Sprintf("第%d次开会，主题是海报和排期。", i)))
	}
	e := engineOf(t, docs...)
	for _, row := range []struct{ query, want string }{
		{"数据安全", "主管部门 分级"},
		{"留存", "分群 留存率 老用户"},
		{"整体", "细节"},
	} {
		got, err := e.Related(context.Background(), query.Parse(row.query), 20)
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for _, x := range got.Terms {
			texts = append(texts, x.Text)
		}
		if found := strings.Join(texts, " "); found != row.want {
			t.Errorf("with %s goes %q, want %q", row.query, found, row.want)
		}
	}
}
