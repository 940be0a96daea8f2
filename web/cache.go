package web

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// A cache keeps what was slow to make, named by a hash of all that went into it.
type cache struct{ dir string }

// unusedFor is how long an entry lives that no build asks for.
const unusedFor = 14 * 24 * time.Hour

// get returns the entry of a name, which it makes if it is not there. Two processes that make
// the same entry at once both succeed.
func (c cache) get(name string, create func() ([]byte, error)) ([]byte, error) {
	path := filepath.Join(c.dir, name)
	if content, err := os.ReadFile(path); err == nil {
		now := time.Now()
		// A failure costs at most a rebuild in two weeks.
		_ = os.Chtimes(path, now, now)
		return content, nil
	}
	content, err := create()
	if err != nil {
		return nil, err
	}
	return content, writeFile(path, content)
}

// prune removes entries that no build has asked for in a while.
func (c cache) prune() error {
	for _, kind := range []string{"programs", "compressed", "tools", "types"} {
		err := filepath.WalkDir(filepath.Join(c.dir, kind), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return ignoreMissing(err)
			}
			info, err := d.Info()
			if err != nil || time.Since(info.ModTime()) < unusedFor {
				return ignoreMissing(err)
			}
			return ignoreMissing(os.Remove(path))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// hashOf names content by what it is.
func hashOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:hashBytes])
}

// hashBytes is the length of the hashes in names: 64 bits never collide by chance here.
const hashBytes = 8
