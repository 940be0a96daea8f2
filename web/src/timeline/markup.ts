// What <pool-timeline> is made of.

const icon = (path: string): string => `<svg viewBox="0 0 20 20" aria-hidden="true"><path d="${path}"/></svg>`;

const tool = (name: string, label: string, hint: string, path: string): string =>
  `<button type="button" data-do="${name}" aria-label="${label}" title="${hint}">${icon(path)}</button>`;

const figure = (name: string, title: string, hint: string, rest = ""): string =>
  `<div title="${hint}"><dt>${title}</dt><dd><span data-figure="${name}">—</span>${rest}</dd></div>`;

/** The figures and what they are, which figures.ts defines. */
const WALL = "Time in which a job was under way";
const SPEEDUP = "Time spent in tasks, all workers together, divided by the wall time: how many times as fast as one task after the other";
const BUSY = "The part of the wall time that workers spent in tasks: the mean, and a bar for each worker";
const OVERHEAD = "Workers’ time within the wall time that no task used, divided by the number of tasks";

const HELP = `
  <h3>What the figures say</h3>
  <dl>
    <div><dt>Wall time</dt><dd>${WALL}.</dd></div>
    <div><dt>Speed-up</dt><dd>${SPEEDUP}, each taking as long as it took here.</dd></div>
    <div><dt>Busy</dt><dd>${BUSY}.</dd></div>
    <div><dt>Overhead a task</dt><dd>${OVERHEAD}: (workers × wall time − time in tasks) ÷ tasks. Starting workers, moving data and waiting at a job’s end are in it.</dd></div>
    <div><dt>—</dt><dd>Nothing to tell yet, or too few or too short tasks to tell it of. Point at the dash or focus it to see why.</dd></div>
  </dl>
  <h3>What the lanes say</h3>
  <p>A bar in a worker’s lane is a chunk, in the colour of its job. A notch at the foot of the parent’s lane is a line that the program itself printed; point at the bar to read it.</p>
  <h3>How to look closer</h3>
  <dl>
    <div><dt>Pointer</dt><dd>Ctrl and wheel, or pinch, to zoom; drag to pan; double-click to zoom in.</dd></div>
    <div><dt>Keys, in the lanes</dt><dd><kbd>+</kbd> <kbd>−</kbd> <kbd>0</kbd> zoom; <kbd>Shift</kbd> and arrows pan; arrows walk from bar to bar, <kbd>Enter</kbd> zooms to it.</dd></div>
  </dl>
  <p>Workers have clocks of their own. Their times are brought to the parent’s clock, as closely as what they send and receive allows.</p>`;

const COLUMNS = ["Start, ms", "Lane", "What", "Job", "Items", "Duration, ms", "Bytes", "Note"];

/** The element's inside. The prefix makes its ids the only ones of the page. */
export function markup(prefix: string): string {
  return `
<section aria-labelledby="${prefix}-title">
  <header>
    <h2 id="${prefix}-title">Timeline</h2>
    <dl class="figures">
      ${figure("wall", "Wall time", WALL)}
      ${figure("speedup", "Speed-up", SPEEDUP)}
      ${figure("busy", "Busy", BUSY, '<ol class="shares" aria-label="Each worker"></ol>')}
      ${figure("overhead", "Overhead a task", OVERHEAD)}
    </dl>
    <div class="timeline-tools" role="group" aria-label="Look at the timeline">
      ${tool("out", "Zoom out", "Zoom out (−)", "M5 10h10")}
      ${tool("in", "Zoom in", "Zoom in (+)", "M5 10h10M10 5v10")}
      ${tool("all", "Show all", "Show all (0)", "M3 5v10M17 5v10M6.5 10h7M8.5 7.5 6 10l2.5 2.5M11.5 7.5 14 10l-2.5 2.5")}
      <button type="button" data-do="table" aria-pressed="false" aria-label="Table" title="Show as a table">${icon("M3.5 4.5h13v11h-13zM3.5 8.2h13M3.5 11.8h13M8 4.5v11")}</button>
      <div class="popup">
        <button type="button" data-do="save" aria-expanded="false" aria-controls="${prefix}-save" aria-label="Save or open" title="Save or open a run">${icon("M10 3.5v9M6 9l4 4 4-4M4 16.5h12")}</button>
        <div class="timeline-panel menu" id="${prefix}-save" role="group" aria-label="Save or open" hidden>
          <button type="button" data-do="trace">Save the trace<small>JSON, for here and Perfetto</small></button>
          <button type="button" data-do="png">Save a picture<small>PNG</small></button>
          <button type="button" data-do="svg">Save a drawing<small>SVG</small></button>
          <button type="button" data-do="open">Open a trace<small>From here or from poolbench</small></button>
        </div>
      </div>
      <div class="popup">
        <button type="button" data-do="help" aria-expanded="false" aria-controls="${prefix}-help" aria-label="Help" title="What the figures say, and keys">${icon("M7.6 7.7c0-3.3 4.9-3.3 4.9-.2 0 2-2.5 2-2.5 4.1M10 14.4v.3")}</button>
        <div class="timeline-panel help" id="${prefix}-help" role="group" aria-label="Help" tabindex="0" hidden>${HELP}</div>
      </div>
      <input type="file" accept=".json,application/json" aria-label="Trace file" hidden>
    </div>
  </header>
  <div class="water">
    <canvas tabindex="0" role="application" aria-roledescription="timeline" aria-labelledby="${prefix}-title" aria-describedby="${prefix}-summary ${prefix}-keys"></canvas>
    <div class="spacer"></div>
    <p class="empty"><span>Run the program to see when the parent waits and what each worker does.</span></p>
    <p class="empty poolless"><span>This program made no pool, so there is nothing to draw.</span></p>
    <div class="details" aria-hidden="true" hidden></div>
    <div class="sheet" hidden>
      <div class="rows" tabindex="0" role="region" aria-label="Timeline as a table">
        <table><thead><tr>${COLUMNS.map((column) => `<th scope="col">${column}</th>`).join("")}</tr></thead><tbody></tbody></table>
      </div>
      <div class="pages">
        <button type="button" data-do="earlier" aria-disabled="true">Earlier</button>
        <p class="shown" role="status"></p>
        <button type="button" data-do="later" aria-disabled="true">Later</button>
      </div>
    </div>
  </div>
  <footer>
    <ul class="legend" aria-label="Legend"></ul>
    <p class="said" role="alert"></p>
  </footer>
  <p id="${prefix}-summary" class="summary unseen"></p>
  <p id="${prefix}-keys" class="unseen">Arrow keys walk from bar to bar, plus and minus zoom, 0 shows all. The Table button shows the same as a table.</p>
  <p class="told unseen" role="status"></p>
</section>`;
}
