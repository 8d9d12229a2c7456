// What each object takes of a node: Erlang processes, memory, file handles, ports, atoms, disk. Many of one kind on a fresh
// broker, and what the node has more afterwards. `topo capacity` counts with these figures.

import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { connect, type Channel, type ChannelModel } from 'amqplib';
import { median } from 'simple-statistics';
import { startBroker, type TestBroker } from '../../support/broker.js';
import { createVhost, type TestVhost } from '../../support/vhost.js';
import type { Bench } from '../measure.js';
import type { Row, Table } from '../results.js';
import { digits } from '../results.js';
import { eachOn } from '../ways.js';

/** What a node has, or what an object takes of it. */
interface Taken {
  readonly processes: number;
  /** KiB, by the reckoning that the memory alarm goes by. */
  readonly used: number;
  /** KiB that Erlang has given out. */
  readonly given: number;
  readonly handles: number;
  readonly ports: number;
  readonly atoms: number;
  /** KiB of the node's folder. */
  readonly disk: number;
}

const QUEUES = 2000;
const QUORUM_QUEUES = 400;
const CONNECTIONS = 400;
const CHANNELS_EACH = 5;
/** Of bindings alone there are more: each is small. */
const BINDINGS_EACH = 5;

const IDLE = 'a node before anybody has come';
const queues = names('queue', QUEUES);

export async function objectCost({ rounds, progress }: Bench): Promise<readonly Table[]> {
  progress.expect(rounds * (kinds.length + 1));
  const rows: Row[] = [];
  const idle: Taken[] = [];
  for (let round = 0; round < rounds; round += 1) {
    progress.begin(IDLE);
    idle.push(await onNode(sample));
  }
  rows.push(rowOf(IDLE, idle));
  for (const kind of kinds) {
    const all: Taken[] = [];
    for (let round = 0; round < rounds; round += 1) {
      progress.begin(kind.what);
      all.push(await cost(kind));
    }
    rows.push(rowOf(kind.what, all));
  }
  return [{ name: 'object-cost', title: 'what each takes of a node: memory', rows }];
}

function rowOf(what: string, all: readonly Taken[]): Row {
  const of = (key: keyof Taken): string => digits(median(all.map((taken) => taken[key])));
  return {
    what,
    unit: 'KiB',
    samples: all.map(({ used }) => used),
    more: {
      'given out': `${of('given')} KiB`,
      processes: of('processes'),
      'file handles': of('handles'),
      ports: of('ports'),
      atoms: of('atoms'),
      disk: `${of('disk')} KiB`,
    },
  };
}

interface Kind {
  readonly what: string;
  readonly count: number;
  /** What has to be there first. */
  readonly first?: (maker: Maker) => Promise<unknown>;
  readonly make: (maker: Maker) => Promise<unknown>;
}

/** On one vhost. What it opens stays open until it is closed. */
interface Maker {
  /** To declare and bind on. */
  readonly on: readonly Channel[];
  readonly connect: (count: number) => Promise<void>;
  readonly open: () => Promise<void>;
  readonly consume: () => Promise<void>;
}

const classicQueues = ({ on }: Maker): Promise<void> =>
  eachOn(on, queues, (channel, name) => channel.assertQueue(name, { arguments: { 'x-queue-type': 'classic' } }));

const kinds: readonly Kind[] = [
  { what: 'classic queue', count: QUEUES, make: classicQueues },
  {
    what: 'quorum queue, one replica',
    count: QUORUM_QUEUES,
    make: ({ on }) =>
      eachOn(on, names('quorum', QUORUM_QUEUES), (channel, name) =>
        channel.assertQueue(name, { arguments: { 'x-queue-type': 'quorum' } }),
      ),
  },
  {
    what: 'exchange',
    count: QUEUES,
    make: ({ on }) => eachOn(on, names('exchange', QUEUES), (channel, name) => channel.assertExchange(name, 'headers')),
  },
  bindings('headers', (queue, index) => ['', { 'x-match': 'all', hypervisor: `${queue}-${index}` }]),
  bindings('direct', (queue, index) => [`${queue}-${index}`, {}]),
  { what: 'connection', count: CONNECTIONS, make: ({ connect: open }) => open(CONNECTIONS) },
  {
    what: 'channel',
    count: CONNECTIONS * CHANNELS_EACH,
    first: ({ connect: open }) => open(CONNECTIONS),
    make: ({ open }) => open(),
  },
  {
    what: 'consumer',
    count: CONNECTIONS * CHANNELS_EACH,
    async first(maker) {
      await classicQueues(maker);
      await maker.connect(CONNECTIONS);
      await maker.open();
    },
    make: ({ consume }) => consume(),
  },
];

/** To queues that are there. */
function bindings(type: string, argumentsOf: (queue: string, index: number) => readonly [string, object]): Kind {
  return {
    what: `${type} binding`,
    count: QUEUES * BINDINGS_EACH,
    async first(maker) {
      await classicQueues(maker);
      await maker.on[0]?.assertExchange('source', type);
    },
    make({ on }) {
      const all = queues.flatMap((queue) => Array.from({ length: BINDINGS_EACH }, (_, index) => ({ queue, index })));
      return eachOn(on, all, (channel, { queue, index }) =>
        channel.bindQueue(queue, 'source', ...argumentsOf(queue, index)),
      );
    },
  };
}

async function cost({ count, first, make }: Kind): Promise<Taken> {
  return await onNode(async (broker) => {
    const { vhost } = await createVhost(broker, 'bench');
    return await withMaker(vhost, async (maker) => {
      await first?.(maker);
      await collect(broker);
      const before = await sample(broker);
      await make(maker);
      return eachOf(before, await sample(broker), count);
    });
  });
}

async function onNode<T>(work: (broker: TestBroker) => Promise<T>): Promise<T> {
  const broker = await startBroker();
  try {
    return await work(broker);
  } finally {
    await broker.stop();
  }
}

async function withMaker<T>({ amqpUrl }: TestVhost, work: (maker: Maker) => Promise<T>): Promise<T> {
  const own = await connect(amqpUrl);
  const clients: ChannelModel[] = [];
  const channels: Channel[] = [];
  try {
    return await work({
      on: await Promise.all(Array.from({ length: 64 }, () => own.createChannel())),
      async connect(count) {
        for (let begun = 0; begun < count; begun += 20)
          clients.push(...(await Promise.all(Array.from({ length: 20 }, () => connect(amqpUrl)))));
      },
      async open() {
        for (const client of clients)
          channels.push(...(await Promise.all(Array.from({ length: CHANNELS_EACH }, () => client.createChannel()))));
      },
      async consume() {
        await Promise.all(channels.map((on, index) => on.consume(queues[index] ?? '', () => undefined)));
      },
    });
  } finally {
    await Promise.all([own, ...clients].map((client) => client.close()));
  }
}

function names(kind: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${kind}-${index}`);
}

function eachOf(before: Taken, after: Taken, count: number): Taken {
  const each = (key: keyof Taken): number => (after[key] - before[key]) / count;
  return {
    processes: each('processes'),
    used: each('used'),
    given: each('given'),
    handles: each('handles'),
    ports: each('ports'),
    atoms: each('atoms'),
    disk: each('disk'),
  };
}

/** What was made to get here must not look like room afterwards. */
async function collect(broker: TestBroker): Promise<void> {
  await delay(SETTLE_MS);
  await broker.rabbitmqctl('eval', 'lists:foreach(fun erlang:garbage_collect/1, erlang:processes()).');
}

/** Long enough for the statistics of what is new, and for what has nothing to do to go to sleep, which tidies it up. */
const SETTLE_MS = 12_000;

async function sample(broker: TestBroker): Promise<Taken> {
  await delay(SETTLE_MS);
  const said = await broker.rabbitmqctl(
    'eval',
    '{ok, Files} = file:list_dir("/proc/self/fd"), ' +
      'io_lib:format("~b ~b ~b ~b ~b ~b", [erlang:system_info(process_count), vm_memory_monitor:get_process_memory(), erlang:memory(total), ' +
      'length(Files), erlang:system_info(port_count), erlang:system_info(atom_count)]).',
  );
  const [processes = 0, used = 0, given = 0, handles = 0, ports = 0, atoms = 0] = (said.match(/\d+/g) ?? []).map(
    Number,
  );
  if (broker.folder === null) throw new Error('object-cost looks into the folder of a node of its own');
  const disk = Number(/^\d+/.exec(execFileSync('du', ['-sk', broker.folder], { encoding: 'utf8' }))?.[0]);
  return { processes, used: used / 1024, given: given / 1024, handles, ports, atoms, disk };
}
