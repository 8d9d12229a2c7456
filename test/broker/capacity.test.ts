// topo capacity on a node of its own, with a fleet that stands and works: what it says that the fleet needs is what the node
// has in use then. And what it says to users who may not ask.

import { connect, type ChannelModel } from 'amqplib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestBroker } from '../support/broker.js';
import { startBroker } from '../support/broker.js';
import { applyJson } from '../support/plan-json.js';
import { topo } from '../support/topo.js';
import { until } from '../support/until.js';
import { createVhost, type TestVhost, type Urls } from '../support/vhost.js';

const HYPERVISORS = 200;
const inventory = `version: 1
routing: { direct: {} }
daemons: { storage: { scope: hypervisor }, vm: { scope: hypervisor, queue: { type: quorum } } }
clusters:
  1: { daemons: [storage], hypervisors: [1-${HYPERVISORS}] }
  2: { hypervisors: [1-20] }
`;
const WORKERS = HYPERVISORS + 40;

interface Need {
  readonly resource: string;
  readonly needs: number;
  readonly limit?: number;
  readonly limitFrom?: string;
  readonly inUse?: number;
}

interface Printed {
  readonly fleet: { readonly workers: number; readonly connections: number; readonly channels: number };
  readonly needs: readonly Need[];
  readonly notes: readonly string[];
}

let broker: TestBroker;
let vhost: TestVhost;
beforeAll(async () => {
  broker = await startBroker({ log: () => undefined });
  ({ vhost } = await createVhost(broker, 'capacity'));
}, 120_000);
afterAll(async () => {
  await broker.stop();
});

const LEAST = ['--connections-per-worker', '1', '--channels-per-connection', '2', '--queues-per-worker', '0'];

async function capacity(as: Urls, ...words: readonly string[]): Promise<Printed> {
  const { stdout, stderr, code } = await topo(['capacity', '--format', 'json', ...words], { inventory, broker: as });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const printed: Printed = JSON.parse(stdout);
  return printed;
}

async function userOf(tags: string): Promise<Urls> {
  const permissions = { configure: '^$', write: '^$', read: '^$' };
  return await vhost.createUser({ name: `capacity-${tags}`, password: 'p', tags, permissions });
}

test('what a fleet needs is what it has in use: processes, file handles, memory', { timeout: 180_000 }, async () => {
  expect(await applyJson({ inventory, broker: vhost })).toMatchObject({ converged: true });
  const clients: ChannelModel[] = [];
  try {
    const names = await vhost.api.get<readonly { name: string }[]>(`/queues/${vhost.path}?disable_stats=true`);
    expect(names).toHaveLength(WORKERS);
    for (const { name } of names) {
      const client = await connect(vhost.amqpUrl);
      clients.push(client);
      const [reading] = [await client.createChannel(), await client.createChannel()];
      await reading.consume(name, () => undefined);
    }
    const monitoring = await userOf('monitoring');
    const told = async (): Promise<Printed> => await capacity(monitoring, ...LEAST);
    /** The need, as a part of what is in use. */
    const part = ({ needs }: Printed, resource: string): number => {
      const need = needs.find((each) => each.resource === resource);
      return (need?.needs ?? NaN) / (need?.inUse ?? NaN);
    };
    // What a node tells of itself is up to five seconds old.
    const printed = await until('the node has seen all of it', async () => {
      const now = await told();
      return part(now, 'processes') < 1.1 && now;
    });
    expect(printed.fleet).toMatchObject({ workers: WORKERS, connections: WORKERS, channels: 2 * WORKERS });
    expect(part(printed, 'processes')).toBeGreaterThan(0.9);
    expect(part(printed, 'memory')).toBeGreaterThan(0.7);
    expect(part(printed, 'memory')).toBeLessThan(1.5);
    const handles = printed.needs.find(({ resource }) => resource === 'fileHandles');
    // 3.10: the classic queues take theirs when it comes back from a crash.
    const atOnce = (handles?.needs ?? NaN) - (broker.version.startsWith('3.') ? HYPERVISORS + 20 : 0);
    expect(Math.abs(atOnce - (handles?.inUse ?? NaN))).toBeLessThan(40);
    expect(printed.needs.filter(({ limitFrom }) => limitFrom === 'usual').map(({ resource }) => resource)).toEqual([
      'ports',
    ]);
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
});

describe('who may not ask gets the usual limits, and is told so', () => {
  test('with the tag management', async () => {
    const { needs, notes } = await capacity(await userOf('management'));
    expect(
      needs.filter(({ limitFrom }) => limitFrom === 'usual').map(({ resource, limit }) => [resource, limit]),
    ).toEqual([
      ['processes', 1_048_576],
      ['fileHandles', 65_536],
      ['ports', 65_536],
    ]);
    expect(needs.every(({ inUse }) => inUse === undefined)).toBe(true);
    expect(notes[0]).toMatch(/set_user_tags USER monitoring$/);
  });
  test('another broker than the inventory’s is refused: 3', async () => {
    const options = { inventory: `${inventory}broker: rabbit@elsewhere\n`, broker: vhost };
    expect(await topo(['capacity'], options)).toMatchObject({ code: 3, stdout: '' });
  });
});

test('Erlang has the ports and processes that the usual limits say', async () => {
  const said = await broker.rabbitmqctl(
    'eval',
    'io_lib:format("~b ~b", [erlang:system_info(port_limit), erlang:system_info(process_limit)]).',
  );
  expect((said.match(/\d{3,}/g) ?? []).map(Number)).toEqual([65_536, 1_048_576]);
});
