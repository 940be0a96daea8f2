// The page's entry: defines its elements.
import "./own-files.ts";
import "./skip-link.ts";
import "./theme-switch.ts";
import "./lesson-list.ts";
import "./lesson-text.ts";
import "./code-editor.ts";
import "./share-link.ts";
import "./program-code.ts";
import "./program-output.ts";
import "./worker-count.ts";
import "../timeline/pool-timeline.ts";
import "./pool-program.ts";
import "./pool-page.ts";
import "./offline.ts";
