// What verify proves of the routes: a change by hand, and the findings that follow.

import { describe, expect, test } from 'vitest';
import type { Live } from '../../../src/live/index.js';
import type { LiveDraft } from '../../support/desired.js';
import { desiredOf, idle, liveOf, verifyOf } from '../../support/desired.js';

const yaml = `daemons: { api: { scope: global }, vm: { scope: hypervisor } }
clusters: { 54: { hypervisors: [98, 99] } }`;

function linesOf(
  written: string,
  change: (live: LiveDraft) => void,
): { lines: readonly string[]; routes: number; proved: number } {
  const desired = desiredOf(written);
  const live: Live = liveOf(desired, change);
  const { findings, routes, proved } = verifyOf(desired, live);
  return {
    lines: findings.map(({ kind, object, message }) => `${kind} ${object.name}: ${message.text}`),
    routes,
    proved,
  };
}

test('as it should be: every address is proved, a draining one has no route', () => {
  expect(linesOf(yaml, () => undefined)).toEqual({ lines: [], routes: 3, proved: 3 });
  expect(linesOf(yaml.replace('[98, 99]', '{ 98: , 99: { state: draining } }'), () => undefined).routes).toBe(2);
  expect(linesOf(`${yaml}\nrouting: { values: both }`, () => undefined)).toEqual({ lines: [], routes: 5, proved: 5 });
});

test('with values: both, an id that is no integer as it would be printed is a text alone', () => {
  const written = `daemons: { vm: { scope: cluster } }
clusters: { 054: {}, "9007199254740993": {}, "9007199254740992": {}, 54: {} }
routing: { values: both }`;
  expect(linesOf(written, () => undefined)).toEqual({ lines: [], routes: 5, proved: 5 });
});

test('with values: both, a daemon whose name is an integer too', () => {
  const written = `daemons: { 7: { scope: global } }\nrouting: { values: both }`;
  expect(linesOf(written, () => undefined)).toEqual({ lines: [], routes: 2, proved: 2 });
});

test.each<[string, string, number]>([
  ['the tree', '{ tree: true }', 3],
  ['both', '{ direct: {} }', 6],
  ['the direct exchange', '{ direct: {}, tree: false }', 3],
])('each way is proved: %s', (_, routing, routes) => {
  const written = `${yaml}\nrouting: ${routing}`;
  expect(linesOf(written, () => undefined)).toEqual({ lines: [], routes, proved: routes });
});

describe('a change by hand', () => {
  test.each<[string, (live: LiveDraft) => void, readonly string[]]>([
    [
      'the binding of a cluster is lost: what hangs below it does not arrive',
      (live) => {
        live.unbind('vm-54');
      },
      [
        'missing vm-54: no binding from vm with cluster=54: tasks do not arrive',
        'unroutable vm-54-98: a message to it is lost at vm',
        'unroutable vm-54-99: a message to it is lost at vm',
      ],
    ],
    [
      'the binding of one queue is lost: said once',
      (live) => {
        live.unbind('vm-54-98');
      },
      ['missing vm-54-98: no binding from vm-54 with hypervisor=98: tasks do not arrive'],
    ],
    [
      'a queue is bound to its neighbour’s address',
      (live) => {
        live.bind('vm-54', 'vm-54-99', { 'x-match': 'all', hypervisor: '98' });
      },
      [
        'duplicate-route vm-54-98: a message to it reaches vm-54-99 too: its task runs more than once',
        'extra-binding vm-54-99: bound from vm-54 with hypervisor=98, which the inventory does not ask for',
      ],
    ],
    [
      'without headers, to a queue of ours: all messages reach it',
      (live) => {
        live.bind('vm', 'api', { 'x-match': 'all' });
      },
      [
        'catch-all api: bound from vm to the queue api, and it has no header to look at: every message matches it',
        'duplicate-route vm-54-98: a message to it reaches api too: its task runs more than once',
        'duplicate-route vm-54-99: a message to it reaches api too: its task runs more than once',
      ],
    ],
    [
      'without headers, to a foreign queue: no route of ours is double',
      (live) => {
        live.queue('audit', {});
        live.bind('vm', 'audit', { 'x-only': 'this' });
      },
      [
        'catch-all audit: bound from vm to the queue audit, and it has no header to look at: every message matches it',
        'foreign audit: not marked, not registered, not in the inventory',
      ],
    ],
    [
      'an integer where strings are asked for',
      (live) => {
        live.bind('vm-54', 'vm-54-98', { 'x-match': 'all', hypervisor: 98 }, { propertiesKey: '~i' });
      },
      [
        'type-clash vm-54-98: bound from vm-54 to the queue vm-54-98, and hypervisor is the integer 98: a message with a string there does not match it',
      ],
    ],
  ])('%s', (_, change, lines) => {
    expect(linesOf(yaml, change).lines).toEqual(lines);
  });

  test('with values: both an integer is asked for', () => {
    const { lines } = linesOf(`${yaml}\nrouting: { values: both }`, (live) => {
      live.unbind('vm-54-98');
      live.bind('vm-54', 'vm-54-98', { 'x-match': 'all', hypervisor: '98' });
    });
    expect(lines).toEqual(['missing vm-54-98: no binding from vm-54 with hypervisor=98: tasks do not arrive']);
  });
});

test.each<[string, number, (live: LiveDraft) => void]>([
  [
    'a branch is lost',
    1,
    (live) => {
      live.unbind('vm-54');
    },
  ],
  [
    'the binding of one queue is lost, of which another finding tells',
    2,
    (live) => {
      live.unbind('vm-54-98');
    },
  ],
  [
    'one address has two queues',
    2,
    (live) => {
      live.bind('vm-54', 'vm-54-99', { 'x-match': 'all', hypervisor: '98' });
    },
  ],
])('only a route that holds is proved: %s', (_, holding, change) => {
  const { routes, proved } = linesOf(yaml, change);
  expect({ routes, proved }).toEqual({ routes: 3, proved: holding });
});

test('a way through an exchange of a plugin’s type is neither proved nor called unroutable', () => {
  const { lines, proved } = linesOf(yaml, (live) => {
    live.unbind('vm-54');
    live.exchange('spread', { type: 'x-consistent-hash' });
    live.bind('vm', 'spread', { 'x-match': 'all', cluster: '54' }, { destinationType: 'exchange' });
    live.bind('spread', 'vm-54', {}, { destinationType: 'exchange', routingKey: '1' });
  });
  expect(lines.filter((line) => line.startsWith('unroutable'))).toEqual([]);
  expect(proved).toBe(1);
});

test('the command that shows why can be pasted into a shell', () => {
  const desired = desiredOf(`daemons: { "o'vm": { scope: cluster } }\nclusters: { "5 4": {} }`);
  const live = liveOf(desired, (draft) => {
    draft.unbind("o'vm");
  });
  expect(
    verifyOf(desired, live, idle(live), ' -f fleet/').findings.find(({ kind }) => kind === 'unroutable')?.remedy.text,
  ).toBe("see why: topo trace -f fleet/ 'daemon=o'\\''vm' 'cluster=5 4'");
});

test('what reaches its queue by an alternate exchange alone is not proved', () => {
  const { routes, proved } = linesOf(`${yaml}\nrouting: { unroutable: {} }`, (live) => {
    live.unbind('vm-54-98');
    live.bind('unroutable', 'vm-54-98', {});
  });
  expect([routes, proved]).toEqual([3, 2]);
});

test('what a net takes is not double: it ends there', () => {
  const { lines } = linesOf(`${yaml}\nrouting: { unroutable: {} }`, (live) => {
    live.unbind('vm-54');
  });
  expect(lines.filter((line) => !line.startsWith('missing'))).toEqual([
    'unroutable vm-54-98: a message to it ends in unroutable',
    'unroutable vm-54-99: a message to it ends in unroutable',
  ]);
});

test.each([
  [3, 'vm-54-2, vm-54-3, vm-54-4 too'],
  [5, 'vm-54-2, vm-54-3, vm-54-4 and 2 more too'],
])('a message that reaches %d others: the first of them are named', (others, named) => {
  const { lines } = linesOf(yaml.replace('98, 99', '1-9'), (live) => {
    for (let id = 2; id <= others + 1; id += 1)
      live.bind('vm-54', `vm-54-${id}`, { 'x-match': 'all', hypervisor: '1' });
  });
  expect(lines.filter((line) => line.startsWith('duplicate-route'))).toEqual([
    `duplicate-route vm-54-1: a message to it reaches ${named}: its task runs more than once`,
  ]);
});

test('of a queue whose bindings are not shown nobody says that nothing arrives', () => {
  const desired = desiredOf(yaml);
  const live = liveOf(desired, (draft) => {
    draft.unbind('vm-54-98');
  });
  const { findings } = verifyOf(desired, { ...live, unseen: new Set(['vm-54-98']) });
  expect(findings.filter(({ kind }) => kind === 'unroutable' || kind === 'missing')).toEqual([]);
});
