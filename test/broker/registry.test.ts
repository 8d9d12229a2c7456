// The registry on a real broker: no message passes it, and exports of the broker hold the proof.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registrationBinding } from '../../src/topology/index.js';
import { brokerTest } from '../support/broker-test.js';
import { startBroker, type TestBroker } from '../support/broker.js';
import { NotToBeHad } from '../support/debian.js';
import type { Definitions } from '../support/definitions.js';
import { exportByCtl, importByCtl, moved } from '../support/definitions.js';
import { applyJson, planJson, verifyJson } from '../support/plan-json.js';
import { topo } from '../support/topo.js';
import { vhostOf, withVhost, type TestVhost } from '../support/vhost.js';

const inventory = `version: 1
routing: { entry: tasks, owner: prod }
daemons: { vm: { scope: hypervisor }, network: { scope: cluster } }
clusters: { 1: { hypervisors: [1, 2, 3] } }
`;
const registry = 'topo.owned.prod';
const standIn = 'topo.moved.prod';

describe.concurrent('no message passes it', () => {
  brokerTest('whatever its headers and its routing key', async ({ vhost }) => {
    await vhost.amqp(async ({ channel, publish }) => {
      await channel.assertExchange(registry, 'headers', { durable: true });
      await channel.assertQueue('q', { durable: true });
      await channel.assertExchange('x', 'fanout', { durable: true });
      await channel.bindQueue('q', 'x', '');
      for (const role of ['entry', 'tree', 'net'] as const)
        for (const [kind, name] of [
          ['queue', 'q'],
          ['exchange', 'x'],
        ] as const) {
          const { routingKey, arguments: args } = registrationBinding(registry, { kind, name, role });
          await channel[kind === 'queue' ? 'bindQueue' : 'bindExchange'](name, registry, routingKey, args);
        }
      const messages: readonly Readonly<Record<string, unknown>>[] = [
        {},
        { daemon: 'vm' },
        { 'x-topo-role': 'tree' },
        { 'x-topo-role': 'entry', 'x-match': 'any' },
        { 'x-match': 'all', 'x-topo-role': 'net', daemon: 'vm', cluster: '1', hypervisor: '1' },
        { 'x-topo-role': 1 },
      ];
      for (const headers of messages)
        for (const routingKey of ['', 'q', 'x', registry, '#'])
          expect(await publish(headers, { exchange: registry, routingKey }), JSON.stringify(headers)).toBe('returned');
      // What would have shown it.
      await channel.bindQueue('q', registry, 'q', { 'x-match': 'any-with-x', 'x-topo-role': 'tree' });
      expect(await publish({ 'x-topo-role': 'tree' }, { exchange: registry })).toBe('routed');
    });
  });
});

/** One unmarked queue, one unmarked exchange and the unmarked entry, adopted; the rest marked. */
async function adopted(vhost: TestVhost): Promise<void> {
  await vhost.amqp(async ({ channel }) => {
    await channel.assertExchange('tasks', 'headers', { durable: true });
    await channel.assertExchange('vm', 'headers', { durable: true });
    await channel.assertQueue('vm-1-2', { durable: true });
  });
  const report = await applyJson({ inventory, broker: vhost });
  expect(report).toMatchObject({ exitCode: 0, converged: true });
  expect(report.outcomes.filter(({ step }) => step.action === 'adopt')).toHaveLength(3);
}

/** Nothing is left to do, and the proofs are those of the broker that was exported: what leaves is taken down. */
async function expectWhole(vhost: TestVhost): Promise<void> {
  const options = { inventory, broker: vhost };
  expect((await planJson(options)).steps).toEqual([]);
  expect(await verifyJson(options)).toMatchObject({ ok: true });
  const less = { ...options, inventory: inventory.replace('[1, 2, 3]', '[1, 3]').replace('tasks', 'jobs') };
  expect((await planJson(less)).summary).toMatchObject({ delete: 1, unbind: 1, adopt: 0 });
  expect((await planJson(less)).foreign).toMatchObject([{ name: 'tasks' }]);
}

async function registered(vhost: TestVhost, source = registry): Promise<readonly string[]> {
  const rows = await vhost.api.get<{ destination: string }[]>(`/exchanges/${vhost.path}/${source}/bindings/source`);
  return rows.map(({ destination }) => destination).sort();
}

describe.concurrent('adopted, exported, imported', () => {
  brokerTest('over HTTP, one vhost', async ({ vhost }) => {
    await adopted(vhost);
    expect(await registered(vhost)).toEqual(['tasks', 'vm', 'vm-1-2']);
    const definitions = await vhost.api.get(`/definitions/${vhost.path}`);
    await withVhost(vhost.broker, 'imported', async (other) => {
      await other.api.post(`/definitions/${other.path}`, definitions);
      await expectWhole(other);
    });
  });
});

// On a broker of its own: on the run's there are vhosts with limits of other tests, and 3.10.8 then exports nothing.
describe('adopted, exported whole, imported', () => {
  let broker: TestBroker;
  beforeAll(async () => {
    broker = await startBroker({ log: () => undefined });
  });
  afterAll(async () => {
    await broker.stop();
  });

  test('over HTTP', async () => {
    await withVhost(broker, 'exported', async (vhost) => {
      await adopted(vhost);
      const definitions = await vhost.api.get<Definitions>('/definitions');
      await withVhost(broker, 'imported', async (other) => {
        await other.api.post('/definitions', moved(definitions, vhost.name, other.name));
        await expectWhole(other);
      });
    });
  });

  test('by rabbitmqctl, and as what a node boots with', { timeout: 180_000 }, async ({ skip }) => {
    if (broker.control === null) skip('rabbitmqctl runs on a broker of ours only');
    await withVhost(broker, 'exported', async (vhost) => {
      await adopted(vhost);
      const definitions = await exportByCtl(broker);
      await withVhost(broker, 'imported', async (other) => {
        await importByCtl(broker, moved(definitions, vhost.name, other.name));
        await expectWhole(other);
      });
      const file = JSON.stringify(moved(definitions, vhost.name, 'booted'));
      const booted = await startBroker({ log: () => undefined, definitions: file });
      try {
        await expectWhole(vhostOf(booted, 'booted'));
      } finally {
        await booted.stop();
      }
    });
  });
});

describe.concurrent('what an older topo made', () => {
  /** As it was: an internal direct exchange, from which what it adopted is bound by name. */
  async function asBefore({ amqp }: TestVhost): Promise<void> {
    await amqp(async ({ channel }) => {
      await channel.deleteExchange(registry);
      await channel.assertExchange(registry, 'direct', { durable: true, internal: true });
      await channel.bindExchange('vm', registry, 'vm');
      await channel.bindQueue('vm-1-2', registry, 'vm-1-2');
      await channel.bindExchange('tasks', registry, 'tasks');
    });
  }

  brokerTest('is replaced by an apply that has nothing else to do', async ({ vhost }) => {
    const marked = { inventory: inventory.replace('tasks, owner', 'world, owner'), broker: vhost };
    await vhost.amqp(async ({ channel }) => {
      await channel.assertExchange('vm', 'headers', { durable: true });
      await channel.assertQueue('vm-1-2', { durable: true });
    });
    await applyJson(marked);
    await vhost.amqp(async ({ channel }) => {
      await channel.deleteExchange(registry);
      await channel.assertExchange(registry, 'direct', { durable: true, internal: true });
      await channel.bindExchange('vm', registry, 'vm');
      await channel.bindQueue('vm-1-2', registry, 'vm-1-2');
    });
    expect((await planJson(marked)).steps).toEqual([]);
    expect(await applyJson(marked, '--no-prune')).toMatchObject({ exitCode: 0, outcomes: [] });
    expect(await vhost.api.get(`/exchanges/${vhost.path}/${registry}`)).toMatchObject({ internal: true });

    const { code, stdout } = await topo(['apply', '--yes'], marked);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('1 replaced') });
    expect(await vhost.api.get(`/exchanges/${vhost.path}/${registry}`)).toMatchObject({
      type: 'headers',
      durable: true,
      internal: false,
    });
    expect(await registered(vhost)).toEqual(['vm', 'vm-1-2']);
    await expect(vhost.api.get(`/exchanges/${vhost.path}/${standIn}`)).rejects.toMatchObject({ status: 404 });
    expect(await applyJson(marked)).toMatchObject({ exitCode: 0, outcomes: [] });
    expect((await planJson(marked)).steps).toEqual([]);

    const definitions = await vhost.api.get(`/definitions/${vhost.path}`);
    await withVhost(vhost.broker, 'imported', async (other) => {
      await other.api.post(`/definitions/${other.path}`, definitions);
      expect((await planJson({ ...marked, broker: other })).steps).toEqual([]);
      expect(await registered(other)).toEqual(['vm', 'vm-1-2']);
    });
  });

  brokerTest('with rights for the registry alone it stays, and says what it needs', async ({ vhost }) => {
    await adopted(vhost);
    await asBefore(vhost);
    const rights = (names: string): { configure: string; write: string; read: string } => ({
      configure: `^(tasks|(vm|network)(-.*)?|topo\\.(${names}|lock)\\.prod)$`,
      write: '^(tasks|(vm|network)(-.*)?)$',
      read: `^(tasks|(vm|network)(-.*)?|topo\\.(${names})\\.prod)$`,
    });
    const user = (name: string, names: string): ReturnType<TestVhost['createUser']> =>
      vhost.createUser({
        name: `${name}-${vhost.name}`,
        password: 'p',
        tags: 'management',
        permissions: rights(names),
      });
    const few = { inventory, broker: await user('few', 'owned') };
    const report = await applyJson(few);
    expect(report.outcomes.map(({ step, result }) => `${result} ${step.action} ${step.name}`)).toEqual([
      `failed replace ${registry}`,
      'done adopt tasks',
    ]);
    expect(report).toMatchObject({ exitCode: 7 });
    expect(report.outcomes[0]?.remedy).toContain(standIn);
    expect(await registered(vhost)).toEqual(['tasks', 'tasks', 'vm', 'vm-1-2']);

    expect(await applyJson({ ...few, broker: await user('enough', 'owned|moved') })).toMatchObject({ exitCode: 0 });
    expect(await registered(vhost)).toEqual(['tasks', 'vm', 'vm-1-2']);
    await expectWhole(vhost);
  });
});

describe.concurrent('what was the entry stays', () => {
  const renamed = inventory.replace('entry: tasks', 'entry: jobs');
  const service = renamed.replace('owner: prod', 'owner: prod, headers: { daemon: service }');
  const others = (text: string): string => text.replace('vm:', 'machine:').replace('network:', 'net:');
  const message = { daemon: 'vm', cluster: '1', hypervisor: '1' };

  brokerTest('renamed with its header, in one apply', async ({ vhost }) => {
    await applyJson({ inventory, broker: vhost });
    expect(await applyJson({ inventory: service, broker: vhost })).toMatchObject({ exitCode: 0, converged: true });
    await vhost.amqp(async ({ publish }) => {
      expect(await publish(message, { exchange: 'tasks' })).toBe('routed');
      const { daemon, ...rest } = message;
      expect(await publish({ ...rest, service: daemon }, { exchange: 'jobs' })).toBe('routed');
    });
  });
  brokerTest('renamed, then its daemons, then another apply', async ({ vhost }) => {
    await applyJson({ inventory, broker: vhost });
    for (const next of [renamed, others(renamed), others(service), others(service)]) {
      const report = await applyJson({ inventory: next, broker: vhost }, '--max-removals', '9');
      expect(report).toMatchObject({ exitCode: 0, converged: true });
      expect(await vhost.api.get(`/exchanges/${vhost.path}/tasks`)).toMatchObject({ type: 'headers' });
    }
    expect(await registered(vhost)).toEqual(['tasks']);
  });
  brokerTest('adopted, then renamed, then its daemons', async ({ vhost }) => {
    await adopted(vhost);
    for (const next of [renamed, others(renamed)])
      expect(await applyJson({ inventory: next, broker: vhost }, '--max-removals', '9')).toMatchObject({ exitCode: 0 });
    expect(await registered(vhost)).toEqual(['tasks']);
    const { findings } = await verifyJson({ inventory: others(renamed), broker: vhost });
    expect(findings).toMatchObject([{ kind: 'orphan', object: { name: 'tasks' } }]);
  });
});

describe('from one version to another', () => {
  test('an export of 3.10, imported by 4.3', { timeout: 300_000 }, async ({ skip }) => {
    if (process.env['TOPO_TEST_AMQP_URL'] !== undefined) skip('only brokers of ours are started');
    const quiet = { log: () => undefined };
    const old = await startBroker({ ...quiet, rabbitmq: '3.10' }).catch(orSkip(skip));
    try {
      const exports: Definitions[] = [];
      await withVhost(old, 'old', async (vhost) => {
        await adopted(vhost);
        for (const whole of [await exportByCtl(old), await vhost.api.get<Definitions>('/definitions')])
          exports.push(moved(whole, vhost.name, `new${exports.length}`));
      });
      const [byCtl, byHttp] = exports;
      const booting = { ...quiet, rabbitmq: '4.3' as const, definitions: JSON.stringify(byCtl) };
      const young = await startBroker(booting).catch(orSkip(skip));
      try {
        expect(young.version).toMatch(/^4\.3\./);
        await expectWhole(vhostOf(young, 'new0'));
        await importByCtl(young, byHttp ?? {});
        const vhost = vhostOf(young, 'new1');
        const user = decodeURIComponent(new URL(young.amqpUrl).username);
        await vhost.api.put(`/permissions/new1/${user}`, { configure: '.*', write: '.*', read: '.*' });
        await expectWhole(vhost);
      } finally {
        await young.stop();
      }
    } finally {
      await old.stop();
    }
  });
});

function orSkip(skip: (why: string) => never): (error: unknown) => never {
  return (error) => {
    if (error instanceof NotToBeHad) return skip(error.message);
    throw error;
  };
}
