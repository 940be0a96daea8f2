// The entry of the docs: defines the elements of their pages.
import "../page/theme-switch.ts";
