// The one word for how a queue is: the worst that is true of it.

import { describe, expect, test } from 'vitest';
import type { Live } from '../../../src/live/index.js';
import { UNKNOWN_COUNTS, queueState } from '../../../src/live/index.js';
import type { Activity } from '../../../src/live/index.js';
import type { LiveDraft } from '../../support/desired.js';
import { desiredOf, idle, liveOf } from '../../support/desired.js';
import { graphOf, holding } from '../../support/drawn.js';

const desired = desiredOf(`
daemons: { vm: { scope: hypervisor }, disk: { scope: hypervisor } }
clusters: { 1: { hypervisors: { 1-4: , 9: { state: draining } } } }
`);
const names = { tree: 'vm-1-2', draining: 'vm-1-9', orphan: 'vm-1-77' };

interface Case {
  readonly change?: (live: LiveDraft) => void;
  readonly activity?: readonly (readonly [string, Activity])[];
  readonly live?: (live: Live) => Live;
}

const unknown: Activity = { ...UNKNOWN_COUNTS, readers: [] };
const mark = { 'x-queue-type': 'classic', 'x-topo-owner': 'global' };
const orphan = (live: LiveDraft): void => {
  live.queue(names.orphan, { arguments: mark });
};
const down = (name: string) => (live: Live) => ({ ...live, queueStates: new Map([[name, queueState('down')]]) });

const cases: readonly (readonly [what: string, queue: string, state: string, given: Case])[] = [
  ['read, and empty', 'vm-1-2', 'fine', { activity: [['vm-1-2', holding(0, 0, 1)]] }],
  ['all of it being worked on', 'vm-1-2', 'fine', { activity: [['vm-1-2', holding(0, 4, 1)]] }],
  ['messages wait for their reader', 'vm-1-2', 'waiting', { activity: [['vm-1-2', holding(3, 4, 1)]] }],
  ['empty without a reader', 'vm-1-2', 'unread', {}],
  ['messages and no reader', 'vm-1-2', 'unread', { activity: [['vm-1-2', holding(3, 0, 0)]] }],
  ['not counted', 'vm-1-2', 'uncounted', { activity: [['vm-1-2', unknown]] }],
  ['draining and read', 'vm-1-9', 'draining', { activity: [['vm-1-9', holding(1, 0, 1)]] }],
  ['not on the broker', 'vm-1-2', 'missing', { change: (live) => void live.queues.delete('vm-1-2') }],
  ['draining, and not on the broker', 'vm-1-9', 'missing', { change: (live) => void live.queues.delete('vm-1-9') }],
  [
    'in place of it somebody else’s exchange cannot be: its exchange is of another type',
    'vm-1-2',
    'missing',
    {
      change: (live) => {
        live.exchange('vm-1', { type: 'topic', arguments: {} });
        live.queues.delete('vm-1-2');
      },
    },
  ],
  [
    'no binding',
    'vm-1-2',
    'unroutable',
    {
      change: (live) => {
        live.unbind('vm-1-2');
      },
    },
  ],
  [
    'the exchange above has no binding',
    'vm-1-2',
    'unroutable',
    {
      change: (live) => {
        live.unbind('vm-1');
      },
    },
  ],
  [
    'another argument',
    'vm-1-2',
    'wrong',
    {
      change: (live) => {
        live.queue('vm-1-2', { arguments: { ...mark, 'x-max-length': 5 } });
      },
    },
  ],
  [
    'a catch-all binding',
    'vm-1-2',
    'wrong',
    {
      change: (live) => {
        live.bind('vm-1', 'vm-1-2', {});
      },
    },
  ],
  ['ours and not asked for', 'vm-1-77', 'orphan', { change: orphan }],
  ['… and read', 'vm-1-77', 'held', { change: orphan, activity: [['vm-1-77', holding(0, 0, 1)]] }],
  ['… and full', 'vm-1-77', 'held', { change: orphan, activity: [['vm-1-77', holding(1, 0, 0)]] }],
  ['down', 'vm-1-2', 'down', { live: down('vm-1-2'), activity: [['vm-1-2', unknown]] }],
  [
    'down, and an orphan',
    'vm-1-77',
    'down',
    { change: orphan, live: down('vm-1-77'), activity: [['vm-1-77', unknown]] },
  ],
];

describe('a queue', () => {
  test.each(cases)('%s: %s is %s', (_, queue, state, { change, activity = [], live: also = (live) => live }) => {
    const live = also(liveOf(desired, change));
    const { queues } = graphOf(desired, live, new Map([...idle(live), ...activity]));
    expect(queues.find(({ name }) => name === queue)?.state).toBe(state);
  });
});

test('nobody is to read the net, and what lies in it is said', () => {
  const net = desiredOf('routing: { unroutable: {} }\ndaemons: { d: { scope: global } }');
  const live = liveOf(net);
  const stateOf = (activity: Activity): string | undefined =>
    graphOf(net, live, new Map([['unroutable', activity]])).queues.find(({ role }) => role === 'net')?.state;
  expect([stateOf(holding(0, 0, 0)), stateOf(holding(2, 0, 0))]).toEqual(['fine', 'unread']);
});

test('an exchange: missing, an orphan, of another type', () => {
  const live = liveOf(desired, (draft) => {
    draft.exchanges.delete('disk-1');
    draft.exchange('vm-1', { type: 'topic' });
    draft.exchange('old', { arguments: { 'x-topo-owner': 'global' } });
  });
  const states = graphOf(desired, live).exchanges.map(({ name, state }) => `${name} ${state ?? ''}`);
  expect(states).toEqual(['global fine', 'vm fine', 'vm-1 wrong', 'disk fine', 'disk-1 missing', 'old orphan']);
});

test('a binding: fine, missing, not asked for', () => {
  const live = liveOf(desired, (draft) => {
    draft.unbind('vm-1-2');
    draft.bind('vm-1', 'vm-1-9', { 'x-match': 'all', hypervisor: '9' });
  });
  const edges = graphOf(desired, live).bindings.filter(({ state }) => state !== 'fine');
  expect(edges.map(({ binding, state }) => `${binding.source} ${binding.destination} ${state ?? ''}`)).toEqual([
    'vm-1 vm-1-2 missing',
    'vm-1 vm-1-9 extra',
  ]);
});
