package checks

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"poolground/web"
)

func npmCI(ctx context.Context, _ project) result {
	if err := web.InstallPackages(ctx, web.Options{}); err != nil {
		return fail("%v", err)
	}
	return pass()
}

// compilerForPage builds what would take most of the time that the browser tests have.
func compilerForPage(ctx context.Context, _ project) result {
	if err := web.PrepareCompiler(ctx, web.Options{}); err != nil {
		return fail("%v", err)
	}
	return pass()
}

func tsc(ctx context.Context, p project) result {
	return p.succeeds(ctx, "web", nil, "node", "node_modules/typescript/bin/tsc", "--noEmit")
}

func eslint(ctx context.Context, p project) result {
	return p.succeeds(ctx, "web", nil, "node", "node_modules/eslint/bin/eslint.js", "--max-warnings", "0", ".")
}

// lockFiles holds that each package-lock.json says what is installed but not from where: each
// machine has its own registry.
func lockFiles(_ context.Context, p project) result {
	files, err := filepath.Glob(filepath.Join(p.root, "e2e", "testdata", "npm", "*", "package-lock.json"))
	if err != nil {
		return fail("%v", err)
	}
	for _, file := range append(files, filepath.Join(p.root, "web", "package-lock.json")) {
		content, err := os.ReadFile(file)
		if err != nil {
			return fail("%v", err)
		}
		if hosts := registryHosts(string(content)); len(hosts) > 0 {
			return fail("%s has \"resolved\" addresses; write it with npm install --omit-lockfile-registry-resolved:\n%s", file, strings.Join(hosts, "\n"))
		}
	}
	return pass()
}

var resolved = regexp.MustCompile(`"resolved":\s*"([^"]*)"`)

func registryHosts(lock string) []string {
	var hosts []string
	for _, m := range resolved.FindAllStringSubmatch(lock, -1) {
		hosts = append(hosts, m[1])
	}
	return hosts
}

// made are the names of what the build makes or takes from elsewhere.
var made = []string{"*.wasm", "*.br", "*.gz", "wasm_exec.js", "go_js_wasm_exec", "poolground.js", "poolground-worker*.js", "poolground.d.ts"}

func isMade(name string) bool {
	for _, folder := range []string{"dist", "node_modules", ".cache"} {
		if slices.Contains(strings.Split(path.Dir(name), "/"), folder) {
			return true
		}
	}
	for _, pattern := range made {
		if ok, _ := path.Match(pattern, path.Base(name)); ok {
			return true
		}
	}
	return false
}

func committedFiles(ctx context.Context, p project) result {
	files, err := p.files(ctx)
	if err != nil {
		return fail("%v", err)
	}
	var wrong []string
	for _, name := range files {
		if isMade(name) {
			wrong = append(wrong, name)
		}
	}
	if len(wrong) > 0 {
		return fail("these files are made by the build and do not belong into the tree:\n%s", strings.Join(wrong, "\n"))
	}
	return result{passed: 1, notes: noFiles(files)}
}

func noFiles(files []string) string {
	if len(files) == 0 {
		return fmt.Sprintln("git knows no files here")
	}
	return ""
}
