package web

import (
	"fmt"
	"go/scanner"
	"go/token"
	"html"
	"html/template"
	"regexp"
	"strings"
)

// The classes of highlighted code: k keyword, s string, n number, c comment, f function called.

func highlightGo(code []byte) template.HTML {
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("main.go", -1, len(code))
	s.Init(file, code, func(token.Position, string) {}, scanner.ScanComments)
	var out strings.Builder
	written := 0
	for {
		pos, tok, literal := s.Scan()
		if tok == token.EOF {
			break
		}
		if tok == token.SEMICOLON && literal == "\n" {
			continue // inserted by the scanner, not in the code
		}
		start := file.Offset(pos)
		end := start + len(literal)
		if literal == "" {
			end = start + len(tok.String())
		}
		out.WriteString(html.EscapeString(string(code[written:start])))
		writeSpan(&out, goClass(tok, code[end:]), string(code[start:end]))
		written = end
	}
	out.WriteString(html.EscapeString(string(code[written:])))
	return template.HTML(out.String())
}

func goClass(tok token.Token, after []byte) string {
	switch {
	case tok.IsKeyword():
		return "k"
	case tok == token.STRING || tok == token.CHAR:
		return "s"
	case tok == token.INT || tok == token.FLOAT:
		return "n"
	case tok == token.COMMENT:
		return "c"
	case tok == token.IDENT && len(after) > 0 && after[0] == '(':
		return "f"
	}
	return ""
}

var pythonTokens = regexp.MustCompile(`(?P<c>#[^\n]*)|(?P<s>[fr]?(?:"[^"\n]*"|'[^'\n]*'))|` +
	`(?P<k>\b(?:and|as|assert|async|await|break|class|continue|def|del|elif|else|except|False|finally|for|from|` +
	`global|if|import|in|is|lambda|None|nonlocal|not|or|pass|raise|return|True|try|while|with|yield)\b)|` +
	`(?P<n>\b\d+(?:\.\d+)?\b)|(?P<f>\b[A-Za-z_]\w*)\(`)

func highlightPython(code []byte) template.HTML {
	var out strings.Builder
	written := 0
	for _, m := range pythonTokens.FindAllSubmatchIndex(code, -1) {
		for group, class := range pythonTokens.SubexpNames() {
			start, end := m[2*group], m[2*group+1]
			if class == "" || start < 0 {
				continue
			}
			out.WriteString(html.EscapeString(string(code[written:start])))
			writeSpan(&out, class, string(code[start:end]))
			written = end
		}
	}
	out.WriteString(html.EscapeString(string(code[written:])))
	return template.HTML(out.String())
}

func writeSpan(out *strings.Builder, class, text string) {
	if class == "" {
		out.WriteString(html.EscapeString(text))
		return
	}
	fmt.Fprintf(out, `<span class="%s">%s</span>`, class, html.EscapeString(text))
}
