package checks

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"poolground/e2e/generators"
)

func gofmt(ctx context.Context, p project) result {
	files, err := p.files(ctx)
	if err != nil {
		return fail("%v", err)
	}
	files = slices.DeleteFunc(files, func(name string) bool {
		_, err := os.Stat(filepath.Join(p.root, name))
		return !strings.HasSuffix(name, ".go") || err != nil
	})
	out, err := p.command(ctx, "", nil, "gofmt", append([]string{"-l", "-s"}, files...)...)
	if err != nil {
		return fail("gofmt: %v\n%s", err, out)
	}
	if out != "" {
		return fail("gofmt -s -w would change:\n%s", out)
	}
	return pass()
}

func goVet(ctx context.Context, p project) result {
	return p.succeeds(ctx, "", nil, "go", "vet", "./...")
}

// goVetComparison looks at the module that measures other pools beside ours, which the rest of the
// tree does not see.
func goVetComparison(ctx context.Context, p project) result {
	return p.succeeds(ctx, "pool/bench/compare", nil, "go", "vet", "./...")
}

// goVetElsewhere looks at what only other systems compile.
func goVetElsewhere(ctx context.Context, p project) result {
	for _, system := range []string{"darwin", "windows", "freebsd"} {
		if r := p.succeeds(ctx, "", []string{"GOOS=" + system, "CGO_ENABLED=0"}, "go", "vet", "./pool/..."); r.failed > 0 {
			return r
		}
	}
	return pass()
}

func goVetWasm(ctx context.Context, p project) result {
	packages, err := p.packages(ctx, wasmEnv)
	if err != nil {
		return fail("%v", err)
	}
	return p.succeeds(ctx, "", wasmEnv, "go", append([]string{"vet"}, packages...)...)
}

func staticcheck(ctx context.Context, p project) result {
	return p.succeeds(ctx, "", nil, "go", "tool", "staticcheck", "./...")
}

// staticcheckWasm asks the go command where it keeps the tool: "go tool" under GOOS=js would
// build the tool itself for js.
func staticcheckWasm(ctx context.Context, p project) result {
	path, err := p.command(ctx, "", nil, "go", "tool", "-n", "staticcheck")
	if err != nil {
		return fail("go tool -n staticcheck: %v\n%s", err, path)
	}
	packages, err := p.packages(ctx, wasmEnv)
	if err != nil {
		return fail("%v", err)
	}
	return p.succeeds(ctx, "", wasmEnv, strings.TrimSpace(path), packages...)
}

// packages lists all packages but the browser tests, which drive a browser from outside of it.
func (p project) packages(ctx context.Context, env []string) ([]string, error) {
	out, err := p.command(ctx, "", env, "go", "list", "./...")
	if err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, out)
	}
	return slices.DeleteFunc(strings.Fields(out), func(path string) bool { return path == "poolground/e2e" }), nil
}

// goTestRace runs all tests but those in a browser, which run once, at full speed.
func goTestRace(ctx context.Context, p project) result {
	if err := p.ensure(ctx, tool{"gcc", []string{"gcc"}, "which -race needs", "gcc libc6-dev"}); err != nil {
		return fail("%v", err)
	}
	packages, err := p.packages(ctx, nil)
	if err != nil {
		return fail("%v", err)
	}
	return p.goTest(ctx, nil, append([]string{"-race"}, packages...)...)
}

// faultSchedules runs many more random schedules of faults than go test does by itself.
func faultSchedules(ctx context.Context, p project) result {
	return p.goTest(ctx, nil, "./pool", "-run", "TestModelWithFaults", "-schedules", "20000")
}

// goTestWasm runs the core's tests as a browser would run them, in Node.
func goTestWasm(ctx context.Context, p project) result {
	goroot, err := p.command(ctx, "", nil, "go", "env", "GOROOT")
	if err != nil {
		return fail("go env: %v\n%s", err, goroot)
	}
	runner := filepath.Join(strings.TrimSpace(goroot), "lib", "wasm", "go_js_wasm_exec")
	// The runner takes only a few KiB of environment.
	return p.goTest(ctx, append(smallEnv(os.Environ()), wasmEnv...), "-exec", runner, "./pool/...")
}

// smallEnv is what the go command needs to work as it does otherwise.
func smallEnv(env []string) []string {
	return slices.DeleteFunc(slices.Clone(env), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		return !strings.HasPrefix(name, "GO") && !slices.Contains([]string{"PATH", "HOME", "TMPDIR", "XDG_CACHE_HOME"}, name)
	})
}

// siteGenerators gets what the browser tests try the guides with, and what would take most of their
// time to build.
func siteGenerators(ctx context.Context, p project) result {
	mkdocs := tool{"MkDocs", []string{"mkdocs"}, "with which the browser tests follow its guide", "mkdocs"}
	if err := p.ensure(ctx, mkdocs); err != nil {
		return fail("%v", err)
	}
	if _, err := generators.Hugo(ctx, p.root); err != nil {
		return fail("%v", err)
	}
	return pass()
}

func browserTests(ctx context.Context, p project) result {
	chromium := tool{"Chromium", []string{"chromium", "chromium-browser", "google-chrome"}, "in which the browser tests run", "chromium"}
	if err := p.ensure(ctx, chromium); err != nil {
		return fail("%v", err)
	}
	return p.goTest(ctx, nil, "./e2e")
}
