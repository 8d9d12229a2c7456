// The bench compares like with like: every other way makes the topology that topo plans nothing for, and the fleets are of
// the size that their titles say.

import { describe, expect, inject, test } from 'vitest';
import { fleetTopology, fleetYaml } from '../bench/fleet.js';
import { publishDuring, publishersDuring } from '../bench/publishing.js';
import { readDuring } from '../bench/reading.js';
import type { Declare } from '../bench/ways.js';
import { amqplibLoop, importDefinitions, oneRequestEach, postDefinitions, rascalBroker } from '../bench/ways.js';
import { brokerTest } from '../support/broker-test.js';
import type { TestVhost } from '../support/vhost.js';
import { planJson } from '../support/plan-json.js';

const ways: readonly (readonly [string, Declare])[] = [
  ['a bare loop', amqplibLoop({ channels: 4 })],
  ['rascal', rascalBroker(4)],
  ['POST /api/definitions', postDefinitions],
  ['one request an object', oneRequestEach(4)],
];

describe('after each other way a plan is empty', () => {
  const fleet = { hypervisors: 3, inEachCluster: 2, direct: true };
  const declaredBy = (name: string, declare: Declare): void => {
    brokerTest(name, async ({ vhost }) => {
      await declare(vhost, fleetTopology(fleet));
      expect((await planJson({ broker: vhost, inventory: fleetYaml(fleet) })).steps).toEqual([]);
    });
  };
  for (const [name, declare] of ways) declaredBy(name, declare);
  if (inject('broker').control !== null) declaredBy('import_definitions', importDefinitions);
});

describe('a fleet has the queues that were asked for', () => {
  test.each([
    [{ hypervisors: 5 }, 11],
    [{ hypervisors: 250 }, 501],
    [{ hypervisors: 250, without: 30 }, 441],
    [{ hypervisors: 250, without: 31 }, 439],
    [{ hypervisors: 250, writtenOut: true }, 501],
    [{ hypervisors: 7, inEachCluster: 3, without: 3, writtenOut: true }, 9],
  ])('%j: %d', (fleet, queues) => {
    expect(fleetTopology(fleet).queues.size).toBe(queues);
  });
});

test('a fleet’s queues have the limits that were asked for', () => {
  const limits = { policy: { 'max-length': 5, overflow: 'reject-publish' }, arguments: { 'x-message-ttl': 1000 } };
  const { queues, policies } = fleetTopology({ hypervisors: 2, queue: limits });
  expect(policies.map(({ name, definition }) => [name, definition])).toEqual([
    ['topo.global.storage', limits.policy],
    ['topo.global.vm', limits.policy],
  ]);
  expect([...queues.values()].filter((queue) => queue.arguments['x-message-ttl'] === 1000)).toHaveLength(4);
});

describe('what is sent beside a measurement is counted', () => {
  const queues = ['first', 'second', 'third'];
  const messages = queues.map((routingKey) => ({ exchange: '', routingKey }));
  const declare = async ({ api, path }: TestVhost, queue: string, args = {}): Promise<void> => {
    await api.put(`/queues/${path}/${queue}`, { durable: true, arguments: args });
  };
  const work = async ({ api }: TestVhost): Promise<void> => {
    for (let times = 0; times < 20; times += 1) await api.get('/overview');
  };

  brokerTest('as many are read as were confirmed, by all publishers, and nothing is left', async ({ vhost }) => {
    await Promise.all(queues.map((queue) => declare(vhost, queue)));
    let confirmed = 0;
    const read = await readDuring(vhost.amqpUrl, { queues, atOnce: 2 }, async () => {
      const took = await publishersDuring(vhost.amqpUrl, messages, 2, () => work(vhost));
      return (confirmed = took.length);
    });
    expect(read).toBe(confirmed);
    expect(read).toBeGreaterThan(2);
    await vhost.amqp(async ({ channel }) => {
      for (const queue of queues) expect(await channel.checkQueue(queue)).toMatchObject({ messageCount: 0 });
    });
  });

  brokerTest('a message that does not come is an error', async ({ vhost }) => {
    await declare(vhost, 'first');
    const readers = { queues: ['first'], atOnce: 1, patience: 100 };
    await expect(readDuring(vhost.amqpUrl, readers, () => Promise.resolve(1))).rejects.toThrow(
      '1 messages were confirmed, and 0 read',
    );
  });

  brokerTest('a message that a full queue refuses is an error', async ({ vhost }) => {
    await declare(vhost, 'first', { 'x-max-length': 1, 'x-overflow': 'reject-publish' });
    await expect(publishDuring(vhost.amqpUrl, messages.slice(0, 1), () => work(vhost))).rejects.toThrow(
      /refused|nacked/,
    );
  });
});
