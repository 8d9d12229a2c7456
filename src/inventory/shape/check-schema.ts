// The shape of one file against schemas/inventory.schema.json: one problem a fault.

import { schemaCheck } from '../../schema/index.js';
import type { Problem } from '../inventory.js';
import { schemaProblem } from './schema-problems.js';
import type { Mapping } from '../yaml/tree.js';
import type { WrittenInventory } from './written-inventory.js';

const check = schemaCheck<WrittenInventory>('inventory');

/** `value` is there when the shape is right. */
export function checkSchema(root: Mapping): {
  readonly value?: WrittenInventory;
  readonly problems: readonly Problem[];
} {
  const checked = check(root.value);
  if ('value' in checked) return { value: checked.value, problems: [] };
  return { problems: checked.faults.flatMap((fault) => schemaProblem(fault, root) ?? []) };
}
