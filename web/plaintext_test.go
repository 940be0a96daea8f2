package web

import (
	"html"
	"regexp"
)

var spans = regexp.MustCompile(`</?span[^>]*>`)

// plainText is what a browser shows of highlighted code.
func plainText(highlighted string) string {
	return html.UnescapeString(spans.ReplaceAllString(highlighted, ""))
}
