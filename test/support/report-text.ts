// Lines for comparing with expected text in a test: no colours, no blanks at the ends.

import { makeStyle } from '../../src/report/index.js';

export const plain = makeStyle(false);

export function textOf(chunks: Iterable<string>): string {
  return [...chunks].join('');
}

/** Without the common indentation of a template string, and its first and last line feed. */
export function dedent(text: string): string {
  const lines = text.replace(/^\n/, '').replace(/\n *$/, '\n').split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)?.[0].length ?? 0);
  const indent = Math.min(...indents);
  return lines.map((line) => line.slice(indent)).join('\n');
}
