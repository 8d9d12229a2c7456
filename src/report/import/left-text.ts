// What an inventory cannot say, for a person: the objects with the reason, alike ones together.

import type { Imported, Left } from '../../import/index.js';
import { inert, inertLines } from '../page/inert.js';
import { itemsText } from '../page/items.js';
import { arrow } from '../page/step-row.js';
import type { TextOptions } from '../plan/steps-text.js';

/** In lines, each with its line feed. */
export function leftText({ left }: Imported, options: TextOptions): Generator<string> {
  return inertLines(leftLines(left, options), options.style);
}

function* leftLines(left: readonly Left[], options: TextOptions): Generator<string> {
  yield options.style.strong('What the inventory cannot say');
  const items = left.map((each) => ({ kind: each.kind, head: leftHead(each), facts: [], why: each.reason }));
  yield* itemsText(items, { ...options, mark: '!', paint: options.style.warning, elsewhere: '--format json' });
}

/** `queue storage-54-98`, inert. */
export function leftHead({ kind, name, binding }: Left): string {
  return `${kind} ${binding ? arrow(binding) : inert(name)}`;
}
