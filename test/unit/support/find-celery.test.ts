// Where Celery comes from, on made-up machines: a Python and a Debian of our own.

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findCelery, type Celery } from '../../support/find-celery.js';
import { withFolder } from '../../support/topo.js';
import { bookworm, putTools, putUnpacked } from './made-up-debian.js';

const HAS_IT = '[ "$2" = "import celery" ]';

test('a Python that can import it is used, and nothing is unpacked', async () => {
  await withMachine(async ({ put, find, python, said }) => {
    put('python3', HAS_IT);
    expect(await find()).toEqual({ python: [python] });
    expect(said).toEqual([]);
  });
});

test('with a version named, the Celery of its suite goes with it', async () => {
  await withMachine(async ({ root, put, find, python }) => {
    put('python3', HAS_IT);
    putTools(root);
    const folder = putUnpacked(root, 'forky', '4.3.6');
    expect(await find('4.3')).toEqual({ python: [...UNSHARE, folder, python] });
    expect(await find('3.10')).toEqual({ python: [python] });
  });
});

test('the Celery of another suite can be named', async () => {
  await withMachine(async ({ root, put, find, python }) => {
    put('python3', HAS_IT);
    putTools(root);
    const folder = putUnpacked(root, 'trixie', '4.0.5');
    expect(await find('4.3', '5.5')).toEqual({ python: [...UNSHARE, folder, python] });
    expect(await find('4.3', '5.2')).toEqual({ python: [python] });
    await expect(find('4.3', '5')).rejects.toThrow('TOPO_TEST_CELERY is "5": it takes 5.2, 5.5, 5.6.');
  });
});

test('without it root on Debian unpacks the suite of the machine', async () => {
  await withMachine(async ({ root, find, python }) => {
    putTools(root);
    const folder = putUnpacked(root, 'bookworm', '3.10.8');
    expect(await find()).toEqual({ python: [...UNSHARE, folder, python] });
  });
});

test('elsewhere the answer is the command to run', async () => {
  await withMachine(async ({ find }) => {
    const advice = 'sudo apt-get install -y --no-install-recommends python3-celery';
    expect(await find()).toEqual({ missing: expect.stringContaining(advice) });
  });
});

const UNSHARE = [
  ...['unshare', '--mount', '--propagation', 'private'],
  ...['/bin/sh', '-c', 'mount --bind "$0/usr" /usr && exec "$@"'],
];

interface Machine {
  readonly root: string;
  readonly python: string;
  readonly said: readonly string[];
  readonly put: (tool: string, body: string) => void;
  readonly find: (version?: string, celery?: string) => Promise<Celery>;
}

async function withMachine(work: (machine: Machine) => Promise<void>): Promise<void> {
  await withFolder(async (root) => {
    const bin = join(root, 'bin');
    mkdirSync(bin);
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
      find: (version, celery) =>
        findCelery((line) => said.push(line), {
          ...bookworm(root),
          env: {
            ...{ PATH: bin, HOME: root },
            ...(version !== undefined && { TOPO_TEST_RABBITMQ: version }),
            ...(celery !== undefined && { TOPO_TEST_CELERY: celery }),
          },
          python,
        }),
    });
  });
}
