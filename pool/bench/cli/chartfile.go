//go:build !js

package cli

import (
	"bytes"
	_ "embed"
	"html/template"
	"io"
	"path/filepath"
	"regexp"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"

	"poolground/pool/bench"
)

// The size of one chart, in points.
const (
	chartWidth  = 400
	chartHeight = 280
)

// writeCharts writes an SVG, or an HTML page that has the table too, by the name's ending.
func writeCharts(name string, reports []bench.Report, lanes laneSet) error {
	made, err := charts(reports, lanes)
	if err != nil {
		return err
	}
	if filepath.Ext(name) == ".svg" {
		return writeFile(name, func(w io.Writer) error { return writeSVG(w, made) })
	}
	return writeFile(name, func(w io.Writer) error { return writeHTML(w, reports, made) })
}

// writeSVG writes all charts as one picture, two in a row.
func writeSVG(w io.Writer, made []chart) error {
	rows := (len(made) + 1) / 2
	canvas := vgsvg.NewWith(vgsvg.UseWH(2*chartWidth, vg.Length(rows)*chartHeight))
	whole := draw.New(canvas)
	for i, c := range made {
		left, top := vg.Length(i%2)*chartWidth, whole.Max.Y-vg.Length(i/2)*chartHeight
		c.plot.Draw(draw.Crop(whole, left+10, left+chartWidth-10-whole.Max.X, top-chartHeight+10, top-10-whole.Max.Y))
	}
	svg, err := themed(canvas)
	if err != nil {
		return err
	}
	const style = "<style>svg{color:#222;fill:currentColor;background:#fff}@media(prefers-color-scheme:dark){svg{color:#ddd;background:#181818}}</style>"
	end := strings.Index(svg, "<svg") + strings.Index(svg[strings.Index(svg, "<svg"):], ">") + 1
	_, err = io.WriteString(w, svg[:end]+style+svg[end:])
	return err
}

//go:embed report.html
var reportPage string

var reportTemplate = template.Must(template.New("report").Funcs(template.FuncMap{"join": strings.Join}).Parse(reportPage))

func writeHTML(w io.Writer, reports []bench.Report, made []chart) error {
	type figure struct {
		Title string
		SVG   template.HTML
	}
	page := struct {
		Title, Text, Started string
		Advice               []string
		Figures              []figure
	}{Title: "poolbench: " + reports[0].Workload, Text: text(reports, false), Started: reports[0].Started.Format("2 January 2006, 15:04 MST"), Advice: advice(reports)}
	for _, c := range made {
		canvas := vgsvg.NewWith(vgsvg.UseWH(chartWidth, chartHeight))
		c.plot.Draw(draw.New(canvas))
		svg, err := themed(canvas)
		if err != nil {
			return err
		}
		svg = svg[strings.Index(svg, "<svg"):]
		// What stands in it was drawn here; names were escaped by the drawing library.
		page.Figures = append(page.Figures, figure{c.title, template.HTML(svg)})
	}
	return reportTemplate.Execute(w, page)
}

// advice is the sentences to read first.
func advice(reports []bench.Report) []string {
	if len(reports) == 1 {
		return []string{reports[0].Recommendation.Sentence}
	}
	if fastest := versus(reports); fastest != "" {
		return []string{fastest}
	}
	return nil
}

var black = regexp.MustCompile(`#000000`)

// themed is the canvas as SVG, in which what is drawn black has the colour of the text around it.
// Where the library leaves black out, as of all text, the page's style says the same of svg's fill.
func themed(canvas *vgsvg.Canvas) (string, error) {
	var out bytes.Buffer
	if _, err := canvas.WriteTo(&out); err != nil {
		return "", err
	}
	return black.ReplaceAllString(out.String(), "currentColor"), nil
}
