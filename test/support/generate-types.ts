// Makes src/inventory/written-inventory.ts from the schema, so that the two cannot drift apart: `npm run types`.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compile } from 'json-schema-to-typescript';
import { format, resolveConfig } from 'prettier';

export const typesFile = fileURLToPath(new URL('../../src/inventory/written-inventory.ts', import.meta.url));
const schemaFile = fileURLToPath(new URL('../../schemas/inventory.schema.json', import.meta.url));

export async function generateTypes(): Promise<string> {
  const schema = JSON.parse(readFileSync(schemaFile, 'utf8')) as Record<string, unknown>;
  const made = await compile({ ...schema, title: 'WrittenInventory' }, 'WrittenInventory', {
    bannerComment: '// What a user may write. Made from schemas/inventory.schema.json by `npm run types`: do not edit.',
    additionalProperties: false,
  });
  return await format(made, { ...(await resolveConfig(typesFile)), filepath: typesFile });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(typesFile, await generateTypes());
