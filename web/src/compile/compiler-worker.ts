// A worker of the compiler: does one task after the other until the page ends it.

import { Build } from "./build";
import { Downloads, Unavailable, reasonOf } from "./downloads";
import { foresee, link } from "./link";
import type { Answer, Progress, ToPage, ToWorker } from "./protocol";
import { Toolbox } from "./toolbox";

interface WorkerScope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: ToPage): void;
}
const scope = globalThis as unknown as WorkerScope;

/** The least time between two reports of progress, in ms: chunks come faster than anybody reads. */
const reportEvery = 50;

let toolbox: Toolbox | null = null;

let asked = false; // to link

scope.onmessage = ({ data }) => {
  switch (data.kind) {
    case "open":
      return open(data);
    case "foresee":
      if (toolbox !== null) void foresee(toolbox, data.source, () => asked);
      return;
    case "link":
      asked = true;
      return void answer((tools) => link(tools, data.object, data.imports));
    case "compile":
    case "check":
    case "format":
      return void answer((tools) => new Build(tools, data.source)[data.kind]());
  }
};

function open({ base, kept }: Extract<ToWorker, { kind: "open" }>): void {
  const downloads = new Downloads(new URL(base), paced((progress) => scope.postMessage({ kind: "progress", progress })));
  toolbox = new Toolbox(downloads, kept, (more) => scope.postMessage({ kind: "kept", kept: more }));
  // What the last worker had in memory; a failure is told when it is needed.
  if (kept.packages.length > 0) toolbox.archives(kept.packages).catch(() => {});
}

async function answer(work: (toolbox: Toolbox) => Promise<Answer>): Promise<void> {
  let reply: Answer;
  try {
    if (toolbox === null) throw new Error("the compiler has not been opened");
    reply = await work(toolbox);
  } catch (error) {
    reply = { kind: error instanceof Unavailable ? "unavailable" : "failed", reason: reasonOf(error) };
  }
  scope.postMessage(reply);
}

/** The last report of a download always gets through. */
function paced(report: (progress: Progress) => void): (progress: Progress) => void {
  let last = 0;
  return (progress) => {
    const now = performance.now();
    if (now - last < reportEvery && progress.loaded < progress.total) return;
    last = now;
    report(progress);
  };
}
