// What `--only` shows beside rows: how much of all that is, the queues of one hypervisor, and whether it may be switched off.

import type { QueueRow, ShownPart, SwitchOff } from '../../plan/index.js';
import { partText } from '../../topology/index.js';
import { thousands } from '../../text/index.js';
import { adviceLines } from './advice.js';
import { inert } from './inert.js';
import { pathRow } from './json-rows.js';
import { hang, pad, widthOf, wrap } from './layout.js';
import { inlineCode } from './markdown-inert.js';
import type { MarkdownBlock } from './markdown-document.js';
import type { Style } from './style.js';
import { makeStyle } from './style.js';

interface Options {
  readonly style: Style;
  readonly width: number;
}

/** How many rows are shown, of how many. */
export interface Extent {
  readonly shown: number;
  readonly all: number;
  /** `steps` */
  readonly noun: string;
}

/** Nothing where the part is no hypervisor. */
export function* partLines({ part, queues, switchOff, hint }: ShownPart, options: Options): Generator<string> {
  const { style, width } = options;
  if (hint) yield* wrap(inert(hint.text), width);
  if (queues === undefined) return;
  yield style.strong(queuesTitle({ part }));
  yield* tableLines(queues, options);
  if (!switchOff) return;
  const { answer, remedy } = switchOff;
  const paint = { yes: style.good, no: style.error, unknown: style.hold }[answer];
  for (const line of wrap(`May ${inert(partText(part))} be switched off? ${verdictText(switchOff)}`, width))
    yield paint(line);
  if (remedy) yield* adviceLines('  → ', remedy, width);
}

/** Under all rows, before the counts. */
export function extentText({ part }: ShownPart, extent: Extent): string {
  return `Only ${inert(partText(part))} is shown: ${extentCounts(extent)}`;
}

/** Lines of a comment's head: what is shown, and the answer. */
export function partMarkdown({ part, switchOff, hint }: ShownPart, extent: Extent): readonly string[] {
  const name = inlineCode(partText(part));
  return [
    `Only ${name} is shown: ${extentCounts(extent)}`,
    ...(hint ? ['', inlineCode(hint.text)] : []),
    ...(switchOff ? ['', `**May ${name} be switched off? ${verdictText(switchOff)}**`] : []),
    ...(switchOff?.remedy ? ['', `→ ${switchOff.remedy.text}`] : []),
  ];
}

export function partBlocks({ part, queues }: ShownPart): readonly MarkdownBlock[] {
  if (queues === undefined) return [];
  const lines = tableLines(queues, { style: makeStyle(false), width: 100 });
  return [{ title: queuesTitle({ part }), form: 'text', lines, closed: false }];
}

/** The key `only` of a JSON document that has the part's rows alone. */
export function partRow({ part, queues, switchOff, hint }: ShownPart, { shown, all }: Extent): unknown {
  return {
    part: pathRow(part),
    shown,
    all,
    queues: queues?.map(queueRow),
    switchOff: switchOff && {
      answer: switchOff.answer,
      why: switchOff.why.text,
      remedy: switchOff.remedy?.text,
    },
    hint: hint?.text,
  };
}

function queueRow({ name, path, state, bound, messages, unacknowledged, consumers, held }: QueueRow): unknown {
  return { name, path: pathRow(path), state, bound, messages, unacknowledged, consumers, held: held?.text };
}

function extentCounts({ shown, all, noun }: Extent): string {
  return `${thousands(shown)} of ${thousands(all)} ${noun}. Counts are of the whole.`;
}

function queuesTitle({ part }: Pick<ShownPart, 'part'>): string {
  return `Queues of ${inert(partText(part))}`;
}

function verdictText({ answer, why }: SwitchOff): string {
  return `${{ yes: 'Yes', no: 'No', unknown: 'Not known' }[answer]}: ${why.text}.`;
}

const TITLES = ['queue', 'state', 'new tasks', 'ready', 'unacknowledged', 'consumers'] as const;
/** The columns from this one on are numbers. */
const NUMBERS = 3;

function* tableLines(queues: readonly QueueRow[], { style, width }: Options): Generator<string> {
  if (queues.length === 0) {
    yield '  none';
    return;
  }
  const rows = queues.map(cellsOf);
  const widths = TITLES.map((_, column) => Math.max(...[TITLES, ...rows].map((row) => widthOf(row[column] ?? ''))));
  const line = (cells: readonly string[]): string => {
    const padded = cells.map((cell, column) => {
      const wide = widths[column] ?? 0;
      return column < NUMBERS ? pad(cell, wide) : cell.padStart(wide);
    });
    return `  ${padded.join('  ').trimEnd()}`;
  };
  yield style.dim(line(TITLES));
  for (const [index, cells] of rows.entries()) {
    yield line(cells);
    const held = queues[index]?.held;
    if (held) yield* hang('    ', `held: ${inert(held.text)}`, width);
  }
}

function cellsOf({ name, state, bound, messages, unacknowledged, consumers }: QueueRow): readonly string[] {
  const start = [inert(name), state, bound === null ? '?' : bound ? 'arrive' : 'none'];
  if (state === 'missing') return start;
  const ready = messages === null || unacknowledged === null ? null : messages - unacknowledged;
  return [...start, ...[ready, unacknowledged, consumers].map((count) => (count === null ? '?' : thousands(count)))];
}
