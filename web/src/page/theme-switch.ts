// <theme-switch>: a button that goes round the themes system, light and dark.
import { part } from "./part.ts";

const THEMES = ["system", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];

class ThemeSwitch extends HTMLElement {
  connectedCallback(): void {
    const button = part(this, "button", HTMLButtonElement);
    this.#show(button, current());
    button.addEventListener("click", () => {
      const next = THEMES[(THEMES.indexOf(current()) + 1) % THEMES.length] ?? "system";
      choose(next);
      this.#show(button, next);
    });
  }

  #show(button: HTMLButtonElement, theme: Theme): void {
    button.ariaLabel = `Theme: ${theme}`;
    button.title = `Theme: ${theme}`;
  }
}

function current(): Theme {
  const chosen = document.documentElement.dataset["theme"];
  return THEMES.find((theme) => theme === chosen) ?? "system";
}

function choose(theme: Theme): void {
  const root = document.documentElement;
  if (theme === "system") delete root.dataset["theme"];
  else root.dataset["theme"] = theme;
  try {
    if (theme === "system") localStorage.removeItem("theme");
    else localStorage.setItem("theme", theme);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

customElements.define("theme-switch", ThemeSwitch);
