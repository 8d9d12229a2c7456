// Text from an inventory or a broker, made safe for a comment on GitHub or GitLab: nothing in it becomes markup, closes
// a block, mentions a person, or is taken for a command by the CI runner that prints it. All of it stands in code: both
// forges look for mentions, links and issues in what HTML entities spell, too.

import { inert, inertLine } from './inert.js';

/** For a line of a fenced block. */
export function fencedLine(text: string): string {
  return inertLine(inert(text));
}

/** A code span: mentions, links and markup do not work in one. Not for table cells, where a | would end it. */
export function inlineCode(text: string): string {
  const safe = inert(text);
  const ticks = '`'.repeat(longestRun(safe) + 1);
  const space = safe === '' || safe.startsWith('`') || safe.endsWith('`') ? ' ' : '';
  return `${ticks}${space}${safe}${space}${ticks}`;
}

/** For the inside of an HTML element; in code where it is more than words and numbers. */
export function htmlText(text: string): string {
  const safe = inert(text);
  if (/^([\w ,;()…-]|:(?= ))*$/.test(safe)) return safe;
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
  return `<code>${safe.replace(/[&<>]/g, (character) => entities[character] ?? character)}</code>`;
}

/** The line of backticks that no line of these can close. */
export function fenceFor(lines: readonly string[]): string {
  return '`'.repeat(lines.reduce((most, line) => Math.max(most, longestRun(line) + 1), 3));
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
}
