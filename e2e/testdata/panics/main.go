// Panics at the line that the test knows.
package main

func main() {
	var none []int
	println(none[len(none)])
}
