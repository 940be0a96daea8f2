package web

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// parseFrontMatter reads the "key: value" lines between the two "---" that begin a text: each of
// keys once, and no other. It also returns what follows.
func parseFrontMatter(text string, keys ...string) (values map[string]string, body string, err error) {
	rest, ok := strings.CutPrefix(strings.ReplaceAll(text, "\r\n", "\n"), "---\n")
	if !ok {
		return nil, "", errors.New(`the first line is not "---"`)
	}
	head, body, ok := strings.Cut(rest, "\n---\n")
	if !ok {
		return nil, "", errors.New(`the front matter has no closing "---"`)
	}
	values = map[string]string{}
	for line := range strings.SplitSeq(head, "\n") {
		key, value, ok := strings.Cut(line, ":")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		switch {
		case !ok || value == "":
			return nil, "", fmt.Errorf("front matter line %q is not \"key: value\"", line)
		case !slices.Contains(keys, key):
			return nil, "", fmt.Errorf("the front matter has the unknown key %q", key)
		case values[key] != "":
			return nil, "", fmt.Errorf("the front matter has %q twice", key)
		}
		values[key] = value
	}
	for _, key := range keys {
		if values[key] == "" {
			return nil, "", fmt.Errorf("the front matter lacks %q", key)
		}
	}
	return values, body, nil
}
