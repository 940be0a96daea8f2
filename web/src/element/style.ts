// How <pool-playground> looks in the host page, whose colours it takes.

export const style = new CSSStyleSheet();
style.replaceSync(`
:host { display: block; position: relative; margin-block: 1em; }
:host([hidden]) { display: none; }
:host(:empty:is([data-state=waiting], [data-state=loading])) { min-height: 20rem; }
::slotted(pre) { overflow-x: auto; }
iframe {
  display: block; box-sizing: border-box; width: 100%;
  border: 1px solid color-mix(in srgb, currentColor 22%, transparent); border-radius: 8px;
}
:host(:not([data-state=ready])) iframe { position: absolute; inset: 0 auto auto 0; height: 1px; visibility: hidden; }
:host([data-state=ready]) :is(slot, p, button) { display: none; }
p { margin: .5em 0; font-size: .875em; }
p:empty { display: none; }
button {
  display: inline-flex; align-items: center; gap: .5em; margin: .5em 0; padding: .5em 1em;
  border: 1px solid color-mix(in srgb, currentColor 35%, transparent); border-radius: 6px;
  background: none; color: inherit; font: inherit; font-weight: 600; cursor: pointer;
}
button::before { content: ""; border: solid transparent; border-width: .35em 0 .35em .6em; border-left-color: currentColor; }
button:hover { background: color-mix(in srgb, currentColor 8%, transparent); }
button:disabled { opacity: .6; cursor: default; }
`);
