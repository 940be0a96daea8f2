package web

import (
	"fmt"
	"maps"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// colours are the colours of a theme by custom property.
type colours map[string][3]float64 // red, green, blue, linear, 0 to 1

var colourProperty = regexp.MustCompile(`--([a-z0-9-]+): #([0-9a-f]{6});`)

// readThemes returns the colours of tokens.css: light, dark by the system, dark by choice.
func readThemes(t *testing.T) map[string]colours {
	css, err := os.ReadFile("styles/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	light, rest, ok1 := strings.Cut(string(css), "@media (prefers-color-scheme: dark)")
	system, chosen, ok2 := strings.Cut(rest, `:root[data-theme="dark"]`)
	if !ok1 || !ok2 {
		t.Fatal("tokens.css does not have its three parts")
	}
	themes := map[string]colours{}
	for name, part := range map[string]string{"light": light, "dark": system, "dark by choice": chosen} {
		themes[name] = colours{}
		for _, m := range colourProperty.FindAllStringSubmatch(part, -1) {
			themes[name][m[1]] = parseColour(t, m[2])
		}
	}
	return themes
}

func parseColour(t *testing.T, hex string) (c [3]float64) {
	for i := range c {
		n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		if v := float64(n) / 255; v <= 0.04045 {
			c[i] = v / 12.92
		} else {
			c[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return c
}

// contrast is WCAG 2.2's contrast ratio.
func contrast(a, b [3]float64) float64 {
	luminance := func(c [3]float64) float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] }
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func TestThemesHaveTheSameColours(t *testing.T) {
	themes := readThemes(t)
	if !maps.Equal(themes["dark"], themes["dark by choice"]) {
		t.Error("the two dark themes differ")
	}
	for name := range themes["light"] {
		if _, ok := themes["dark"][name]; !ok {
			t.Errorf("the dark theme lacks --%s", name)
		}
	}
}

func TestContrast(t *testing.T) {
	const text, bar = 4.5, 3
	pairs := []struct {
		front, back string
		least       float64
	}{
		{"ink", "ground", text}, {"ink", "raised", text}, {"ink", "wash", text}, {"ink", "water", text},
		{"ink-soft", "ground", text}, {"ink-soft", "raised", text}, {"ink-soft", "deck", text}, {"ink-soft", "wash", text},
		{"accent", "ground", text}, {"accent", "wash", text}, {"on-accent", "accent", text}, {"bad", "ground", text},
		{"code-keyword", "ground", text}, {"code-string", "ground", text}, {"code-number", "ground", text},
		{"code-comment", "ground", text}, {"code-call", "ground", text}, {"ground", "ink", text},
		{"parent", "water", bar}, {"on-bar", "parent", text}, {"bad", "water", bar}, {"ink-soft", "water", bar},
	}
	for i := 1; i <= 6; i++ {
		job := fmt.Sprintf("job-%d", i)
		pairs = append(pairs, struct {
			front, back string
			least       float64
		}{job, "water", bar}, struct {
			front, back string
			least       float64
		}{"on-bar", job, text})
	}
	for theme, c := range readThemes(t) {
		for _, p := range pairs {
			if got := contrast(c[p.front], c[p.back]); got < p.least {
				t.Errorf("%s: --%s on --%s has contrast %.2f, less than %.1f", theme, p.front, p.back, got, p.least)
			}
		}
	}
}

// deficiencies are the matrices of Machado, Oliveira and Fernandes, "A Physiologically-based
// Model for Simulation of Color Vision Deficiency" (2009), for full severity, on linear RGB.
var deficiencies = map[string][3][3]float64{
	"full sight":   {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritanopia":   {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

func seenWith(m [3][3]float64, c [3]float64) (out [3]float64) {
	for i, row := range m {
		out[i] = min(max(row[0]*c[0]+row[1]*c[1]+row[2]*c[2], 0), 1)
	}
	return out
}

// oklab is Björn Ottosson's perceptual colour space (2020).
func oklab(c [3]float64) [3]float64 {
	l := math.Cbrt(0.4122214708*c[0] + 0.5363325363*c[1] + 0.0514459929*c[2])
	m := math.Cbrt(0.2119034982*c[0] + 0.6806995451*c[1] + 0.1073969566*c[2])
	s := math.Cbrt(0.0883024619*c[0] + 0.2817188376*c[1] + 0.6299787005*c[2])
	return [3]float64{
		0.2104542553*l + 0.7936177850*m - 0.0040720468*s,
		1.9779984951*l - 2.4285922050*m + 0.4505937099*s,
		0.0259040371*l + 0.7827717662*m - 0.8086757660*s,
	}
}

func distance(a, b [3]float64) float64 {
	return math.Hypot(math.Hypot(a[0]-b[0], a[1]-b[1]), a[2]-b[2])
}

func TestJobColoursAreToldApart(t *testing.T) {
	const least = 0.09 // a just noticeable difference in Oklab is about 0.02
	for theme, c := range readThemes(t) {
		for sight, m := range deficiencies {
			see := func(i int) [3]float64 { return oklab(seenWith(m, c[fmt.Sprintf("job-%d", i)])) }
			for i := 1; i <= 6; i++ {
				for j := i + 1; j <= 6; j++ {
					if d := distance(see(i), see(j)); d < least {
						t.Errorf("%s, %s: jobs %d and %d are %.3f apart, less than %.2f", theme, sight, i, j, d, least)
					}
				}
			}
		}
	}
}
