// Prints a picture among text, and what only looks like one.
package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/png"
)

func main() {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 30, 20))); err != nil {
		panic(err)
	}
	fmt.Println("before")
	fmt.Println("IMAGE:" + base64.StdEncoding.EncodeToString(b.Bytes()))
	fmt.Println("between")
	fmt.Println("IMAGE:<img src=x onerror=alert(1)>")
}
