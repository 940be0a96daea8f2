// A picture that all cores compute, drawn band by band as they come.
package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"log"

	"poolground/pool"
	_ "poolground/wasm/webworker"
)

const (
	width, height = 640, 400
	bandHeight    = 20
	deepest       = 255
)

// A band is some rows of the picture: how many steps each of its points takes to escape.
type band struct {
	Top   int
	Steps []uint8
}

var compute = pool.Func("compute", func(top int) band {
	b := band{Top: top}
	for y := top; y < top+bandHeight; y++ {
		for x := range width {
			b.Steps = append(b.Steps, escape(-2.2+3.2*float64(x)/width, -1+2*float64(y)/height))
		}
	}
	return b
})

// escape counts the steps of z = z*z + c until |z| exceeds 2.
func escape(re, im float64) uint8 {
	a, b := 0.0, 0.0
	for n := range uint8(deepest) {
		if a*a+b*b > 4 {
			return n
		}
		a, b = a*a-b*b+re, 2*a*b+im
	}
	return deepest
}

func tops(yield func(int) bool) {
	for top := 0; top < height && yield(top); top += bandHeight {
	}
}

func main() {
	pool.ServeIfWorker()
	ctx := context.Background()
	p, err := pool.New(ctx, pool.Options{})
	if err != nil {
		log.Fatal(err)
	}

	picture := image.NewPaletted(image.Rect(0, 0, width, height), colours())
	bands := 0
	for b, err := range pool.IMapUnordered(ctx, p, compute, tops) {
		if err != nil {
			log.Fatal(err)
		}
		copy(picture.Pix[b.Top*width:], b.Steps)
		// A PNG takes the parent longer than a band takes a worker.
		if bands++; bands%4 == 0 {
			show(picture)
		}
	}

	p.Close()
	if err := p.Join(ctx); err != nil {
		log.Fatal(err)
	}
}

func colours() color.Palette {
	var p color.Palette
	for n := range deepest {
		p = append(p, color.RGBA{uint8(n * 5), uint8(n * 3), uint8(80 + n*2/3), 255})
	}
	return append(p, color.Black)
}

// show prints the picture so that the page draws it, in the place of the one before.
func show(picture image.Image) {
	var data bytes.Buffer
	if err := png.Encode(&data, picture); err != nil {
		log.Fatal(err)
	}
	fmt.Println("IMAGE:" + base64.StdEncoding.EncodeToString(data.Bytes()))
}
