// The shipped JSON Schemas, by name, as they are in their files. In what is built they are written here by the build
// (.config/bundle.ts).

import { readFileSync, readdirSync } from 'node:fs';

const folder = new URL('../../../schemas/', import.meta.url);

export function shippedSchemas(): ReadonlyMap<string, string> {
  const files = readdirSync(folder).sort();
  return new Map(files.map((file) => [file.replace('.schema.json', ''), readFileSync(new URL(file, folder), 'utf8')]));
}
