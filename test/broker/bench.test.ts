// The bench compares like with like: every other way makes the topology that topo plans nothing for, and the fleets are of
// the size that their titles say.

import { describe, expect, inject, test } from 'vitest';
import { fleetTopology, fleetYaml } from '../bench/fleet.js';
import type { Declare } from '../bench/ways.js';
import { amqplibLoop, importDefinitions, oneRequestEach, postDefinitions, rascalBroker } from '../bench/ways.js';
import { brokerTest } from '../support/broker-test.js';
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
