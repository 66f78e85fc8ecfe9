// Package corpus is the model of operations guidance and the readers that bring it in.
//
// A [Document] is a question page with several [Answer]s, or a wiki page with sections of its own. A [Section] is the
// unit that is found. [Read] walks files and folders and yields documents from the question-page, Markdown, HTML,
// plain-text and JSONL formats; [Parse], [ReadJSONL] and [ParseLine] do so for one file, stream and line; [Sample]
// yields the bundled corpus. Nothing here knows of tokens or of an index.
//
// Files may be in UTF-8, in UTF-16 with a byte order mark, or in GB18030; web pages also in the charset that they name.
// What cannot be read is a [FileError] that says where, why, and what to do. All functions may be called concurrently.
//
// # Sections
//
// Every reader turns its format into headings and paragraphs, which are cut alike: what comes before the first heading
// is the lead, each heading opens a section, and closing text that belongs to none of them is the conclusion. A
// heading's number is its label (一 of 一、数据分析), and its path tells the headings that it stands under. Where a format has
// headings of its own, they alone count. Elsewhere these are looked for, in lines that stand by themselves, are no
// longer than 30 Han characters, and do not read like a sentence:
//
//	一、数据分析    （一）指标口径    第一，先定目标    第一章 总则    第一步：盘点    1. 目标    1.1 口径
//	1、目标    1）目标    (1) 目标    ① 目标    Ⅰ、目标    ## 目标    **目标**
//
// Each way of numbering is a level of its own, in the order in which they come first. Short numbered lines one after
// the other are a list, and so are lines like （一）订立合同；. An answer whose paragraphs open with 第一，…。 第二，…。 or 一、…。 二、…。
// and that has no headings is cut there, if all of these sentences are short and have more text behind them; they
// become the headings.
//
// The last paragraph of an answer is its conclusion if it opens with 总之, 综上所述 or the like, if it names two other
// headings, or if it is one more than all the sections before have; and if it does not go on with its own section's
// topic.
//
// # Question pages as text
//
// What a browser saves as the text of a question page (format qa) is read line by line:
//
//	运营人员的工作内容怎么写好        the question
//	小数 内容运营 15                 author, category, and how often it was read, which is left out
//	标签：留存, 复盘                  tags; the line may be missing
//	共4条回复 我来回复                opens the answers; what the asker wrote before is left out
//	  • 已被采纳为最佳回答            a bullet opens an answer; the mark may stand on its line or the next
//	    正文……                       paragraphs are parted by blank lines
//	    1个月前 0条评论               ends the answer: an age or a date, comments, votes (12赞), in any order
//	  • 小王                        a name alone beside the bullet is the answer's author; so is a line 作者：小王
//	    正文……
//	    2026-10-18 12人赞同 3条评论
//	站长微信                         the site's furniture is left out, and so are comments after an answer's last line
//
// Bullets that are indented deeper than the first are text. An age is counted back from the time at which the file was
// changed, to the day.
//
// # Markdown
//
// Front matter may give title, category (or categories), tags, author, updated (or lastmod, ms.date, date), id, url and
// kind; other keys are ignored. Without a title there, the first heading of level one is the title. Lists, tables and
// code are kept as text, a line for each item and row.
//
// A page whose first heading is 回答, or whose kind is question, is a question page. Each such heading opens an answer;
// what is known of it stands behind in brackets, or in the first paragraph:
//
//	---
//	kind: question
//	title: 周报怎么写
//	category: 内容运营
//	---
//	## 回答 1（已采纳）
//
//	作者：小王 · 2026-10-18 · 12赞 · 3条评论
//
//	先写结论……
//
//	### 一、只写三件事
//
//	……
//
//	## 回答：小李（2026-10-20，4赞）
//
// # HTML
//
// The main content is read: main, else the only article, else the body without header and footer. Navigation, asides,
// forms and hidden parts are left out. The title is the first h1, else og:title or title.
//
// # Plain text
//
// The first line is the title, if it is short and no sentence, else the file's name is.
//
// # JSON
//
// [ParseLine] takes {"title", "text", "format"} for a page, with format text, md or html, {"title", "answers":
// [{"text"}]} for a question, and the shape that a Document marshals to, which comes back as it was. All fields of
// Document and Answer may be given; updated as 2026-10-18 or with a time.
package corpus
