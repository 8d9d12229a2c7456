// A list of objects with why and what to do: held, refused, failed, found. Alike ones (the same but for names and
// numbers) stand together; over 20 of them the first ten are shown and the rest is counted.

import { inert } from './inert.js';
import { adviceLines } from './advice.js';
import type { Advice } from '../../text/index.js';
import { counted, thousands } from '../../text/index.js';
import { hang, pad, widthOf } from './layout.js';
import type { TextOptions } from '../plan/steps-text.js';
import type { Style } from './style.js';
import type { Counts } from '../../live/index.js';
import type { Address } from '../../topology/index.js';
import { groupBy, idsOf } from '../../topology/index.js';

export interface Item extends Advice {
  /** Only items of one kind are alike: `queue`. */
  readonly kind: string;
  /** `queue storage-54-98`, inert. */
  readonly head: string;
  /** Stands behind the head, in a column: counts, the path. */
  readonly facts: readonly string[];
}

export interface ItemOptions extends TextOptions {
  readonly mark: string;
  readonly paint: Style['hold'];
  /** Where all of them are: `--format json`. */
  readonly elsewhere: string;
}

const MANY = 20;
const SHOWN = 10;

export function* itemsText(items: readonly Item[], options: ItemOptions): Generator<string> {
  for (const group of groupBy(items, likeness).values()) {
    const many = group.length > MANY;
    const shown = many ? group.slice(0, SHOWN) : group;
    const columns = columnsOf(shown);
    for (const [index, item] of shown.entries()) {
      yield* headText(item, columns, options);
      const next = shown[index + 1];
      if (next && (many || sameAdvice(item, next))) continue;
      if (many) {
        const more = `… ${thousands(group.length - SHOWN)} more like these: ${options.elsewhere} has them all`;
        for (const line of hang('    ', more, options.width)) yield options.style.dim(line);
      }
      yield* adviceText(
        many ? (group[0] ?? item) : item,
        many && group.some((other) => !sameAdvice(other, item)),
        options,
      );
    }
  }
}

interface Columns {
  readonly head: number;
  readonly facts: readonly number[];
}

function columnsOf(items: readonly Item[]): Columns {
  const facts: number[] = [];
  let head = 0;
  for (const item of items) {
    head = Math.max(head, widthOf(item.head));
    for (const [index, fact] of item.facts.entries()) facts[index] = Math.max(facts[index] ?? 0, widthOf(fact));
  }
  return { head: Math.min(head, 44), facts };
}

function* headText({ head, facts }: Item, columns: Columns, options: ItemOptions): Generator<string> {
  const { style, width, mark, paint } = options;
  const start = `  ${paint(mark)} `;
  const told = facts
    .map((fact, index) => pad(fact, columns.facts[index] ?? 0))
    .join('  ')
    .trimEnd();
  if (told === '') yield start + head;
  else if (4 + Math.max(columns.head, widthOf(head)) + 2 + widthOf(told) <= width)
    yield `${start}${pad(head, columns.head)}  ${style.dim(told)}`;
  else {
    yield start + head;
    for (const fact of facts) for (const line of hang('      ', fact, width)) yield style.dim(line);
  }
}

function* adviceText({ why, remedy }: Item, likewise: boolean, { style, width }: ItemOptions): Generator<string> {
  yield* hang('    ', `${inert(why.text)}${likewise ? '; the others likewise' : ''}`, width);
  if (remedy === undefined) return;
  const [first = '', ...rest] = adviceLines('    → ', remedy, width);
  yield `    ${style.dim('→')}${first.slice('    →'.length)}`;
  yield* rest;
}

function sameAdvice(one: Item, other: Item): boolean {
  return one.why.text === other.why.text && one.remedy?.text === other.remedy?.text;
}

function likeness({ kind, why, remedy }: Item): string {
  return [kind, why.form, remedy?.form ?? ''].join('\u0000');
}

/** `132 messages (4 unacknowledged), 1 consumer`; what is not known is said to be. Empty where nothing was counted. */
export function countsText({ messages, unacknowledged, consumers }: Partial<Counts>): string {
  if (messages === undefined && unacknowledged === undefined && consumers === undefined) return '';
  if (messages === null && unacknowledged === null && consumers === null) return 'counts unknown';
  const words: string[] = [];
  if (messages !== undefined) words.push(messages === null ? 'messages unknown' : counted(messages, 'message'));
  if (unacknowledged === null) words.push('unacknowledged unknown');
  else if (unacknowledged !== undefined && unacknowledged > 0) {
    const text = `${thousands(unacknowledged)} unacknowledged`;
    const before = words.pop();
    words.push(before === undefined ? text : `${before} (${text})`);
  }
  if (consumers !== undefined) words.push(consumers === null ? 'consumers unknown' : counted(consumers, 'consumer'));
  return words.join(', ');
}

/** `storage › 54 › 98` */
export function addressText(address: Address | undefined): string {
  return inert(idsOf(address ?? {}).join(' › '));
}
