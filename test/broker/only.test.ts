// `--only` on a real broker: of one hypervisor that drains, has messages in a worker's hands, or is an orphan, each queue and the
// answer; whatever is shown, what is checked and the exit code are of the whole.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { applyJson, planJson, verifyJson } from '../support/plan-json.js';
import type { Ran } from '../support/topo.js';
import { topo, withFolder } from '../support/topo.js';
import { until } from '../support/until.js';

const small = readFileSync(new URL('../../examples/small/topo.yaml', import.meta.url), 'utf8');
const draining = small.replace('[98, 99]', '{ 98: { state: draining }, 99: }');
const without98 = small.replace('[98, 99]', '[99]');
const address = { daemon: 'storage', cluster: '54', hypervisor: '98' };
const only = ['--only', 'cluster=54,hypervisor=98'];

describe.concurrent('one hypervisor', () => {
  brokerTest('drains, and its worker has one message of two in its hands', async ({ vhost }) => {
    await applyJson({ inventory: small, broker: vhost });
    await vhost.amqp(async ({ channel, publish }) => {
      await publish(address);
      await publish(address);
      await channel.prefetch(1);
      await channel.consume('storage-54-98', () => undefined);
      const inService = await verifyJson({ inventory: small, broker: vhost }, ...only);
      expect(inService.only?.switchOff).toMatchObject({
        answer: 'no',
        why: expect.stringContaining('2 queues get new tasks'),
        remedy: expect.stringContaining('write `state: draining` to it and apply'),
      });
      await applyJson({ inventory: draining, broker: vhost });
      const options = { inventory: draining, broker: vhost };
      const report = await until('the API shows the worker', async () => {
        const seen = await verifyJson(options, ...only);
        return seen.only?.queues?.[0]?.unacknowledged === 1 && seen.only.queues[0].consumers === 1 && seen;
      });
      expect(report.only).toMatchObject({
        part: { cluster: '54', hypervisor: '98' },
        queues: [
          { name: 'storage-54-98', state: 'draining', bound: false, messages: 2, unacknowledged: 1, consumers: 1 },
          { name: 'vm-54-98', state: 'draining', bound: false, messages: 0, consumers: 0 },
        ],
        switchOff: {
          answer: 'no',
          why: '2 messages wait (1 unacknowledged), 1 consumer reads',
          remedy: 'let its workers read what waits, then stop them',
        },
      });
      // plan asks the broker for these queues too, though no step is about them.
      expect((await planJson(options, ...only)).only).toMatchObject({ shown: 0, all: 0, queues: report.only?.queues });
    });
    const drained = await until('its messages are back, and nobody reads', async () => {
      const { stdout } = await topo(['verify', ...only], { inventory: draining, broker: vhost });
      return stdout.includes('No: 2 messages wait.') && stdout;
    });
    expect(drained).toMatch(/^ {2}storage-54-98 {2}draining {2}none +2 +0 +0$/m);
    await vhost.amqp(({ channel }) => channel.purgeQueue('storage-54-98'));
    await until('it is drained', async () => {
      const { only: shown } = await verifyJson({ inventory: draining, broker: vhost }, ...only);
      return shown?.switchOff?.answer === 'yes';
    });
  });

  brokerTest('is an orphan with a message, and is known by the broker alone', async ({ vhost }) => {
    await applyJson({ inventory: small, broker: vhost });
    await vhost.amqp(({ publish }) => publish(address));
    await applyJson({ inventory: without98, broker: vhost });
    const options = { inventory: without98, broker: vhost };
    const { only: shown } = await verifyJson(options, '--only', 'hypervisor=98');
    expect(shown).toMatchObject({
      queues: [
        { name: 'storage-54-98', state: 'orphan', bound: false, messages: 1, held: '1 message in it and nobody reads' },
      ],
      switchOff: { answer: 'no', why: '1 message waits' },
    });
    const plan = await planJson(options, '--only', 'hypervisor=98');
    expect(plan.only).toMatchObject({ shown: 1, all: 1, queues: shown?.queues });
    expect(plan.held).toMatchObject([{ name: 'storage-54-98', messages: 1 }]);
    const slip = await topo(['verify', '--only', 'hypervisor=97'], options);
    expect([slip.code, slip.stderr]).toEqual([64, expect.stringContaining('knows a hypervisor "97"')]);
    expect(slip.stderr).toContain('did you mean ');
  });
});

brokerTest('what is shown changes no exit code, no step of --out, and no count', async ({ vhost }) => {
  await applyJson({ inventory: small, broker: vhost });
  await vhost.amqp(({ channel }) => channel.deleteQueue('storage-54-99'));
  const options = { inventory: without98, broker: vhost };
  for (const args of [['verify'], ['verify', '--fail-on', 'missing'], ['plan', '--detailed-exitcode']]) {
    const whole = await topo(args, options);
    for (const part of ['hypervisor=98', 'cluster=53', 'daemon=dispatcher']) {
      const shown = await topo([...args, '--only', part], options);
      expect([shown.code, shown.stdout.trimEnd().split('\n').at(-1)], part).toEqual([
        2,
        whole.stdout.trimEnd().split('\n').at(-1),
      ]);
    }
  }
  await withFolder(async (folder) => {
    const file = (name: string): string => join(folder, name);
    writeFileSync(file('topo.yaml'), without98);
    const run = (...args: string[]): Promise<Ran> => topo([...args, '-f', file('topo.yaml')], { broker: vhost });
    await run('plan', '--out', file('whole.json'));
    const { stdout } = await run('plan', '--only', 'daemon=dispatcher', '--format', 'json', '--out', file('out.json'));
    expect(readFileSync(file('out.json'), 'utf8')).toBe(readFileSync(file('whole.json'), 'utf8'));
    expect(JSON.parse(stdout)).toMatchObject({ steps: [], only: { shown: 0, all: 6 }, summary: { delete: 2 } });
    writeFileSync(file('part.json'), stdout);
    const refused = await run('apply', '--yes', file('part.json'));
    expect([refused.code, refused.stderr]).toEqual([65, expect.stringContaining('it shows a part of a plan')]);
    expect((await run('apply', '--yes', file('out.json'))).code).toBe(0);
  });
});
