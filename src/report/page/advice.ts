// What to do, in lines: words are wrapped, and a command among them never is, for it is there to be copied.

import type { Sentence } from '../../text/index.js';
import { inert } from './inert.js';
import { hang, widthOf } from './layout.js';

/** In one line where all of it fits; else each command has one of its own. The first begins with `first`. */
export function adviceLines(first: string, { text, pieces = [text] }: Sentence, width: number): readonly string[] {
  const whole = hang(first, inert(text), width);
  if (whole.length === 1) return whole;
  const indent = ' '.repeat(widthOf(first));
  const lines: string[] = [];
  let words = '';
  const sayWords = (): void => {
    const said = words.replace(/^[;,] /, '').trim();
    words = '';
    if (said === '') return;
    for (const line of hang(lines.length === 0 ? first : indent, inert(said), width)) lines.push(line);
  };
  for (const piece of pieces)
    if (typeof piece === 'string') words += piece;
    else {
      sayWords();
      lines.push(`${lines.length === 0 ? first : indent}${inert(piece.command)}`);
    }
  sayWords();
  return lines;
}
