// Files of ours that are no inventory: read whole, written whole or not at all.

import { accessSync, constants, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { EXIT, Stop } from '../exit-codes.js';
import { messageOf } from '../../text/index.js';

export function readTextFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Stop(EXIT.badInput, `${path} cannot be read: ${messageOf(error)}`, 'check the path');
  }
}

export function readPem(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Stop(EXIT.usage, `${path} cannot be read: ${messageOf(error)}`, 'check the path');
  }
}

/**
 * Into a temporary file beside it, then renamed: a reader never sees half of it, and where it fails nothing is left. What
 * is no plain file (a pipe, /dev/stdout) is written to as it is. Throws Stop.
 */
export async function writeWholeFile(path: string, chunks: Iterable<string>): Promise<void> {
  try {
    // Bytes: a text ends at 512 MiB, and a report of a large apply does not.
    const bytes = Buffer.concat(Array.from(chunks, (chunk) => Buffer.from(chunk)));
    if (isPlainOrNew(path)) await writeFileAtomic(path, bytes);
    else writeFileSync(path, bytes);
  } catch (error) {
    if (error instanceof Stop) throw error;
    throw new Stop(
      EXIT.impossible,
      `${path} cannot be written: ${messageOf(error)}`,
      'name another file, or make room',
    );
  }
}

/** Throws Stop where `writeWholeFile` could not begin: to be known before something is done that it should tell of. */
export function checkWritable(path: string): void {
  try {
    accessSync(isPlainOrNew(path) ? dirname(path) : path, constants.W_OK);
  } catch (error) {
    throw new Stop(EXIT.impossible, `${path} cannot be written: ${messageOf(error)}`, 'name another file');
  }
}

function isPlainOrNew(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? true;
}
