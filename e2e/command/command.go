//go:build !js

// Package command is the project's command line: what build.go is the main of.
package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"poolground/e2e/checks"
	"poolground/e2e/screenshot"
	"poolground/web"
)

const help = `Poolground: Python's multiprocessing.Pool for Go, and its playground.

  go run . [serve] [-addr localhost:8080] [-isolate]   build what is out of date and serve the page
  go run . build [-o dist] [-url https://...]          write the static site
  go run . test                                        run every check there is
  go run . screenshot [-o web/docs]                    take the pictures of the page anew

Flags:
  -addr     where to listen
  -isolate  send the headers that make the page cross-origin isolated; it does not need them
  -o        the directory to write to
  -url      where the site will stand: with it come a sitemap and canonical links
`

// Run runs the command that args name, and returns its exit code.
func Run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	name, rest := "serve", args
	if len(args) > 0 && (args[0] == "" || args[0][0] != '-') {
		name, rest = args[0], args[1:]
	}
	err := command(ctx, name, rest, stdout)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, help)
		return 0
	case errors.Is(err, checks.ErrFailed):
		return 1 // the checks have said why
	}
	fmt.Fprintln(stderr, "poolground:", err)
	return 1
}

func command(ctx context.Context, name string, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	options := web.Options{Log: stdout}
	var do func() error
	switch name {
	case "serve":
		addr := flags.String("addr", "localhost:8080", "")
		flags.BoolVar(&options.CrossOriginIsolated, "isolate", false, "")
		do = func() error { return web.Serve(ctx, *addr, options) }
	case "build":
		dir := flags.String("o", "dist", "")
		flags.StringVar(&options.URL, "url", "", "")
		do = func() error { return web.Build(ctx, *dir, options) }
	case "test":
		do = func() error { return checks.Run(ctx, stdout) }
	case "screenshot":
		dir := flags.String("o", "web/docs", "")
		do = func() error { return screenshot.Write(ctx, *dir, stdout) }
	case "help":
		return flag.ErrHelp
	default:
		return fmt.Errorf("there is no command %q: it is serve, build, test or screenshot (go run . help)", name)
	}
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("%s takes no argument %q (go run . help)", name, flags.Arg(0))
	}
	return do()
}
