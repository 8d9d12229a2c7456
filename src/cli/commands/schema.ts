// topo schema: prints a JSON Schema as it is shipped.

import { EXIT, badUsage } from '../exit-codes.js';
import { shippedSchemas } from '../package/schemas.js';
import { writeOut } from '../terminal/output.js';

export async function schemaCommand(name: string): Promise<number> {
  const schemas = shippedSchemas();
  const text = schemas.get(name);
  if (text === undefined) throw badUsage(`there is no schema "${name}"`, `one of: ${[...schemas.keys()].join(', ')}`);
  await writeOut([text]);
  return EXIT.done;
}
