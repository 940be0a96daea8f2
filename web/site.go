package web

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

// A site is the directory that is written.
type site struct {
	dir  string
	used map[string]bool // names written by this build
}

func openSite(dir string) (site, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return site{}, err
	}
	return site{dir: abs, used: map[string]bool{}}, os.MkdirAll(abs, 0o755)
}

// write puts a file at a slash-separated name, unless just that content stands there already.
func (s site) write(name string, content []byte) error {
	s.used[name] = true
	path := s.path(name)
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, content) {
		return nil
	}
	for _, e := range encodings { // they hold what stood there before
		if err := ignoreMissing(os.Remove(path + e.ext)); err != nil {
			return err
		}
	}
	return writeFile(path, content)
}

// writeAll writes files into a folder, which is "" or ends in a slash.
func (s site) writeAll(folder string, files map[string][]byte) error {
	for name, content := range files {
		if err := s.write(folder+name, content); err != nil {
			return err
		}
	}
	return nil
}

func (s site) path(name string) string { return filepath.Join(s.dir, filepath.FromSlash(name)) }

// writeHashed writes content under a name that holds its hash and returns that name.
func (s site) writeHashed(name string, content []byte) (string, error) {
	hashed := hashedNameOf(name, content)
	return hashed, s.write(hashed, content)
}

func hashedNameOf(name string, content []byte) string {
	ext := filepath.Ext(name)
	return strings.TrimSuffix(name, ext) + "-" + hashOf(content) + ext
}

var hashedName = regexp.MustCompile(`-[0-9a-f]{16}\.[a-z0-9]+(\.gz|\.br)?$`)

// isHashed says that a name changes with its content, so that it can be kept for ever.
func isHashed(name string) bool { return hashedName.MatchString(name) }

// sweep removes hashed files that the site no longer uses.
func (b *builder) sweep() error {
	folders := []string{".", "assets", lessonPrograms.folder, pagePrograms.folder}
	if b.compiler.ready() {
		folders = append(folders, compilerFolder)
	}
	for _, folder := range folders {
		if err := b.site.sweepFolder(folder); err != nil {
			return err
		}
	}
	return b.cache.prune()
}

func (s site) sweepFolder(folder string) error {
	entries, err := os.ReadDir(s.path(folder))
	if err != nil {
		return ignoreMissing(err)
	}
	for _, e := range entries {
		name := path.Join(folder, e.Name())
		plain := strings.TrimSuffix(strings.TrimSuffix(name, ".gz"), ".br")
		if !isHashed(name) || s.used[plain] || s.used[name] {
			continue
		}
		if err := os.Remove(s.path(name)); ignoreMissing(err) != nil {
			return err
		}
	}
	return nil
}

// writeFile writes a file in one step: a reader sees the old content or the new.
func writeFile(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".writing-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err := f.Write(content); err != nil {
		f.Close()
		return err
	}
	if err := f.Chmod(0o644); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
