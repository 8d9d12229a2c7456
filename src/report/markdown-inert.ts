// Text from an inventory or a broker, made safe for a comment on GitHub or GitLab: nothing in it becomes markup, closes
// a block, mentions a person, or is taken for a command by the CI runner that prints it.

import { inert } from './inert.js';

/** On one line, and no workflow command (`::error::`, `##[error]`): a zero-width space takes its sign apart. */
export function markdownInert(text: string): string {
  return inert(text)
    .replace(/::(?=\w)/g, ':\u200b:')
    .replace(/##(?=\w*\[)/g, '#\u200b#');
}

/** A code span: mentions, links and markup do not work in one. Not for table cells, where a | would end it. */
export function inlineCode(text: string): string {
  const safe = markdownInert(text);
  const ticks = '`'.repeat(longestRun(safe) + 1);
  const space = safe === '' || safe.startsWith('`') || safe.endsWith('`') ? ' ' : '';
  return `${ticks}${space}${safe}${space}${ticks}`;
}

/** For the inside of an HTML element. */
export function htmlText(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    '@': '&#64;',
  };
  return markdownInert(text).replace(/[&<>"@]/g, (character) => entities[character] ?? character);
}

/** The line of backticks that no line of these can close. */
export function fenceFor(lines: readonly string[]): string {
  return '`'.repeat(lines.reduce((most, line) => Math.max(most, longestRun(line) + 1), 3));
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
}
