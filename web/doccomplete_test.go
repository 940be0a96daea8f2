package web

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func readSource(t *testing.T, parts ...string) string {
	content, err := os.ReadFile(filepath.Join(parts...))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// between is the part of a text from the first occurrence of one to the next of another.
func between(t *testing.T, text, from, to string) string {
	_, rest, ok := strings.Cut(text, from)
	part, _, ended := strings.Cut(rest, to)
	if !ok || !ended {
		t.Fatalf("there is no %q that ends with %q", from, to)
	}
	return part
}

// What programs and pages can use stands in the docs.
func TestDocsNameEverything(t *testing.T) {
	field := regexp.MustCompile(`(?m)^  (?:readonly )?(\w+)\??[:(]`)
	runtime := func(name string) string { return readSource(t, "src", "runtime", name) }
	pool := between(t, runtime("jspool.ts"), "export class Pool {", "\n}\n")
	for _, c := range []struct {
		doc, text string
		names     *regexp.Regexp
	}{
		{"javascript.md", between(t, runtime("poolground.ts"), "interface RunOptions {", "\n}"), field},
		{"javascript.md", between(t, runtime("poolground.ts"), "interface Program {", "\n}"), field},
		{"javascript.md", between(t, runtime("poolground.ts"), "interface PoolEvent {", "\n}"), field},
		{"javascript.md", between(t, runtime("poolground.ts"), "type PoolEventKind =", ";"), regexp.MustCompile(`"(\w+)"`)},
		{"javascript.md", between(t, runtime("jspool.ts"), "interface OpenOptions {", "\n}"), field},
		{"javascript.md", between(t, runtime("joboptions.ts"), "interface JobOptions {", "\n}"), field},
		{"javascript.md", between(t, runtime("asyncresult.ts"), "interface AsyncResult<T> {", "\n}"), field},
		{"javascript.md", between(t, runtime("poolerror.ts"), "type PoolErrorCode =", ";"), regexp.MustCompile(`"(\w+)"`)},
		{"javascript.md", pool, regexp.MustCompile(`(?m)^  (?:async )?(\w+)\(name|^  (?:async )?(\w+)\(\)|^  readonly (\w+)`)},
		{"embedding.md", readSource(t, "src", "element", "api.d.ts"), regexp.MustCompile(`(?m)^ \* - (\w+)[:=]|^  (\w+)\(|"(pool-\w+)":`)},
		{"python.md", readSource(t, "..", "pool", "asyncresult.go"), regexp.MustCompile(`(?m)^func \(r \*AsyncResult\[T\]\) ([A-Z]\w*)`)},
		{"python.md", readSource(t, "..", "pool", "calloption.go"), regexp.MustCompile(`(?m)^func ([A-Z]\w*)`)},
	} {
		doc := readSource(t, "docs", c.doc)
		found := c.names.FindAllStringSubmatch(c.text, -1)
		if len(found) == 0 {
			t.Errorf("nothing is found that %s should name: %s", c.doc, c.names)
		}
		for _, m := range found {
			name := strings.Join(m[1:], "")
			if !regexp.MustCompile("(?s)`[^`\n]*\\b" + name + "\\b[^`\n]*`").MatchString(doc) {
				t.Errorf("%s does not name %s", c.doc, name)
			}
		}
	}
}
