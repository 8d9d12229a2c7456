// The check of a value against one of the shipped JSON Schemas.

import type { CheckedName } from './compile-check.js';
import { compileCheck } from './compile-check.js';

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

/** A check of values against a shipped schema, whose types `T` repeats (a test keeps the two together). */
export function schemaCheck<T>(name: CheckedName): (value: unknown) => Checked<T> {
  let validate: ReturnType<typeof compileCheck<T>> | undefined;
  return (value) => {
    validate ??= compileCheck<T>(name);
    return validate(value) ? { value } : { faults: validate.errors ?? [] };
  };
}
