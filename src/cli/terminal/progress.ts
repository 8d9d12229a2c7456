// How far an apply is, on stderr: a bar on a terminal, else a line every 10 seconds.

import process from 'node:process';
import { SingleBar } from 'cli-progress';
import { isUtf8, say } from './output.js';

export interface Progress {
  step(done: number, total: number, doing: string): void;
  stop(): void;
}

const LINE_EVERY_MS = 10_000;

export function startProgress(quiet: boolean): Progress {
  if (quiet) return { step: () => undefined, stop: () => undefined };
  return process.stderr.isTTY ? bar() : lines();
}

function bar(): Progress {
  const single = new SingleBar({
    stream: process.stderr,
    format: '{bar} {value}/{total} {doing}',
    barCompleteChar: isUtf8(process.env) ? '█' : '#',
    barIncompleteChar: isUtf8(process.env) ? '░' : '.',
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
  });
  let started = false;
  return {
    step(done, total, doing) {
      if (!started) single.start(total, 0, { doing });
      started = true;
      single.update(done, { doing });
    },
    stop() {
      if (started) single.stop();
    },
  };
}

function lines(): Progress {
  let text = '';
  const timer = setInterval(() => {
    if (text !== '') say(text);
  }, LINE_EVERY_MS);
  return {
    step(done, total, doing) {
      text = `${done} of ${total} steps: ${doing}`;
    },
    stop() {
      clearInterval(timer);
    },
  };
}
