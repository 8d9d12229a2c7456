// What an object is to the tree: the inventory says it, or else the broker does.

import { expect, test } from 'vitest';
import { assess } from '../../../src/assess/index.js';
import type { ObjectKind } from '../../../src/topology/index.js';
import type { LiveDraft } from '../../support/desired.js';
import { desiredOf, liveOf } from '../../support/desired.js';

const plain = desiredOf('daemons: { api: { scope: global } }');
const net = desiredOf('routing: { unroutable: {} }\ndaemons: { api: { scope: global } }');
const both = desiredOf('routing: { direct: {} }\ndaemons: { api: { scope: global } }');
const mark = { arguments: { 'x-topo-owner': 'global' } };

test.each<[string, string, ObjectKind, string, typeof plain, (live: LiveDraft) => void]>([
  ['the inventory’s entry', 'entry', 'exchange', 'global', plain, () => undefined],
  ['its queue', 'tree', 'queue', 'api', plain, () => undefined],
  ['its net', 'net', 'queue', 'unroutable', net, () => undefined],
  [
    'what it asks for is what it says, whatever is registered',
    'tree',
    'queue',
    'api',
    plain,
    (live) => {
      live.register('global', { kind: 'queue', name: 'api', role: 'net' });
    },
  ],
  ['the inventory’s direct exchange', 'direct', 'exchange', 'global.direct', both, () => undefined],
  [
    'a former direct exchange, by its type',
    'direct',
    'exchange',
    'old',
    plain,
    (live) => {
      live.exchange('old', { ...mark, type: 'direct' });
    },
  ],
  [
    'a former direct exchange that was adopted',
    'direct',
    'exchange',
    'old',
    plain,
    (live) => {
      live.exchange('old', { type: 'direct' });
      live.register('global', { kind: 'exchange', name: 'old', role: 'direct' });
    },
  ],
  [
    'a former entry',
    'entry',
    'exchange',
    'old',
    plain,
    (live) => {
      live.exchange('old', mark);
      live.register('global', { kind: 'exchange', name: 'old', role: 'entry' });
    },
  ],
  [
    'a queue that has the name of a former entry',
    'tree',
    'queue',
    'old',
    plain,
    (live) => {
      live.exchange('old', mark);
      live.queue('old', mark);
      live.register('global', { kind: 'exchange', name: 'old', role: 'entry' });
    },
  ],
  [
    'where a policy of ours leads',
    'net',
    'queue',
    'stray',
    plain,
    (live) => {
      live.queue('stray', mark);
      live.policy('topo.global.unroutable', { definition: { 'alternate-exchange': 'stray' } });
    },
  ],
  [
    'where somebody else’s policy leads',
    'tree',
    'queue',
    'stray',
    plain,
    (live) => {
      live.queue('stray', mark);
      live.policy('theirs', { definition: { 'alternate-exchange': 'stray' } });
    },
  ],
  [
    'registered as the net',
    'net',
    'queue',
    'stray',
    plain,
    (live) => {
      live.queue('stray', mark);
      live.register('global', { kind: 'queue', name: 'stray', role: 'net' });
    },
  ],
  [
    'a fanout exchange of ours',
    'net',
    'exchange',
    'stray',
    plain,
    (live) => {
      live.exchange('stray', { ...mark, type: 'fanout' });
    },
  ],
  [
    'a queue beside a fanout exchange of its name',
    'tree',
    'queue',
    'stray',
    plain,
    (live) => {
      live.exchange('stray', { ...mark, type: 'fanout' });
      live.queue('stray', mark);
    },
  ],
  [
    'any other of ours',
    'tree',
    'exchange',
    'stray',
    plain,
    (live) => {
      live.exchange('stray', mark);
    },
  ],
])('%s: %s', (_, role, kind, name, desired, change) => {
  expect(assess(desired, liveOf(desired, change), []).roleOf(kind, name)).toBe(role);
});
