// What to do, in lines: words are wrapped, and a command in them never is, for it is there to be copied.

import { hang, widthOf } from './layout.js';

/** Behind a colon, known by its name or by an option, a path or a quote that follows it; up to a semicolon that stands in no quotes of the shell, or to the end. */
const COMMAND =
  /: ((?:rabbitmq[a-z-]*|curl|topo|git|[a-z][a-z0-9_.-]*(?= (?:--?[A-Za-z]|'|\/))) (?:'[^']*'|\\.|[^'\\;]|;(?! ))*)(?:; |$)/g;

/** In one line where all of it fits; else each command has one of its own. The first begins with `first`. */
export function adviceLines(first: string, advice: string, width: number): readonly string[] {
  const whole = hang(first, advice, width);
  if (whole.length === 1) return whole;
  const indent = ' '.repeat(widthOf(first));
  const lines: string[] = [];
  const say = (words: string): void => {
    for (const line of hang(lines.length === 0 ? first : indent, words, width)) lines.push(line);
  };
  let at = 0;
  for (const found of advice.matchAll(COMMAND)) {
    say(`${advice.slice(at, found.index)}:`);
    lines.push(`${indent}${found[1] ?? ''}`);
    at = found.index + found[0].length;
  }
  if (at < advice.length) say(advice.slice(at));
  return lines;
}
