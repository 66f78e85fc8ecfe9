package api

import (
	"fmt"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/opsguide/opsguide/api/client"
)

// checkHost keeps a foreign web site from reading and writing through the browser of somebody on this machine: by DNS
// rebinding its own name can be made to lead to loopback. So what arrives over loopback must have asked for loopback,
// or for the public name that a proxy passes on.
func (h *handler) checkHost(r *http.Request) error {
	if !overLoopback(r) || loopbackName(r.Host) || h.public != nil && strings.EqualFold(h.public.Host, r.Host) {
		return nil
	}
	return &fault{
		status: http.StatusMisdirectedRequest, code: client.CodeForeignHost,
		detail: say("这台服务器没有 %[1]s 这个名字；若在反向代理之后，请用 --public-url 指明对外地址",
			"this server does not go by the name %[1]s; behind a proxy, give its public address with --public-url",
			clip(r.Host)),
	}
}

// guardWrite refuses writes that another web site may have had a browser send: those that say so, and those of a
// content type that a plain form can send, which no browser asks about beforehand.
func (h *handler) guardWrite(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if err := h.origins.Check(r); err != nil {
			return &fault{
				status: http.StatusForbidden, code: client.CodeForeignOrigin,
				detail: say("不接受来自其他网站的写入", "writes from other web sites are not taken"),
				cause:  fmt.Errorf("origin %q: %w", r.Header.Get("Origin"), err),
			}
		}
		contentType := r.Header.Get(echo.HeaderContentType)
		if contentType == "" && r.ContentLength == 0 {
			return next(c)
		}
		switch mediaType, _, _ := mime.ParseMediaType(contentType); mediaType {
		case "application/json", "application/x-ndjson", "application/ndjson", "application/jsonl":
			return next(c)
		}
		return &fault{
			status: http.StatusUnsupportedMediaType, code: client.CodeMediaType,
			detail: say("Content-Type 为 %[1]q；写入须用 application/json 或 application/x-ndjson",
				"Content-Type is %[1]q; writes take application/json or application/x-ndjson", contentType),
		}
	}
}

// overLoopback reports whether the connection was made to a loopback address, and also when that is not known.
func overLoopback(r *http.Request) bool {
	addr, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	return !ok || addr.IP.IsLoopback()
}

// loopbackName reports whether a Host header names this machine itself. The port does not matter: a name that always
// means loopback cannot be rebound.
func loopbackName(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && addr.IsLoopback()
}
