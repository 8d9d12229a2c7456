// What a message costs by each way, by how many queues there are: the headers tree, the direct exchange beside it, and the
// default exchange. The same queues, one publisher. A vhost with the tree alone, and one with both ways.

import type { Topology } from '../../../src/topology/index.js';
import type { TestVhost } from '../../support/vhost.js';
import { fleetTopology, queuesOf } from '../fleet.js';
import type { Bench, Way } from '../measure.js';
import { onFreshBroker, sideBySide } from '../measure.js';
import type { Message } from '../publishing.js';
import { publishFast } from '../publishing.js';
import type { Table } from '../results.js';
import { amqplibLoop } from '../ways.js';

export const TREE = 'the tree, three hops';
export const DIRECT = 'the direct exchange, by queue name';
export const DEFAULT = 'the default exchange, by queue name';
const SECONDS = 5;

export const SIZES = ['small', 'usual', 'large'] as const;
/** Of the fleet, against the other benches'. */
const factors = { small: 0.1, usual: 1, large: 5 };

export async function routing(bench: Bench): Promise<readonly Table[]> {
  const tables: Table[] = [];
  for (const size of SIZES) tables.push(await byEachWay(bench, size));
  return [...tables, await oneHeadersExchange(bench)];
}

async function byEachWay(bench: Bench, size: (typeof SIZES)[number]): Promise<Table> {
  const hypervisors = Math.ceil(bench.hypervisors * factors[size]);
  const tree = fleetTopology({ hypervisors });
  const both = fleetTopology({ hypervisors, direct: true });
  const addresses = addressesOf(tree);
  return await onFreshBroker(async (alone) => {
    await declare(alone, tree);
    return await onFreshBroker(async (beside) => {
      await declare(beside, both);
      const byHeaders = addresses.map(({ headers }) => ({ exchange: 'global', routingKey: '', headers }));
      const byName = (exchange: string): readonly Message[] =>
        addresses.map(({ queue }) => ({ exchange, routingKey: queue }));
      const rows = await sideBySide(bench, [
        wayOf(TREE, alone, byHeaders),
        { ...wayOf('the tree, with the direct exchange beside it', beside, byHeaders), against: TREE },
        { ...wayOf(DIRECT, beside, byName('global.direct')), against: TREE },
        { ...wayOf(DEFAULT, beside, byName('')), against: TREE },
      ]);
      return { name: `routing ${size}`, title: `one publisher, ${queuesOf({ hypervisors })} queues`, rows };
    });
  });
}

/** What a tree is for: all three headers in each binding of one exchange. */
async function oneHeadersExchange(bench: Bench): Promise<Table> {
  const fleet = { hypervisors: bench.hypervisors };
  const { exchanges, queues } = fleetTopology(fleet);
  const entry = exchanges.get('global');
  if (!entry) throw new Error('the tree has no entry');
  const addresses = addressesOf({ queues });
  const bindings = addresses.map(({ queue, headers }) => ({
    source: 'flat',
    destination: queue,
    destinationType: 'queue' as const,
    routingKey: '',
    arguments: { 'x-match': 'all', ...headers },
  }));
  return await onFreshBroker(async (vhost) => {
    await declare(vhost, {
      exchanges: new Map([['flat', { ...entry, name: 'flat' }]]),
      queues,
      bindings,
      policies: [],
    });
    const messages = addresses.map(({ headers }) => ({ exchange: 'flat', routingKey: '', headers }));
    const rows = await sideBySide(bench, [wayOf('one headers exchange, three headers a binding', vhost, messages)]);
    return { name: 'flat', title: `one publisher, ${queuesOf(fleet)} queues`, rows };
  });
}

async function declare(vhost: TestVhost, topology: Topology): Promise<void> {
  await amqplibLoop({ channels: 128 })(vhost, topology);
}

function wayOf(what: string, vhost: TestVhost, messages: readonly Message[]): Way {
  return { what, unit: 'msg/s', run: () => vhost.amqp((amqp) => publishFast(amqp, messages, SECONDS)) };
}

interface Address {
  readonly queue: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** In an order in which neighbours are far apart, so that no cache helps one way more than another. */
function addressesOf({ queues }: Pick<Topology, 'queues'>): readonly Address[] {
  const all = [...queues.keys()].flatMap((queue): readonly Address[] => {
    const [daemon, cluster, hypervisor] = queue.split('-');
    return daemon !== undefined && cluster !== undefined && hypervisor !== undefined
      ? [{ queue, headers: { daemon, cluster, hypervisor } }]
      : [];
  });
  const stride = 7919;
  return all.flatMap((_, index) => all[(index * stride) % all.length] ?? []);
}
