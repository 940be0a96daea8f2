package web

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	wasmtools "poolground/wasm/toolchain"
)

// compilerFolder is where the site has all that compiles programs in the page.
const compilerFolder = "toolchain"

// A compiler is toolchain/manifest.json, which tells the page how to compile a program: with
// which tools, and which archives each import brings along.
type compiler struct {
	State    string             `json:"state"`              // "preparing", "ready" or "failed"
	Reason   string             `json:"reason,omitempty"`   // why it failed
	Go       string             `json:"go,omitempty"`       // the version
	Tools    map[string]packed  `json:"tools,omitempty"`    // compile, link and gotools
	Packages map[string]archive `json:"packages,omitempty"` // by path, dependencies included
	License  string             `json:"license,omitempty"`  // of Go and the modules, relative to the site
}

func (c compiler) ready() bool { return c.State == "ready" }

type archive struct {
	File    packed   `json:"file"`
	Imports []string `json:"imports"` // direct ones
}

// closure is a package with all that it needs.
func (c compiler) closure(path string) map[string]bool {
	paths := map[string]bool{path: true}
	for missing := []string{path}; len(missing) > 0; missing = missing[1:] {
		for _, needed := range c.Packages[missing[0]].Imports {
			if !paths[needed] {
				paths[needed] = true
				missing = append(missing, needed)
			}
		}
	}
	return paths
}

// PrepareCompiler builds the compiler into the source tree's cache, where Build and Serve find it.
// With nothing in the caches that takes minutes.
func PrepareCompiler(ctx context.Context, o Options) error {
	tools, err := findToolchain(ctx)
	if err != nil {
		return err
	}
	b, err := newBuilderWith(tools, filepath.Join(tools.cacheDir(), "site"), o)
	if err != nil {
		return err
	}
	return b.buildCompiler(ctx, runtime.NumCPU())
}

// announceCompiler tells the page that there will be a compiler.
func (b *builder) announceCompiler() error {
	b.compiler = compiler{State: "preparing"}
	return b.writeCompiler()
}

// reportNoCompiler tells the page that there will be none, and why: its visitor would wait for ever.
func (b *builder) reportNoCompiler(reason error) error {
	b.compiler = compiler{State: "failed", Reason: reason.Error()}
	return b.writeCompiler()
}

func (b *builder) writeCompiler() error {
	text, err := json.Marshal(b.compiler)
	if err != nil {
		return err
	}
	return b.site.write(compilerFolder+"/manifest.json", text)
}

// buildCompiler writes the tools and the archives, compressed with gzip, so many at a time, and
// tells the page. What an earlier build left in the cache or in the site is neither built nor
// compressed again.
func (b *builder) buildCompiler(ctx context.Context, atOnce int) error {
	b.sayf("the compiler is being prepared, until then the page runs its lessons as they are")
	return b.timed("prepared the compiler", func() error {
		source := b.goSource()
		list, err := source.List(ctx)
		if err != nil {
			return err
		}
		made := compiler{State: "ready", Go: source.Version, Tools: map[string]packed{}}
		for _, tool := range wasmtools.Tools {
			if made.Tools[tool], err = b.buildTool(ctx, source, tool, list); err != nil {
				return err
			}
		}
		if made.Packages, err = b.packArchives(ctx, list.Archives, atOnce); err != nil {
			return err
		}
		if made.License, err = b.writeLicenses(list.Modules); err != nil {
			return err
		}
		b.compiler = made
		b.useCompiler()
		return b.writeCompiler()
	})
}

// useCompiler keeps the compiler's files from being swept.
func (b *builder) useCompiler() {
	for _, file := range b.compiler.Tools {
		b.usePacked(file)
	}
	for _, a := range b.compiler.Packages {
		b.usePacked(a.File)
	}
}

func (b *builder) goSource() wasmtools.Source {
	return wasmtools.Source{GOROOT: b.tools.goroot, Version: b.tools.version,
		Run: func(ctx context.Context, env []string, args ...string) ([]byte, error) {
			return runTool(ctx, b.tools.root, env, "go", args...)
		}}
}

// buildTool keeps a tool compressed by what it is made from, as building it takes most of a
// minute.
func (b *builder) buildTool(ctx context.Context, source wasmtools.Source, tool string, list wasmtools.Listing) (packed, error) {
	key, err := source.Key(tool, list)
	if err != nil {
		return packed{}, err
	}
	kept, err := b.cache.get("tools/"+tool+"-"+key+gzipped.ext, func() ([]byte, error) {
		var wasm []byte
		err := b.timed("built "+tool+" for the page", func() error {
			var err error
			wasm, err = source.Build(ctx, tool)
			return err
		})
		if err != nil {
			return nil, err
		}
		return gzipped.pack(wasm)
	})
	if err != nil {
		return packed{}, err
	}
	wasm, err := unpack(kept)
	if err != nil {
		return packed{}, err
	}
	return b.writePacked(tool+".wasm", wasm, func() ([]byte, error) { return kept, nil })
}

// packArchives returns the archives by path.
func (b *builder) packArchives(ctx context.Context, list []wasmtools.Archive, atOnce int) (map[string]archive, error) {
	var mu sync.Mutex
	made := map[string]archive{}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for _, a := range list {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			content, err := os.ReadFile(a.File)
			if err != nil {
				return err
			}
			file, err := b.writePacked(strings.ReplaceAll(a.Path, "/", ".")+".a", content,
				func() ([]byte, error) { return b.compressed(content, gzipped) })
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			made[a.Path] = archive{file, a.Imports}
			return nil
		})
	}
	return made, group.Wait()
}
