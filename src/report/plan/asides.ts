// What stands beside a plan's steps: held, refused and foreign objects. Text and Markdown share these lines.

import type { ForeignObject, Held, Plan, Refusal } from '../../plan/index.js';
import { inert } from '../page/inert.js';
import type { Item } from '../page/items.js';
import { countsText, itemsText, namesOf } from '../page/items.js';
import { counted, thousands } from '../../text/index.js';
import { hang, pad, widthOf } from '../page/layout.js';
import { groupBy, withoutNames } from '../page/likeness.js';
import type { TextOptions } from './steps-text.js';

const ELSEWHERE = '--format json';

export function* heldText(held: Plan['held'], options: TextOptions): Generator<string> {
  yield* itemsText(held.map(heldItem), { ...options, mark: '!', paint: options.style.hold, elsewhere: ELSEWHERE });
}

export function* refusedText(refusals: Plan['refusals'], options: TextOptions): Generator<string> {
  yield* itemsText(refusals.map(refusedItem), {
    ...options,
    mark: '✗',
    paint: options.style.refuse,
    elsewhere: ELSEWHERE,
  });
}

function heldItem(held: Held): Item {
  const { kind, name, path, reason, remedy } = held;
  const counts = countsText(held);
  const facts = counts === '' ? [] : [counts];
  return { head: `${kind} ${inert(name)}`, facts, why: reason, remedy, names: namesOf(name, path) };
}

function refusedItem({ kind, name, reason, remedy }: Refusal): Item {
  return { head: `${kind} ${inert(name)}`, facts: [], why: reason, remedy, names: namesOf(name, undefined) };
}

/** A line a kind and reason, the first names below it. */
export function* foreignText(foreign: readonly ForeignObject[], { style, width }: TextOptions): Generator<string> {
  const keyOf = ({ kind, name, reason }: ForeignObject): string =>
    `${kind}\u0000${withoutNames(reason, (word) => word === name, 'NAME')}`;
  const groups = [...groupBy(foreign, keyOf)].map(([key, members]) => {
    const reason = members.length === 1 ? members[0]?.reason : key.slice(key.indexOf('\u0000') + 1);
    return { label: counted(members.length, members[0]?.kind ?? ''), reason: reason ?? '', members };
  });
  const column = Math.max(...groups.map(({ label }) => widthOf(label)));
  for (const { label, reason, members } of groups) {
    yield* hang(`  ${pad(label, column)}  `, inert(reason), width);
    for (const line of hang(' '.repeat(column + 4), namesText(members), width)) yield style.dim(line);
  }
}

const FIRST_NAMES = 5;

function namesText(members: readonly ForeignObject[]): string {
  const shown = members.length <= FIRST_NAMES + 1 ? members : members.slice(0, FIRST_NAMES);
  const names = [...new Set(shown.map(({ name }) => inert(name)))].join(', ');
  const rest = members.length - shown.length;
  return rest === 0 ? names : `${names}, … ${thousands(rest)} more`;
}
