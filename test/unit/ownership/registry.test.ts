// What the registry says, off whatever is bound from it; and what is proof of a former entry.

import { expect, test } from 'vitest';
import type { Exchange, Role } from '../../../src/topology/index.js';
import type { LiveDraft } from '../../support/desired.js';
import { desiredOf, liveOf, planOf } from '../../support/desired.js';

const desired = desiredOf('daemons: { api: { scope: global } }');
const mark = { arguments: { 'x-topo-owner': 'global' } };
const name = 'topo.owned.global';

const ownershipOf = (change: (live: LiveDraft) => void): ReturnType<typeof planOf>['ownership'] =>
  planOf(desired, liveOf(desired, change)).ownership;

test.each<[string, Partial<Exchange>, string]>([
  ['as topo makes it', {}, 'current'],
  ['as an older topo made it', { type: 'direct', internal: true }, 'internal'],
  ['that one, not durable', { type: 'direct', internal: true, durable: false }, 'foreign'],
  ['direct, and not internal', { type: 'direct' }, 'foreign'],
  ['not durable', { durable: false }, 'foreign'],
  ['internal', { internal: true }, 'foreign'],
  ['auto-delete', { autoDelete: true }, 'foreign'],
])('its exchange, %s: %s', (_, shape, kind) => {
  const { registry } = ownershipOf((live) => {
    live.exchange(name, shape);
  });
  expect(registry.kind).toBe(kind);
});

test('a stand-in of another shape is none', () => {
  const standIn = (shape: Partial<Exchange>): boolean =>
    ownershipOf((live) => {
      live.exchange('topo.moved.global', shape);
    }).registry.hasStandIn;
  expect([standIn({}), standIn({ type: 'topic' })]).toEqual([true, false]);
});

test.each<[readonly Role[], Role]>([
  [['entry', 'tree'], 'entry'],
  [['tree', 'entry'], 'entry'],
  [['net', 'tree'], 'net'],
])('of several roles, %j: %s', (roles, expected) => {
  const { registry } = ownershipOf((live) => {
    live.exchange('old', mark);
    live.register('global', ...roles.map((role) => ({ kind: 'exchange' as const, name: 'old', role })));
  });
  expect(registry.roleOf('exchange', 'old')).toBe(expected);
  expect(registry.registered).toHaveLength(1);
});

test.each<[string, readonly string[], (live: LiveDraft) => void]>([
  [
    'registered as an entry',
    ['old'],
    (live) => {
      live.exchange('old', mark);
      live.register('global', { kind: 'exchange', name: 'old', role: 'entry' });
    },
  ],
  [
    'and marked by another owner since',
    [],
    (live) => {
      live.exchange('old', { arguments: { 'x-topo-owner': 'other' } });
      live.register('global', { kind: 'exchange', name: 'old', role: 'entry' });
    },
  ],
  [
    'and gone',
    [],
    (live) => {
      live.register('global', { kind: 'exchange', name: 'old', role: 'entry' });
    },
  ],
  [
    'registered as another part of the tree',
    [],
    (live) => {
      live.exchange('old', mark);
      live.register('global', { kind: 'exchange', name: 'old', role: 'tree' });
    },
  ],
  [
    'marked, and named as one header spells it',
    ['old'],
    (live) => {
      live.exchange('old', mark);
      live.bind('old', 'api', { service: 'api' });
    },
  ],
  [
    'the same by two headers',
    [],
    (live) => {
      live.exchange('old', mark);
      live.bind('old', 'api', { service: 'api', cluster: '1' });
    },
  ],
  [
    'the same, and no headers exchange',
    [],
    (live) => {
      live.exchange('old', { ...mark, type: 'topic' });
      live.bind('old', 'api', { service: 'api' });
    },
  ],
])('a former entry, %s', (_, former, change) => {
  expect(ownershipOf(change).formerEntries).toEqual(former);
});

test('what has the owner’s name was the entry, also with nothing bound from it', () => {
  const renamed = desiredOf('routing: { entry: jobs, owner: prod }\ndaemons: { api: { scope: global } }');
  const live = liveOf(renamed, (draft) => {
    for (const exchange of ['prod', 'old']) draft.exchange(exchange, { arguments: { 'x-topo-owner': 'prod' } });
  });
  expect(planOf(renamed, live).ownership.formerEntries).toEqual(['prod']);
});

test.each([
  ['global', []],
  ['tasks', ['tasks']],
])('a marked entry %s that loses its last binding: %j is registered', (entry, expected) => {
  const routing = `routing: { entry: ${entry}, owner: global }\n`;
  const drained = desiredOf(`${routing}daemons: { api: { scope: global, state: draining } }`);
  const live = liveOf(desiredOf(`${routing}daemons: { api: { scope: global } }`));
  expect([...planOf(drained, live).ownership.entriesToRegister]).toEqual(expected);
});

test.each<[string, Record<string, string>, readonly string[]]>([
  ['marked', mark.arguments, []],
  ['unmarked', {}, ['api']],
])('a queue whose bindings are not shown may be registered where it is %s', (_, args, unseen) => {
  const live = liveOf(desired, (draft) => {
    draft.queue('api', { arguments: args });
  });
  expect(planOf(desired, { ...live, unseen: new Set(['api']) }).ownership.registry.unseen).toEqual(unseen);
});

test('an entry that is not durable goes with the broker: it is not registered', () => {
  const { entriesToRegister } = ownershipOf((live) => {
    live.exchange('global', { arguments: {}, durable: false });
  });
  expect([...entriesToRegister]).toEqual([]);
});

test.each<[string, boolean, boolean, (live: LiveDraft) => void]>([
  [
    'an older one',
    true,
    true,
    (live) => {
      live.registerAsBefore('global', { kind: 'queue', name: 'api' });
    },
  ],
  [
    'an older one, and nothing may be deleted',
    false,
    false,
    (live) => {
      live.registerAsBefore('global', { kind: 'queue', name: 'api' });
    },
  ],
  [
    'begun before',
    true,
    true,
    (live) => {
      live.exchange('topo.moved.global');
    },
  ],
  [
    'begun before, and its name is taken since',
    true,
    false,
    (live) => {
      live.exchange('topo.moved.global');
      live.exchange(name, { type: 'topic' });
    },
  ],
  [
    'a current one',
    true,
    false,
    (live) => {
      live.register('global', { kind: 'queue', name: 'api', role: 'tree' });
    },
  ],
])('%s: with prune %s it is replaced? %s', (_, prune, due, change) => {
  const { draft } = planOf(desired, liveOf(desired, change), { prune });
  expect(draft.registering.replacement !== undefined).toBe(due);
});
