// Markdown as CommonMark reads it, as far as the comments of topo need: what is left when all code is taken out.

import { MARK } from './hostile.js';

const ours = [
  '<!-- topo plan -->',
  '<!-- topo verify -->',
  '<details>',
  '</details>',
  '<summary>',
  '</summary>',
  '<b>',
  '</b>',
];

/** What of a comment of topo is not topo's own markup. */
export function markupFaults(text: string): readonly string[] {
  const outside = outsideCode(text);
  const count = (tag: string): number => outside.split(tag).length;
  return [
    ...outside.split('\n').filter((line) => line.includes(MARK)),
    ...(outside.match(/<[^>]*>/g) ?? []).filter((tag) => !ours.includes(tag)),
    ...outside.split('\n').filter((line) => line.startsWith('|') && !/^(\|( [^|]*|-+:?)){2,3}\|$/.test(line)),
    ...(count('<details>') === count('</details>') ? [] : ['<details> without </details>']),
  ];
}

/** Without fenced blocks, code spans and `<code>` elements. */
export function outsideCode(text: string): string {
  const left: string[] = [];
  let fence: string | undefined;
  for (const line of text.split('\n')) {
    const ticks = /^ {0,3}(`{3,})([^`]*)$/.exec(line);
    if (fence !== undefined) {
      if (ticks?.[1] !== undefined && ticks[1].length >= fence.length && ticks[2]?.trim() === '') fence = undefined;
    } else if (ticks) fence = ticks[1];
    else left.push(line.startsWith('<details>') ? line.replace(/<code>[^<]*<\/code>/g, '') : withoutSpans(line));
  }
  if (fence !== undefined) throw new Error('a fence that nothing closes');
  return left.join('\n');
}

/** A run of backticks is closed by the next run of the same length. */
function withoutSpans(line: string): string {
  return line.replace(/(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, '');
}
