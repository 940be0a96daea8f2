// Go's tokens in the classes of the page's other code: see highlight.go.
import { syntaxHighlighting } from "@codemirror/language";
import { tagHighlighter, tags } from "@lezer/highlight";

export const highlighting = syntaxHighlighting(
  tagHighlighter([
    { tag: [tags.keyword, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword], class: "k" },
    { tag: [tags.string, tags.character], class: "s" },
    { tag: tags.number, class: "n" },
    { tag: tags.comment, class: "c" },
    { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], class: "f" },
  ]),
);
