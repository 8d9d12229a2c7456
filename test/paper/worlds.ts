// What the laws are tried on: two inventories, strangers, and what lies in queues, drawn by fast-check.

import fc from 'fast-check';
import type { TestDesired } from '../support/desired.js';
import { desiredOf } from '../support/desired.js';
import type { Message } from '../../src/route/index.js';
import type { Arguments } from '../../src/topology/index.js';
import type { PaperBroker } from './paper-broker.js';
import { roomsOf } from './paper-limits.js';

export interface Shape {
  readonly daemons: Readonly<Record<string, 'global' | 'cluster' | 'hypervisor'>>;
  readonly clusters: Readonly<Record<string, readonly string[]>>;
  readonly draining: boolean;
  readonly values: 'string' | 'both';
  readonly net: boolean;
  readonly type: 'classic' | 'quorum';
  /** How many messages each queue keeps, by policy. */
  readonly maxLength: number | undefined;
  /** By which messages arrive. */
  readonly ways: WaysOfShape;
}

type WaysOfShape = 'tree' | 'both' | 'direct';

const daemon = fc.constantFrom('storage', 'vm', 'net');
const cluster = fc.constantFrom('1', '2', '03');
const hypervisor = fc.constantFrom('1', '2', '7', 'a-b');

/** `type` is the same in both inventories of a law: a queue's type cannot change in place. */
function shape(type: 'classic' | 'quorum', ways: WaysOfShape): fc.Arbitrary<Shape> {
  return fc.record({
    daemons: fc.dictionary(daemon, fc.constantFrom('global', 'cluster', 'hypervisor'), { minKeys: 1, maxKeys: 3 }),
    clusters: fc.dictionary(cluster, fc.uniqueArray(hypervisor, { minLength: 0, maxLength: 3 }), { maxKeys: 3 }),
    draining: fc.boolean(),
    values: fc.constantFrom('string', 'both'),
    net: fc.boolean(),
    type: fc.constant(type),
    maxLength: fc.constantFrom(...Array.from({ length: 20 }, () => undefined), 1, 2, 5),
    ways: fc.constant(ways),
  });
}

const anyPair: readonly (readonly [WaysOfShape, WaysOfShape])[] = [
  ['tree', 'tree'],
  ['tree', 'tree'],
  ['tree', 'both'],
  ['both', 'both'],
  ['both', 'direct'],
  ['both', 'tree'],
  ['direct', 'direct'],
  ['direct', 'both'],
];

function pairsOf(ways: typeof anyPair): fc.Arbitrary<readonly [Shape, Shape]> {
  return fc
    .tuple(fc.constantFrom<'classic' | 'quorum'>('classic', 'quorum'), fc.constantFrom(...ways))
    .chain(([type, [before, after]]) => fc.tuple(shape(type, before), shape(type, after)));
}

export const pairOfShapes = pairsOf(anyPair);

/** The second has each way that the first has: what publishers address stays. */
export const pairThatKeepsWays = pairsOf(anyPair.filter(([before, after]) => after === 'both' || after === before));

export function desiredFrom({ daemons, clusters, draining, values, net, type, maxLength, ways }: Shape): TestDesired {
  const way = { tree: '', both: ', direct: {}', direct: ', direct: {}, tree: false' }[ways];
  const clusterLines = Object.entries(clusters).map(
    ([id, hypervisors], index) =>
      `  ${id}: { hypervisors: [${hypervisors.join(', ')}]${draining && index === 0 ? ', state: draining' : ''} }`,
  );
  return desiredOf(
    [
      `routing: { values: ${values}${net ? ', unroutable: {}' : ''}${way} }`,
      `queue: { type: ${type}${maxLength === undefined ? '' : `, policy: { max-length: ${maxLength} }`} }`,
      'daemons:',
      ...Object.entries(daemons).map(([name, scope]) => `  ${name}: { scope: ${scope} }`),
      ...(clusterLines.length > 0 ? ['clusters:', ...clusterLines] : []),
    ].join('\n'),
  );
}

/** What lies in a queue, or who reads it. */
export interface Filling {
  readonly queue: string;
  readonly ready: number;
  readonly unacknowledged: number;
  readonly consumers: number;
}

/** The names that the shapes can give to queues. */
const queueName = fc
  .tuple(daemon, fc.option(cluster, { nil: undefined }), fc.option(hypervisor, { nil: undefined }))
  .map((parts) => parts.filter((part) => part !== undefined).join('-'));

export const filling: fc.Arbitrary<Filling> = fc.record({
  queue: queueName,
  ready: fc.constantFrom(0, 0, 1, 3),
  unacknowledged: fc.constantFrom(0, 0, 1),
  consumers: fc.constantFrom(0, 0, 1, 2),
});

export function fill(broker: PaperBroker, fillings: readonly Filling[]): void {
  const roomOf = roomsOf(broker);
  for (const { queue, ready, ...rest } of fillings)
    if (broker.queues.has(queue)) broker.contents.set(queue, { ...rest, ready: Math.min(ready, roomOf(queue)) });
}

/** A stranger's queue and exchange, bound to and from what is there. */
export interface Tie {
  readonly from: 'exchange of ours' | 'exchange of theirs';
  readonly name: string;
}

export const tie: fc.Arbitrary<Tie> = fc.record({
  from: fc.constantFrom('exchange of ours', 'exchange of theirs'),
  name: queueName,
});

export function tieTo(broker: PaperBroker, { from, name }: Tie): void {
  const plain = { durable: true, autoDelete: false, arguments: {} };
  broker.queues.set('audit', { ...plain, name: 'audit', exclusive: false });
  broker.exchanges.set('theirs', { ...plain, name: 'theirs', type: 'topic', internal: false });
  const made =
    from === 'exchange of ours' && broker.exchanges.has(name)
      ? { source: name, destination: 'audit', arguments: { 'x-match': 'all', anything: 'else' } }
      : from === 'exchange of theirs' && broker.queues.has(name)
        ? { source: 'theirs', destination: name, arguments: {} }
        : undefined;
  if (made) broker.bindings.push({ ...made, destinationType: 'queue', routingKey: '' });
}

/** A binding that somebody made by hand between two objects of ours. */
export interface Stray {
  readonly source: string;
  readonly destination: string;
  readonly arguments: Arguments;
  readonly routingKey: string;
}

const header = fc.constantFrom('daemon', 'cluster', 'hypervisor');
const value = fc.constantFrom<string | number>('storage', 'vm', '1', '03', '7', 1, 7);

export const stray: fc.Arbitrary<Stray> = fc.record({
  source: fc.oneof(fc.constantFrom('global', 'global.direct'), queueName),
  destination: queueName,
  routingKey: fc.oneof(fc.constant(''), queueName),
  arguments: fc.oneof(
    fc.record({ 'x-match': fc.constantFrom('all', 'any') }),
    fc
      .tuple(fc.constantFrom('all', 'any'), fc.dictionary(header, value, { minKeys: 1, maxKeys: 3 }))
      .map(([mode, criteria]) => ({ 'x-match': mode, ...criteria })),
  ),
});

/** Where both ends are there. */
export function bindStray(broker: PaperBroker, { source, destination, routingKey, arguments: args }: Stray): void {
  const isThere = broker.exchanges.has(source) && broker.queues.has(destination);
  if (isThere) broker.bindings.push({ source, destination, destinationType: 'queue', routingKey, arguments: args });
}

/** Any message that a publisher of such a fleet could send. */
export const anyMessage: fc.Arbitrary<Message> = fc.oneof(
  fc.dictionary(header, value, { maxKeys: 3 }).map((headers) => ({ exchange: 'global', headers })),
  queueName.map((routingKey) => ({ exchange: 'global.direct', headers: {}, routingKey })),
);
