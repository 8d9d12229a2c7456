// topo schema: prints a JSON Schema as it is shipped.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { badUsage } from './exit-codes.js';
import { EXIT } from './exit-codes.js';
import { writeOut } from './output.js';

const folder = new URL('../../schemas/', import.meta.url);

export async function schemaCommand(name: string): Promise<number> {
  const file = new URL(`${encodeURIComponent(name)}.schema.json`, folder);
  if (!existsSync(file)) {
    const names = readdirSync(folder).map((entry) => entry.replace('.schema.json', ''));
    throw badUsage(`there is no schema "${name}"`, `one of: ${names.join(', ')}`);
  }
  await writeOut([readFileSync(file, 'utf8')]);
  return EXIT.done;
}
