// embed.js: defines <pool-playground>. A plain script, so that it loads from any host.
import { PlaygroundElement } from "./pool-playground.ts";

// A page may have the script twice.
if (!customElements.get("pool-playground")) customElements.define("pool-playground", PlaygroundElement);
