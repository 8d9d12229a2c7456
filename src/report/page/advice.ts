// What to do, in lines: words are wrapped, and a command among them never is, for it is there to be copied.

import type { Sentence } from '../../text/index.js';
import { inert } from './inert.js';
import { hang, widthOf } from './layout.js';

/**
 * In one line where all of it fits; else each command has one of its own, but for one in brackets, which stays in its
 * sentence as one word. The first begins with `first`.
 */
export function adviceLines(first: string, { text, pieces = [text] }: Sentence, width: number): readonly string[] {
  const whole = hang(first, inert(text), width);
  if (whole.length === 1) return whole;
  const indent = ' '.repeat(widthOf(first));
  const lines: string[] = [];
  let words: string[] = [''];
  const goOn = ([head = '', ...more]: readonly string[]): void => {
    words.push(`${words.pop() ?? ''}${head}`, ...more);
  };
  const sayWords = (): void => {
    const said = words.slice(/^[;,]?$/.test(words[0] ?? '') ? 1 : 0, words.at(-1) === '' ? -1 : undefined);
    words = [''];
    if (said.length > 0) lines.push(...hang(lines.length === 0 ? first : indent, said, width));
  };
  for (const piece of pieces)
    if (typeof piece === 'string') goOn(inert(piece).split(' '));
    else if (isBracketOpen(words)) goOn([inert(piece.command)]);
    else {
      sayWords();
      lines.push(`${lines.length === 0 ? first : indent}${inert(piece.command)}`);
    }
  sayWords();
  return lines;
}

function isBracketOpen(words: readonly string[]): boolean {
  const text = words.join(' ');
  return text.lastIndexOf('(') > text.lastIndexOf(')');
}
