// The frame's entry: defines its elements.
import "../page/own-files.ts";
import "../page/code-editor.ts";
import "../page/program-code.ts";
import "../page/program-output.ts";
import "../page/worker-count.ts";
import "../timeline/pool-timeline.ts";
import "../page/pool-program.ts";
import "./open-link.ts";
import "./embed-frame.ts";
