// One file's text, and problems at a place in it. Offsets are UTF-16 code units, as JavaScript counts; lines and
// columns are counted from 1.

import type { Command } from '../../text/index.js';
import type { Place } from '../../topology/index.js';
import type { Problem } from '../inventory.js';
import { looksLikeInventory, withoutQuotes, withoutSecrets } from './secrets.js';

export interface Source {
  /** As it was named by the user; `-` is standard input. */
  readonly file: string;
  /** Without a byte order mark. */
  readonly text: string;
  /** Offsets of the first character of each line. */
  readonly lineStarts: readonly number[];
  /** It may be shown; else it is no inventory, and nobody knows what stands in it. */
  readonly shown: boolean;
}

export interface Located {
  readonly source: Source;
  readonly offset: number;
}

export function makeSource(file: string, text: string): Source {
  const lineStarts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) lineStarts.push(end + 1);
  return { file, text, lineStarts, shown: looksLikeInventory(text) };
}

export function placeOf({ source, offset }: Located): Place {
  const line = lineAt(source, offset);
  return { file: source.file, line: line + 1, column: offset - (source.lineStarts[line] ?? 0) + 1 };
}

/** `inventory/54.yaml:12:5`, as a message names another place. */
export function placeText(at: Located): string {
  const { file, line, column } = placeOf(at);
  return `${file}:${line}:${column}`;
}

export function errorAt(at: Located, message: string, expected?: string, hint?: string, command?: Command): Problem {
  const problem = problemAt(at, 'error', message, expected, hint);
  return command === undefined ? problem : { ...problem, command };
}

export function warningAt(at: Located, message: string, expected?: string, hint?: string): Problem {
  return problemAt(at, 'warning', message, expected, hint);
}

function problemAt(
  at: Located,
  severity: Problem['severity'],
  message: string,
  expected: string | undefined,
  hint: string | undefined,
): Problem {
  const place = placeOf(at);
  const { shown } = at.source;
  const say = (text: string): string => printable(shown ? withoutSecrets(text) : withoutQuotes(text));
  return {
    ...place,
    severity,
    message: say(message),
    ...(expected !== undefined && { expected: printable(expected) }),
    ...(hint !== undefined && { hint: say(hint) }),
    ...(shown && { sourceLine: withoutSecrets(lineText(at.source, place.line - 1)) }),
  };
}

/** An id may hold an escape sequence of terminals, and a problem is one line. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function lineText({ text, lineStarts }: Source, line: number): string {
  const end = (lineStarts[line + 1] ?? text.length + 1) - 1;
  return text.slice(lineStarts[line], text[end - 1] === '\r' ? end - 1 : end);
}

/** Index of the last line that starts at or before the offset. */
function lineAt({ lineStarts }: Source, offset: number): number {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A name, an id or a value of the user as it stands in a message; long ones are cut. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text);
}
