package web

import (
	"fmt"
	"html"
	"html/template"
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// languages are the names of the languages that blocks of code are in.
var languages = map[string]string{
	"go": "Go", "python": "Python", "js": "JavaScript", "ts": "TypeScript", "html": "HTML", "sh": "Shell",
	"json": "JSON", "toml": "TOML", "yaml": "YAML", "md": "Markdown", "nginx": "nginx", "text": "", "output": "It prints",
}

// renderCode writes a block of code under the name of its file or language, or as an element that
// runs it.
func renderCode(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	block := node.(*ast.FencedCodeBlock)
	language := string(block.Language(source))
	name, ok := languages[language]
	if !ok {
		return ast.WalkStop, fmt.Errorf("a block of code in %q, which no page has yet: see languages", language)
	}
	note := ""
	if block.Info != nil {
		note = strings.TrimSpace(strings.TrimPrefix(string(block.Info.Segment.Value(source)), language))
	}
	code := highlight(language, block.Lines().Value(source))
	if note == "run" {
		fmt.Fprintf(w, "<pool-playground run=\"click\"><pre tabindex=\"0\"><code>%s</code></pre></pool-playground>\n", code)
		return ast.WalkContinue, nil
	}
	if note != "" {
		name = note
	}
	kind := "listing"
	if language == "output" {
		kind = "listing printed"
	}
	fmt.Fprintf(w, "<figure class=\"%s\">", kind)
	if name != "" {
		fmt.Fprintf(w, "<figcaption>%s</figcaption>", html.EscapeString(name))
	}
	fmt.Fprintf(w, "<pre tabindex=\"0\"><code>%s</code></pre></figure>\n", code)
	return ast.WalkContinue, nil
}

// highlight marks code in any language that a page of the docs has.
func highlight(language string, code []byte) template.HTML {
	switch language {
	case "go":
		return highlightGo(code)
	case "python":
		return highlightPython(code)
	}
	lexer := lexers.Get(language)
	if lexer == nil || language == "text" || language == "output" {
		return template.HTML(html.EscapeString(string(code)))
	}
	tokens, err := lexer.Tokenise(nil, string(code))
	if err != nil {
		return template.HTML(html.EscapeString(string(code)))
	}
	var out strings.Builder
	for token := range tokens.Stdlib() {
		writeSpan(&out, classOf(token.Type), token.Value)
	}
	return template.HTML(out.String())
}

func classOf(t chroma.TokenType) string {
	switch {
	case t.InCategory(chroma.Keyword), t == chroma.NameTag:
		return "k"
	case t.InSubCategory(chroma.LiteralString):
		return "s"
	case t.InSubCategory(chroma.LiteralNumber):
		return "n"
	case t.InCategory(chroma.Comment):
		return "c"
	}
	return ""
}
