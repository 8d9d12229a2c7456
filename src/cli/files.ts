// Files of ours that are no inventory: read whole, written whole or not at all.

import { readFileSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import { EXIT, Stop } from './exit-codes.js';

export function readTextFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Stop(EXIT.badInput, `${path} cannot be read: ${reasonOf(error)}`, 'check the path');
  }
}

export function readPem(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Stop(EXIT.usage, `${path} cannot be read: ${reasonOf(error)}`, 'check the path');
  }
}

/** Into a temporary file beside it, then renamed: a reader never sees half of it. */
export async function writeWholeFile(path: string, chunks: Iterable<string>): Promise<void> {
  try {
    await writeFileAtomic(path, [...chunks].join(''));
  } catch (error) {
    throw new Stop(EXIT.impossible, `${path} cannot be written: ${reasonOf(error)}`, 'name another file, or make room');
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
