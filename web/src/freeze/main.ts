// The entry of "Freeze the page": defines its elements.
import "../page/offline.ts";
import "../page/skip-link.ts";
import "../page/theme-switch.ts";
import "../page/worker-count.ts";
import "./frame-spinner.ts";
import "./frame-strip.ts";
import "./freeze-page.ts";
