//go:build !lesson

package webworker

import (
	"fmt"
	"os"

	"poolground/wasm/jspool"
)

// servePage does the jobs of the page's Pool until it was closed.
func servePage() int {
	if err := jspool.Serve(newLink(parentLink)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}
