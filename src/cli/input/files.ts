// Files of ours that are no inventory: read whole, up to a limit.

import { constants as bufferLimits } from 'node:buffer';
import { constants, createReadStream, fstatSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import process from 'node:process';
import { EXIT, Stop } from '../exit-codes.js';
import { messageOf } from '../../text/index.js';

const MIB = 2 ** 20;

/** As long as a text may be in Node. */
const MOST_TEXT = Math.floor(bufferLimits.MAX_STRING_LENGTH / MIB) * MIB;
const MOST_PEM = MIB;

export class TooLarge extends Error {
  constructor(readonly limit: number) {
    super(`it has over ${Math.floor(limit / MIB)} MiB, and topo reads no more`);
    this.name = 'TooLarge';
  }
}

/** `-` is standard input. A byte-order mark is not part of the text. Throws Stop. */
export async function readTextFile(path: string): Promise<string> {
  const text = (await readOrStop(path, MOST_TEXT, EXIT.badInput)).toString();
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

export async function readPem(path: string): Promise<Buffer> {
  return await readOrStop(path, MOST_PEM, EXIT.usage);
}

async function readOrStop(path: string, limit: number, exitCode: number): Promise<Buffer> {
  try {
    return await readWhole(path, limit);
  } catch (error) {
    throw new Stop(exitCode, `${path} cannot be read: ${messageOf(error)}`, 'check the path');
  }
}

/** Whatever stands under that name, up to `limit` bytes. Throws TooLarge, or the system's error. */
export async function readWhole(path: string, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of path === '-' ? process.stdin : openWithoutWaiting(path)) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > limit) throw new TooLarge(limit);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/**
 * Whoever opens or reads a pipe that nobody writes to waits in a thread that no signal ends, and the process with it: a pipe
 * is read as a socket is.
 */
function openWithoutWaiting(path: string): AsyncIterable<unknown> {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return fstatSync(fd).isFIFO()
    ? new Socket({ fd, readable: true, writable: false })
    : createReadStream('', { fd, highWaterMark: MIB });
}
