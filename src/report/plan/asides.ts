// What stands beside a plan's steps: held, refused and foreign objects. Text and Markdown share these lines.

import { groupBy } from '../../topology/index.js';
import type { ForeignObject, Held, Plan, Refusal } from '../../plan/index.js';
import { inert } from '../page/inert.js';
import type { Item } from '../page/items.js';
import { countsText, itemsText } from '../page/items.js';
import { BLANK, counted, thousands } from '../../text/index.js';
import { hang, pad, widthOf } from '../page/layout.js';
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
  const { kind, name, reason, remedy } = held;
  const counts = countsText(held);
  const facts = counts === '' ? [] : [counts];
  return { kind, head: `${kind} ${inert(name)}`, facts, why: reason, remedy };
}

function refusedItem({ kind, name, reason, remedy }: Refusal): Item {
  return { kind, head: `${kind} ${inert(name)}`, facts: [], why: reason, remedy };
}

/** A line a kind and reason, the first names below it. */
export function* foreignText(foreign: readonly ForeignObject[], { style, width }: TextOptions): Generator<string> {
  const keyOf = ({ kind, reason }: ForeignObject): string => `${kind}\u0000${reason.form}`;
  const groups = [...groupBy(foreign, keyOf).values()].flatMap((members) => {
    const [first] = members;
    if (!first) return [];
    const { text, form } = first.reason;
    const reason = members.length === 1 ? text : form.replaceAll(BLANK, 'NAME');
    return [{ label: counted(members.length, first.kind), reason, members }];
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
