package checks

import (
	"slices"
	"strings"
	"testing"
)

func TestBlocks(t *testing.T) {
	markdown := "````md\n```go\n```\n````\n\nText\n```go main.go\nx := 1\n```\n\n```sh\ngo run .\n```\n```\nplain\n```\n"
	want := []block{
		{"a.md", 2, "md", "", "```go\n```\n"},
		{"a.md", 8, "go", "main.go", "x := 1\n"}, {"a.md", 12, "sh", "", "go run .\n"}, {"a.md", 15, "", "", "plain\n"},
	}
	if got := blocksOf("a.md", markdown); !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestPrinted(t *testing.T) {
	const text = "```go run\n```\n```sh\n./x\n```\n```output\n1\n```\n```go\n```\n```js\n```\n```output\n2\n```\n"
	blocks := blocksOf("a.md", text)
	if got := printed(blocks[1:]); got == nil || *got != "1\n" {
		t.Errorf("got %v, want 1", got)
	}
	if got := printed(blocks[4:]); got != nil {
		t.Errorf("got %q, which JavaScript prints", *got)
	}
}

func begins(err error, want string) bool {
	if err == nil {
		return want == ""
	}
	return want != "" && strings.HasPrefix(err.Error(), want)
}

func findIt(t *testing.T) project {
	p, err := findProject(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPrograms(t *testing.T) {
	p := findIt(t)
	one := "1\n"
	for _, c := range []struct{ name, code, want string }{
		{"right", "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(1) }\n", ""},
		{"broken", "package main\n\nfunc main() { x }\n", "it does not build for js/wasm"},
		{"fails", "package main\n\nfunc main() { panic(1) }\n", "it does not run"},
		{"prints nothing", "package main\n\nfunc main() {}\n", "it prints\n\nand should print\n1"},
	} {
		if err := p.checkProgram(t.Context(), c.code, &one); !begins(err, c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}

func TestFragments(t *testing.T) {
	if !stands("x := 1\nuse(x)\n", []string{unindented("func Example() {\n\tx := 1\n\tuse(x)\n}\n")}) {
		t.Error("what stands in a file was not found")
	}
	p := findIt(t)
	first := "```go\npackage main\n\nvar ten = 10\n\nfunc main() {}\n```\n"
	for _, c := range []struct{ code, want string }{
		{"p, err := pool.New(ctx, pool.Options{Workers: ten})\n", ""},
		{"p.Shut()\n", "pieces of programs do not compile: exit status 1\na.md:9: p.Shut undefined"},
		{"eleven++\n", "pieces of programs do not compile: exit status 1\na.md:9: undefined: eleven"},
	} {
		d := document{"a.md", blocksOf("a.md", first+"```go\n"+c.code+"```\n")}
		if err := p.checkFragments(t.Context(), d, d.blocks[1:]); !begins(err, c.want) {
			t.Errorf("%s: got %v, want %q", c.code, err, c.want)
		}
	}
}

func TestScripts(t *testing.T) {
	p := findIt(t)
	page := "<p>\n<script type=\"module\">\nimport { run } from \"./poolground.js\";\nrun({ modul: 1 });\n</script>\n"
	scripts := scriptsOf(block{"docs/a.md", 7, "html", "", page})
	want := []block{{"docs/a.md", 9, "js", "", "import { run } from \"./poolground.js\";\nrun({ modul: 1 });\n"}}
	if !slices.Equal(scripts, want) {
		t.Fatalf("got %+v, want %+v", scripts, want)
	}
	if err := p.checkScripts(t.Context(), scripts); err == nil || !strings.Contains(err.Error(), "a-0-9.js(2,7): error") {
		t.Errorf("a wrong option: got %v", err)
	}
	scripts[0].code = strings.Replace(scripts[0].code, "modul: 1", `module: "a.wasm"`, 1)
	if err := p.checkScripts(t.Context(), scripts); err != nil {
		t.Error(err)
	}
}

func TestCommands(t *testing.T) {
	p := findIt(t)
	for code, want := range map[string]string{
		"GOOS=js GOARCH=wasm go build -o app.wasm # builds\ncp a b\n./a\n": "",
		"go run . build -o dist -url https://example.org/\n":               "",
		"go run . bild\n":          "go run . bild: go run . help does not name bild",
		"go run . build -minify\n": "go run . build -minify: go run . help does not name -minify",
		"go bild\n":                "go bild: ",
		"rm -r b\n":                "rm -r b: no such command",
	} {
		if err := p.checkCommands(t.Context(), code); !begins(err, want) {
			t.Errorf("%s: got %v, want %q", code, err, want)
		}
	}
}
