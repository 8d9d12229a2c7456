// The package as a user gets it: packed by npm out of what was built, and installed from that file into an empty folder, with
// no registry to ask.

import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execute } from './executables.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The path of the tarball. Its `prepare` would build again, under the feet of other tests. */
export async function packTopo(folder: string): Promise<string> {
  await execute('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root });
  const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  return join(folder, name);
}

/** Returns the installed command. */
export async function installPacked(tarball: string, folder: string): Promise<string> {
  writeFileSync(join(folder, 'package.json'), '{}');
  const cache = join(folder, 'empty-cache');
  await execute('npm', ['install', '--offline', '--no-audit', '--no-fund', '--cache', cache, tarball], { cwd: folder });
  return join(folder, 'node_modules/.bin/topo');
}
