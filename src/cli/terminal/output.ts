// The two streams. stdout carries data only; everything said to a person goes to stderr.

import process from 'node:process';
import { asciiForm } from '../../report/index.js';

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
  process.stderr.write(`${isUtf8(process.env) ? line : asciiForm(line)}\n`);
}

/** By the first of the three that is set, as in every program. In a container none is, and what is printed is UTF-8. */
export function isUtf8({ LC_ALL, LC_CTYPE, LANG }: Readonly<Record<string, string | undefined>>): boolean {
  const locale = [LC_ALL, LC_CTYPE, LANG].find((name) => name !== undefined && name !== '');
  return locale === undefined || /utf-?8/i.test(locale);
}

/** Somebody is there to read and to answer. */
export function hasTerminal(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

export function terminalWidth(stream: NodeJS.WriteStream): number {
  return stream.isTTY ? stream.columns : 100;
}
