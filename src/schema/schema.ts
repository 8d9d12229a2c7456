// The JSON Schemas in schemas/ as they are shipped, and the check of a value against one of them. The only file that
// knows `ajv`. A schema is compiled at its first use: what only prints help must not pay for it.
// Surprise: its `$ref`s are put in place first. ajv copies all errors so far at each one that fails: 100,000 faulty
// hypervisors took a minute.

import { readFileSync } from 'node:fs';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { Ajv2020 } from 'ajv/dist/2020.js';

export type SchemaName = 'inventory' | 'plan';

type SchemaObject = Readonly<Record<string, unknown>>;

/** What is read of an ajv error; its `parentSchema` is the schema object in which the keyword stands. */
export interface SchemaFault {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: SchemaObject;
  readonly parentSchema?: SchemaObject;
  readonly message?: string;
}

export type Checked<T> = { readonly value: T } | { readonly faults: readonly SchemaFault[] };

/** The shipped schemas are checked against the meta-schema by a test, and not at every start: that took 65 ms. */
const options = { allowUnionTypes: true, verbose: true, validateSchema: false };

/**
 * A check of values against a shipped schema, whose types `T` repeats (a test keeps the two together). `every`: all
 * faults, not only the first one.
 */
export function schemaCheck<T>(
  name: SchemaName,
  { every }: { readonly every: boolean },
): (value: unknown) => Checked<T> {
  let compiled: ValidateFunction<T> | undefined;
  return (value) => {
    compiled ??= new Ajv2020({ ...options, allErrors: every }).compile<T>(withoutRefs(readSchema(name)));
    return compiled(value) ? { value } : { faults: compiled.errors ?? [] };
  };
}

function readSchema(name: SchemaName): object {
  const file = new URL(`../../schemas/${name}.schema.json`, import.meta.url);
  const schema: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isObject(schema)) throw new Error(`${file.pathname} is no JSON Schema`);
  return schema;
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
