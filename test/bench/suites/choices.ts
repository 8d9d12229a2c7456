// The choices of apply's order and batches, tried with bare loops: how queues are bound when they come, and how they are
// unbound and deleted when they go, while somebody publishes to the ones that stay.

import { connect, type Channel } from 'amqplib';
import { mean, sum } from 'simple-statistics';
import type { Binding, Queue, Topology } from '../../../src/topology/index.js';
import type { TestVhost } from '../../support/vhost.js';
import { fleetTopology, queuesOf } from '../fleet.js';
import type { Bench } from '../measure.js';
import { onFreshBroker, sideBySide, timed } from '../measure.js';
import { p99, publishDuring, warmUp } from '../publishing.js';
import type { Row, Table } from '../results.js';
import { amqplibLoop, bind, declareExchange, declareQueue, eachOn, unbind } from '../ways.js';

export async function choices(bench: Bench): Promise<readonly Table[]> {
  const fleet = { hypervisors: Math.max(100, Math.floor(bench.hypervisors / 2)) };
  const topology = fleetTopology(fleet);
  const on = `${queuesOf(fleet)} queues`;
  return [
    { name: 'choices', title: `how queues come: ${on}`, rows: await coming(bench, topology) },
    {
      name: 'choices',
      title: `how half of ${on} are looked at, 200 msg/s to others`,
      rows: await during(bench, topology, [inspect(1), inspect(8), inspect(32), inspect(128)]),
    },
    {
      name: 'choices',
      title: `how half of ${on} go, 200 msg/s to others`,
      rows: await during(bench, topology, [
        unbindFirst(1),
        unbindFirst(8),
        unbindFirst(32),
        unbindFirst(128),
        deleteBound,
      ]),
    },
  ];
}

/** One call at a time on each channel. */
async function withChannels<T>(
  amqpUrl: string,
  count: number,
  work: (channels: readonly Channel[]) => Promise<T>,
): Promise<T> {
  const connection = await connect(amqpUrl, { noDelay: true });
  try {
    return await work(await Promise.all(Array.from({ length: count }, () => connection.createChannel())));
  } finally {
    await connection.close();
  }
}

async function coming(bench: Bench, topology: Topology): Promise<readonly Row[]> {
  const { exchanges, queues, bindings } = topology;
  const all = amqplibLoop({ channels: 128 });
  const above = bindings.filter(({ destinationType }) => destinationType === 'exchange');
  const below = bindings.filter(({ destinationType }) => destinationType === 'queue');
  const interleaved = async ({ amqpUrl }: TestVhost): Promise<void> => {
    await withChannels(amqpUrl, 128, async (open) => {
      await eachOn(open, [...exchanges.values()], declareExchange);
      await eachOn(open, below, async (channel, binding) => {
        const queue = queues.get(binding.destination);
        if (queue) await declareQueue(channel, queue);
        await bind(channel, binding);
      });
      await eachOn(open, above, bind);
    });
  };
  const spread = { ...topology, bindings: [...below.map((_, index) => at(below, index)), ...above] };
  const way = (what: string, declare: (vhost: TestVhost) => Promise<void>) => ({
    what,
    unit: 's',
    run: () => onFreshBroker((vhost) => timed(() => declare(vhost))),
  });
  return await sideBySide(bench, [
    way('all queues, then all bindings, exchange by exchange (topo)', (vhost) => all(vhost, topology)),
    way('the same, neighbours on different exchanges', (vhost) => all(vhost, spread)),
    way('each queue bound as soon as it is declared', interleaved),
  ]);
}

/** The item `index` of an order in which neighbours are far apart. */
function at<T>(items: readonly T[], index: number): T {
  const item = items[(index * 7919) % items.length];
  if (item === undefined) throw new Error('an order of no items');
  return item;
}

interface Going {
  readonly what: string;
  /** It changes nothing: it is done again and again for so many seconds. */
  readonly seconds?: number;
  readonly go: (open: readonly Channel[], bindings: readonly Binding[], queues: readonly Queue[]) => Promise<void>;
}

const remove = (channel: Channel, { name }: Queue): Promise<unknown> => channel.deleteQueue(name);

const unbindFirst = (inFlight: number): Going => ({
  what: `unbind ${inFlight} at a time, then delete${inFlight === 32 ? ' (topo)' : ''}`,
  async go(open, bindings, queues) {
    await eachOn(open.slice(0, inFlight), bindings, unbind);
    await eachOn(open.slice(0, inFlight), queues, remove);
  },
});

const inspect = (inFlight: number): Going => ({
  what: `passive declares, ${inFlight} at a time${inFlight === 8 ? ' (topo)' : ''}`,
  seconds: 5,
  go: (open, _, queues) => eachOn(open.slice(0, inFlight), queues, (channel, { name }) => channel.checkQueue(name)),
});

const deleteBound: Going = {
  what: 'delete them with their bindings, 32 at a time',
  go: (open, _, queues) => eachOn(open.slice(0, 32), queues, remove),
};

/** Two rows a way: how long it took, and the p99 of the confirms meanwhile. */
async function during(bench: Bench, topology: Topology, ways: readonly Going[]): Promise<readonly Row[]> {
  const p99s = new Map<string, number[]>();
  const seconds = await sideBySide(
    bench,
    ways.map((way) => ({
      what: way.what,
      unit: 's',
      async run() {
        const { took, waited } = await goOnce(topology, way);
        p99s.set(way.what, [...(p99s.get(way.what) ?? []), waited]);
        return took;
      },
    })),
  );
  const confirms = ways.map(({ what }): Row => ({
    what: `${what}: confirms, p99`,
    unit: 'ms',
    samples: p99s.get(what) ?? [],
  }));
  return [...seconds, ...confirms];
}

async function goOnce(
  topology: Topology,
  { go, seconds = 0 }: Going,
): Promise<{ readonly took: number; readonly waited: number }> {
  return await onFreshBroker(async (vhost) => {
    await amqplibLoop({ channels: 128 })(vhost, topology);
    const goes = ({ arguments: args }: Binding): boolean => Number(args['hypervisor']) <= 50;
    const bindings = topology.bindings.filter(goes);
    const queues = bindings.flatMap(({ destination }) => topology.queues.get(destination) ?? []);
    const staying = topology.bindings.filter((binding) => binding.destinationType === 'queue' && !goes(binding));
    const messages = staying.slice(0, 100).map(({ destination }) => {
      const [daemon = '', cluster = '', hypervisor = ''] = destination.split('-');
      return { exchange: 'global', routingKey: '', headers: { daemon, cluster, hypervisor } };
    });
    await warmUp(vhost.amqpUrl, messages);
    const took: number[] = [];
    const confirms = await withChannels(vhost.amqpUrl, 128, (open) =>
      publishDuring(vhost.amqpUrl, messages, async () => {
        do took.push(await timed(() => go(open, bindings, queues)));
        while (sum(took) < seconds);
      }),
    );
    return { took: mean(took), waited: p99(confirms) };
  });
}
