package web

import (
	"encoding/xml"
	"fmt"
	"net/url"
	"strings"
)

// siteURL checks the address of a site and ends it with a slash.
func siteURL(address string) (string, error) {
	if address == "" {
		return "", nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return "", fmt.Errorf("%q is no address for a site: write it as https://example.org/path/", address)
	}
	return strings.TrimSuffix(u.String(), "/") + "/", nil
}

// A sitemap is what sitemaps.org says.
type sitemap struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []sitemapURL `xml:"url"`
}

type sitemapURL struct {
	Location string `xml:"loc"`
}

// writeSitemap tells search engines of the pages. A sitemap has full addresses, so there is none
// where the site's is not known.
func (b *builder) writeSitemap() error {
	if b.url == "" {
		return nil
	}
	var list sitemap
	for _, p := range b.pages() {
		if !p.Bare {
			list.URLs = append(list.URLs, sitemapURL{b.url + p.Path()})
		}
	}
	content, err := xml.MarshalIndent(list, "", "  ")
	if err != nil {
		return err
	}
	if err := b.site.write("sitemap.xml", []byte(xml.Header+string(content)+"\n")); err != nil {
		return err
	}
	return b.site.write("robots.txt", []byte("User-agent: *\nAllow: /\nSitemap: "+b.url+"sitemap.xml\n"))
}
