// Command warmup does nothing. The page links it while it compiles a first program, so that the
// linker is warm when that is there: see web/src/compile/link.ts.
package main

func main() {}
