// Lines: how every text of topo wraps and pads. Pure, and without colours: a caller paints
// what has been laid out. Widths are in columns of a terminal: a Chinese character has two. Alone here knows `string-width`.

import stringWidth from 'string-width';
import { thousands } from '../../text/index.js';

/** What topo draws with, and most names, have a column a character: to see that takes a fraction of the time. */
const NARROW = /^[ -~─━╌┄│├└▶→›✗…·]*$/;

export function widthOf(text: string): number {
  return NARROW.test(text) ? text.length : stringWidth(text);
}

export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/**
 * The words of a text in lines of at most `width`. A word that is longer stands on a line of its own, whole: what an
 * operator has to copy is never cut. No line begins with `::`, which a CI runner would take for a command. In place of a
 * text, its words: a word may have a blank in it.
 */
export function wrap(text: string | readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of typeof text === 'string' ? text.split(' ') : text) {
    if (line !== '' && !word.startsWith('::') && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Wrapped, the first line after `first`, the others after as many blanks. */
export function hang(first: string, text: string | readonly string[], width: number): readonly string[] {
  const indent = widthOf(first);
  return wrap(text, Math.max(MIN_COLUMN, width - indent)).map((line, index) =>
    index === 0 ? first + line : ' '.repeat(indent) + line,
  );
}

/** Narrower than this a column is of no use: rather let the terminal wrap. */
const MIN_COLUMN = 24;

/**
 * Ids in the order given, runs of whole numbers drawn together: `1-97, 99, a7`. Past `most` parts the rest is
 * counted: `1, 3, 5, … 94 more`.
 */
export function idRanges(ids: readonly string[], most = 6): string {
  const parts: { from: string; to: string; size: number }[] = [];
  for (const id of ids) {
    const last = parts.at(-1);
    if (last && follows(last.to, id)) {
      last.to = id;
      last.size += 1;
    } else parts.push({ from: id, to: id, size: 1 });
  }
  const shown = parts.length <= most ? parts : parts.slice(0, most - 1);
  const rest = ids.length - shown.reduce((sum, part) => sum + part.size, 0);
  const words = shown.flatMap(({ from, to, size }) =>
    size === 1 ? [from] : size === 2 ? [from, to] : [`${from}-${to}`],
  );
  return rest === 0 ? words.join(', ') : `${words.join(', ')}, … ${thousands(rest)} more`;
}

/** `007` follows `006`, `10` follows `9`; `7` does not follow `006`. */
function follows(before: string, after: string): boolean {
  if (!isNumber(before) || !isNumber(after)) return false;
  const padded = before.startsWith('0') || after.startsWith('0');
  if (padded && before.length !== after.length) return false;
  return Number(after) === Number(before) + 1;
}

function isNumber(id: string): boolean {
  return id.length <= 15 && /^\d+$/.test(id);
}
