package checks

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// A document is a Markdown file whose blocks of code are checked.
type document struct {
	name   string // relative to the root
	blocks []block
}

// A block is code between two fences.
type block struct {
	document string
	line     int    // of the file, where the code begins
	language string // what follows the fence
	note     string // what follows the language: a file's name, or "run"
	code     string
}

// documents holds that the code in README.md and in the docs is right. Whole Go programs build
// natively and for the browser, run, and print what the document says. Other Go stands word for word
// in a Go file of the tree or compiles behind the document's first program. JavaScript has the right
// types, HTML's scripts too. Commands are those that there are.
func documents(ctx context.Context, p project) result {
	docs, err := p.documents()
	if err != nil {
		return fail("%v", err)
	}
	sources, err := p.goSources(ctx)
	if err != nil {
		return fail("%v", err)
	}
	var r result
	note := func(b block, err error) {
		if err == nil {
			r.passed++
			return
		}
		r.failed++
		r.output += fmt.Sprintf("%s:%d: %v\n%s\n", b.document, b.line, err, b.code)
	}
	var scripts []block
	for _, d := range docs {
		var fragments []block
		for i, b := range d.blocks {
			switch b.language {
			case "go":
				if packageMain.MatchString(b.code) {
					note(b, p.checkProgram(ctx, b.code, printed(d.blocks[i+1:])))
				} else if !stands(b.code, sources) {
					fragments = append(fragments, b)
				}
			case "js", "ts", "html":
				scripts = append(scripts, scriptsOf(b)...)
			case "sh":
				note(b, p.checkCommands(ctx, b.code))
			}
		}
		if len(fragments) > 0 {
			note(block{document: d.name, line: 1}, p.checkFragments(ctx, d, fragments))
		}
	}
	note(block{document: "the scripts of README.md and the docs"}, p.checkScripts(ctx, scripts))
	return r
}

// documents reads README.md and the docs.
func (p project) documents() ([]document, error) {
	names, err := filepath.Glob(filepath.Join(p.root, "web", "docs", "*.md"))
	if err != nil {
		return nil, err
	}
	var docs []document
	for _, path := range append([]string{filepath.Join(p.root, "README.md")}, names...) {
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		name, err := filepath.Rel(p.root, path)
		if err != nil {
			return nil, err
		}
		docs = append(docs, document{name, blocksOf(filepath.ToSlash(name), string(content))})
	}
	return docs, nil
}

// blocksOf returns the blocks of code in a Markdown text.
func blocksOf(name, markdown string) []block {
	source := []byte(markdown)
	var blocks []block
	_ = ast.Walk(goldmark.DefaultParser().Parse(text.NewReader(source)), func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		fenced, ok := node.(*ast.FencedCodeBlock)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		b := block{document: name, language: string(fenced.Language(source)), code: string(fenced.Lines().Value(source))}
		if fenced.Info != nil {
			b.note = strings.TrimSpace(strings.TrimPrefix(string(fenced.Info.Segment.Value(source)), b.language))
		}
		if fenced.Lines().Len() > 0 {
			b.line = 1 + strings.Count(markdown[:fenced.Lines().At(0).Start], "\n")
		}
		blocks = append(blocks, b)
		return ast.WalkContinue, nil
	})
	return blocks
}

// printed is what a document says that a program prints, right behind it or behind the commands that
// run it; nil where it does not say.
func printed(behind []block) *string {
	for _, b := range behind {
		switch b.language {
		case "output":
			return &b.code
		case "sh":
		default:
			return nil
		}
	}
	return nil
}
