package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/opsguide/opsguide/api/client"
	"github.com/opsguide/opsguide/index"
)

// A fault is an error with what its sender is told of it. The cause is for the log.
type fault struct {
	status int
	code   string
	detail text
	fields []field
	retry  time.Duration // Retry-After, unless zero
	bulk   *client.BulkResponse
	cause  error
}

// A field is one thing that is wrong with a request.
type field struct {
	parameter string
	line      int
	detail    text
}

// Error says what the sender is not told, or else what it is told.
func (f *fault) Error() string {
	if f.cause != nil {
		return f.code + ": " + f.cause.Error()
	}
	return f.code + ": " + f.detail.en
}

func (f *fault) Unwrap() error { return f.cause }

// faults says what each error is to a sender. The first that errors.Is finds counts. Where telling is set, the message
// of the error names what to change, and is passed on.
var faults = []struct {
	err     error
	status  int
	code    string
	detail  text
	retry   time.Duration
	telling bool
}{
	{index.ErrNotFound, http.StatusNotFound, client.CodeNotFound,
		say("没有这个编号的内容", "nothing has this id"), 0, false},
	{index.ErrBadRequest, http.StatusBadRequest, client.CodeBadParameter,
		say("请求超出了允许的范围", "the request breaks a bound"), 0, true},
	{index.ErrBadDocument, http.StatusUnprocessableEntity, client.CodeBadDocument,
		say("文档无法收录", "the document cannot be taken"), 0, true},
	{index.ErrDiskFull, http.StatusInsufficientStorage, client.CodeDiskFull,
		say("磁盘已满，没有写入；搜索不受影响", "the disk is full and nothing was written; searching goes on"), 0, false},
	{index.ErrReadOnly, http.StatusServiceUnavailable, client.CodeReadOnly,
		say("索引正由另一个进程占用，这里只能搜索", "another process holds the index; this one can only search"), time.Minute, false},
	{index.ErrBusy, http.StatusServiceUnavailable, client.CodeBusy,
		say("另一项更新正在进行，请稍后再试", "another update is under way; try again shortly"), 5 * time.Second, false},
	{index.ErrNoIndex, http.StatusServiceUnavailable, client.CodeNoIndex,
		say("还没有建立索引", "there is no index yet"), 5 * time.Second, false},
	{index.ErrDamaged, http.StatusServiceUnavailable, client.CodeDamaged,
		say("索引已损坏，需要管理员重建", "the index is damaged; an administrator has to rebuild it"), time.Minute, false},
	{index.ErrClosed, http.StatusServiceUnavailable, client.CodeClosing,
		say("服务正在停止", "the server is shutting down"), time.Second, false},
	{context.DeadlineExceeded, http.StatusServiceUnavailable, client.CodeTimeout,
		say("处理超时，请稍后再试", "this took too long; try again shortly"), time.Second, false},
	{context.Canceled, http.StatusServiceUnavailable, client.CodeClosing,
		say("请求已取消", "the request was given up"), time.Second, false},
	{errors.ErrUnsupported, http.StatusNotImplemented, client.CodeUnsupported,
		say("这台服务器不支持这项操作", "this server cannot do that"), 0, false},
	{echo.ErrNotFound, http.StatusNotFound, client.CodeNoRoute,
		say("没有这个地址", "there is nothing at this address"), 0, false},
	{echo.ErrMethodNotAllowed, http.StatusMethodNotAllowed, client.CodeMethod,
		say("这个地址不接受这种请求方法", "this address does not take that method"), 0, false},
}

// faultOf finds out what an error is to its sender: a fault already, one of the table, or our own failure.
func faultOf(err error) *fault {
	if f, ok := errors.AsType[*fault](err); ok {
		return f
	}
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &fault{
			status: http.StatusRequestEntityTooLarge, code: client.CodeTooLarge, cause: err,
			detail: say("请求正文超过 %[1]d 字节", "the body is longer than %[1]d bytes", tooLarge.Limit),
		}
	}
	for _, row := range faults {
		if errors.Is(err, row.err) {
			f := &fault{status: row.status, code: row.code, detail: row.detail, retry: row.retry, cause: err}
			if row.telling {
				f.detail = say(f.detail.zh+"：%[1]v", f.detail.en+": %[1]v", err)
			}
			return f
		}
	}
	return &fault{
		status: http.StatusInternalServerError, code: client.CodeInternal, cause: err,
		detail: say("服务器内部出错；报告问题时请附上请求编号", "the server failed; give the request id when you report this"),
	}
}

// fail renders every error: as a page to somebody who wanted a page, otherwise as a problem.
func (h *handler) fail(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	f := faultOf(err)
	w := c.Response().Header()
	w.Set("Cache-Control", "no-store")
	if f.retry > 0 {
		w.Set("Retry-After", strconv.Itoa(int(f.retry.Seconds())))
	}
	if wantsPage(c.Request()) && h.errorPage(c, f) == nil {
		return
	}
	w.Add("Vary", "Accept-Language")
	zh := wantsChinese(c.Request())
	if zh {
		w.Set("Content-Language", "zh-CN")
	} else {
		w.Set("Content-Language", "en")
	}
	body := client.Problem{
		Type: "about:blank", Title: http.StatusText(f.status), Status: f.status, Detail: f.detail.in(zh),
		Instance: c.Request().URL.EscapedPath(), Code: f.code, RequestID: requestID(c), BulkResponse: f.bulk,
	}
	for _, field := range f.fields {
		body.Errors = append(body.Errors,
			client.ProblemError{Parameter: field.parameter, Line: field.line, Detail: field.detail.in(zh)})
	}
	if err := reply(c, f.status, "application/problem+json", body); err != nil {
		h.log.Error("write problem", "error", err, "request_id", body.RequestID)
	}
}

// wantsPage reports whether a failure is best told as a page: outside the API, to a browser.
func wantsPage(r *http.Request) bool {
	return !strings.HasPrefix(r.URL.Path, "/api/") && strings.Contains(r.Header.Get("Accept"), "text/html")
}
