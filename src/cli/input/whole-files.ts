// A file is written whole or not at all: into a temporary one beside it, then renamed. A reader never sees half of it, and
// an older file stays until the new one is on the disk.

import { accessSync, constants, realpathSync, rmSync, statSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import process from 'node:process';
import { EXIT, Stop } from '../exit-codes.js';
import { messageOf } from '../../text/index.js';

/** What is no plain file (a pipe, /dev/stdout) is written to as it is. Throws Stop. */
export async function writeWholeFile(path: string, chunks: Iterable<string>): Promise<void> {
  try {
    if (isPlainOrNew(path))
      await replaceFile(statSync(path, { throwIfNoEntry: false }) ? realpathSync(path) : path, chunks);
    else await writeAll(await open(path, 'w'), chunks);
  } catch (error) {
    if (error instanceof Stop) throw error;
    throw new Stop(
      EXIT.impossible,
      `${path} cannot be written: ${messageOf(error)}`,
      'name another file, or make room',
    );
  }
}

async function replaceFile(path: string, chunks: Iterable<string>): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  const remove = (): void => {
    rmSync(temporary, { force: true });
  };
  process.on('exit', remove);
  try {
    const old = statSync(path, { throwIfNoEntry: false });
    const file = await open(temporary, 'wx');
    if (old) {
      await file.chmod(old.mode & 0o7777);
      await file.chown(old.uid, old.gid).catch(() => undefined);
    }
    await writeAll(file, chunks);
    await rename(temporary, path);
  } finally {
    remove();
    process.off('exit', remove);
  }
}

/** In bytes: a text ends at 512 MiB, and a report of a large apply does not. `writeFile` notices a short write. */
async function writeAll(file: FileHandle, chunks: Iterable<string>): Promise<void> {
  try {
    for (const piece of inPieces(chunks)) await file.writeFile(piece);
    if ((await file.stat()).isFile()) await file.sync();
  } finally {
    await file.close();
  }
}

const PIECE = 2 ** 20;

function* inPieces(chunks: Iterable<string>): Generator<string> {
  let piece = '';
  for (const chunk of chunks) {
    piece += chunk;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield piece;
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
