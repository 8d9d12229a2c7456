// Lines of bindings and a message → the queues it reaches and where it is lost. What RabbitMQ really does with random
// ones is test/broker/route.test.ts; here stands each rule by itself, in words.
//
// `a ── cluster=54 ──▶ q` binds queue q to exchange a; `──▶ x:b` binds exchange b. Values as in KEY=VALUE and KEY:=JSON.

import { describe, expect, test } from 'vitest';
import { prepareRoutes, reachesOneQueue, trace } from '../../../src/route/index.js';
import type { Message } from '../../../src/route/index.js';
import { topologyOf } from './topology-of.js';

const send = (lines: readonly string[], message: Partial<Message>, options = {}) =>
  trace(prepareRoutes(topologyOf(lines), options), { exchange: 'a', headers: {}, ...message });
const reached = (...args: Parameters<typeof send>) => [...send(...args).queues.keys()].join(' ');

describe('a headers binding', () => {
  test.each<[string, string, Message['headers'], boolean]>([
    ['the value', 'cluster=54', { cluster: '54' }, true],
    ['another value', 'cluster=54', { cluster: '55' }, false],
    ['no such header', 'cluster=54', {}, false],
    ['another spelling of the header', 'cluster=54', { Cluster: '54' }, false],
    ['more headers than it asks for', 'cluster=54', { cluster: '54', id: 'x' }, true],
    ['a string is no integer', 'cluster:=54', { cluster: '54' }, false],
    ['an integer is no string', 'cluster=54', { cluster: 54 }, false],
    ['an integer', 'cluster:=54', { cluster: 54 }, true],
    ['a boolean is no string', 'drain:=true', { drain: 'true' }, false],
    ['all: both', 'x-match=all cluster=54 hv=98', { cluster: '54', hv: '98' }, true],
    ['all: one is not enough', 'x-match=all cluster=54 hv=98', { cluster: '54' }, false],
    ['without x-match it is all', 'cluster=54 hv=98', { cluster: '54' }, false],
    ['any: one is enough', 'x-match=any cluster=54 hv=98', { hv: '98' }, true],
    ['any: none', 'x-match=any cluster=54 hv=98', { hv: '99' }, false],
    ['no arguments match everything', '', {}, true],
    ['only x-match=all too', 'x-match=all', { cluster: '54' }, true],
    ['any of nothing is nothing', 'x-match=any', { cluster: '54' }, false],
    ['x- keys are skipped', 'x-match=all x-cluster=54', {}, true],
    ['and any of only x- keys is nothing', 'x-match=any x-cluster=54', { 'x-cluster': '54' }, false],
    ['all-with-x reads them', 'x-match=all-with-x x-cluster=54', { 'x-cluster': '55' }, false],
    ['any-with-x reads them', 'x-match=any-with-x x-cluster=54 hv=98', { 'x-cluster': '54' }, true],
    ['x-match itself is never read', 'x-match=all-with-x cluster=54', { cluster: '54', 'x-match': 'any' }, true],
    ['void: the header is there', 'cluster:=null', { cluster: '54' }, true],
    ['void: there, and void too', 'cluster:=null', { cluster: null }, true],
    ['void: not there', 'cluster:=null', {}, false],
    ['all: void is one of two', 'cluster:=null hv=98', { cluster: '54', hv: '98' }, true],
    ['all: the void one is not there', 'cluster:=null hv=98', { hv: '98' }, false],
    ['any: the void one is there', 'x-match=any cluster:=null hv=98', { cluster: '54' }, true],
    ['a text that looks like a void', 'cluster=undefined hv=98', { cluster: '54', hv: '98' }, false],
    ['a void in the message is no string', 'cluster=54', { cluster: null }, false],
    ['what every object inherits is no header', 'constructor:=null', {}, false],
  ])('%s: %s', (_, args, headers, matches) => {
    expect(reached([`a ── ${args} ──▶ q`], { headers })).toBe(matches ? 'q' : '');
  });

  test.each([
    ['3.12.14', 'q'],
    ['3.13.0-rc.1', ''],
    ['4.2.1', ''],
    [undefined, ''],
  ])('54 and the double 54.0 are equal up to 3.12: %s', (rabbitmqVersion, queues) => {
    const options = rabbitmqVersion === undefined ? {} : { rabbitmqVersion };
    expect(reached(['a ── cluster:=54 ──▶ q'], { headers: { cluster: { double: 54 } } }, options)).toBe(queues);
    expect(reached(['a ── cluster:=5.5 ──▶ q'], { headers: { cluster: { double: 5.5 } } }, options)).toBe('q');
  });

  test('the management API shows a void as the string "undefined": on a live binding it is one', () => {
    const desired = topologyOf(['a ── cluster=undefined ──▶ q']);
    const live = { ...desired, bindings: desired.bindings.map((binding) => ({ ...binding, propertiesKey: '~x' })) };
    const message = { exchange: 'a', headers: { cluster: '54' } };
    expect(trace(prepareRoutes(desired), message).outcome).toBe('unroutable');
    expect(trace(prepareRoutes(live), message).outcome).toBe('routed');
  });
});

describe('other exchange types', () => {
  test.each<[string, string, string, boolean]>([
    ['direct', 'key', 'key', true],
    ['direct', 'key', 'Key', false],
    ['fanout', 'key', 'other', true],
    ['topic', 'a.b', 'a.b', true],
    ['topic', 'a.*', 'a.b', true],
    ['topic', 'a.*', 'a', false],
    ['topic', 'a.*', 'a.b.c', false],
    ['topic', 'a.#', 'a', true],
    ['topic', 'a.#.d', 'a.b.c.d', true],
    ['topic', '#.b.#', 'a.c', false],
    ['topic', '#', '', true],
    ['topic', '*', '', false],
    ['topic', '*.*', '.', true],
    ['topic', '', '', true],
  ])('%s: key %j, message %j', (type, key, routingKey, matches) => {
    expect(reached([`${type} a`, `a ── key ${key} ──▶ q`], { routingKey })).toBe(matches ? 'q' : '');
  });
  test('the default exchange delivers by the name of the queue', () => {
    expect(reached(['a ──  ──▶ q'], { exchange: '', routingKey: 'q' })).toBe('q');
    const [there, none] = [['a ──  ──▶ q'], []].map((lines) => send(lines, { exchange: '', routingKey: 'q' }));
    expect(there).toMatchObject({
      hops: [{ exchange: '', scanned: 1, alternate: false, matched: [{ destination: 'q', routingKey: 'q' }] }],
      losses: [],
      outcome: 'routed',
    });
    expect(there?.queues.get('q')).toEqual({ bindings: 1, alternate: false });
    expect(none).toMatchObject({
      hops: [{ scanned: 0, matched: [] }],
      losses: [{ exchange: '', reason: 'no match' }],
      outcome: 'unroutable',
    });
    expect(none?.queues.size).toBe(0);
  });
});

describe('over several hops', () => {
  test.each<[string, readonly string[], string, string]>([
    ['one after the other', ['a ── h=1 ──▶ x:b', 'b ──  ──▶ x:c', 'c ── h=1 ──▶ q'], 'q', ''],
    ['two ways to one queue: one copy', ['a ──  ──▶ x:b', 'a ── h=1 ──▶ q', 'b ──  ──▶ q'], 'q', ''],
    ['a circle ends', ['a ──  ──▶ x:b', 'b ──  ──▶ x:a', 'b ──  ──▶ q'], 'q', ''],
    ['a circle without a way out', ['a ──  ──▶ x:b', 'b ──  ──▶ x:a'], '', 'b in a circle'],
    ['one branch dies, another delivers', ['a ──  ──▶ x:b', 'a ──  ──▶ q', 'exchange b'], 'q', 'b no match'],
    ['an exchange with the name of a queue', ['a ──  ──▶ x:q', 'b ──  ──▶ q'], '', 'q no match'],
    ['a queue that is gone', ['a ──  ──▶ q', 'no queue q'], '', 'a no destination q'],
    ['an exchange that is gone', ['a ──  ──▶ x:b', 'no exchange b'], '', 'a no destination b'],
    ['a type from a plugin', ['x-random a', 'a ──  ──▶ q'], '', ''],
    ['no such exchange', ['no exchange a'], '', 'a no exchange'],
    ['an internal one', ['internal a', 'a ──  ──▶ q'], '', 'a internal'],
    ['an alternate exchange', ['a ┄┄▶ b', 'b ──  ──▶ net'], 'net', ''],
    ['not where something matched', ['a ┄┄▶ b', 'b ──  ──▶ net', 'a ──  ──▶ q'], 'q', ''],
    ['it knows only its own exchange', ['a ┄┄▶ n', 'n ──  ──▶ net', 'a ──  ──▶ x:b', 'exchange b'], '', 'b no match'],
    ['an alternate of the alternate', ['a ┄┄▶ b', 'b ┄┄▶ c', 'c ──  ──▶ net'], 'net', ''],
    ['one that does not exist', ['a ┄┄▶ b', 'no exchange b'], '', 'a no alternate exchange b'],
    ['alternates in a circle', ['a ┄┄▶ b', 'b ┄┄▶ a'], '', 'a alternates in a circle, b alternates in a circle'],
    ['itself', ['a ┄┄▶ a'], '', 'a alternates in a circle'],
    ['by policy', ['policy a ┄┄▶ b', 'b ──  ──▶ net'], 'net', ''],
    ['the argument wins', ['policy a ┄┄▶ b', 'a ┄┄▶ c', 'b ──  ──▶ q', 'c ──  ──▶ net'], 'net', ''],
  ])('%s', (_, lines, queues, losses) => {
    const exchangePolicies = new Map(lines.some((line) => line.startsWith('policy')) ? [['a', 'policy']] : []);
    const traced = send(lines, { headers: { h: '1' } }, { exchangePolicies });
    expect([...traced.queues.keys()].join(' ')).toBe(queues);
    const said = traced.losses.map((loss) => [loss.exchange, loss.reason, loss.missing].join(' ').trim());
    expect(said.join(', ')).toBe(losses);
  });

  test('what it costs, and what came only by an alternate exchange', () => {
    const lines = ['a ── h=1 ──▶ x:b', 'a ── h=2 ──▶ x:b', 'b ┄┄▶ n', 'n ──  ──▶ x:m', 'm ──  ──▶ net'];
    const { hops, outcome, queues } = send(lines, { headers: { h: '1' } });
    expect(hops.map(({ exchange, scanned, alternate }) => `${exchange} ${scanned} ${alternate}`)).toEqual([
      'a 2 false',
      'b 0 false',
      'n 1 true',
      'm 1 true',
    ]);
    expect(hops.map(({ handedTo }) => handedTo)).toEqual([undefined, 'n', undefined, undefined]);
    expect({ outcome, reach: queues.get('net') }).toEqual({
      outcome: 'unroutable',
      reach: { bindings: 1, alternate: true },
    });
  });

  test('with Khepri a headers exchange looks at the bindings of all, and no other does', () => {
    const lines = ['a ── h=1 ──▶ x:b', 'fanout b', 'b ──  ──▶ q', 'c ── h=2 ──▶ q'];
    const { hops } = send(lines, { headers: { h: '1' } }, { scansAll: true });
    expect(hops.map(({ exchange, scanned }) => `${exchange} ${scanned}`)).toEqual(['a 3', 'b 1']);
  });

  test('what two nets take, both by alternate exchanges, is no duplicate', () => {
    expect(send(['a ┄┄▶ n', 'n ──  ──▶ net', 'n ──  ──▶ audit'], {}).outcome).toBe('unroutable');
  });

  test('a queue that is reached by an alternate exchange too is reached', () => {
    const { outcome, queues } = send(['a ──  ──▶ q', 'a ──  ──▶ x:b', 'b ┄┄▶ n', 'n ──  ──▶ q'], {});
    expect({ outcome, reach: queues.get('q') }).toEqual({
      outcome: 'routed',
      reach: { bindings: 2, alternate: false },
    });
  });

  test('routed, duplicate, and how many bindings lead to one queue', () => {
    const twice = ['a ── h=1 ──▶ q', 'a ── h:=null ──▶ q'];
    const { outcome, queues, hops } = send(twice, { headers: { h: '1' } });
    expect({ outcome, bindings: queues.get('q')?.bindings }).toEqual({ outcome: 'routed', bindings: 2 });
    expect(hops[0]?.matched.map((binding) => binding.arguments)).toEqual([{ h: '1' }, { h: null }]);
    expect(send([...twice, 'a ──  ──▶ audit'], { headers: { h: '1' } }).outcome).toBe('duplicate');
  });
});

describe('an exchange of a type from a plugin: what it does is not known', () => {
  test.each<[string, readonly string[], string, string]>([
    ['alone', ['x-random a', 'a ──  ──▶ q'], 'unknown', 'a'],
    ['without bindings', ['x-random a', 'a ┄┄▶ b', 'b ──  ──▶ net'], 'unknown', 'a'],
    ['below the entry', ['a ── h=1 ──▶ x:b', 'x-random b', 'b ──  ──▶ q'], 'unknown', 'b'],
    ['beside a queue: there may be a second', ['a ── h=1 ──▶ x:b', 'a ── h=1 ──▶ q', 'x-random b'], 'unknown', 'b'],
    ['beside two queues', ['a ── h=1 ──▶ x:b', 'a ── h=1 ──▶ q', 'a ──  ──▶ audit', 'x-random b'], 'duplicate', 'b'],
    ['beside a net', ['a ──  ──▶ x:b', 'b ┄┄▶ n', 'n ──  ──▶ net', 'a ──  ──▶ x:c', 'x-random c'], 'unknown', 'c'],
    ['beside a branch that is lost', ['a ──  ──▶ x:b', 'exchange b', 'a ──  ──▶ x:c', 'x-random c'], 'unknown', 'c'],
    ['not on its way', ['a ── h=1 ──▶ q', 'a ── h=2 ──▶ x:b', 'x-random b'], 'routed', ''],
  ])('%s', (_, lines, outcome, unknown) => {
    const traced = send(lines, { headers: { h: '1' } });
    expect(traced.outcome).toBe(outcome);
    expect(traced.unknown.join(' ')).toBe(unknown);
    expect(reachesOneQueue(traced)).toBe(outcome === 'routed');
  });
});

test('50,000 addresses are traced in a moment', () => {
  const ids = Array.from({ length: 250 }, (_, id) => id);
  const lines = ids
    .slice(0, 200)
    .flatMap((cluster) => [
      `a ── cluster=${cluster} ──▶ x:a-${cluster}`,
      ...ids.map((hv) => `a-${cluster} ── hv=${hv} ──▶ a-${cluster}-${hv}`),
    ]);
  const routes = prepareRoutes(topologyOf(lines));
  const started = performance.now();
  for (const cluster of ids.slice(0, 200))
    for (const hv of ids) {
      const { queues } = trace(routes, { exchange: 'a', headers: { cluster: `${cluster}`, hv: `${hv}` } });
      if (!queues.has(`a-${cluster}-${hv}`)) throw new Error(`lost: ${cluster} ${hv}`);
    }
  expect(performance.now() - started).toBeLessThan(5000);
});

test('a message that 200,000 bindings match', () => {
  const { exchanges, queues, bindings } = topologyOf(['a ── h=1 ──▶ q']);
  const many = Array.from({ length: 200_000 }, () => bindings).flat();
  const { hops } = trace(prepareRoutes({ exchanges, queues, bindings: many, policies: [] }), {
    exchange: 'a',
    headers: { h: '1' },
  });
  expect(hops[0]?.matched).toHaveLength(200_000);
});

test('what matches is told in the order of the bindings, whatever they ask for', () => {
  const lines = ['a ── hv=1 ──▶ q1', 'a ── cluster=54 hv=1 ──▶ q2', 'a ── cluster=54 ──▶ q3', 'a ──  ──▶ q4'];
  expect(reached(lines, { headers: { cluster: '54', hv: '1' } })).toBe('q1 q2 q3 q4');
});

test('which policy applies is what the broker says, where it has said so, and not what the pattern would', () => {
  const lines = ['a ── cluster=54 ──▶ q', 'policy a ┄┄▶ net', 'net ──  ──▶ caught'];
  expect(reached(lines, {})).toBe('caught');
  expect(reached(lines, {}, { exchangePolicies: new Map() })).toBe('');
  expect(reached(lines, {}, { exchangePolicies: new Map([['a', 'policy']]) })).toBe('caught');
});
