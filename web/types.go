package web

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// A relative import in a declaration, with the name of the file it means.
var relativeImport = regexp.MustCompile(`(from |import\()"\./([\w-]+)(?:\.ts)?"`)

// buildTypes writes poolground.d.ts, which stands beside poolground.js for those who import it,
// and the declarations it needs under types/.
func (b *builder) buildTypes(ctx context.Context) error {
	files, err := b.types(ctx)
	if err != nil {
		return err
	}
	return b.site.writeAll("", files)
}

// types returns the declarations by file name.
func (b *builder) types(ctx context.Context) (map[string][]byte, error) {
	key, err := b.typesKey()
	if err != nil {
		return nil, err
	}
	list, err := b.cache.get("types/"+key+".json", func() ([]byte, error) {
		files, err := b.declarations(ctx)
		if err != nil {
			return nil, err
		}
		return json.Marshal(files)
	})
	if err != nil {
		return nil, err
	}
	var texts map[string]string
	if err := json.Unmarshal(list, &texts); err != nil {
		return nil, err
	}
	files := map[string][]byte{"poolground.d.ts": []byte("export * from \"./types/poolground.js\";\n")}
	for name, text := range texts {
		files["types/"+name+".d.ts"] = []byte(text)
	}
	return files, nil
}

func (b *builder) typesKey() (string, error) {
	sources, err := filepath.Glob(b.source("src", "runtime", "*.ts"))
	if err != nil {
		return "", err
	}
	var all strings.Builder
	for _, path := range append(sources, b.source("package-lock.json"), b.source("tsconfig.json")) {
		content, err := os.ReadFile(path)
		if err != nil {
			return "", err
		}
		fmt.Fprintln(&all, filepath.Base(path), hashOf(content))
	}
	return hashOf([]byte(all.String())), nil
}

// declarations returns what tsc says of poolground.ts and of the files that its types need, by
// name without extension.
func (b *builder) declarations(ctx context.Context) (map[string]string, error) {
	if err := b.installPackages(ctx); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "poolground-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	_, err = runTool(ctx, b.source(), nil, "node", "node_modules/typescript/bin/tsc",
		"--project", "tsconfig.types.json", "--outDir", dir)
	if err != nil {
		return nil, err
	}
	files := map[string]string{"poolground": ""}
	for missing := []string{"poolground"}; len(missing) > 0; missing = missing[1:] {
		text, err := os.ReadFile(filepath.Join(dir, missing[0]+".d.ts"))
		if err != nil {
			return nil, err
		}
		for _, m := range relativeImport.FindAllStringSubmatch(string(text), -1) {
			if _, ok := files[m[2]]; !ok {
				files[m[2]] = ""
				missing = append(missing, m[2])
			}
		}
		files[missing[0]] = relativeImport.ReplaceAllString(string(text), `$1"./$2.js"`)
	}
	return files, nil
}
