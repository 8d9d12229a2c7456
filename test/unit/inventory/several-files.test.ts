// Several files are one inventory: unions, keys that stand in one file only, and problems of all of them in one run.

import { expect, test } from 'vitest';
import { readInventory } from '../../../src/inventory/index.js';
import { problemLine } from '../../support/problem-lines.js';

/** `{ 'a.yaml': text }` without `version: 1`, which is put before the first line. */
function read(texts: Readonly<Record<string, string>>, incomplete = false): ReturnType<typeof readInventory> {
  const files = Object.entries(texts).map(([file, text]) => ({ file, text: `version: 1\n${text}` }));
  return readInventory(files, { incomplete });
}

function linesOf(texts: Readonly<Record<string, string>>, incomplete = false): readonly string[] {
  return read(texts, incomplete).problems.map(problemLine);
}

test('daemons and clusters are unions in the order of the files; the other keys stand where they stand', () => {
  const { inventory, problems } = read({
    '1.yaml': 'daemons: { storage: { scope: hypervisor } }\nclusters: { 54: { hypervisors: [98] } }',
    '2.yaml': 'vhost: prod\nqueue: { type: quorum }\nrouting: { entry: world }',
    '3.yaml':
      'broker: rabbit@prod\ndaemons: { network: { scope: cluster } }\nclusters: { 53: { daemons: [storage], hypervisors: [1] } }',
  });
  expect(problems).toEqual([]);
  expect(inventory).toMatchObject({
    vhost: 'prod',
    broker: 'rabbit@prod',
    routing: { entry: 'world', owner: 'world', place: { file: '2.yaml', line: 4, column: 12 } },
    daemons: [
      { name: 'storage', queue: { type: 'quorum' }, place: { file: '1.yaml', line: 2, column: 12 } },
      { name: 'network', queue: { type: 'quorum' }, place: { file: '3.yaml', line: 3, column: 12 } },
    ],
    clusters: [
      { id: '54', daemons: ['storage', 'network'] },
      { id: '53', daemons: ['storage'] },
    ],
  });
});

const daemon = 'daemons: { a: { scope: cluster } }\n';

test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
  [
    'a cluster in two files',
    { 'a.yaml': `${daemon}clusters: { 54: }`, 'b.yaml': 'clusters:\n  "54":' },
    [
      'b.yaml:3:3  cluster "54" stands in a.yaml:3:13 already | expected: each cluster once in all files | hint: put the two together',
    ],
  ],
  [
    'a daemon in three',
    { 'a.yaml': `${daemon}clusters: { 54: }`, 'b.yaml': daemon, 'c.yaml': daemon },
    [
      'b.yaml:2:12  daemon "a" stands in a.yaml:2:12 already | expected: each daemon once in all files | hint: put the two together',
      'c.yaml:2:12  daemon "a" stands in a.yaml:2:12 already | expected: each daemon once in all files | hint: put the two together',
    ],
  ],
  [
    'keys of one file in two, even when they say the same',
    {
      'a.yaml': `${daemon}clusters: { 54: }\nvhost: v\nbroker: b\nrouting: {}\nqueue:\nguard: { removals: 5 }`,
      'b.yaml': 'vhost: v\nbroker: b\nrouting:\nqueue:\nguard: { removals: 5 }',
    },
    [
      'b.yaml:2:1  "vhost" stands in a.yaml:4:1 already | expected: in one file only | hint: put the two together',
      'b.yaml:3:1  "broker" stands in a.yaml:5:1 already | expected: in one file only | hint: put the two together',
      'b.yaml:4:1  "routing" stands in a.yaml:6:1 already | expected: in one file only | hint: put the two together',
      'b.yaml:5:1  "queue" stands in a.yaml:7:1 already | expected: in one file only | hint: put the two together',
      'b.yaml:6:1  "guard" stands in a.yaml:8:1 already | expected: in one file only | hint: put the two together',
    ],
  ],
  [
    'all problems of all files, in the order of the files',
    { 'z.yaml': 'claster: {}\nvhost: 7', 'a.yaml': `${daemon}clusters: { 54: { daemons: [b] } }`, 'm.yaml': 'x: {' },
    [
      'z.yaml:2:1  unknown key "claster" | expected: one of version, vhost, broker, routing, guard, queue, daemons, clusters | hint: did you mean "clusters"?',
      'z.yaml:3:8  "vhost" is the number 7 | expected: text, such as / | hint: put it in quotes: "7"',
      'm.yaml:2:5  a [ or { is not closed before here | expected: the closing ] or }',
    ],
  ],
  [
    'a default in one file that does not fit a daemon of another',
    {
      'a.yaml': `queue: { arguments: { x-max-priority: 5 } }\nclusters: { 54: }`,
      'b.yaml': 'daemons: { a: { scope: cluster, queue: { type: quorum } } }',
    },
    [
      "b.yaml:2:48  a quorum queue does not take x-max-priority (a default, a.yaml:2:23) | expected: an argument of quorum queues, such as x-max-length, x-message-ttl, x-delivery-limit, x-quorum-initial-group-size | hint: write x-max-priority: null under this daemon's queue.arguments to remove the default",
    ],
  ],
])('%s', (_, texts, expected) => {
  const { inventory, problems } = read(texts);
  expect(problems.map(problemLine)).toEqual(expected);
  expect(inventory).toBeUndefined();
});

test('what may stand in a file that could not be read is not missed', () => {
  const texts = { 'a.yaml': 'daemons: { s: { scope: hypervisor } }\nclusters: { 54: { daemons: [b] } }' };
  expect(linesOf(texts)).toEqual([
    'a.yaml:2:12 warning  no hypervisor has the daemon "s", so it gets no queue | expected: a hypervisor that it runs on',
    'a.yaml:3:29  there is no daemon "b" | expected: one of s',
  ]);
  expect(linesOf(texts, true)).toEqual([]);
});

test('the same path twice, and no file at all', () => {
  const text = `version: 1\n${daemon}clusters: { 54: }`;
  const twice = readInventory([
    { file: 'a.yaml', text },
    { file: 'a.yaml', text },
  ]);
  expect(twice.problems.length).toBe(2);
  expect(twice.inventory).toBeUndefined();
  expect(readInventory([]).problems.map(problemLine)).toEqual([
    '1:1  there is no inventory | expected: a file that begins with version: 1',
  ]);
});
