// The shipped JSON Schemas, compiled by ajv: the only file that knows it. The build does this beforehand and puts what it
// compiled in this file's place (.config/build.ts): loading ajv and compiling took 0.2 s of every command.
// Surprise: `$ref`s are put in place first. ajv copies all errors so far at each one that fails: 100,000 faulty
// hypervisors took a minute.

import { readFileSync } from 'node:fs';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { Ajv2020 } from 'ajv/dist/2020.js';

/** Which faults each check reports: every one, or the first. */
export const checked = { inventory: 'every fault', plan: 'the first fault' } as const;

export type CheckedName = keyof typeof checked;

export function compileCheck<T>(name: CheckedName): ValidateFunction<T> {
  return compileWith<T>(name).validate;
}

/** With the ajv that compiled it, for whoever writes the code down. */
export function compileWith<T>(name: CheckedName): { readonly ajv: Ajv2020; readonly validate: ValidateFunction<T> } {
  const ajv = ajvFor(name);
  return { ajv, validate: ajv.compile<T>(withoutRefs(readSchema(name))) };
}

/** The shipped schemas are checked against the meta-schema by a test, and not at every start: that took 65 ms. */
function ajvFor(name: CheckedName): Ajv2020 {
  const allErrors = checked[name] === 'every fault';
  const code = { source: true, esm: true };
  return new Ajv2020({ allowUnionTypes: true, verbose: true, validateSchema: false, allErrors, code });
}

function readSchema(name: CheckedName): object {
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
