// The two streams. stdout carries data only; everything said to a person goes to stderr.

import process from 'node:process';

/** A reader that went away (`topo plan | head`) is no error: the rest is not written. */
let readerGone = false;

function watch(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    readerGone = true;
  });
}

export function watchStreams(): void {
  watch(process.stdout);
  watch(process.stderr);
}

/** Writes as fast as the reader takes it, so that a document of any size needs little memory. */
export async function writeOut(chunks: Iterable<string>): Promise<void> {
  for (const chunk of chunks) {
    if (readerGone) return;
    if (!process.stdout.write(chunk)) await takenOrGone(process.stdout);
  }
}

/** The reader has taken what was written, or is gone. */
function takenOrGone(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      for (const event of events) stream.off(event, done);
      resolve();
    };
    const events = ['drain', 'close', 'error'] as const;
    for (const event of events) stream.on(event, done);
  });
}

export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Somebody is there to read and to answer. */
export function hasTerminal(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

export function terminalWidth(stream: NodeJS.WriteStream): number {
  return stream.isTTY ? stream.columns : 100;
}
