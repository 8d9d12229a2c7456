// Streams that break, files that are full, pipes that nobody writes to, and signals: each run ends, with its own code.

import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { topo, withFolder, withTopo } from '../support/topo.js';
import { until } from '../support/until.js';
import { withHttp } from '../unit/broker/servers.js';

const inventory = `version: 1
daemons: { storage: { scope: hypervisor } }
clusters: { 54: { hypervisors: [98] } }
`;
const bin = fileURLToPath(new URL('../../bin/topo.js', import.meta.url));

/** By a shell, for its redirections. */
function shell(script: string, file = ''): Promise<{ code: number; stderr: string }> {
  const child = spawn('sh', ['-c', script, 'sh', process.execPath, bin, file], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      resolve({ code: code ?? -1, stderr });
    });
  });
}

describe('stdout that takes nothing', () => {
  test.each([
    'plan --offline',
    'plan --offline --format json',
    'compile',
    'validate',
    'trace --offline daemon=storage',
  ])('%s: 1, in two lines', async (command) => {
    await withFolder(async (folder) => {
      const file = join(folder, 'topo.yaml');
      writeFileSync(file, inventory);
      expect(await shell(`"$1" "$2" ${command} -f "$3" > /dev/full`, file)).toEqual({
        code: 1,
        stderr: expect.stringMatching(/^error: stdout cannot be written: ENOSPC.*\n {2}→ .*\n$/),
      });
    });
  });
  test.each(['--help', '--version', 'schema', 'plan --help'])('%s: 1', async (command) => {
    expect(await shell(`"$1" "$2" ${command} > /dev/full`)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error: stdout cannot be written: ENOSPC/),
    });
  });
  test('an error as JSON is said on stderr then', async () => {
    expect(await shell('"$1" "$2" plan --frob --format json > /dev/full')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("unknown option '--frob'"),
    });
  });
  test('a reader that goes away is no error', async () => {
    expect(await shell('"$1" "$2" schema inventory | head -c 10')).toEqual({ code: 0, stderr: '' });
  });
});

test('stderr that takes nothing: the code is the run’s own', async () => {
  await withFolder(async (folder) => {
    const file = join(folder, 'topo.yaml');
    writeFileSync(file, inventory);
    expect((await shell('"$1" "$2" plan --offline -f "$3" 2> /dev/full', file)).code).toBe(0);
    expect((await shell('"$1" "$2" plan --frob 2> /dev/full')).code).toBe(64);
  });
});

describe('a disk that is full', () => {
  const fleet = inventory.replace('[98]', '[1-300]');

  test('an older file stays, nothing is left beside it, and it is an error', async ({ skip }) => {
    await withFolder(async (folder) => {
      const small = join(folder, 'small');
      mkdirSync(small);
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'none', small], { stdio: 'ignore' });
      } catch {
        skip('only root may mount a small file system');
      }
      try {
        const file = join(small, 'plan.json');
        writeFileSync(file, 'older');
        const { code, stderr } = await topo(['plan', '--offline', '--out', file], { inventory: fleet });
        expect(code).toBe(1);
        expect(stderr).toMatch(/^error: \S+ cannot be written: ENOSPC/m);
        expect(stderr).not.toContain('Next:');
        expect(readFileSync(file, 'utf8')).toBe('older');
        expect(readdirSync(small)).toEqual(['plan.json']);
        const inv = join(folder, 'topo.yaml');
        writeFileSync(inv, fleet);
        const short = await shell(`"$1" "$2" plan --offline --format json -f "$3" > ${join(small, 'out')}`, inv);
        expect(short).toMatchObject({ code: 1, stderr: expect.stringContaining('stdout cannot be written: ENOSPC') });
      } finally {
        execFileSync('umount', [small]);
      }
    });
  });

  test('a file is written through a link, and keeps its rights', async () => {
    await withFolder(async (folder) => {
      const file = join(folder, 'plan.json');
      const link = join(folder, 'link.json');
      execFileSync('sh', ['-c', `umask 077; echo old > "$0"; ln -s "$0" "$1"`, file, link]);
      expect(await topo(['plan', '--offline', '--out', link], { inventory: fleet })).toMatchObject({ code: 0 });
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ version: 1 });
      expect(execFileSync('stat', ['-c', '%a %F', file, link], { encoding: 'utf8' })).toMatch(/^600 .*\n.*symbolic/);
      expect(readdirSync(folder).sort()).toEqual(['link.json', 'plan.json']);
    });
  });
});

describe('what is read has a limit', () => {
  test.each([
    [['validate', '-f', '/dev/zero'], 65, 'this is no file'],
    [['plan', '--against', '/dev/zero'], 65, 'topo reads no more'],
    [['verify', '--ca-cert', '/dev/zero'], 64, 'it has over 1 MiB'],
  ])('%j', async (args, code, message) => {
    const ran = await topo(args, args[0] === 'validate' ? {} : { inventory });
    expect(ran.code).toBe(code);
    expect(ran.stdout + ran.stderr).toContain(message);
  });
});

describe.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s', (signal) => {
  test('while the management API hangs: 130, at once', async () => {
    for (const command of [['plan'], ['verify'], ['trace', 'daemon=x'], ['apply', '--yes']]) {
      let asked = 0;
      await withHttp(
        () => (asked += 1),
        async (port) => {
          const broker = { amqpUrl: 'amqp://127.0.0.1:1', managementUrl: `http://127.0.0.1:${port}` };
          await withTopo(command, { inventory, broker }, async ({ child, ended }) => {
            await until('it asks', () => asked > 0);
            const since = performance.now();
            child.kill(signal);
            expect((await ended).code, command.join(' ')).toBe(130);
            expect(performance.now() - since).toBeLessThan(5000);
          });
        },
      );
    }
  });
  test('while a pipe brings nothing: 130, at once', async () => {
    await withFolder(async (folder) => {
      const pipe = join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      for (const command of ['validate', 'compile']) {
        await withTopo([command, '-f', pipe], { env: { NODE_OPTIONS: '' } }, async ({ child, ended }) => {
          await until('it has opened the pipe', () => hasOpen(child.pid, pipe));
          child.kill(signal);
          expect((await ended).code).toBe(130);
        });
      }
    });
  });
});

function hasOpen(pid: number | undefined, path: string): boolean {
  const folder = `/proc/${pid ?? 0}/fd`;
  try {
    return readdirSync(folder).some((fd) => readlinkSync(join(folder, fd)) === path);
  } catch {
    // It has ended, or closed one meanwhile.
    return false;
  }
}
