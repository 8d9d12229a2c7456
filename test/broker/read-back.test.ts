// What an apply asks the management API for: the whole once, under its lock, and after the steps only what it touched. And what it
// says when somebody else changes something meanwhile.

import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import type { Live } from '../../src/live/index.js';
import { emptyLive, readLive, readTouched } from '../../src/live/index.js';
import type { ObjectKind } from '../../src/topology/index.js';
import { openManagement } from '../../src/broker/index.js';
import { brokerTest } from '../support/broker-test.js';
import { applyJson, planJson } from '../support/plan-json.js';
import type { Proxy } from '../support/proxy.js';
import { throughProxy } from '../support/proxy.js';
import type { TestVhost } from '../support/vhost.js';

const small = readFileSync(new URL('../../examples/small/topo.yaml', import.meta.url), 'utf8');
const more = small.replace('[98, 99]', '[98, 99, 100]');
const less = small.replace('[98, 99]', '[98]');

interface Seen {
  readonly proxy: Proxy;
  readonly apply: (inventory: string) => ReturnType<typeof applyJson>;
  /** How often each whole list was asked for. */
  readonly lists: () => Readonly<Record<string, number>>;
}

async function watched<T>({ amqpUrl, managementUrl, path }: TestVhost, work: (seen: Seen) => Promise<T>): Promise<T> {
  return await throughProxy(managementUrl, async (proxy) => {
    const count = (list: string, query = ''): number =>
      proxy.seen.filter((line) => line.startsWith(`GET /api/${list}/${path}${query}`) && !line.includes(`${path}/`))
        .length;
    return await work({
      proxy,
      apply: (inventory) => applyJson({ inventory, broker: { amqpUrl, managementUrl: proxy.url } }),
      lists: () => ({
        queues: count('queues', '?disable_stats=true&columns=name%2Cdurable'),
        exchanges: count('exchanges'),
        bindings: count('bindings'),
        policies: count('policies'),
      }),
    });
  });
}

const once = { queues: 1, exchanges: 1, bindings: 1, policies: 1 };
const good = { exitCode: 0, converged: true };

describe.concurrent('few objects change: the lists are read once', () => {
  brokerTest.for<[string, string, string, Readonly<Record<string, number>>]>([
    ['one hypervisor more', small, more, once],
    ['one hypervisor less', small, less, once],
    ['nothing', small, small, once],
    ['a hypervisor that drains', small, small.replace('[98, 99]', '{ 98: , 99: { state: draining } }'), once],
    // Which policy an exchange has can be another one on each of them.
    [
      'the net is switched on',
      small,
      small.replace('daemons:', 'routing: { unroutable: {} }\ndaemons:'),
      { ...once, exchanges: 2, policies: 2 },
    ],
    ['the direct way is switched on', small, small.replace('daemons:', 'routing: { direct: {} }\ndaemons:'), once],
    // What goes is looked at again after something was built.
    [
      'one more and one less',
      small,
      small.replace('[98, 99]', '[98, 100]'),
      { queues: 2, exchanges: 2, bindings: 2, policies: 2 },
    ],
  ])('%s', async ([, before, after, expected], { vhost }) => {
    await applyJson({ inventory: before, broker: vhost });
    await watched(vhost, async ({ apply, lists }) => {
      expect(await apply(after)).toMatchObject(good);
      expect(lists()).toEqual(expected);
    });
    expect((await planJson({ inventory: after, broker: vhost })).steps).toEqual([]);
  });

  brokerTest('many: the whole is read back', async ({ vhost }) => {
    await watched(vhost, async ({ apply, lists }) => {
      const inventory = small.replace('[98, 99]', '[1-40]');
      expect(await apply(inventory)).toMatchObject(good);
      expect(lists()).toEqual({ queues: 2, exchanges: 2, bindings: 2, policies: 2 });
    });
  });

  brokerTest('an unbind that answers ok and removes nothing is seen, and done by its handle', async ({ vhost }) => {
    await applyJson({ inventory: small, broker: vhost });
    await vhost.amqp(async ({ channel }) => {
      const hypervisor = Buffer.from('97');
      await channel.bindQueue('storage-54-98', 'storage-54', '', { 'x-match': 'all', hypervisor });
    });
    const rows = (): Promise<unknown[]> => vhost.api.get(`/bindings/${vhost.path}/e/storage-54/q/storage-54-98`);
    expect(await rows()).toHaveLength(2);
    await watched(vhost, async ({ proxy, apply, lists }) => {
      expect(await apply(small)).toMatchObject({ ...good, summary: { done: 1, failed: 0 } });
      expect(proxy.seen.filter((line) => line.startsWith('DELETE /api/bindings/'))).toHaveLength(1);
      expect(lists()).toEqual(once);
    });
    expect(await rows()).toHaveLength(1);
  });
});

describe.concurrent('somebody changes something after the steps, before they are read back', () => {
  /** Two of its questions. */
  const forBindings = /GET \/api\/queues\/[^/]+\/storage-54-100\/bindings/;
  const forQueue = /GET \/api\/queues\/[^/]+\/storage-54-100\?/;
  const hand = { 'x-match': 'all', hypervisor: 'by hand' };

  brokerTest('a binding of what was touched comes: it is named', async ({ vhost }) => {
    await applyJson({ inventory: small, broker: vhost });
    await watched(vhost, async ({ proxy, apply }) => {
      proxy.before(forBindings, () =>
        vhost.amqp(async ({ channel }) => {
          await channel.bindQueue('storage-54-100', 'storage-54', '', hand);
        }),
      );
      const report = await apply(more);
      expect(report).toMatchObject({ exitCode: 7, converged: false, summary: { done: 4, skipped: 1 } });
      expect(report.outcomes.find(({ result }) => result === 'skipped')).toMatchObject({
        step: { action: 'unbind', name: 'storage-54-100' },
        error: expect.stringMatching(/it showed when the broker was read back/),
      });
    });
  });

  brokerTest('a binding that was just made goes: it is said', async ({ vhost }) => {
    await applyJson({ inventory: small, broker: vhost });
    await watched(vhost, async ({ proxy, apply }) => {
      proxy.before(forBindings, () =>
        vhost.amqp(async ({ channel }) => {
          await channel.unbindQueue('storage-54-100', 'storage-54', '', { 'x-match': 'all', hypervisor: '100' });
        }),
      );
      const report = await apply(more);
      expect(report).toMatchObject({ exitCode: 7, converged: false, summary: { done: 3, failed: 1 } });
      expect(report.outcomes.find(({ result }) => result === 'failed')).toMatchObject({
        step: { action: 'bind', name: 'storage-54-100' },
        error: 'RabbitMQ answered ok, and it is not so: read back after the run',
      });
    });
  });

  brokerTest('a queue that was just made goes, with its binding', async ({ vhost }) => {
    await applyJson({ inventory: small, broker: vhost });
    await watched(vhost, async ({ proxy, apply }) => {
      proxy.before(forQueue, () =>
        vhost.amqp(async ({ channel }) => {
          await channel.deleteQueue('storage-54-100');
        }),
      );
      expect(await apply(more)).toMatchObject({ exitCode: 7, converged: false, summary: { done: 2, failed: 2 } });
    });
  });

  brokerTest('a queue that was just deleted comes again, of somebody else', async ({ vhost }) => {
    await applyJson({ inventory: more, broker: vhost });
    await watched(vhost, async ({ proxy, apply }) => {
      proxy.before(forQueue, () =>
        vhost.amqp(async ({ channel }) => {
          await channel.assertQueue('storage-54-100', { arguments: { 'x-topo-owner': 'global' } });
        }),
      );
      const report = await apply(small);
      expect(report).toMatchObject({ exitCode: 7, converged: false, summary: { done: 3, failed: 1 } });
    });
  });

  brokerTest('elsewhere: the next plan sees it, as what comes a moment later', async ({ vhost }) => {
    await applyJson({ inventory: small, broker: vhost });
    await watched(vhost, async ({ proxy, apply }) => {
      proxy.before(forBindings, () =>
        vhost.amqp(async ({ channel }) => {
          await channel.bindQueue('storage-53-11', 'storage-53', '', hand);
        }),
      );
      expect(await apply(more)).toMatchObject(good);
    });
    const { steps } = await planJson({ inventory: more, broker: vhost });
    expect(steps).toMatchObject([{ action: 'unbind', name: 'storage-53-11' }]);
  });
});

brokerTest('one by one, objects and bindings are what the lists say of them', async ({ vhost }) => {
  const names = ['classic', 'quorum', 'stream', 'down / %+?#ü ~'];
  await vhost.amqp(async ({ channel }) => {
    await channel.assertExchange('x /%', 'headers', { alternateExchange: 'none' });
    await channel.assertExchange('y', 'topic', { internal: true, autoDelete: true });
    for (const name of names) {
      const type = ['quorum', 'stream'].includes(name) ? name : 'classic';
      await channel.assertQueue(name, { arguments: { 'x-queue-type': type, 'x-topo-owner': 'me' } });
      for (const value of ['1', 1, true, null, Buffer.from('1')])
        await channel.bindQueue(name, 'x /%', 'key', { 'x-match': 'all', value });
    }
    await channel.bindExchange('y', 'x /%', 'a.b', {});
    await channel.assertQueue('exclusive', { exclusive: true, autoDelete: true, durable: false });
    await vhost.api.put(`/policies/${vhost.path}/some`, { pattern: '^x', definition: { 'alternate-exchange': 'y' } });
    const reader = openManagement({ url: vhost.managementUrl, timeoutSeconds: 30 });
    const whole = await readLive(reader, vhost.name);
    const { exchanges, queues } = whole.topology;
    const gone = ['gone'];
    const touched = {
      exchanges: new Set([...exchanges.keys(), ...gone]),
      queues: new Set([...queues.keys(), ...gone]),
      policies: new Set<ObjectKind>(),
    };
    const { broker, nodes, store } = whole;
    const none: Live = { ...emptyLive(vhost.name), ...(broker && { broker }), nodes, ...(store && { store }) };
    const one = await readTouched(reader, none, touched);
    expect(sorted(one)).toEqual(sorted({ ...whole, topology: { ...whole.topology, policies: [] } }));
  });
});

function sorted(live: Live): object {
  const { topology } = live;
  const texts = topology.bindings.map((binding) => JSON.stringify(binding)).sort();
  return { ...live, topology: { ...topology, bindings: texts } };
}
