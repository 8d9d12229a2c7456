// What a message costs: the tree, one headers exchange with all three headers in each binding, and the queue's name at
// the default exchange. The same queues, one publisher.

import type { Binding, Topology } from '../../../src/topology/index.js';
import { fleetTopology, queuesOf } from '../fleet.js';
import type { Bench, Way } from '../measure.js';
import { onFreshBroker, sideBySide } from '../measure.js';
import type { Message } from '../publishing.js';
import { publishFast } from '../publishing.js';
import type { Table } from '../results.js';
import { amqplibLoop } from '../ways.js';

export const TREE = 'the tree, three hops';
const SECONDS = 5;

export async function routing(bench: Bench): Promise<readonly Table[]> {
  const fleet = { hypervisors: bench.hypervisors };
  const tree = fleetTopology(fleet);
  const addresses = addressesOf(tree);
  const flat = addresses.map(({ queue, headers }): Binding => ({
    ...toQueue(queue),
    source: 'flat',
    arguments: { 'x-match': 'all', ...headers },
  }));
  return await onFreshBroker(async (vhost) => {
    const entry = tree.exchanges.get('global');
    if (!entry) throw new Error('the tree has no entry');
    const exchanges = new Map([...tree.exchanges, ['flat', { ...entry, name: 'flat' }]]);
    await amqplibLoop({ channels: 128 })(vhost, { ...tree, exchanges, bindings: [...tree.bindings, ...flat] });
    const fast = (messages: readonly Message[]) => () => vhost.amqp((amqp) => publishFast(amqp, messages, SECONDS));
    const ways: readonly Way[] = [
      {
        what: TREE,
        unit: 'msg/s',
        run: fast(addresses.map(({ headers }) => ({ exchange: 'global', routingKey: '', headers }))),
      },
      {
        what: 'one flat headers exchange',
        unit: 'msg/s',
        against: TREE,
        run: fast(addresses.map(({ headers }) => ({ exchange: 'flat', routingKey: '', headers }))),
      },
      {
        what: 'the default exchange, by queue name',
        unit: 'msg/s',
        against: TREE,
        run: fast(addresses.map(({ queue }) => ({ exchange: '', routingKey: queue }))),
      },
    ];
    return [
      { name: 'routing', title: `one publisher, ${queuesOf(fleet)} queues`, rows: await sideBySide(bench, ways) },
    ];
  });
}

interface Address {
  readonly queue: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** In an order in which neighbours are far apart, so that no cache helps one way more than another. */
function addressesOf({ queues }: Topology): readonly Address[] {
  const all = [...queues.keys()].flatMap((queue): readonly Address[] => {
    const [daemon, cluster, hypervisor] = queue.split('-');
    return daemon !== undefined && cluster !== undefined && hypervisor !== undefined
      ? [{ queue, headers: { daemon, cluster, hypervisor } }]
      : [];
  });
  const stride = 7919;
  return all.flatMap((_, index) => all[(index * stride) % all.length] ?? []);
}

function toQueue(queue: string): Pick<Binding, 'destination' | 'destinationType' | 'routingKey'> {
  return { destination: queue, destinationType: 'queue', routingKey: '' };
}
