// The shape of one file against schemas/inventory.schema.json: one problem a fault, at the key or value concerned.
// The only file that knows `ajv`.

import { readFileSync } from 'node:fs';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Problem } from './inventory.js';
import { nearest } from './nearest.js';
import type { Written, WrittenEntry } from './parse.js';
import { quote, valueOf } from './parse.js';

const schemaFile = new URL('../../schemas/inventory.schema.json', import.meta.url);

let compiled: ValidateFunction | undefined;

export function checkSchema(root: Written): readonly Problem[] {
  compiled ??= new Ajv2020({ allErrors: true, allowUnionTypes: true, verbose: true }).compile(
    JSON.parse(readFileSync(schemaFile, 'utf8')) as object,
  );
  if (compiled(valueOf(root))) return [];
  return (compiled.errors ?? []).map((error) => describe(error, root));
}

function describe(error: ErrorObject, root: Written): Problem {
  const path = error.instancePath.split('/').slice(1).map(unescapePointer);
  const { value, entry } = find(root, path);
  const name = entry ? quote(entry.key.text) : 'the inventory';
  const params = error.params as Readonly<Record<string, unknown>>;
  const problem = (at: Written['at'], message: string, expected: string, hint?: string): Problem => ({
    ...at,
    severity: 'error',
    message,
    expected,
    ...(hint !== undefined && { hint }),
  });
  switch (error.keyword) {
    case 'required': {
      const missing = String(params['missingProperty']);
      const at = entry?.key.at ?? value.at;
      return problem(at, `${name} has no ${missing}`, expectedOf(error, missing));
    }
    case 'additionalProperties': {
      const key = String(params['additionalProperty']);
      const known = Object.keys((error.parentSchema?.['properties'] ?? {}) as object);
      const at = value.kind === 'mapping' ? value.entries.find((each) => each.key.text === key)?.key.at : undefined;
      return problem(at ?? value.at, `unknown key ${quote(key)}`, `one of ${known.join(', ')}`, nearest(key, known));
    }
    case 'enum': {
      const allowed = (params['allowedValues'] as readonly unknown[]).map(String);
      const hint = value.kind === 'scalar' ? nearest(value.text, allowed) : undefined;
      return problem(value.at, `${name} is ${shown(value)}`, allowed.join(' or '), hint);
    }
    case 'const':
      return problem(value.at, `${name} is ${shown(value)}`, String(params['allowedValue']));
    case 'type':
      return problem(value.at, `${name} is ${shown(value)}`, [params['type']].flat().map(typeWord).join(' or '));
    default:
      return problem(value.at, `${name} ${error.message ?? 'is wrong'}`, String(error.schema));
  }
}

function expectedOf(error: ErrorObject, missing: string): string {
  const properties = error.parentSchema?.['properties'] as Readonly<Record<string, { enum?: unknown[]; const?: unknown }>>;
  const { enum: allowed, const: only } = properties[missing] ?? {};
  if (only !== undefined) return `${missing}: ${String(only)}`;
  return allowed ? `${missing}: ${allowed.map(String).join(' or ')}` : `the key ${missing}`;
}

function find(root: Written, path: readonly string[]): { value: Written; entry: WrittenEntry | undefined } {
  let value = root;
  let entry: WrittenEntry | undefined;
  for (const step of path) {
    if (value.kind === 'list') value = value.items[Number(step)] ?? value;
    else if (value.kind === 'mapping') {
      entry = value.entries.find((each) => each.key.text === step) ?? entry;
      value = entry?.value ?? value;
    }
  }
  return { value, entry };
}

function shown(value: Written): string {
  if (value.kind !== 'scalar') return `a ${value.kind}`;
  if (value.value === null && value.text === '') return 'empty';
  if (typeof value.value === 'string') return quote(value.value);
  return `${value.text} (${value.value === null ? 'null' : `a ${typeof value.value}`})`;
}

function typeWord(type: unknown): string {
  switch (type) {
    case 'object':
      return 'a mapping';
    case 'array':
      return 'a list';
    case 'string':
      return 'text';
    case 'null':
      return 'nothing';
    default:
      return `a ${String(type)}`;
  }
}

function unescapePointer(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}
