// SIGINT, SIGTERM and SIGHUP: at once where nothing has begun. During an apply: once, finish what is in flight and report;
// what is not answered in time is not waited for. Twice, end at once.

import process from 'node:process';
import { EXIT } from '../exit-codes.js';
import { say } from './output.js';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** For what is in flight. A supervisor kills what does not end in some seconds, and then there is no report. */
const GRACE_MS = 3000;
/** For the report and the farewell too. */
const END_MS = 5000;

function endAtOnce(): void {
  process.exit(EXIT.interrupted);
}

/** Until an apply listens for itself, a signal ends the process with the code of an interruption. */
export function endOnSignals(): void {
  for (const signal of signals) process.on(signal, endAtOnce);
}

export interface Signals {
  stopping(): boolean;
  /** Waits so long, or until the operator wants it to stop. */
  pause(milliseconds: number): Promise<void>;
  /** Listens no more: the next signal ends the process. */
  stop(): void;
}

/** `giveUp` is aborted when what is in flight has had its time. */
export function listenForSignals(giveUp: AbortController): Signals {
  const abort = new AbortController();
  const onSignal = (): void => {
    if (abort.signal.aborted) endAtOnce();
    say('Stopping: finishing what is in flight. Once more ends at once.');
    abort.abort();
    setTimeout(() => {
      giveUp.abort();
    }, GRACE_MS).unref();
    setTimeout(endAtOnce, END_MS).unref();
  };
  for (const signal of signals) process.off(signal, endAtOnce).on(signal, onSignal);
  return {
    stopping: () => abort.signal.aborted,
    pause(milliseconds) {
      return new Promise((resolve) => {
        if (abort.signal.aborted) resolve();
        const done = (): void => {
          clearTimeout(timer);
          abort.signal.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, milliseconds);
        abort.signal.addEventListener('abort', done);
      });
    },
    stop() {
      for (const signal of signals) process.off(signal, onSignal).on(signal, endAtOnce);
    },
  };
}
