// The net as a plan sees it: whether all policies lead to it yet, and which part of the broker is a net's.

import { expect, test } from 'vitest';
import { assess, catchingNet, isPartOfNet, netToCome, netsThatStay } from '../../../src/assess/index.js';
import type { LiveDraft } from '../../support/desired.js';
import { desiredOf, liveOf } from '../../support/desired.js';

const yaml = 'daemons: { api: { scope: global } }';
const net = desiredOf(`routing: { unroutable: {} }\n${yaml}`);
const renamed = desiredOf(`routing: { unroutable: { name: stray } }\n${yaml}`);
const toUnroutable = { definition: { 'alternate-exchange': 'unroutable' } };
const theirs = { arguments: { 'x-topo-owner': 'other' } };

test.each<[string, string | undefined, (live: LiveDraft) => void]>([
  ['all lead there', undefined, () => undefined],
  [
    'there is none',
    'unroutable',
    (live) => {
      live.policies.length = 0;
    },
  ],
  [
    'one of two leads elsewhere',
    'unroutable',
    (live) => {
      live.policy('topo.global.unroutable.2', { definition: { 'alternate-exchange': 'old' } });
    },
  ],
  [
    'two lead there',
    undefined,
    (live) => {
      live.policy('topo.global.unroutable.2', toUnroutable);
    },
  ],
])('the net to come, %s: %s', (_, expected, change) => {
  const { ownership } = assess(net, liveOf(net, change), []);
  expect(netToCome(net.compiled.topology, ownership)).toBe(expected);
});

test.each<[string, readonly string[], (live: LiveDraft) => void]>([
  ['the new name is free', [], () => undefined],
  [
    'its queue is somebody else’s',
    ['unroutable'],
    (live) => {
      live.queue('stray', theirs);
    },
  ],
  [
    'its exchange is',
    ['unroutable'],
    (live) => {
      live.exchange('stray', theirs);
    },
  ],
  [
    'and one policy leads there all the same',
    ['unroutable'],
    (live) => {
      live.queue('stray', theirs);
      live.policy('topo.global.unroutable.2', { definition: { 'alternate-exchange': 'stray' } });
    },
  ],
])('a net that stays because it cannot move, %s: %j', (_, expected, change) => {
  const { ownership, blocked } = assess(renamed, liveOf(net, change), []);
  expect([...netsThatStay(renamed.compiled.topology, ownership, blocked)]).toEqual(expected);
});

test('no net catches what there is none for: the name is taken, and none was there', () => {
  const live = liveOf(desiredOf(yaml), (draft) => {
    draft.queue('stray', theirs);
  });
  const { ownership, changes, blocked } = assess(renamed, live, []);
  expect(catchingNet(renamed.compiled.topology, ownership, changes, blocked, new Set())).toBeUndefined();
});

test('the old one that stays misses what its policies do not reach', () => {
  const live = liveOf(net, (draft) => {
    draft.queue('stray', theirs);
    const [policy] = draft.policies.splice(0);
    draft.policy('topo.global.unroutable', { ...policy, pattern: '^elsewhere$' });
  });
  const { ownership, changes, blocked } = assess(renamed, live, []);
  const { name, misses } = catchingNet(renamed.compiled.topology, ownership, changes, blocked, new Set()) ?? {};
  expect([name, misses?.has('global')]).toEqual(['unroutable', true]);
});

test('of a net are its exchange, its queue, and what leaves its exchange', () => {
  const nets = new Set(['net']);
  const binding = { destinationType: 'queue', routingKey: '', arguments: {} } as const;
  const from = (source: string, destination: string): boolean =>
    isPartOfNet({ kind: 'binding', change: 'extra', live: { ...binding, source, destination } }, nets);
  expect([from('net', 'net'), from('net', 'audit'), from('vm', 'net')]).toEqual([true, true, false]);
});
