package usage

import (
	"strings"
	"testing"

	"github.com/opsguide/opsguide/index/query"
)

func TestForm(t *testing.T) {
	for _, test := range []struct{ typed, want string }{
		{"用户留存", "用户留存"},
		{"  用户　 留存 ", "用户留存"},
		{"ＤＡＵ 怎么 提升", "dau怎么提升"},
		{"A/B  Test 设计", "a/b test设计"},
		{"kpi okr", "kpi okr"},
		{"“用户 留存” 周报", `"用户 留存" 周报`},
		{"分类：运营 周报", "category:运营 周报"},
		{"周报 -日报", "周报 -日报"},
		{"618 双11 怎么备货", "618双11怎么备货"},
		{"updated:>=2026-10 复盘", "updated:>=2026-10 复盘"},
		{"iphone15promax256gb", ""}, // a word that mixes letters and digits that long is a key
		{"iphone15 promax 256gb", "iphone15 promax 256gb"},

		{"", ""},
		{"category:运营", ""}, // looks for nothing in particular
		{"-周报", ""},
		{"13812345678", ""},
		{"１３８ １２３４ ５６７８", ""},
		{"客户 138-1234-5678 投诉", ""},
		{`"138" 1234 "5678"`, ""},
		{"+86 (0)10 8888", ""},
		{"11010519491231002X", ""},
		{"订单 1234567", ""},
		{"订单 123456", "订单123456"},
		{"li.lei@example.com 离职", ""},
		{"ｌｉ＠ｅｘａｍｐｌｅ．ｃｏｍ", ""},
		{"https://wiki.example/x?token=1", ""},
		{"sk-live-a81f0c9be277d0e4", ""},
		{strings.Repeat("长", 64), strings.Repeat("长", 64)},
		{strings.Repeat("长", 65), ""},
	} {
		if got := Form(query.Parse(test.typed)); got != test.want {
			t.Errorf("Form(%q) = %q, want %q", test.typed, got, test.want)
		}
	}
}

// A form is a query of the same form.
func FuzzForm(f *testing.F) {
	for _, s := range []string{"用户 留存", `"A b" -c`, "title:“x y” z", "ＤＡＵ：", "a 中 b", `“"x” 中 文`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		form := Form(query.Parse(typed))
		if form == "" {
			return
		}
		if again := Form(query.Parse(form)); again != form {
			t.Errorf("%q has the form %q, and that the form %q", typed, form, again)
		}
		if !keepable(form) {
			t.Errorf("%q is kept as %q", typed, form)
		}
	})
}
