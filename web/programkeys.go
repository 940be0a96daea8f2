package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// listed is what "go list -json" says of a package.
type listed struct {
	ImportPath, Dir                     string
	Standard                            bool
	GoFiles, SFiles, HFiles, EmbedFiles []string
	Deps                                []string
	Module                              *struct{ Path, Version string }
}

// programKeys returns, by name, a hash of everything that goes into a program.
func (b *builder) programKeys(ctx context.Context, kind programKind, names []string) (map[string]string, error) {
	out, err := runTool(ctx, b.tools.root, wasmEnv, "go", "list", "-e", "-deps", "-tags="+kind.tags,
		"-json=ImportPath,Dir,Standard,GoFiles,SFiles,HFiles,EmbedFiles,Deps,Module", "./web/"+kind.folder+"/...")
	if err != nil {
		return nil, err
	}
	packages := map[string]listed{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := dec.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			return nil, fmt.Errorf("what \"go list\" prints is not understood: %w", err)
		}
		packages[p.ImportPath] = p
	}
	keys := map[string]string{}
	for _, name := range names {
		keys[name], err = b.programKey(packages, kind, "poolground/web/"+name)
		if err != nil {
			return nil, err
		}
	}
	return keys, nil
}

func (b *builder) programKey(packages map[string]listed, kind programKind, path string) (string, error) {
	h := sha256.New()
	fmt.Fprintln(h, "program 3", b.tools.version, kind.tags, compact())
	for _, dep := range append(slices.Clone(packages[path].Deps), path) {
		p := packages[dep]
		switch {
		case p.Standard: // Go's version says it all
		case p.Module != nil && p.Module.Version != "":
			fmt.Fprintln(h, p.ImportPath, p.Module.Path, p.Module.Version)
		default:
			if err := hashPackage(h, p); err != nil {
				return "", err
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func hashPackage(h io.Writer, p listed) error {
	files := slices.Concat(p.GoFiles, p.SFiles, p.HFiles, p.EmbedFiles)
	for _, name := range files {
		content, err := os.ReadFile(filepath.Join(p.Dir, name))
		if err != nil {
			return err
		}
		fmt.Fprintln(h, p.ImportPath, name, hashOf(content))
	}
	return nil
}
