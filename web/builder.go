package web

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// A builder makes one site. Its steps are called one after the other.
type builder struct {
	tools    toolchain
	cache    cache
	site     site
	log      io.Writer
	url      string // where the site will stand, "" where nobody said
	lessons  []Lesson
	programs map[string]program // by name
	docs     []Doc
	bundle   *bundle  // nil until the page was built once
	compiler compiler // as the page knows it
}

func newBuilder(ctx context.Context, dir string, o Options) (*builder, error) {
	tools, err := findToolchain(ctx)
	if err != nil {
		return nil, err
	}
	return newBuilderWith(tools, dir, o)
}

func newBuilderWith(tools toolchain, dir string, o Options) (*builder, error) {
	lessons, err := readLessons(os.DirFS(filepath.Join(tools.root, "web", "lessons")))
	if err != nil {
		return nil, err
	}
	docs, err := readDocs(docsDir(tools), lessons)
	if err != nil {
		return nil, err
	}
	url, err := siteURL(o.URL)
	if err != nil {
		return nil, err
	}
	s, err := openSite(dir)
	if err != nil {
		return nil, err
	}
	log := o.Log
	if log == nil {
		log = io.Discard
	}
	return &builder{
		tools:    tools,
		cache:    cache{dir: tools.cacheDir()},
		site:     s,
		log:      log,
		url:      url,
		lessons:  lessons,
		docs:     docs,
		programs: map[string]program{},
	}, nil
}

func (b *builder) sayf(format string, args ...any) {
	fmt.Fprintf(b.log, format+"\n", args...)
}

// timed says what is done and how long it took.
func (b *builder) timed(what string, do func() error) error {
	began := time.Now()
	if err := do(); err != nil {
		return err
	}
	b.sayf("%s (%.1f s)", what, time.Since(began).Seconds())
	return nil
}

func (b *builder) source(parts ...string) string {
	return filepath.Join(append([]string{b.tools.root, "web"}, parts...)...)
}
