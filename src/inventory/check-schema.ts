// The shape of one file against schemas/inventory.schema.json: one problem a fault. The only file that knows `ajv`.
// The schema is compiled at the first use: what only prints help must not pay for it.
// Surprise: its `$ref`s are put in place first. ajv copies all errors so far at each one that fails: 100,000 faulty
// hypervisors took a minute.

import type { ValidateFunction } from 'ajv/dist/2020.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Problem } from './inventory.js';
import { readInventorySchema } from './schema-file.js';
import { schemaProblem } from './schema-problems.js';
import type { Mapping } from './tree.js';
import type { WrittenInventory } from './written-inventory.js';

let compiled: ValidateFunction<WrittenInventory> | undefined;

/** `value` is there when the shape is right. */
export function checkSchema(root: Mapping): {
  readonly value?: WrittenInventory;
  readonly problems: readonly Problem[];
} {
  compiled ??= new Ajv2020({ allErrors: true, allowUnionTypes: true, verbose: true }).compile<WrittenInventory>(
    withoutRefs(readInventorySchema()),
  );
  const value: unknown = root.value;
  if (compiled(value)) return { value, problems: [] };
  return { problems: (compiled.errors ?? []).flatMap((error) => schemaProblem(error, root) ?? []) };
}

/** For a schema whose references stay inside it and form no circle. What stands beside a `$ref` comes first. */
function withoutRefs(schema: object): object {
  const definitions: object = '$defs' in schema && isObject(schema.$defs) ? schema.$defs : {};
  const replace = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(replace);
    if (!isObject(value)) return value;
    const { $ref: reference, ...beside }: Record<string, unknown> = { ...value };
    const target = typeof reference === 'string' ? reference.replace('#/$defs/', '') : undefined;
    const found: unknown = target === undefined ? undefined : Reflect.get(definitions, target);
    const whole = isObject(found) ? { ...found, ...beside } : beside;
    return Object.fromEntries(Object.entries(whole).map(([key, inner]) => [key, replace(inner)]));
  };
  const replaced = replace(Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$defs')));
  return isObject(replaced) ? replaced : schema;
}

function isObject(value: unknown): value is object {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
