// What `topo capacity` prints: the fleet, what it has in the cluster, what its busiest node needs beside what a node has, and
// which limit comes first.

import type { Capacity, Need, Resource } from '../../capacity/index.js';
import { counted, thousands } from '../../text/index.js';
import { adviceLines } from '../page/advice.js';
import { inert, inertLines } from '../page/inert.js';
import { hang, pad, widthOf, wrap } from '../page/layout.js';
import type { TextOptions } from '../plan/steps-text.js';

/** A line of prose is read more easily when it is no longer than this. */
const WIDEST = 100;

/** In lines, each with its line feed. */
export function* capacityText(capacity: Capacity, options: TextOptions): Generator<string> {
  const width = Math.min(options.width, WIDEST);
  yield* inertLines(capacityLines(capacity, { ...options, width }), options.style);
}

function* capacityLines(capacity: Capacity, options: TextOptions): Generator<string> {
  const { style, width } = options;
  yield* hang('Fleet    ', fleetText(capacity), width);
  yield* hang('Workers  ', workersText(capacity), width);
  for (const line of hang('Broker   ', brokerText(capacity), width)) yield style.dim(line);
  yield '';
  yield* clusterLines(capacity, options);
  yield '';
  yield* nodeLines(capacity, options);
  yield '';
  yield* wallLines(capacity, options);
  if (capacity.notes.length === 0) return;
  yield '';
  for (const note of capacity.notes) yield* adviceLines('· ', note, width);
}

function fleetText({ fleet: { hypervisors, workers } }: Capacity): string {
  return `${counted(hypervisors, 'hypervisor')}, ${counted(workers, 'worker')} at as many queues`;
}

function workersText({ assumed }: Capacity): string {
  const { connectionsPerWorker, channelsPerConnection, queuesPerWorker } = assumed;
  return (
    `each with ${counted(connectionsPerWorker, 'connection')} of ${counted(channelsPerConnection, 'channel')}, ` +
    `and ${counted(queuesPerWorker, 'queue')} of its own`
  );
}

function brokerText({ broker, assumed, measuredOn }: Capacity): string {
  const who = broker ? `${broker.clusterName}, RabbitMQ ${broker.rabbitmqVersion}, ` : '';
  return inert(`${who}${counted(assumed.nodes, 'node')}; counted as measured on RabbitMQ ${measuredOn.join(', ')}`);
}

function* clusterLines({ fleet, assumed }: Capacity, { style, width }: TextOptions): Generator<string> {
  const { objects, quorumQueues } = fleet;
  const { classicQueue, workerQueue, headersBinding, otherBinding, quorumReplica } = objects;
  const replicas = assumed.nodes > 1 && quorumQueues > 0 ? ` in ${counted(quorumReplica, 'replica')}` : '';
  const rows: readonly (readonly [string, number, string])[] = [
    [
      'queues',
      classicQueue + quorumQueues + workerQueue,
      `${thousands(classicQueue)} classic, ${thousands(quorumQueues)} quorum${replicas}, ${thousands(workerQueue)} of the workers`,
    ],
    ['exchanges', objects.exchange, ''],
    [
      'bindings',
      headersBinding + otherBinding,
      `${thousands(headersBinding)} by headers, ${thousands(otherBinding)} others`,
    ],
    ['connections', objects.connection, ''],
    ['channels', objects.channel, ''],
    ['consumers', objects.consumer, ''],
  ];
  yield style.strong('In the cluster');
  const [name, count] = [
    Math.max(...rows.map(([word]) => word.length)),
    Math.max(...rows.map(([, number]) => thousands(number).length)),
  ];
  for (const [word, number, more] of rows) {
    const start = `  ${pad(word, name)}  ${thousands(number).padStart(count)}`;
    if (more === '') yield start;
    else yield* hang(`${start}  `, more, width);
  }
}

const NAMES: Readonly<Record<Resource, string>> = {
  processes: 'Erlang processes',
  fileHandles: 'file handles',
  ports: 'Erlang ports',
  memory: 'memory',
  disk: 'disk',
};

function* nodeLines({ needs }: Capacity, { style }: TextOptions): Generator<string> {
  const isInUse = needs.some(({ inUse }) => inUse !== undefined);
  const head = ['On the busiest node', 'needs', 'limit', '', ...(isInUse ? ['in use now'] : [])];
  const rows = needs.map((need) => ({ need, cells: [`  ${NAMES[need.resource]}`, ...cellsOf(need)] }));
  const lines = [head, ...rows.map(({ cells }) => cells)];
  const widths = head.map((_, index) => Math.max(...lines.map((cells) => widthOf(cells[index] ?? ''))));
  const line = (cells: readonly string[]): string =>
    widths
      .map((width, index) => (index === 0 ? pad(cells[0] ?? '', width) : (cells[index] ?? '').padStart(width)))
      .join('  ')
      .trimEnd();
  yield style.strong(line(head));
  for (const { need, cells } of rows) {
    const { part = 0 } = need;
    const paint = part > 1 ? style.error : part > HALF ? style.warning : (text: string) => text;
    yield paint(line(cells));
  }
}

function cellsOf(need: Need): readonly string[] {
  const { needs, limit, limitFrom, inUse } = need;
  const usual = limitFrom === 'usual' ? 'usually ' : '';
  return [
    amountText(need, needs),
    limit === undefined ? 'not known' : `${usual}${amountText(need, limit)}`,
    partText(need),
    inUse === undefined ? '' : amountText(need, inUse),
  ];
}

const HALF = 0.5;

function amountText({ resource }: Need, amount: number): string {
  return resource === 'memory' || resource === 'disk' ? bytesText(amount) : thousands(Math.round(amount));
}

function partText({ part }: Need): string {
  if (part === undefined) return '';
  const percent = part * 100;
  return percent < 1 ? 'under 1 %' : `${thousands(Math.round(percent))} %`;
}

/** `1.2 GiB` */
function bytesText(bytes: number): string {
  const [size, unit] = bytes >= 2 ** 30 ? [2 ** 30, 'GiB'] : [2 ** 20, 'MiB'];
  const number = bytes / size;
  return `${number < 10 ? number.toFixed(1) : thousands(Math.round(number))} ${unit}`;
}

function* wallLines(capacity: Capacity, { style, width }: TextOptions): Generator<string> {
  const { wall, fleet, fits } = capacity;
  if (!wall) {
    yield 'Nothing of it comes to a limit.';
    return;
  }
  const { hypervisors, queues, remedy, resource } = wall;
  const size =
    fleet.hypervisors > 0
      ? `${counted(hypervisors, 'hypervisor')} (${counted(queues, 'queue')})`
      : counted(queues, 'queue');
  const paint = fits ? style.good : style.error;
  const word = fits ? 'It fits.' : 'It does not fit.';
  for (const line of wrap(`${word} The first wall is ${NAMES[resource]}, at about ${size}.`, width)) yield paint(line);
  yield* adviceLines('→ ', remedy, width);
}
