package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// A bundle is what esbuild made of the front end's sources: names in the site by what they are.
type bundle struct {
	FirstScript string            // runs before the first paint
	Lazy        map[string]string // by source: what pages' scripts load when they want it
	Mark        string            // an SVG
	Scripts     map[string]string // by the name of a page's sources
	Styles      map[string]string // the same
}

// goLicence stands in what holds Go's own wasm_exec.js.
const goLicence = "/*! Contains wasm_exec.js, Copyright The Go Authors, under the BSD-style licence in https://go.dev/LICENSE */\n"

func (b *builder) buildBundle() (*bundle, error) {
	shell, err := b.workerScript()
	if err != nil {
		return nil, err
	}
	// Each worker loads the script anew: where it can be kept, that takes no request.
	worker, err := b.site.writeHashed("poolground-worker.js", shell)
	if err != nil {
		return nil, err
	}
	runtime, err := b.runtime("./"+worker, "")
	if err != nil {
		return nil, err
	}
	if err := b.site.write("poolground.js", runtime); err != nil {
		return nil, err
	}
	if err := b.bundleCompiler(); err != nil {
		return nil, err
	}
	if err := b.bundleElement(); err != nil {
		return nil, err
	}
	if err := b.bundleServiceWorker(); err != nil {
		return nil, err
	}
	return b.buildAssets()
}

// bundleElement writes what other pages take to hold programs. Its name never changes, and its
// types are written as declarations.
func (b *builder) bundleElement() error {
	code, err := b.esbuild(b.source("src", "element", "embed.ts"), nil, plainScript)
	if err != nil {
		return err
	}
	types, err := os.ReadFile(b.source("src", "element", "api.d.ts"))
	if err != nil {
		return err
	}
	return errors.Join(b.site.write("embed.js", code), b.site.write("embed.d.ts", types))
}

// bundleServiceWorker writes what opens the site without a network. Its scope is the folder that it
// stands in, and browsers look for it under one name.
func (b *builder) bundleServiceWorker() error {
	code, err := b.esbuild(b.source("src", "offline", "service-worker.ts"), nil, plainScript)
	if err != nil {
		return err
	}
	return b.site.write("service-worker.js", code)
}

func (b *builder) workerScript() ([]byte, error) {
	return b.esbuild(b.source("src", "runtime", "shell.ts"), nil)
}

// runtime returns poolground.js, which is told where the worker script is or what is in it.
func (b *builder) runtime(script, code string) ([]byte, error) {
	return b.esbuild(b.source("src", "runtime", "poolground.ts"),
		map[string]string{"WORKER_SCRIPT": quoted(script), "WORKER_CODE": quoted(code)})
}

// quoted is a text as JavaScript writes it.
func quoted(text string) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		panic(err) // a string always encodes
	}
	return out.String()
}

// bundleCompiler writes what compiles Go in the page. The page loads it when it is first needed.
func (b *builder) bundleCompiler() error {
	code, err := b.esbuild(b.source("src", "compile", "compiler-worker.ts"), nil)
	if err != nil {
		return err
	}
	worker, err := b.site.writeHashed("poolground-compiler-worker.js", code)
	if err != nil {
		return err
	}
	code, err = b.esbuild(b.source("src", "compile", "compiler.ts"),
		map[string]string{"COMPILER_SCRIPT": quoted("./" + worker)})
	if err != nil {
		return err
	}
	return b.site.write("poolground-compiler.js", code)
}

func (b *builder) buildAssets() (*bundle, error) {
	made := &bundle{Lazy: map[string]string{}, Scripts: map[string]string{}, Styles: map[string]string{}}
	write := func(entry, name string) (string, error) {
		code, err := b.esbuild(entry, nil, lazyPlugin(made))
		if err != nil {
			return "", err
		}
		return b.site.writeHashed("assets/"+name, code)
	}
	var err error
	if made.FirstScript, err = write(b.source("src", "page", "first.ts"), "first.js"); err != nil {
		return nil, err
	}
	for _, source := range lazy {
		name := strings.TrimSuffix(path.Base(source), ".ts") + ".js"
		if made.Lazy[source], err = write(b.source("src", filepath.FromSlash(source)), name); err != nil {
			return nil, err
		}
	}
	if made.Mark, err = write(b.source("assets", "mark.svg"), "mark.svg"); err != nil {
		return nil, err
	}
	for _, p := range b.pages() {
		if made.Scripts[p.sources] != "" {
			continue
		}
		if made.Scripts[p.sources], err = write(b.source("src", p.sources, "main.ts"), p.sources+".js"); err != nil {
			return nil, err
		}
		if made.Styles[p.sources], err = write(b.source("styles", p.sources+".css"), p.sources+".css"); err != nil {
			return nil, err
		}
	}
	return made, nil
}

// esbuild bundles one entry point into one file, in which defined names stand for their texts.
func (b *builder) esbuild(entry string, defined map[string]string, plugins ...api.Plugin) ([]byte, error) {
	result := api.Build(api.BuildOptions{
		EntryPoints:       []string{entry},
		AbsWorkingDir:     b.source(),
		Bundle:            true,
		Define:            defined,
		Format:            api.FormatESModule,
		Target:            api.ES2022,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		LegalComments:     api.LegalCommentsInline,
		Loader:            map[string]api.Loader{".svg": api.LoaderCopy},
		Plugins:           append(plugins, b.wasmExecPlugin(), modulesPlugin),
		Outdir:            b.source("out"),
		Write:             false,
	})
	if len(result.Errors) > 0 {
		text := api.FormatMessages(result.Errors, api.FormatMessagesOptions{Kind: api.ErrorMessage})
		return nil, errors.New(strings.TrimSpace(strings.Join(text, "")))
	}
	if n := len(result.OutputFiles); n != 1 {
		return nil, fmt.Errorf("%s became %d files instead of one", entry, n)
	}
	return result.OutputFiles[0].Contents, nil
}

// wasmExecPlugin resolves "go:wasm_exec" to the loader of the Go that builds the programs: the
// two belong together, so there is no copy of it in the tree. Its licence asks to be kept.
func (b *builder) wasmExecPlugin() api.Plugin {
	return api.Plugin{Name: "go-wasm-exec", Setup: func(build api.PluginBuild) {
		build.OnResolve(api.OnResolveOptions{Filter: `^go:wasm_exec$`},
			func(api.OnResolveArgs) (api.OnResolveResult, error) {
				return api.OnResolveResult{Path: b.tools.wasmExec(), Namespace: "go"}, nil
			})
		build.OnLoad(api.OnLoadOptions{Filter: `.`, Namespace: "go"},
			func(args api.OnLoadArgs) (api.OnLoadResult, error) {
				code, err := os.ReadFile(args.Path)
				text := goLicence + string(code)
				return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS}, err
			})
	}}
}

// modulesPlugin keeps the modules that stand beside the page out of its bundle: it loads the very
// files that other pages import.
var modulesPlugin = api.Plugin{Name: "modules", Setup: func(build api.PluginBuild) {
	for _, module := range []struct{ folder, source, name string }{
		{"runtime", "poolground", "poolground.js"},
		{"compile", "compiler", "poolground-compiler.js"},
	} {
		build.OnResolve(api.OnResolveOptions{Filter: `/` + module.folder + `/` + module.source + `(\.ts)?$`},
			func(args api.OnResolveArgs) (api.OnResolveResult, error) {
				if args.Kind == api.ResolveEntryPoint || filepath.Base(filepath.Dir(args.Importer)) == module.folder {
					return api.OnResolveResult{}, nil
				}
				return api.OnResolveResult{Path: "../" + module.name, External: true}, nil
			})
	}
}}

// plainScript makes a script that is no module: any page may load one from any host. It leaves no
// names behind.
var plainScript = api.Plugin{Name: "plain-script", Setup: func(build api.PluginBuild) {
	build.InitialOptions.Format = api.FormatIIFE
}}

// lazy are the sources that stand beside a page's bundle: they are loaded when they are wanted.
var lazy = []string{"editor/editor.ts", "benchmark/charts.ts"}

// lazyPlugin leads a page's imports of them to what was made of them.
func lazyPlugin(made *bundle) api.Plugin {
	return api.Plugin{Name: "lazy", Setup: func(build api.PluginBuild) {
		build.OnResolve(api.OnResolveOptions{Filter: `\.ts$`},
			func(args api.OnResolveArgs) (api.OnResolveResult, error) {
				if args.Kind != api.ResolveJSDynamicImport {
					return api.OnResolveResult{}, nil
				}
				source := filepath.ToSlash(filepath.Join(filepath.Base(args.ResolveDir), args.Path))
				if made.Lazy[source] == "" {
					return api.OnResolveResult{}, nil
				}
				return api.OnResolveResult{Path: "./" + path.Base(made.Lazy[source]), External: true}, nil
			})
	}}
}
