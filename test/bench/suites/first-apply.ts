// A first apply, from an empty vhost to a fleet: topo's whole process (with its start-up, read, plan, lock and read-back)
// against other ways to declare the same objects.

import type { Topology } from '../../../src/topology/index.js';
import type { TestVhost } from '../../support/vhost.js';
import { fleetTopology, fleetYaml, queuesOf } from '../fleet.js';
import type { Bench, Way } from '../measure.js';
import { onFreshBroker, sideBySide, timed } from '../measure.js';
import type { Table } from '../results.js';
import { runTopo } from '../run-process.js';
import type { Declare } from '../ways.js';
import { amqplibLoop, importDefinitions, oneRequestEach, postDefinitions, rascalBroker } from '../ways.js';

export const TOPO = 'topo apply, the whole process';
export const BOTH = 'topo apply, with the direct exchange';
export const LOOP = 'amqplib, a bare loop, 128 channels';
export const POST = 'POST /api/definitions/{vhost}';

export async function firstApply(bench: Bench): Promise<readonly Table[]> {
  const fleet = { hypervisors: bench.hypervisors };
  const topology = fleetTopology(fleet);
  const input = fleetYaml(fleet);
  const two = { ...fleet, direct: true };
  const on = async <T>(declare: (vhost: TestVhost) => Promise<T>, whole = topology): Promise<T> =>
    await onFreshBroker(async (vhost) => {
      const spent = await declare(vhost);
      await checkWhole(vhost, whole);
      return spent;
    });
  const by = (declare: Declare) => (): Promise<number> => on((vhost) => timed(() => declare(vhost, topology)));
  const ways: readonly Way[] = [
    {
      what: TOPO,
      unit: 's',
      run: () => on((vhost) => runTopo(['apply', '--yes', '-q', '-f', '-'], { input, broker: vhost })),
    },
    {
      what: BOTH,
      unit: 's',
      against: TOPO,
      run: () =>
        on(
          (vhost) => runTopo(['apply', '--yes', '-q', '-f', '-'], { input: fleetYaml(two), broker: vhost }),
          fleetTopology(two),
        ),
    },
    { what: LOOP, unit: 's', against: TOPO, run: by(amqplibLoop({ channels: 128 })) },
    { what: 'rascal, concurrency 30', unit: 's', against: TOPO, run: by(rascalBroker(30)) },
    { what: POST, unit: 's', against: TOPO, run: by(postDefinitions) },
    { what: 'rabbitmqctl import_definitions', unit: 's', against: TOPO, run: by(importDefinitions) },
    { what: 'HTTP, one request an object, 10 in flight', unit: 's', against: TOPO, run: by(oneRequestEach(10)) },
  ];
  const { exchanges, bindings } = topology;
  const title = `first apply: ${queuesOf(fleet)} queues, ${exchanges.size} exchanges, ${bindings.length} bindings`;
  return [{ name: 'first-apply', title, rows: await sideBySide(bench, ways) }];
}

/** A way that lost something on its way was not fast. */
async function checkWhole({ api, path }: TestVhost, { queues, bindings }: Topology): Promise<void> {
  const count = async (list: string): Promise<number> => (await api.get<readonly unknown[]>(list)).length;
  const found = await count(`/queues/${path}?disable_stats=true&columns=name`);
  // One implicit binding to the default exchange a queue.
  const bound = (await count(`/bindings/${path}`)) - found;
  if (found !== queues.size || bound !== bindings.length)
    throw new Error(
      `${queues.size} queues and ${bindings.length} bindings were to be there, not ${found} and ${bound}`,
    );
}
