// Prints without end.
package main

import "fmt"

func main() {
	for i := 1; ; i++ {
		fmt.Println("line", i)
	}
}
