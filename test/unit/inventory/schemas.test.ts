// The schemas and what is made from them or said twice cannot drift apart.

import { readFileSync, readdirSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { takenBy } from '../../../src/inventory/rules/argument-rules.js';
import { generateTypes, typesFile } from '../../support/generate-types.js';

const folder = new URL('../../../schemas/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.schema.json'));

function schemaIn(file: string): object {
  const schema: unknown = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
  if (!isObject(schema)) throw new Error(`${file} is no JSON Schema`);
  return schema;
}

function isObject(value: unknown): value is object {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Each entry of each `properties`, with the path that leads to it. */
function* propertiesIn(node: unknown, path = ''): Generator<readonly [path: string, property: object]> {
  if (!isObject(node)) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'properties' && isObject(value))
      for (const [name, property] of Object.entries(value))
        if (isObject(property)) yield [`${path}/properties/${name}`, property];
    if (key !== 'examples' && key !== 'default') yield* propertiesIn(value, `${path}/${key}`);
  }
}

/** What `#/$defs/name` leads to. */
function target(schema: object, reference: unknown): unknown {
  if (typeof reference !== 'string' || !reference.startsWith('#/')) return undefined;
  return reference
    .slice(2)
    .split('/')
    .reduce<unknown>((node, step) => (isObject(node) ? Reflect.get(node, step) : undefined), schema);
}

test('the types of a written inventory are those of the schema (npm run types)', async () => {
  expect(readFileSync(typesFile, 'utf8')).toBe(await generateTypes());
});

describe('every shipped schema', () => {
  test.each(files)('%s is valid 2020-12', (file) => {
    const schema = schemaIn(file);
    expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' });
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
    expect(ajv.validateSchema(schema), JSON.stringify(ajv.errors)).toBe(true);
    expect(() => ajv.compile(schema)).not.toThrow();
  });

  test.each(files)('%s describes every property, itself or by what it refers to', (file) => {
    const schema = schemaIn(file);
    const described = (node: unknown): boolean =>
      isObject(node) &&
      (('description' in node && node.description !== '') || ('$ref' in node && described(target(schema, node.$ref))));
    const properties = [...propertiesIn(schema)];
    expect(properties.length).toBeGreaterThan(0);
    expect(properties.flatMap(([path, property]) => (described(property) ? [] : [path]))).toEqual([]);
  });

  test.each(files)('%s has examples that it takes', (file) => {
    const schema = schemaIn(file);
    const ajv = new Ajv2020({ allowUnionTypes: true });
    const definitions = { $defs: '$defs' in schema ? schema.$defs : {} };
    for (const [path, property] of propertiesIn(schema))
      for (const example of 'examples' in property && Array.isArray(property.examples) ? property.examples : [])
        expect(ajv.validate({ ...definitions, ...property }, example), `${path}: ${JSON.stringify(example)}`).toBe(
          true,
        );
  });
});

test('the arguments that the rules know are those of the schema', () => {
  const written = target(schemaIn('inventory.schema.json'), '#/$defs/arguments/properties');
  expect(Object.keys(isObject(written) ? written : {})).toEqual([...takenBy.keys()]);
});
