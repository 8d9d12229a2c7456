// The two doors on a real broker: odd vhosts, limits and rights that are missing, each in the broker's own words with what
// to do; and runs that are ended, or cannot be written down.

import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, test } from 'vitest';
import type { ApplyReport } from '../../src/apply/index.js';
import { throughAmqpProxy } from '../support/amqp-proxy.js';
import { adminApi } from '../support/admin-api.js';
import { brokerTest } from '../support/broker-test.js';
import { applyJson } from '../support/plan-json.js';
import { throughProxy } from '../support/proxy.js';
import { topo, withFolder, withTopo } from '../support/topo.js';
import { until } from '../support/until.js';
import type { NewUser, TestVhost } from '../support/vhost.js';

const inventory = `version: 1
daemons: { dispatcher: { scope: global }, storage: { scope: hypervisor } }
clusters: { 53: { hypervisors: [11, 12] } }
`;
const fleet = inventory.replace('[11, 12]', '[1-1000]');
const bin = fileURLToPath(new URL('../../bin/topo.js', import.meta.url));
const everything = { configure: '.*', write: '.*', read: '.*' };

async function countQueues({ api, path }: TestVhost): Promise<number> {
  return (await api.get<unknown[]>(`/queues/${path}?disable_stats=true&columns=name`)).length;
}

test.for(['a%2Fb', '%2F', 'x%41y', 'é%', 'a/b c'])('a vhost named %s is itself, for both doors', async (name) => {
  const broker = inject('broker');
  const api = adminApi(broker);
  const path = encodeURIComponent(name);
  const owner = decodeURIComponent(new URL(broker.amqpUrl).username);
  await api.put(`/vhosts/${path}`);
  try {
    await api.put(`/permissions/${path}/${encodeURIComponent(owner)}`, everything);
    expect(await topo(['apply', '--yes', '--vhost', name], { inventory, broker })).toMatchObject({ code: 0 });
    const rows = await api.get<{ name: string }[]>(`/queues/${path}?disable_stats=true&columns=name`);
    expect(rows.map((row) => row.name).sort()).toEqual(['dispatcher', 'storage-53-11', 'storage-53-12']);
    const byUrl = new URL(broker.amqpUrl);
    byUrl.pathname = `/${path}`;
    const again = await topo(['apply', '--yes'], { inventory, broker: { ...broker, amqpUrl: byUrl.href } });
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing to do') });
  } finally {
    await api.delete(`/vhosts/${path}`);
  }
});

describe.concurrent('limits and rights', () => {
  const user = (vhost: TestVhost, permissions: NewUser['permissions'] = everything): NewUser => ({
    name: `ann-${vhost.path}`,
    password: 's3cr3t',
    tags: 'management',
    permissions,
  });
  const refused = async (broker: Parameters<typeof topo>[1] & object, message: RegExp): Promise<void> => {
    const { code, stderr } = await topo(['apply', '--yes'], { inventory, ...broker });
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('set_permissions');
  };

  brokerTest('connections of the vhost', async ({ vhost }) => {
    await vhost.api.put(`/vhost-limits/${vhost.path}/max-connections`, { value: 0 });
    await refused(
      { broker: vhost },
      /takes no more connections: NOT_ALLOWED .*connection limit \(0\) is reached\n {2}→ .*set_vhost_limits/,
    );
  });
  brokerTest('connections of the user', async ({ vhost }) => {
    const ann = user(vhost);
    const broker = await vhost.createUser(ann);
    await vhost.api.put(`/user-limits/${encodeURIComponent(ann.name)}/max-connections`, { value: 0 });
    await refused({ broker }, /may open no more connections .*: NOT_ALLOWED .*\n {2}→ .*set_user_limits/);
  });
  brokerTest('a wrong password over AMQP alone', async ({ vhost }) => {
    const amqp = new URL(vhost.amqpUrl);
    amqp.password = 'nope';
    await refused(
      { broker: { ...vhost, amqpUrl: amqp.href } },
      /refused the user or the password for AMQP: ACCESS_REFUSED - Login .*\n {2}→ check the user and the password/,
    );
  });
  brokerTest('the AMQP URL is the port of the management API', async ({ vhost }) => {
    const amqp = new URL(vhost.amqpUrl);
    amqp.port = new URL(vhost.managementUrl).port;
    await refused({ broker: { ...vhost, amqpUrl: amqp.href } }, /HTTP answers at .*, and not AMQP\n {2}→ .*5672/);
  });
  brokerTest.for([
    ['write', { write: '^(?!storage-53-11$)' }, 'queue storage-53-11'],
    ['read', { read: '^(?!global$)' }, 'exchange global'],
    ['configure', { configure: '^(?!dispatcher$)' }, 'queue dispatcher'],
  ] as const)('the %s right is missing: it says so', async ([right, pattern, object], { vhost }) => {
    const ann = user(vhost, { ...everything, ...pattern });
    const report = await applyJson({ inventory, broker: await vhost.createUser(ann) });
    expect(report.exitCode).toBe(7);
    const failed = report.outcomes.find(({ result }) => result === 'failed');
    expect(failed?.error).toMatch(
      new RegExp(`^ACCESS_REFUSED - .*\\(user "ann-.*" lacks the ${right} permission on ${object}\\)$`),
    );
    expect(failed?.remedy).toContain('rabbitmqctl list_user_permissions ann-');
  });
  brokerTest('somebody’s queue where the lock has to be: nobody waits for it', async ({ vhost }) => {
    await vhost.amqp(({ channel }) => channel.assertQueue('topo.lock.global', { durable: true }));
    const { code, stderr } = await topo(['apply', '--yes', '--lock-timeout', '60'], { inventory, broker: vhost });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /topo\.lock\.global stands where the lock .* it is none: .*\n {2}→ .*rabbitmqctl delete_queue/,
    );
  });
});

brokerTest('the guard is shown, and the next command does not carry a way round it', async ({ vhost }) => {
  await applyJson({ inventory: inventory.replace('[11, 12]', '[1-30]'), broker: vhost });
  const { stdout, stderr } = await topo(['plan'], { inventory: inventory.replace('[11, 12]', '[1]'), broker: vhost });
  expect(stdout).toContain('--max-removals 29');
  // Not `topo apply`, which the guard would refuse.
  expect(stderr).toMatch(/^Next: mend the inventory, or take less away at once; then topo plan -f \S+\n$/m);
});

brokerTest('--adopt and --replace of names that nothing has: 64, before anything is done', async ({ vhost }) => {
  for (const option of ['--adopt', '--replace']) {
    const { code, stderr } = await topo(['apply', '--yes', option, 'nosuch'], { inventory, broker: vhost });
    expect(code).toBe(64);
    expect(stderr).toContain(`${option} "nosuch" matches nothing`);
  }
  expect(await countQueues(vhost)).toBe(0);
  expect(await topo(['apply', '--yes', '--adopt', '*'], { inventory, broker: vhost })).toMatchObject({ code: 0 });
});

brokerTest('a user without a name, as in a container', async ({ vhost, skip }) => {
  if (process.getuid?.() !== 0) skip('only root may become another user');
  await withFolder((folder) => {
    execFileSync('chmod', ['755', folder]);
    const file = join(folder, 'topo.yaml');
    writeFileSync(file, inventory);
    const words = ['--reuid', '54321', '--clear-groups', process.execPath, bin, 'apply', '--yes', '-f', file];
    const env = { ...process.env, TOPO_AMQP_URL: vhost.amqpUrl, TOPO_MANAGEMENT_URL: vhost.managementUrl };
    expect(execFileSync('setpriv', words, { env, encoding: 'utf8' })).toContain('converged');
    return Promise.resolve();
  });
});

describe.concurrent('what cannot be written down', () => {
  brokerTest.for([
    ['--format json', 7, 3],
    ['--format text', 1, 0],
  ] as const)('stdout is full, %s: %i', async ([format, code, queues], { vhost }) => {
    await withFolder(async (folder) => {
      const file = join(folder, 'topo.yaml');
      writeFileSync(file, inventory);
      const child = spawn(
        'sh',
        ['-c', `"$0" "$1" apply --yes ${format} -f "$2" > /dev/full`, process.execPath, bin, file],
        {
          env: { ...process.env, TOPO_AMQP_URL: vhost.amqpUrl, TOPO_MANAGEMENT_URL: vhost.managementUrl },
          stdio: ['ignore', 'ignore', 'pipe'],
        },
      );
      let stderr = '';
      child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      expect(await new Promise((resolve) => child.on('close', resolve)), stderr).toBe(code);
      expect(stderr).toMatch(/error: .*stdout cannot be written: ENOSPC/);
      expect(stderr).not.toMatch(/\n\s+at /);
      // Where nobody can see the plan, nothing is done.
      expect(await countQueues(vhost)).toBe(queues);
    });
  });
});

describe('a signal during an apply: 130 with the report, in less than 5 s', () => {
  const ends = async (
    broker: { amqpUrl: string; managementUrl: string },
    vhost: TestVhost,
    hang: () => Promise<void> | void,
  ): Promise<ApplyReport> =>
    await withFolder(async (folder) => {
      const file = join(folder, 'report.json');
      return await withTopo(['apply', '--yes', '--report', file], { inventory: fleet, broker }, async (running) => {
        await until('it is under way', async () => (await countQueues(vhost)) > 20);
        await hang();
        running.child.kill('SIGHUP');
        const since = performance.now();
        const { code, stdout } = await running.ended;
        expect(code).toBe(130);
        expect(performance.now() - since).toBeLessThan(5000);
        expect(stdout.replace(/\s+/g, ' ')).toContain('What is done stays valid: run the same command again');
        expect(stdout).not.toContain('Mend what is named above');
        return JSON.parse(readFileSync(file, 'utf8')) as ApplyReport;
      });
    });

  brokerTest('both doors answer', async ({ vhost }) => {
    const report = await ends(vhost, vhost, () => undefined);
    expect(report).toMatchObject({ exitCode: 130, summary: { failed: 0 } });
  });
  brokerTest('the management API hangs', async ({ vhost }) => {
    await throughProxy(vhost.managementUrl, async (proxy) => {
      const broker = { amqpUrl: vhost.amqpUrl, managementUrl: proxy.url };
      const report = await ends(broker, vhost, () => {
        proxy.spoil(/^/, 'hangs');
      });
      expect(report.error?.message).toMatch(/^stopped before http\S+ had answered GET/);
    });
  });
  brokerTest('AMQP hangs', async ({ vhost }) => {
    await throughAmqpProxy(vhost.amqpUrl, async (proxy) => {
      const broker = { amqpUrl: proxy.url, managementUrl: vhost.managementUrl };
      const report = await ends(broker, vhost, async () => {
        proxy.lose(({ channel }) => channel > 0);
        await until('a call is lost', () => proxy.lost() > 0);
      });
      expect(report.outcomes.find(({ result }) => result === 'failed')?.error).toMatch(
        /^stopped before amqp\S+ had answered: whether it was done is not known/,
      );
    });
  });
});
