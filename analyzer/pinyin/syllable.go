package pinyin

import (
	"slices"
	"strings"
	"sync"
)

// A Syllable is a syllable of Mandarin without its tone, or one Latin letter or digit that is read as itself; 0 is none.
// Digits come first, then letters, then syllables, each in alphabetical order, so that those with the same beginning stand
// side by side. The numbers are stable within one Version.
type Syllable uint16

const (
	firstDigit    Syllable = 1
	firstLetter   Syllable = 11
	firstSyllable Syllable = 64
)

// inventory holds the syllables of the Xiandai Hanyu Cidian that are written with a vowel, and the few that only chat uses.
var inventory = strings.Fields(`
a ai an ang ao
ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu
ca cai can cang cao ce cen ceng cha chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui
chun chuo ci cong cou cu cuan cui cun cuo
da dai dan dang dao de dei den deng di dia dian diao die ding diu dong dou du duan dui dun duo
e ei en eng er
fa fan fang fei fen feng fo fou fu
ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui gun guo
ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo
ji jia jian jiang jiao jie jin jing jiong jiu ju juan jue jun
ka kai kan kang kao ke kei ken keng kong kou ku kua kuai kuan kuang kui kun kuo
la lai lan lang lao le lei leng li lia lian liang liao lie lin ling liu lo long lou lu luan lun luo lv lve
ma mai man mang mao me mei men meng mi mian miao mie min ming miu mo mou mu
na nai nan nang nao ne nei nen neng ni nian niang niao nie nin ning niu nong nou nu nuan nuo nv nve
o ou
pa pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu
qi qia qian qiang qiao qie qin qing qiong qiu qu quan que qun
ran rang rao re ren reng ri rong rou ru rua ruan rui run ruo
sa sai san sang sao se sen seng sha shai shan shang shao she shei shen sheng shi shou shu shua shuai shuan shuang shui
shun shuo si song sou su suan sui sun suo
ta tai tan tang tao te teng ti tian tiao tie ting tong tou tu tuan tui tun tuo
wa wai wan wang wei wen weng wo wu
xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun
ya yan yang yao ye yi yin ying yo yong you yu yuan yue yun
za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhei zhen zheng zhi zhong zhou zhu zhua zhuai zhuan
zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo`)

// letters holds every digit and letter at its own number.
var letters = func() (s [firstSyllable]Syllable) {
	for i := range s {
		s[i] = Syllable(i)
	}
	return s
}()

const alphanumerics = "\x000123456789abcdefghijklmnopqrstuvwxyz"

// letter returns the Syllable of a digit or of a lower or upper case letter.
func letter(r rune) (Syllable, bool) {
	switch {
	case r >= '0' && r <= '9':
		return firstDigit + Syllable(r-'0'), true
	case r >= 'a' && r <= 'z':
		return firstLetter + Syllable(r-'a'), true
	case r >= 'A' && r <= 'Z':
		return firstLetter + Syllable(r-'A'), true
	}
	return 0, false
}

// find returns the syllable that is written so, or 0.
func find(written string) Syllable {
	if i, ok := slices.BinarySearch(inventory, written); ok {
		return firstSyllable + Syllable(i)
	}
	return 0
}

// String returns how the syllable is written, with v for the ü of lü and nü.
func (s Syllable) String() string {
	switch i := int(s) - int(firstSyllable); {
	case i >= 0 && i < len(inventory):
		return inventory[i]
	case s > 0 && int(s) < len(alphanumerics):
		return alphanumerics[s : s+1]
	}
	return ""
}

// Initial returns the first letter, or 0 for what is no syllable.
func (s Syllable) Initial() byte {
	if w := s.String(); w != "" {
		return w[0]
	}
	return 0
}

// Alike returns the syllables that are easily taken for s or typed in its stead, s itself among them: zh and z, ch and c,
// sh and s, n and l at the beginning; an and ang, en and eng, in and ing at the end (so ian and iang, uan and uang, too).
// Those are the confusions of most regions and of the phonetic keyboards' fuzzy settings; f and h, r and l, which few
// confuse, stay apart. The caller must not change the result.
func (s Syllable) Alike() []Syllable {
	if s < firstSyllable {
		return letters[min(s, firstSyllable-1):][:1]
	}
	return alike()[s.loose()]
}

// loose returns the key of all that Alike takes for the same.
func (s Syllable) loose() string {
	w := s.String()
	if s < firstSyllable || w == "" {
		return w
	}
	if len(w) > 1 && w[1] == 'h' {
		w = w[:1] + w[2:]
	}
	if w[0] == 'n' && len(w) > 1 {
		w = "l" + w[1:]
	}
	if strings.HasSuffix(w, "ang") || strings.HasSuffix(w, "eng") || strings.HasSuffix(w, "ing") {
		w = w[:len(w)-1]
	}
	return w
}

var alike = sync.OnceValue(func() map[string][]Syllable {
	m := make(map[string][]Syllable, len(inventory))
	for i := range inventory {
		s := firstSyllable + Syllable(i)
		m[s.loose()] = append(m[s.loose()], s)
	}
	return m
})
