// By which ways messages may arrive: by the headers tree, by the direct exchange, by both.

import type { Problem } from '../inventory.js';
import { errorAt } from '../yaml/source.js';
import { entryOf, isLeftOut } from '../yaml/tree.js';
import type { Written } from '../yaml/written.js';

export function* someWayIsLeft({ routing }: Written): Generator<Problem> {
  const tree = entryOf(routing?.value, 'tree');
  if (tree?.value.kind !== 'scalar' || tree.value.value !== false) return;
  const direct = entryOf(routing?.value, 'direct');
  if (direct && !isLeftOut(direct.value)) return;
  yield errorAt(
    tree.key,
    'without the tree and without `direct` no message reaches a queue',
    'direct: {} beside tree: false',
    'or leave the key tree out',
  );
}
