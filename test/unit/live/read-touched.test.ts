// What is asked for a few objects, and what is laid over the picture from before.

import { describe, expect, test } from 'vitest';
import type { Reader } from '../../../src/broker/index.js';
import { BrokerError } from '../../../src/broker/index.js';
import type { Live, Touched } from '../../../src/live/index.js';
import { isLittle, queueState, readTouched } from '../../../src/live/index.js';
import type { ObjectKind } from '../../../src/topology/index.js';
import { desiredOf, liveOf } from '../../support/desired.js';
import { plain } from '../../../src/text/index.js';

const vhost = 'cloud/east';
const columns = 'name,durable,auto_delete,exclusive,arguments,type,policy,state,leader,members,online';
const before: Live = {
  ...liveOf(desiredOf('daemons: { vm: { scope: hypervisor } }\nclusters: { 1: { hypervisors: [1, 2] } }'), (live) => {
    live.queue('audit');
    live.bind('vm-1', 'audit', { 'x-match': 'all', hypervisor: '7' });
  }),
  vhost,
  queueStates: new Map([['vm-1-1', queueState('running')]]),
};

const queue = (name: string): object => ({ name, vhost, durable: true, arguments: {}, state: 'running' });
const exchange = (name: string, more: object = {}): object => ({
  name,
  vhost,
  type: 'headers',
  arguments: {},
  ...more,
});
const row = (source: string, destination: string, type = 'queue', routing_key = ''): object => {
  return { source, vhost, destination, destination_type: type, routing_key, arguments: {}, properties_key: '~' };
};

interface Asking extends Reader {
  readonly asked: readonly string[];
}

/** By path below the vhost; nothing else is there. An Error is thrown. */
function readerOf(answers: Readonly<Record<string, unknown>>): Asking {
  const asked: string[] = [];
  return {
    url: 'http://broker',
    asked,
    get([what = '', , ...rest], query = {}) {
      const path = [what, ...rest].join('/');
      asked.push([path, ...Object.entries(query).map(([key, value]) => `${key}=${value}`)].join(' '));
      const gone = new BrokerError({ kind: 'not found', message: `no ${path}`, remedy: plain('r'), url: 'u' });
      const answer = answers[path] ?? (path.includes('/bindings') ? [] : gone);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
}

const touched = (
  exchanges: readonly string[],
  queues: readonly string[],
  policies: readonly ObjectKind[] = [],
): Touched => ({
  exchanges: new Set(exchanges),
  queues: new Set(queues),
  policies: new Set(policies),
});

const lines = ({ topology }: Live): readonly string[] =>
  topology.bindings.map(({ source, destination }) => `${source} → ${destination}`).sort();

test('each object and the bindings to it, with the columns of the lists; policies only where one was touched', async () => {
  const reader = readerOf({ exchanges: [], policies: [] });
  await readTouched(reader, before, touched(['e/1'], ['q 1']));
  expect(reader.asked).toEqual([
    'exchanges/e/1 disable_stats=true',
    'exchanges/e/1/bindings/destination',
    `queues/q 1 disable_stats=true columns=${columns}`,
    'queues/q 1/bindings',
  ]);
  const more = readerOf({ exchanges: [], policies: [] });
  await readTouched(more, before, touched([], [], ['exchange']));
  expect(more.asked).toEqual(['policies', 'exchanges disable_stats=true']);
  const limits = readerOf({ queues: [{ ...queue('vm-1-1'), policy: 'topo.global.vm' }], policies: [] });
  const live = await readTouched(limits, before, touched([], [], ['queue']));
  expect(limits.asked).toEqual(['policies', `queues disable_stats=true columns=${columns}`]);
  expect([live.queuePolicies, [...live.topology.queues.keys()]]).toEqual([
    new Map([['vm-1-1', 'topo.global.vm']]),
    ['vm-1-1'],
  ]);
});

test('what is there now is in the picture, what is gone is not; the rest stays as it was', async () => {
  const reader = readerOf({
    'queues/vm-1-2': queue('vm-1-2'),
    'queues/vm-1-2/bindings': [row('', 'vm-1-2'), row('vm-1', 'vm-1-2'), row('theirs', 'vm-1-2')],
    'queues/vm-1-3': queue('vm-1-3'),
    'exchanges/vm-1': exchange('vm-1', { policy: 'ha' }),
    'exchanges/vm-1/bindings/destination': [row('vm', 'vm-1', 'exchange')],
    // RabbitMQ answers for a queue that is gone as well.
    'queues/vm-1-1/bindings': [row('', 'vm-1-1')],
  });
  const live = await readTouched(reader, before, touched(['vm-1', 'gone'], ['vm-1-1', 'vm-1-2', 'vm-1-3']));
  expect([...live.topology.queues.keys()].sort()).toEqual(['audit', 'vm-1-2', 'vm-1-3']);
  expect([...live.queueStates.keys()].sort()).toEqual(['vm-1-2', 'vm-1-3']);
  expect(live.exchangePolicies).toEqual(new Map([['vm-1', 'ha']]));
  expect(lines(live)).toEqual(['global → vm', 'theirs → vm-1-2', 'vm → vm-1', 'vm-1 → audit', 'vm-1 → vm-1-2']);
  expect(lines(before)).toContain('vm-1 → vm-1-1');
});

test('a queue that went down, and shows no binding any more, is a blind spot', async () => {
  const down = { ...queue('vm-1-1'), state: 'down' };
  const hides = readerOf({ 'queues/vm-1-1': down });
  expect((await readTouched(hides, before, touched([], ['vm-1-1']))).unseen).toEqual(new Set(['vm-1-1']));
  const shows = readerOf({ 'queues/vm-1-1': down, 'queues/vm-1-1/bindings': [row('', 'vm-1-1')] });
  expect((await readTouched(shows, before, touched([], ['vm-1-1']))).unseen).toEqual(new Set());
});

describe('an answer that is none of these is an error', () => {
  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['of another vhost', { 'queues/q/bindings': [{ ...row('', 'q'), vhost: 'cloud' }] }, 'not the API'],
    ['no object', { 'queues/q': [queue('q')] }, 'not the API'],
    [
      'refused',
      { 'queues/q': new BrokerError({ kind: 'forbidden', message: 'm', remedy: plain('r'), url: 'u' }) },
      'forbidden',
    ],
  ])('%s', async (_, answers, kind) => {
    await expect(readTouched(readerOf(answers), before, touched([], ['q']))).rejects.toMatchObject({ kind });
  });
});

describe('little enough, and a picture that is young and without blind spots', () => {
  const names = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `q${index}`);
  test.each<[string, Touched, ReadonlySet<string>, number, boolean]>([
    ['nothing', touched([], []), new Set(), 0, true],
    ['50 objects', touched(names(20), names(30)), new Set(), 0, true],
    ['51', touched(names(21), names(30)), new Set(), 0, false],
    ['one, beside a queue of which nothing was shown', touched([], names(1)), new Set(['vm-1-1']), 0, false],
    ['10 s after the picture', touched([], names(1)), new Set(), 10_000, true],
    ['more than that', touched([], names(1)), new Set(), 10_001, false],
  ])('%s', (_, what, unseen, age, expected) => {
    expect(isLittle(what, { ...before, unseen }, age)).toBe(expected);
  });
});
