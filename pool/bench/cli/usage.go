//go:build !js

package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// speakPlainly gives root, and all under it, one sentence for each wrong use. The library's own have
// several lines, name Go's types, or take what they do not know.
func speakPlainly(root *cobra.Command) {
	root.SuggestionsMinimumDistance = 2
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	root.SetFlagErrorFunc(ofFlag)
	onlyOthers(root)
	for _, cmd := range root.Commands() {
		switch {
		case cmd.Name() == "help":
			cmd.Args = func(_ *cobra.Command, args []string) error {
				if found, _, err := root.Find(args); err != nil || found == root {
					return noCommand(root, args)
				}
				return nil
			}
		case cmd.HasSubCommands():
			onlyOthers(cmd)
			for _, under := range cmd.Commands() {
				under.Args = noArgs
			}
		}
	}
}

// onlyOthers is for commands that do nothing but have others under them.
func onlyOthers(cmd *cobra.Command) {
	cmd.DisableFlagsInUseLine = true
	cmd.Args, cmd.RunE = noCommand, func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
}

func noCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	text := fmt.Sprintf("there is no command %q", strings.TrimSpace(called(cmd)+" "+args[0]))
	if names := cmd.SuggestionsFor(args[0]); len(names) > 0 {
		text += fmt.Sprintf(", did you mean %q?", names[0])
	}
	return errors.New(text)
}

func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return fmt.Errorf("%s takes flags only, not %q", called(cmd), args[0])
}

// called is what stands after the program's name to call cmd.
func called(cmd *cobra.Command) string {
	return strings.TrimSpace(strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()))
}

func ofFlag(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var lacking *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		dashes := "--"
		if unknown.GetSpecifiedShortnames() != "" {
			dashes = "-"
		}
		return errors.New(strings.TrimSpace(called(cmd) + " has no flag " + dashes + unknown.GetSpecifiedName()))
	case errors.As(err, &lacking):
		return fmt.Errorf("--%s wants a value after it", lacking.GetFlag().Name)
	case errors.As(err, &invalid) && invalid.GetFlag().Value.Type() == "bool":
		return invalidFlag(invalid.GetFlag().Name, invalid.GetValue(), errors.New("want true or false, or nothing"))
	case errors.As(err, &invalid):
		return invalidFlag(invalid.GetFlag().Name, invalid.GetValue(), invalid.Unwrap())
	}
	return err
}

// invalidFlag says that a flag has a value that it cannot have.
func invalidFlag(name, value string, err error) error {
	return fmt.Errorf("--%s %q: %w", name, value, err)
}
