package checks

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

var moduleScript = regexp.MustCompile(`(?s)<script type="module">\n(.*?)</script>`)

var otherModule = regexp.MustCompile(`(?m)^import .* from "[^.]`)

// scriptsOf are the scripts in a block of JavaScript, TypeScript or HTML. What imports a package is
// none: its types are not here.
func scriptsOf(b block) []block {
	if otherModule.MatchString(b.code) {
		return nil
	}
	if b.language != "html" {
		return []block{b}
	}
	var scripts []block
	for _, m := range moduleScript.FindAllStringSubmatchIndex(b.code, -1) {
		inside := b
		inside.language = "js"
		inside.line += strings.Count(b.code[:m[2]], "\n")
		inside.code = b.code[m[2]:m[3]]
		scripts = append(scripts, inside)
	}
	return scripts
}

// documentsTypes looks at scripts as at the front end's own, except that what a page holds need
// not be asked for twice.
const documentsTypes = `{
  "extends": "../../web/tsconfig.json",
  "compilerOptions": {
    "allowJs": true, "checkJs": true, "noImplicitAny": false, "strictNullChecks": false, "exactOptionalPropertyTypes": false,
    "noUnusedLocals": false, "skipLibCheck": true
  },
  "include": ["*", "../../web/src/element/api.d.ts"]
}
`

// checkScripts checks the types of scripts, which import what stands beside a page.
func (p project) checkScripts(ctx context.Context, scripts []block) error {
	files := map[string]string{
		"embed.d.ts":    "export * from \"../../web/src/element/api.d.ts\";\n",
		"tsconfig.json": documentsTypes,
		"poolground.ts": "export * from \"../../web/src/runtime/poolground.ts\";\n",
	}
	for i, s := range scripts {
		name := fmt.Sprintf("%s-%d-%d.%s", strings.TrimSuffix(filepath.Base(s.document), ".md"), i, s.line, s.language)
		files[name] = "export {};" + s.code // a module of its own; the lines stay
	}
	dir, err := p.newFolder(files)
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	out, err := p.command(ctx, "", nil, "node", "web/node_modules/typescript/bin/tsc", "--project", dir)
	if err != nil {
		return fmt.Errorf("scripts (DOCUMENT-NUMBER-LINE) have wrong types: %w\n%s", err, out)
	}
	return nil
}

var assignments = regexp.MustCompile(`^(\w+=\S* )+`)

// checkCommands holds that the commands of a block exist.
func (p project) checkCommands(ctx context.Context, code string) error {
	for line := range strings.Lines(code) {
		line, _, _ = strings.Cut(line, " #")
		words := strings.Fields(assignments.ReplaceAllString(strings.TrimSpace(line), ""))
		if len(words) == 0 || strings.HasPrefix(words[0], "./") || words[0] == "cd" {
			continue
		}
		if err := p.checkCommand(ctx, words); err != nil {
			return fmt.Errorf("%s: %w", strings.TrimSpace(line), err)
		}
	}
	return nil
}

func (p project) checkCommand(ctx context.Context, words []string) error {
	run := func(args ...string) (string, error) { return p.command(ctx, "", nil, "go", args...) }
	switch {
	case len(words) > 2 && words[0] == "go" && words[1] == "run" && words[2] == ".":
		help, err := run("run", ".", "help")
		if err != nil {
			return err
		}
		return inHelp(help, words[3:])
	case len(words) > 3 && words[0] == "go" && words[1] == "run":
		_, err := run("run", words[2], words[3], "--help")
		return err
	case len(words) > 1 && words[0] == "go":
		_, err := run("help", words[1])
		return err
	}
	if !isKnown(words[0]) {
		return errors.New("no such command: see isKnown")
	}
	return nil
}

// isKnown says whether a reader has a command. It need not be on this machine.
func isKnown(name string) bool {
	return strings.Contains(" cp curl git hugo mkdir mkdocs npm npx python3 touch ", " "+name+" ")
}

// inHelp holds that the help names a command and its flags.
func inHelp(help string, args []string) error {
	for i, arg := range args {
		wanted := "\n  " + arg + " "
		if !strings.HasPrefix(arg, "-") {
			if i > 0 {
				continue // a flag's value
			}
			wanted = "go run . " + arg + " "
		}
		if !strings.Contains(help, wanted) {
			return fmt.Errorf("go run . help does not name %s", arg)
		}
	}
	return nil
}
