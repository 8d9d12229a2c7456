// Text from an inventory or a broker, made safe to print: a name may hold escape codes, line ends, characters that turn
// the reading direction or cannot be seen, and none of them may move the cursor, forge a line or pass for another name.
// CI runners read what we print, too: GitHub takes `::error::` at the beginning of a line, it and Azure `##[error]` and
// `##vso[` anywhere in one.

import type { Style } from './style.js';

const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|#(?=#\w*\[)/gu;

/** Line feeds are the document's own: in its strings they are escapes already. */
const UNSAFE_IN_JSON = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|#(?=#\w*\[)/gu;

/** Most text is plain, and to see that takes a third of the time. */
const PLAIN = /^[\n -"$-~]*$/;

/** Control, direction and invisible characters become visible escapes: `\u{1b}`. Tabs and line ends too. */
export function inert(text: string): string {
  return text.replace(UNSAFE, visible);
}

/** In JSON the same characters are spelled as its own escapes: who parses it gets each name back as it is. */
export function inertJson(json: string): string {
  if (PLAIN.test(json)) return json;
  return json.replace(UNSAFE_IN_JSON, (character) => {
    const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
  });
}

/** Of a line made of inert text: no runner takes it for a command. */
export function inertLine(line: string): string {
  return line.replace(/^(\s*):(?=:)/, (_, blanks: string) => blanks + visible(':'));
}

/** The lines of a report, each with its line feed. */
export function* inertLines(lines: Iterable<string>, { line: form }: Pick<Style, 'line'>): Generator<string> {
  for (const line of lines) yield `${form(inertLine(line))}\n`;
}

function visible(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
