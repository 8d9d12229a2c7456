// Where Celery comes from, on made-up machines: a Python and an apt-get of our own.

import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findCelery, type Celery } from '../support/find-celery.js';
import { withFolder } from '../support/topo.js';

const HAS_IT = '[ "$2" = "import celery" ]';

test('a Python that can import it is used, and nothing is installed', async () => {
  await withMachine(async ({ put, find, python, said }) => {
    put('python3', HAS_IT);
    put('apt-get', 'exit 1');
    expect(await find({ isRoot: true })).toEqual({ python });
    expect(said).toEqual([]);
  });
});

test('root with apt-get installs the package, and says how to remove it', async () => {
  await withMachine(async ({ put, find, python, said, root }) => {
    put('python3', `[ -e ${root}/installed ]`);
    put('apt-get', `if [ "$*" = "${INSTALL}" ]; then : > ${root}/installed; fi`);
    expect(await find({ isRoot: true })).toEqual({ python });
    expect(said.at(-1)).toBe('Installed python3-celery. To remove it: apt-get purge -y --auto-remove python3-celery');
  });
});

test('without root, or where apt-get fails, the answer is the command to run', async () => {
  await withMachine(async ({ put, find, root }) => {
    put('apt-get', `: > ${root}/called; echo E: no network >&2; exit 100`);
    const advice = 'sudo apt-get install -y --no-install-recommends python3-celery';
    expect(await find({ isRoot: false })).toEqual({ missing: expect.stringContaining(advice) });
    expect(existsSync(join(root, 'called'))).toBe(false);
    expect(await find({ isRoot: true })).toEqual({ missing: expect.stringMatching(`${advice}\n.*\nE: no network`) });
  });
});

const INSTALL = 'install -y --no-install-recommends -o DPkg::Lock::Timeout=120 python3-celery';

interface Machine {
  readonly root: string;
  readonly python: string;
  readonly said: readonly string[];
  readonly put: (tool: string, body: string) => void;
  readonly find: (as: { isRoot: boolean }) => Promise<Celery>;
}

async function withMachine(work: (machine: Machine) => Promise<void>): Promise<void> {
  await withFolder(async (root) => {
    const bin = join(root, 'bin');
    mkdirSync(bin);
    for (const tool of ['chmod', 'mv', 'rm']) symlinkSync(join('/bin', tool), join(bin, tool));
    const said: string[] = [];
    const python = join(bin, 'python3');
    await work({
      root,
      python,
      said,
      put(tool, body) {
        writeFileSync(join(bin, tool), `#!/bin/sh\n${body}\n`);
        chmodSync(join(bin, tool), 0o755);
      },
      find: ({ isRoot }) =>
        findCelery((line) => said.push(line), {
          env: { PATH: bin },
          isRoot,
          policyFile: join(root, 'policy-rc.d'),
          python,
        }),
    });
  });
}
