// <skip-link>: leads the keyboard past the head of a page. Without a script its link does.

class SkipLink extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("click", (event) => {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      if (!link) return;
      event.preventDefault(); // the address's fragment is the program's
      document.getElementById(link.hash.slice(1))?.focus();
    });
  }
}

customElements.define("skip-link", SkipLink);
