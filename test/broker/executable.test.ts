// The one file of `npm run package`, where there is no Node.js, and as root in a root folder that has the file, the libraries
// that it names, and nothing else.

import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { execute } from '../support/executables.js';
import { makeExecutable } from '../support/executable.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const isRoot = process.getuid?.() === 0;

describe.runIf(process.platform === 'linux')('the executable', () => {
  let folder = '';
  let executable = '';

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'topo-executable-'));
    executable = await makeExecutable(folder);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** Its words as root: in a folder that is all there is. Else: with nothing on its path. */
  function alone(): readonly string[] {
    const inventory = join(root, 'examples/small/topo.yaml');
    if (!isRoot) return ['env', '-C', dirname(inventory), executable];
    return ['chroot', join(folder, 'empty'), '/topo'];
  }

  beforeAll(async () => {
    if (!isRoot) return;
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    copyFileSync(executable, join(empty, 'topo'));
    cpSync(join(root, 'examples/small/topo.yaml'), join(empty, 'topo.yaml'));
    const { stdout } = await execute('ldd', [executable]);
    for (const [library] of stdout.matchAll(/\/\S+(?= \(0x)/g)) {
      mkdirSync(join(empty, dirname(library)), { recursive: true });
      copyFileSync(library, join(empty, library));
    }
  });

  brokerTest('plans, applies and verifies where there is no Node.js', async ({ vhost }) => {
    const env = { PATH: '', TOPO_AMQP_URL: vhost.amqpUrl, TOPO_MANAGEMENT_URL: vhost.managementUrl };
    const [file = '', ...words] = alone();
    const topo = async (...args: readonly string[]): Promise<string> => {
      const where = file === 'chroot' ? '/usr/sbin/chroot' : `/usr/bin/${file}`;
      const { stdout, stderr } = await execute(where, [...words, ...args], { env });
      expect(stderr).not.toMatch(/warning/i);
      return stdout;
    };
    expect(`"version": "${(await topo('--version')).trim()}"`).toBe(
      /"version": ".*"/.exec(readFileSync(join(root, 'package.json'), 'utf8'))?.[0],
    );
    expect(await topo('schema', 'plan')).toBe(readFileSync(join(root, 'schemas/plan.schema.json'), 'utf8'));
    expect(await topo('validate')).toContain('2 clusters');
    expect(await topo('plan')).toContain('Plan: 16 to declare');
    expect(await topo('apply', '--yes')).toContain('converged');
    expect(await topo('verify')).toMatch(/^Clean: /);
  });

  test('has its SHA-256 beside it, and the licences of what is in it', async () => {
    const { stdout } = await execute('sha256sum', ['-c', `${basename(executable)}.sha256`], { cwd: folder });
    expect(stdout).toBe(`${basename(executable)}: OK\n`);
    const notices = readFileSync(`${executable}.notices.txt`, 'utf8');
    expect(notices).toContain(readFileSync(join(root, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8').trim().slice(90));
    expect(notices).toMatch(/\nNode\.js \d+\.\d+\.\d+, and what it contains\n[^]*OpenSSL/);
    expect(statSync(executable).mode & 0o777).toBe(0o755);
  });
});
