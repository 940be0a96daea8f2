// The entry of the docs: defines the elements of their pages, and shows where one is in their list.
import "../page/offline.ts";
import "../page/skip-link.ts";
import "../page/theme-switch.ts";
import { part } from "../page/part.ts";

// On a narrow page the list is a row that scrolls.
const list = part(document, ".pages ul", HTMLUListElement);
const current = part(list, "[aria-current]", HTMLAnchorElement).getBoundingClientRect();
const { left, width } = list.getBoundingClientRect();
list.scrollLeft += current.left + current.width / 2 - (left + width / 2);
