// The executable of this machine's platform, made as `npm run package` makes it, into a folder of the test.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execute } from './executables.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Some seconds, and 100 MB. */
export async function makeExecutable(folder: string): Promise<string> {
  const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
  await execute(process.execPath, [tsx, '.config/executable.ts', folder], { cwd: root });
  return join(folder, `topo-${process.platform}-${process.arch}`);
}
