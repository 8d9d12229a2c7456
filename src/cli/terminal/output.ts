// The two streams. stdout carries data only; everything said to a person goes to stderr.

import { fstatSync, writeSync } from 'node:fs';
import process from 'node:process';
import { EXIT, Stop } from '../exit-codes.js';
import { asciiForm, messageOf } from '../../text/index.js';

/** Why stdout takes no more. A reader that went away (`topo plan | head`) is no error: the rest is not written. */
let broken: unknown;

export function watchStreams(): void {
  process.stdout.on('error', (error) => {
    broken ??= error;
  });
  // There is nobody left to tell.
  process.stderr.on('error', () => undefined);
}

/**
 * Writes as fast as the reader takes it, so that a document of any size needs little memory. Throws Stop where not all of it
 * could be written.
 */
export async function writeOut(chunks: Iterable<string>): Promise<void> {
  for (const chunk of chunks) {
    if (broken !== undefined) break;
    if (isStream()) await writeToStream(chunk);
    else writeToFile(chunk);
  }
  if (broken === undefined && isStream())
    await new Promise<void>((resolve) => {
      process.stdout.write('', () => {
        resolve();
      });
    });
  if (broken === undefined || (broken instanceof Error && 'code' in broken && broken.code === 'EPIPE')) return;
  throw new Stop(
    EXIT.impossible,
    `stdout cannot be written: ${messageOf(broken)}`,
    'make room, or write it somewhere else',
  );
}

let streams: boolean | undefined;

/** A pipe or a terminal. Of a file Node does not notice when it takes a part only. */
function isStream(): boolean {
  if (streams !== undefined) return streams;
  const stat = fstatSync(process.stdout.fd);
  streams = process.stdout.isTTY || stat.isFIFO() || stat.isSocket();
  return streams;
}

function writeToFile(chunk: string): void {
  const bytes = Buffer.from(chunk);
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(process.stdout.fd, bytes, at);
  } catch (error) {
    broken = error;
  }
}

async function writeToStream(chunk: string): Promise<void> {
  if (!process.stdout.write(chunk)) await takenOrGone(process.stdout);
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
  // A terminal that does not know its size says 0.
  return stream.isTTY && stream.columns > 0 ? stream.columns : 100;
}
