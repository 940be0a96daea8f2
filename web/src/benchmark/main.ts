// The entry of "How many workers?": defines its elements.
import "../page/offline.ts";
import "../page/skip-link.ts";
import "../page/theme-switch.ts";
import "./sweep-form.ts";
import "./series-list.ts";
import "./speed-charts.ts";
import "./report-files.ts";
import "./benchmark-page.ts";
