package checks

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// programTime is how long a program of a document may run.
const programTime = time.Minute

var packageMain = regexp.MustCompile(`(?m)^package main$`)

// checkProgram builds a program natively and for the browser, and runs it. It must print what want
// says, if that is not nil.
func (p project) checkProgram(ctx context.Context, code string, want *string) error {
	pkg, remove, err := p.newPackage(map[string]string{"main.go": code})
	if err != nil {
		return err
	}
	defer remove()
	program := filepath.Join(p.root, pkg, "program")
	if out, err := p.command(ctx, "", wasmEnv, "go", "build", "-o", program+".wasm", pkg); err != nil {
		return fmt.Errorf("it does not build for js/wasm: %w\n%s", err, out)
	}
	if out, err := p.command(ctx, "", nil, "go", "build", "-o", program, pkg); err != nil {
		return fmt.Errorf("it does not build: %w\n%s", err, out)
	}
	ctx, cancel := context.WithTimeout(ctx, programTime)
	defer cancel()
	out, err := p.command(ctx, "", nil, program)
	if err != nil {
		return fmt.Errorf("it does not run: %w\n%s", err, out)
	}
	if want != nil && out != *want {
		return fmt.Errorf("it prints\n%s\nand should print\n%s", out, *want)
	}
	return nil
}

// fragmentImports are what pieces of programs may use without saying so.
const fragmentImports = `import (
	"context"
	"errors"
	"fmt"
	"log"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"poolground/pool"
	"poolground/pool/process"
)
`

// What a piece of a program may leave out.
var leftOut = regexp.MustCompile(`(?m)^(#.*|.*(declared and not used: \w+|imported( as \w+)? and not used))$`)

// checkFragments compiles pieces of programs, each in a function that has a context and a pool, and
// all behind the first program of their document.
func (p project) checkFragments(ctx context.Context, d document, fragments []block) error {
	var code strings.Builder
	code.WriteString("package main\n\n" + fragmentImports)
	for i, f := range fragments {
		fmt.Fprintf(&code, "func fragment%d(ctx context.Context, p *pool.Pool) {\n//line %s:%d\n%s}\n", i, d.name, f.line, f.code)
	}
	first := "package main\n\nfunc main() {}\n"
	for _, b := range d.blocks {
		if b.language == "go" && packageMain.MatchString(b.code) {
			first = b.code
			break
		}
	}
	pkg, remove, err := p.newPackage(map[string]string{"main.go": first, "fragments.go": code.String()})
	if err != nil {
		return err
	}
	defer remove()
	// -e: all errors, so that none stands behind those that do not count.
	out, err := p.command(ctx, "", nil, "go", "build", "-gcflags=-e", "-o", os.DevNull, pkg)
	if err == nil {
		return nil
	}
	// The blank lines are where these stood.
	if wrong := strings.Join(strings.FieldsFunc(leftOut.ReplaceAllString(out, ""), isNewline), "\n"); wrong != "" || out == "" {
		return fmt.Errorf("pieces of programs do not compile: %w\n%s", err, wrong)
	}
	return nil
}

func isNewline(r rune) bool { return r == '\n' }

// newPackage writes a package inside of the tree, so that it imports the tree's packages; hidden, so
// that ./... passes it over. It returns its path and what removes it.
func (p project) newPackage(files map[string]string) (pkg string, remove func(), err error) {
	dir, err := p.newFolder(files)
	if err != nil {
		return "", nil, err
	}
	return "./.cache/" + filepath.Base(dir), func() { os.RemoveAll(dir) }, nil
}

func (p project) newFolder(files map[string]string) (string, error) {
	cache := filepath.Join(p.root, ".cache")
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp(cache, "documents-")
	if err != nil {
		return "", err
	}
	for name, content := range files {
		if e := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); e != nil {
			return "", errors.Join(e, os.RemoveAll(dir))
		}
	}
	return dir, nil
}

// stands says whether code stands word for word in a source.
func stands(code string, sources []string) bool {
	wanted := unindented(code)
	for _, source := range sources {
		if strings.Contains(source, wanted) {
			return true
		}
	}
	return false
}

// goSources returns the tree's Go files without their indentation.
func (p project) goSources(ctx context.Context) ([]string, error) {
	files, err := p.files(ctx)
	if err != nil {
		return nil, err
	}
	var sources []string
	for _, name := range files {
		if !strings.HasSuffix(name, ".go") {
			continue
		}
		content, err := os.ReadFile(filepath.Join(p.root, name))
		if os.IsNotExist(err) {
			continue // deleted, not yet committed
		}
		if err != nil {
			return nil, err
		}
		sources = append(sources, unindented(string(content)))
	}
	return sources, nil
}

// unindented is a text without the white space around its lines: an example's code is indented
// in its file and not in a document.
func unindented(text string) string {
	var out strings.Builder
	for line := range strings.Lines(strings.TrimSpace(text)) {
		out.WriteString(strings.TrimSpace(line) + "\n")
	}
	return out.String()
}
