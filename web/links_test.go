package web

import (
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	pageAddress = regexp.MustCompile(`\s(?:href|src)="([^"]*)"`)
	pageID      = regexp.MustCompile(`\sid="([^"]*)"`)
)

// sitePages are the HTML files of a site by name.
func sitePages(t *testing.T, dir string) map[string]string {
	pages := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, _ fs.DirEntry, err error) error {
		if err == nil && path.Ext(name) == ".html" {
			pages[name] = readIn(t, dir, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// checkLinks holds that what the pages ask for is there, relative to the page, so that the site works
// under any path; that anchors and lessons exist; and that links to elsewhere have a proper address.
func checkLinks(t *testing.T, dir string) {
	pages := sitePages(t, dir)
	if len(pages) < 2 {
		t.Fatalf("the site has %d pages", len(pages))
	}
	for name, page := range pages {
		for _, m := range pageAddress.FindAllStringSubmatch(page, -1) {
			checkLink(t, dir, pages, name, plainText(m[1]))
		}
	}
}

func checkLink(t *testing.T, dir string, pages map[string]string, from, to string) {
	u, err := url.Parse(to)
	if err != nil || u.Host != "" && u.Scheme != "https" || u.Host == "" && (u.Scheme != "" || strings.HasPrefix(u.Path, "/")) {
		t.Errorf("%s: the address %s is not relative, nor one of another site", from, to)
		return
	}
	if u.Host != "" {
		return
	}
	name := from
	if u.Path != "" {
		name = path.Join(path.Dir(from), u.Path)
		if strings.HasSuffix(u.Path, "/") || name == "." {
			name = path.Join(name, "index.html")
		}
	}
	if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name))); err != nil {
		t.Errorf("%s: %s leads to nothing", from, to)
	}
	if u.Fragment != "" && !hasID(pages[name], u.Fragment) {
		t.Errorf("%s: %s leads to no part of its page", from, to)
	}
	if id := u.Query().Get("lesson"); id != "" && !strings.Contains(pages[name], `data-lesson="`+id+`"`) {
		t.Errorf("%s: %s leads to no lesson", from, to)
	}
}

func hasID(page, id string) bool {
	for _, m := range pageID.FindAllStringSubmatch(page, -1) {
		if m[1] == id {
			return true
		}
	}
	return false
}
