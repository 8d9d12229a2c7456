// Bytes → text that YAML allows, or what is wrong with them: too many, not UTF-8, control characters.

import { command } from '../../text/index.js';
import type { Problem } from '../inventory.js';
import type { Source } from './source.js';
import { errorAt, makeSource } from './source.js';

export const MAX_BYTES = 64 * 1024 * 1024;

/**
 * How many of `: , [ {` and line ends a file may have: the YAML parser takes up to 1.2 KB for each (100,000 hypervisors
 * with a state and daemons of their own: 800 MB), and a message is better than a process that runs out of memory.
 */
const MAX_MARKS = 2_000_000;

// What YAML 1.2 does not allow in a file (its `c-printable`), but for lone surrogates.
const NOT_YAML = /(?![\t\n\r\u0085])\p{Cc}/u;

export function decode(file: string, bytes: Uint8Array | string): Source | Problem {
  const size = typeof bytes === 'string' ? Buffer.byteLength(bytes) : bytes.length;
  if (size > MAX_BYTES) return fileTooLarge(file, size);
  const text = typeof bytes === 'string' ? bytes : decodeUtf8(bytes);
  if (text === undefined) return notUtf8(file, typeof bytes === 'string' ? new Uint8Array() : bytes);
  const source = makeSource(file, text.startsWith('\uFEFF') ? text.slice(1) : text);
  const control = source.text.search(NOT_YAML);
  if (control >= 0) return isWide(source.text) ? utf16(source) : controlCharacter(source, control);
  const conflict = source.text.search(CONFLICT);
  if (conflict >= 0) return leftConflict(source, conflict);
  const returned = source.text.search(/\r(?!\n)/);
  if (returned >= 0) return carriageReturn(source, returned);
  const end = endOfMarks(source.text);
  return end === undefined ? source : tooManyEntries(source, end);
}

/** `size`: where it is known before all of it was read. */
export function fileTooLarge(file: string, size?: number): Problem {
  return errorAt(
    { source: makeSource(file, ''), offset: 0 },
    size === undefined ? 'the file is too large' : `the file has ${size} bytes`,
    'at most 64 MiB (67108864 bytes) in one file',
    'write ranges (1-97), or split it into several files',
  );
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The place is that of the first byte that is not UTF-8: there what is decoded and encoded again first differs. */
function notUtf8(file: string, bytes: Uint8Array): Problem {
  const lossy = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const again = new TextEncoder().encode(lossy);
  let good = 0;
  while (good < bytes.length && bytes[good] === again[good]) good += 1;
  const offset = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, good)).length;
  const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return errorAt(
    { source: makeSource(file, lossy), offset },
    wide ? 'the file is UTF-16' : `the byte 0x${(bytes[good] ?? 0).toString(16).padStart(2, '0')} is no UTF-8`,
    'text in UTF-8',
    'convert it',
    command`iconv -f ${wide ? 'UTF-16' : 'ISO-8859-1'} -t UTF-8`,
  );
}

/** Letters of Latin in UTF-16 without a byte order mark: each second character is NUL. */
function isWide(text: string): boolean {
  return /^(?:[^\0]\0|\0[^\0]){2}/.test(text);
}

function utf16(source: Source): Problem {
  return errorAt(
    { source, offset: 0 },
    'the file is UTF-16',
    'text in UTF-8',
    'convert it',
    command`iconv -f UTF-16LE -t UTF-8`,
  );
}

// At the beginning of a line none of the three is YAML, in whatever style the merge was made (merge, diff3, zdiff3).
const CONFLICT = /^(?:<{7}|>{7}|\|{7})(?=[ \r\n]|$)|^={7}(?=\r?$)/m;

function leftConflict(source: Source, offset: number): Problem {
  const marks = source.text.match(new RegExp(CONFLICT, 'gm')) ?? [];
  const conflicts = Math.max(1, marks.filter((mark) => mark.startsWith('<')).length);
  return errorAt(
    { source, offset },
    `git left ${conflicts === 1 ? 'a merge conflict' : `${conflicts} merge conflicts, the first`} here`,
    'one side of it, without the lines <<<<<<<, =======, >>>>>>>',
    'git diff shows both sides; or begin again',
    command`git checkout --merge FILE`,
  );
}

function carriageReturn(source: Source, offset: number): Problem {
  return errorAt(
    { source, offset },
    'a line ends in a carriage return alone',
    'a line feed, or both',
    'convert it',
    command`tr '\\r' '\\n'`,
  );
}

function controlCharacter(source: Source, offset: number): Problem {
  const code = source.text.charCodeAt(offset);
  const name =
    code === 0 ? 'a NUL character' : `the control character U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return errorAt(
    { source, offset },
    `the file holds ${name}`,
    'text',
    'take it out, or write it as an escape in double quotes',
  );
}

/** Where there are too many of them. */
function endOfMarks(text: string): number | undefined {
  if (text.length < MAX_MARKS) return undefined;
  const marks = /[:,[{\n]/g;
  let count = 0;
  for (let found = marks.exec(text); found; found = marks.exec(text)) if ((count += 1) > MAX_MARKS) return found.index;
  return undefined;
}

function tooManyEntries(source: Source, offset: number): Problem {
  return errorAt(
    { source, offset },
    'the file has too many entries to be read at once',
    'fewer in one file: up to 250000 hypervisors with settings of their own, or 900000 without',
    'write ranges (1-97), or split it into several files',
  );
}
