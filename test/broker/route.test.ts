// src/route against RabbitMQ itself: random exchanges, bindings, policies and messages; what trace says is where the
// broker delivers, copy by copy. All cases live in one vhost under names of their own, so that one read of the live state
// serves them all.
//
// Left out of the bindings, because the management API's JSON does not tell them from others: the string "undefined" (a
// void shows so), bytes, timestamps, arrays and tables, and from 3.13 on, where it matters, 54.0 beside 54.

import fc from 'fast-check';
import { expect } from 'vitest';
import type { ConfirmChannel, Options } from 'amqplib';
import pMap from 'p-map';
import { openManagement } from '../../src/broker/index.js';
import { readLive, readOverview } from '../../src/live/index.js';
import type { HeaderValue } from '../../src/route/index.js';
import { prepareRoutes, trace } from '../../src/route/index.js';
import { brokerTest } from '../support/broker-test.js';
import type { Amqp, TestVhost } from '../support/vhost.js';

const CASES = 400;
const CHANNELS = 48;

interface Typed {
  readonly '!': 'byte' | 'short' | 'int' | 'long' | 'double';
  readonly value: number;
}
type Wire = string | boolean | null | Typed;
type Table = Readonly<Record<string, Wire>>;

interface Case {
  readonly exchanges: readonly { readonly type: string; readonly alternate: number | null }[];
  readonly queues: number;
  /** Ends are indexes, taken modulo what there is. Index 9 of an alternate exchange is none that exists. */
  readonly bindings: readonly {
    readonly from: number;
    readonly kind: 'queue' | 'exchange';
    readonly to: number;
    readonly key: string;
    readonly table: Table;
  }[];
  readonly policy: { readonly on: number; readonly alternate: number } | null;
  readonly messages: readonly { readonly to: number; readonly key: string; readonly headers: Table }[];
}

const index = fc.nat(3);
const key = fc.constantFrom('', 'a', 'b', 'a.b', 'a.a.b', '.', '*', '#', 'a.*', '*.b', 'a.#', '#.b', '#.a.#', '*.*');
const integer: fc.Arbitrary<Wire> = fc.record({
  '!': fc.constantFrom('byte', 'short', 'int', 'long'),
  value: fc.constantFrom(0, 1, 2),
});
const half = fc.constantFrom<Wire>({ '!': 'double', value: 1.5 });
const whole = fc.constantFrom<Wire>({ '!': 'double', value: 1 }, { '!': 'double', value: 0 });
const scalar = fc.oneof(
  { arbitrary: fc.constantFrom<Wire>('1', '2', '', 'true'), weight: 6 },
  { arbitrary: integer, weight: 3 },
  { arbitrary: fc.constantFrom<Wire>(true, false, null), weight: 3 },
  { arbitrary: half, weight: 1 },
);
const header = fc.constantFrom('a', 'b', 'A', 'x-a', 'constructor');

function cases(wholeDoubles: boolean): fc.Arbitrary<Case> {
  const bound = wholeDoubles ? fc.oneof({ arbitrary: scalar, weight: 9 }, { arbitrary: whole, weight: 1 }) : scalar;
  const sent = fc.oneof(
    { arbitrary: scalar, weight: 8 },
    { arbitrary: whole, weight: 2 },
    { arbitrary: fc.constant('undefined'), weight: 1 },
  );
  const match = fc.constantFrom('all', 'any', 'all-with-x', 'any-with-x');
  const table = fc
    .tuple(fc.option(match, { nil: undefined, freq: 3 }), fc.dictionary(header, bound, { maxKeys: 2 }))
    .map(([mode, criteria]): Table => (mode === undefined ? criteria : { 'x-match': mode, ...criteria }));
  const kind = fc.constantFrom('queue', 'exchange');
  const binding = fc.record({ from: index, kind, to: index, key, table });
  const seldom = <T>(arbitrary: fc.Arbitrary<T>) =>
    fc.oneof({ arbitrary: fc.constant(null), weight: 2 }, { arbitrary, weight: 1 });
  const alternate = seldom(fc.constantFrom(0, 1, 2, 3, 3, 9));
  const type = fc.constantFrom('headers', 'headers', 'headers', 'headers', 'direct', 'topic', 'fanout');
  const others = fc.dictionary(fc.oneof(header, fc.constant('x-match')), sent, { maxKeys: 2 });
  return fc.noBias(
    fc
      .record({
        exchanges: fc.array(fc.record({ type, alternate }), { minLength: 1, maxLength: 4 }),
        queues: fc.integer({ min: 1, max: 4 }),
        bindings: fc.array(binding, { minLength: 2, maxLength: 10 }),
        policy: seldom(fc.record({ on: index, alternate: fc.constantFrom(0, 1, 2, 3, 9) })),
        aims: fc.array(fc.record({ at: fc.nat(), key: fc.option(key), others }), { minLength: 3, maxLength: 5 }),
      })
      .map(({ aims, ...rest }) => ({ ...rest, messages: aims.map((aim) => aimed(aim, rest.bindings)) })),
  );
}

/** A message made for one of the bindings, and then not quite: else hardly any would match. */
function aimed(
  { at, key, others }: { readonly at: number; readonly key: string | null; readonly others: Table },
  bindings: Case['bindings'],
): Case['messages'][number] {
  const target = bindings[at % bindings.length];
  const meant = Object.entries(target?.table ?? {}).filter(([name]) => name !== 'x-match');
  const headers = { ...Object.fromEntries(meant), ...others };
  return { to: target?.from ?? 0, key: key ?? target?.key ?? '', headers };
}

/** A case with its names: all of them begin with its number. */
class Named {
  constructor(
    readonly number: number,
    readonly it: Case,
  ) {}
  exchange(at: number): string {
    return `c${this.number}x${at === 9 ? at : at % this.it.exchanges.length}`;
  }
  queue(at: number): string {
    return `c${this.number}q${at % this.it.queues}`;
  }
  get queues(): readonly string[] {
    return Array.from({ length: this.it.queues }, (_, at) => this.queue(at));
  }
}

async function declare(named: Named, channel: ConfirmChannel): Promise<void> {
  const { exchanges, bindings } = named.it;
  for (const [at, { type, alternate }] of exchanges.entries()) {
    const options: Options.AssertExchange = alternate === null ? {} : { alternateExchange: named.exchange(alternate) };
    await channel.assertExchange(named.exchange(at), type, options);
  }
  for (const queue of named.queues) await channel.assertQueue(queue);
  for (const { from, kind, to, key: routingKey, table } of bindings)
    if (kind === 'queue') await channel.bindQueue(named.queue(to), named.exchange(from), routingKey, table);
    else await channel.bindExchange(named.exchange(to), named.exchange(from), routingKey, table);
}

async function setPolicy(named: Named, vhost: TestVhost): Promise<void> {
  const { policy } = named.it;
  if (!policy) return;
  await vhost.api.put(`/policies/${vhost.path}/c${named.number}`, {
    ...{ pattern: `^${named.exchange(policy.on)}$`, 'apply-to': 'exchanges' },
    definition: { 'alternate-exchange': named.exchange(policy.alternate) },
  });
}

/** The bodies of the messages in a queue, which is empty then. */
async function drain(queue: string, channel: ConfirmChannel): Promise<readonly string[]> {
  const bodies: string[] = [];
  for (;;) {
    const got = await channel.get(queue, { noAck: true });
    if (got === false) return bodies;
    bodies.push(got.content.toString());
  }
}

/** Works on all of them, one channel for each that is in work. */
async function onChannels<Item, Result>(
  { connection }: Amqp,
  items: readonly Item[],
  work: (item: Item, channel: ConfirmChannel) => Promise<Result>,
): Promise<readonly Result[]> {
  const free = await Promise.all(Array.from({ length: CHANNELS }, () => connection.createConfirmChannel()));
  const mapper = async (item: Item): Promise<Result> => {
    const channel = free.pop();
    if (!channel) throw new Error('no channel is free');
    const result = await work(item, channel);
    free.push(channel);
    return result;
  };
  return await pMap(items, mapper, { concurrency: CHANNELS });
}

function headerValue(wire: Wire): HeaderValue {
  if (wire === null || typeof wire !== 'object') return wire;
  return wire['!'] === 'double' ? { double: wire.value } : wire.value;
}

brokerTest(
  'of random topologies and messages, trace names the queues to which RabbitMQ delivers',
  async ({ vhost }) => {
    const reader = openManagement({ url: vhost.managementUrl, timeoutSeconds: 30 });
    const { rabbitmqVersion } = await readOverview(reader);
    const lostInJson = /^(3\.([89]|1[0-2])\.)/.test(rabbitmqVersion);
    const seed = Math.floor(Math.random() * 2 ** 31);
    const all = fc.sample(cases(lostInJson), { numRuns: CASES, seed }).map((it, number) => new Named(number, it));
    await vhost.amqp(async (amqp) => {
      await pMap(all, (named) => setPolicy(named, vhost), { concurrency: CHANNELS });
      await onChannels(amqp, all, declare);
      const live = await readLive(reader, vhost.name);
      const routes = prepareRoutes(live.topology, { exchangePolicies: live.exchangePolicies, rabbitmqVersion });

      const sent = all.flatMap((named) => named.it.messages.map((message, at) => ({ named, message, body: `${at}` })));
      const answers = await pMap(
        sent,
        ({ named, message, body }) =>
          amqp.publish(message.headers, { exchange: named.exchange(message.to), routingKey: message.key, body }),
        { concurrency: 200 },
      );
      const queues = all.flatMap((named) => named.queues);
      const drained = new Map(
        await onChannels(amqp, queues, async (queue, channel) => [queue, await drain(queue, channel)]),
      );

      const seen = { routed: 0, duplicate: 0, unroutable: 0, severalHops: 0, caughtByAlternate: 0 };
      for (const [at, { named, message, body }] of sent.entries()) {
        const arrived = named.queues.flatMap((queue) =>
          (drained.get(queue) ?? []).flatMap((got) => (got === body ? queue : [])),
        );
        const headers = Object.fromEntries(
          Object.entries(message.headers).map(([name, wire]) => [name, headerValue(wire)]),
        );
        const traced = trace(routes, { exchange: named.exchange(message.to), routingKey: message.key, headers });
        if (traced.outcome === 'unknown') throw new Error('no exchange here has a type that topo does not know');
        seen[traced.outcome] += 1;
        if (traced.hops.length > 1) seen.severalHops += 1;
        if (traced.outcome === 'unroutable' && traced.queues.size > 0) seen.caughtByAlternate += 1;
        const context = `seed ${seed}, case ${named.number}: ${JSON.stringify({ ...named.it, messages: [message] })}`;
        expect([...traced.queues.keys()].sort(), context).toEqual(arrived);
        expect(traced.queues.size === 0 ? 'returned' : 'routed', context).toBe(answers[at]);
        expect(traced.queues.size > 0 || traced.losses.length > 0, context).toBe(true);
      }
      // So that a change of the generator cannot make this test one of nothing.
      expect(sent.length).toBeGreaterThan(1000);
      for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(0);
    });
  },
);
