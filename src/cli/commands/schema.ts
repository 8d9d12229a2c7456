// topo schema: prints a JSON Schema as it is shipped.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { EXIT, badUsage } from '../exit-codes.js';
import { schemasFolder } from '../package.js';
import { writeOut } from '../terminal/output.js';

export async function schemaCommand(name: string): Promise<number> {
  const file = new URL(`${encodeURIComponent(name)}.schema.json`, schemasFolder);
  if (!existsSync(file)) {
    const names = readdirSync(schemasFolder).map((entry) => entry.replace('.schema.json', ''));
    throw badUsage(`there is no schema "${name}"`, `one of: ${names.join(', ')}`);
  }
  await writeOut([readFileSync(file, 'utf8')]);
  return EXIT.done;
}
