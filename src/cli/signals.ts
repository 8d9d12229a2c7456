// SIGINT and SIGTERM: once, finish what is in flight and report; twice, end at once.

import process from 'node:process';
import { EXIT } from './exit-codes.js';
import { say } from './output.js';

export interface Signals {
  stopping(): boolean;
  /** Listens no more: the next signal ends the process as usual. */
  stop(): void;
}

export function listenForSignals(): Signals {
  let stopping = false;
  const onSignal = (): void => {
    if (stopping) process.exit(EXIT.interrupted);
    stopping = true;
    say('Stopping: finishing what is in flight. Once more ends at once.');
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    stopping: () => stopping,
    stop() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
