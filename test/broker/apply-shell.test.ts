// topo apply around its steps: the question, the guards, the report, the two clusters.

import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import { startBroker } from '../support/broker.js';
import { brokerTest } from '../support/broker-test.js';
import { applyJson, planJson } from '../support/plan-json.js';
import { topo, withFolder } from '../support/topo.js';
import type { TestVhost } from '../support/vhost.js';

const small = readFileSync(new URL('../../examples/small/topo.yaml', import.meta.url), 'utf8');
const bin = fileURLToPath(new URL('../../bin/topo.js', import.meta.url));

async function exists(vhost: TestVhost, name: string): Promise<boolean> {
  const rows = await vhost.api.get<{ name: string }[]>(`/exchanges/${vhost.path}`);
  return rows.some((row) => row.name === name);
}

describe('guards', () => {
  brokerTest('too many removals: 3, nothing changed, and --max-removals lets it', async ({ vhost }) => {
    const fleet = (range: string): string =>
      `version: 1\ndaemons: { vm: { scope: hypervisor } }\nclusters: { 1: { hypervisors: [${range}] } }\n`;
    await applyJson({ inventory: fleet('1-30'), broker: vhost });
    const options = { inventory: fleet('12-30'), broker: vhost };
    const refused = await topo(['apply', '--yes'], options);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('--max-removals 11');
    expect((await planJson(options)).steps).toHaveLength(22);
    expect((await topo(['apply', '--yes', '--max-removals', '10'], options)).code).toBe(3);
    expect(await applyJson(options, '--max-removals', '11')).toMatchObject({ exitCode: 0, converged: true });
  });

  brokerTest('the inventory is for another broker: 3, for plan too', async ({ vhost }) => {
    const options = { inventory: `broker: rabbit@prod\n${small}`, broker: vhost };
    for (const args of [['plan'], ['verify'], ['apply', '--yes']]) {
      const { code, stderr } = await topo(args, options);
      expect(code, args.join(' ')).toBe(3);
      expect(stderr).toContain('this inventory is for the broker "rabbit@prod"');
    }
  });
});

brokerTest('AMQP and management of two brokers: 1, nothing changed', { timeout: 120_000 }, async ({ vhost, skip }) => {
  if (vhost.broker.control === null) skip('a second broker is started beside one of ours only');
  const other = await startBroker({ log: () => undefined });
  try {
    const { code, stderr } = await topo(['apply', '--yes', '--vhost', '/'], {
      inventory: small,
      broker: { amqpUrl: vhost.broker.amqpUrl, managementUrl: other.managementUrl },
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/AMQP answers from cluster ".+", the management API from ".+"/);
  } finally {
    await other.stop();
  }
});

brokerTest('the report goes to --report, whatever the format', async ({ vhost }) => {
  await withFolder(async (folder) => {
    const file = join(folder, 'report.json');
    const { code, stdout } = await topo(['apply', '--yes', '--report', file], { inventory: small, broker: vhost });
    expect(code).toBe(0);
    expect(stdout).toContain('Plan for vhost');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      version: 1,
      converged: true,
      summary: { done: 31 },
    });
  });
});

brokerTest('one refused object: its reason is its own, the rest goes on', async ({ vhost }) => {
  await vhost.amqp(({ channel }) =>
    channel.assertQueue('storage-54-98', { durable: true, arguments: { 'x-max-length': 5 } }),
  );
  const report = await applyJson({ inventory: small, broker: vhost });
  expect(report).toMatchObject({ exitCode: 4, converged: true, summary: { done: 30, refused: 1, failed: 0 } });
  expect(report.outcomes.find((outcome) => outcome.result === 'refused')).toMatchObject({
    step: { name: 'storage-54-98' },
    error: expect.stringContaining('x-max-length is 5 on the broker and not set in the inventory'),
  });
});

brokerTest(
  'a user without the right to some names: their steps fail with the broker’s reason, the others are done',
  async ({ vhost }) => {
    const user = await vhost.createUser({
      name: 'topo-half',
      password: 'half',
      tags: 'management',
      permissions: { configure: '^(global|topo\\..*|storage.*|vm.*)$', write: '.*', read: '.*' },
    });
    const report = await applyJson({ inventory: small, broker: user });
    expect(report).toMatchObject({ exitCode: 7, converged: false, summary: { done: 29, failed: 1, skipped: 1 } });
    expect(report.outcomes.find((outcome) => outcome.result === 'failed')).toMatchObject({
      step: { action: 'declare', name: 'dispatcher' },
      error: expect.stringMatching(/ACCESS_REFUSED.*dispatcher/),
    });
    expect(report.outcomes.find((outcome) => outcome.result === 'skipped')).toMatchObject({
      step: { action: 'bind', name: 'dispatcher' },
      error: 'queue dispatcher could not be declared',
    });
  },
);

describe('on a terminal', () => {
  /** `script` gives the process a terminal; what is typed goes in through its standard input. */
  function onTerminal(
    vhost: TestVhost,
    file: string,
    answer: string,
    meanwhile: () => Promise<unknown> = () => Promise.resolve(),
  ): Promise<{ code: number; screen: string }> {
    const command = `${process.execPath} ${bin} apply -f ${file}`;
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      env: { ...process.env, TOPO_AMQP_URL: vhost.amqpUrl, TOPO_MANAGEMENT_URL: vhost.managementUrl, TERM: 'xterm' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let screen = '';
    child.stdout.on('data', (chunk: Buffer) => {
      const asked = screen.includes('Apply these');
      screen += chunk.toString();
      if (!asked && screen.includes('Apply these')) void meanwhile().then(() => child.stdin.write(`${answer}\r`));
    });
    return new Promise((resolve) => {
      child.on('close', (code) => {
        resolve({ code: code ?? -1, screen });
      });
    });
  }

  brokerTest('it shows the plan and asks; no changes nothing, yes does it', async ({ vhost }) => {
    await withFolder(async (folder) => {
      const file = join(folder, 'topo.yaml');
      writeFileSync(file, small);
      const no = await onTerminal(vhost, file, 'n');
      expect(no.screen).toContain('storage-54-98');
      expect(no.screen).toContain('Apply these 31 steps');
      expect(no.code).toBe(1);
      expect(await exists(vhost, 'global')).toBe(false);
      expect((await onTerminal(vhost, file, 'y')).code).toBe(0);
      expect(await exists(vhost, 'global')).toBe(true);
    });
  });

  const fleet = (range: string): string =>
    `version: 1\ndaemons: { vm: { scope: hypervisor } }\nclusters: { 1: { hypervisors: ${range} } }\n`;

  brokerTest('a stranger binds to a queue that goes while the question is open: it is held', async ({ vhost }) => {
    await applyJson({ inventory: fleet('[1-5]'), broker: vhost });
    await withFolder(async (folder) => {
      const file = join(folder, 'topo.yaml');
      writeFileSync(file, fleet('[1-4]'));
      const bindTheirs = (): Promise<void> =>
        vhost.amqp(async ({ channel }) => {
          await channel.assertExchange('theirs', 'topic');
          await channel.bindQueue('vm-1-5', 'theirs', '#');
        });
      const { code, screen } = await onTerminal(vhost, file, 'y', bindTheirs);
      expect(screen).toContain('it is bound to foreign exchange "theirs"');
      expect(code).toBe(4);
      const rows = await vhost.api.get<{ source: string }[]>(`/queues/${vhost.path}/vm-1-5/bindings`);
      expect(rows.map(({ source }) => source)).toEqual(['', 'theirs']);
    });
  });

  brokerTest('more would have to be done by then than was shown: 5, and nothing is changed', async ({ vhost }) => {
    await applyJson({ inventory: fleet('[1-5]'), broker: vhost });
    await withFolder(async (folder) => {
      const file = join(folder, 'topo.yaml');
      writeFileSync(file, fleet('[1-4]'));
      const unbind = (): Promise<void> =>
        vhost.amqp(async ({ channel }) => {
          await channel.unbindQueue('vm-1-1', 'vm-1', '', { 'x-match': 'all', hypervisor: '1' });
        });
      const { code, screen } = await onTerminal(vhost, file, 'y', unbind);
      expect(code).toBe(5);
      expect(screen).toContain('the broker has changed since the plan was made: 1 more step');
      expect((await planJson({ inventory: fleet('[1-5]'), broker: vhost })).steps).toHaveLength(1);
    });
  });
});
