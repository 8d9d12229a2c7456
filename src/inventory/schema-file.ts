// schemas/inventory.schema.json as it is shipped: the one file of this stage that reads from the disk.

import { readFileSync } from 'node:fs';

const file = new URL('../../schemas/inventory.schema.json', import.meta.url);

export function readInventorySchema(): object {
  const schema: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (schema === null || typeof schema !== 'object') throw new Error(`${file.pathname} is no JSON Schema`);
  return schema;
}
