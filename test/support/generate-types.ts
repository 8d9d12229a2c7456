// schemas/inventory.schema.json → src/inventory/shape/written-inventory.ts, so that the schema and the types are one thing.
// `npm run types` writes the file; a unit test compares the committed one with a fresh one.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compile } from 'json-schema-to-typescript';
import { format, resolveConfig } from 'prettier';

const schemaFile = new URL('../../schemas/inventory.schema.json', import.meta.url);
export const typesFile = new URL('../../src/inventory/shape/written-inventory.ts', import.meta.url);

const banner = `// An inventory file as it is written, before any default.
// Generated from schemas/inventory.schema.json by \`npm run types\`: change the schema, not this file.`;

export async function generateTypes(): Promise<string> {
  const schema: unknown = JSON.parse(readFileSync(schemaFile, 'utf8'));
  if (schema === null || typeof schema !== 'object') throw new Error('the schema is no object');
  const types = await compile(withoutNotes(schema), 'WrittenInventory', { bannerComment: banner, format: false });
  const path = fileURLToPath(typesFile);
  return await format(types, { ...(await resolveConfig(path)), filepath: path });
}

/** What stands beside a `$ref` is for editors; here it would make a second type of the same shape for each use. */
function withoutNotes(schema: object): object {
  const plain: unknown = JSON.parse(JSON.stringify(schema), (_key, value: unknown) =>
    value !== null && typeof value === 'object' && '$ref' in value ? { $ref: value.$ref } : value,
  );
  return plain !== null && typeof plain === 'object' ? plain : schema;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(typesFile, await generateTypes());
