// Ends the worker of a program that has ended or was asked to.

import { STOP } from "./protocol";
import { isLast, readToPage } from "./to-page";

/** How long a shell may take to answer that it has stopped, in ms. One that computes cannot. */
const answerTime = 100;

/** How long the browser may take to end the workers of a shell, in ms. */
const burialTime = 1000;

/** Terminates a shell that has ended by itself: it has terminated its own workers, and is given
 * time to see them gone. Chromium now and then keeps the threads of both for ever where a worker
 * ends together with those that it started. */
export function bury(shell: Worker, gone: () => void): void {
  silence(shell);
  gone();
  setTimeout(() => shell.terminate(), burialTime);
}

/** Ends a shell whatever it does, in good order if it still listens. gone is called when it and its
 * workers have been. */
export function stop(shell: Worker, gone: () => void): void {
  silence(shell);
  const unanswered = setTimeout(() => {
    shell.terminate();
    gone();
  }, answerTime);
  shell.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (!isLast(readToPage(data))) return;
    clearTimeout(unanswered);
    bury(shell, gone);
  };
  shell.postMessage(STOP);
}

function silence(shell: Worker): void {
  shell.onmessage = null;
  shell.onmessageerror = null;
  shell.onerror = (event) => event.preventDefault();
}
