package web

import (
	"strings"
	"testing"
)

func TestSiteURL(t *testing.T) {
	for address, want := range map[string]string{
		"": "", "https://example.org": "https://example.org/", "https://example.org/a/": "https://example.org/a/",
	} {
		if got, err := siteURL(address); err != nil || got != want {
			t.Errorf("%s: got %s, %v, want %s", address, got, err, want)
		}
	}
	for _, address := range []string{"example.org", "ftp://example.org", "https://", "https://a/?b", "https://a/#b", "https://a b/"} {
		_, err := siteURL(address)
		if err == nil || !strings.HasSuffix(err.Error(), "is no address for a site: write it as https://example.org/path/") {
			t.Errorf("%s: got %v", address, err)
		}
	}
}

func TestSitemap(t *testing.T) {
	s, err := openSite(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	b := builder{site: s, lessons: []Lesson{{Title: "T"}}, docs: []Doc{{ID: "index"}, {ID: "python"}}}
	if err := b.writeSitemap(); err != nil || len(namesIn(t, s.dir)) != 0 {
		t.Errorf("without an address: %v, %q", err, namesIn(t, s.dir))
	}
	b.url = "https://example.org/a&b/"
	if err := b.writeSitemap(); err != nil {
		t.Fatal(err)
	}
	const want = `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
  <url>
    <loc>https://example.org/a&amp;b/</loc>
  </url>
  <url>
    <loc>https://example.org/a&amp;b/freeze.html</loc>
  </url>
  <url>
    <loc>https://example.org/a&amp;b/benchmark.html</loc>
  </url>
  <url>
    <loc>https://example.org/a&amp;b/docs/</loc>
  </url>
  <url>
    <loc>https://example.org/a&amp;b/docs/python.html</loc>
  </url>
</urlset>
`
	if got := readIn(t, s.dir, "sitemap.xml"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := readIn(t, s.dir, "robots.txt"); !strings.Contains(got, "\nSitemap: https://example.org/a&b/sitemap.xml\n") {
		t.Errorf("robots.txt is\n%s", got)
	}
}
