// At which exchange an import finds that a tree begins.

import { describe, expect, test } from 'vitest';
import { importTree } from '../../../src/import/index.js';
import type { Live } from '../../../src/live/index.js';
import type { LiveDraft } from '../../support/desired.js';
import { desiredOf, liveOf } from '../../support/desired.js';

const tree =
  'daemons: { storage: { scope: hypervisor }, api: { scope: global } }\nclusters: { 54: { hypervisors: [98] } }';

function rootOf(live: Live, entry?: string): string {
  const found = importTree(live, entry, false);
  if ('imported' in found) return found.imported.root;
  const { why, names } = found.notFound;
  return [why, ...names].join(' ');
}

/** The line of `routing`, or nothing. */
function routingOf(live: Live, entry?: string): string {
  const found = importTree(live, entry, false);
  const text = 'imported' in found ? (found.imported.files[0]?.text ?? '') : JSON.stringify(found.notFound);
  return /^routing:.*(?:\n {2}.*)*/m.exec(text)?.[0] ?? '';
}

describe('the one exchange below which a value alone is a name', () => {
  test.each<[string, string, (live: LiveDraft) => void, string]>([
    ['as topo made it', tree, () => undefined, 'global'],
    [
      'without marks',
      tree,
      (live) => {
        live.unmark();
      },
      'global',
    ],
    [
      'another name',
      `routing: { entry: tasks }\n${tree}`,
      (live) => {
        live.unmark();
      },
      'tasks',
    ],
    [
      'nothing at all',
      'daemons: {}',
      (live) => {
        live.exchanges.clear();
      },
      'none',
    ],
    [
      'an exchange that leads nowhere',
      'daemons: {}',
      (live) => {
        live.unmark();
      },
      'none global',
    ],
    ['marked, and all drains', 'daemons: { api: { scope: global, state: draining } }', () => undefined, 'global'],
    [
      'the broker’s own',
      'daemons: {}',
      (live) => {
        live.unmark();
        live.exchange('amq.headers');
        live.queue('a');
        live.bind('amq.headers', 'a', { h: 'a' });
      },
      'none global',
    ],
    [
      'not durable',
      tree,
      (live) => {
        live.exchange('global', { durable: false });
      },
      'none storage storage-54',
    ],
    [
      'two trees',
      tree,
      (live) => {
        live.exchange('tasks');
        live.queue('a');
        live.bind('tasks', 'a', { h: 'a' });
      },
      'several global tasks',
    ],
    [
      'one that stands below the other',
      tree,
      (live) => {
        live.exchange('audit');
        live.queue('a');
        live.bind('global', 'audit', { daemon: 'audit' }, { destinationType: 'exchange' });
        live.bind('audit', 'a', { h: 'a' });
      },
      'global',
    ],
    ['a fleet without a tree', `routing: { direct: {}, tree: false }\n${tree}`, () => undefined, 'global.direct'],
    [
      'one without a tree, by hand',
      `routing: { direct: {}, tree: false }\n${tree}`,
      (live) => {
        live.unmark();
      },
      'none',
    ],
    [
      'one that left its tree',
      `routing: { direct: {}, tree: false }\n${tree}`,
      (live) => {
        live.exchange('global', { arguments: { 'x-topo-owner': 'global' } });
      },
      'global.direct',
    ],
    [
      'both ways, and all drains',
      'routing: { direct: {} }\ndaemons: { api: { scope: global, state: draining } }',
      () => undefined,
      'global',
    ],
  ])('%s', (_, yaml, change, expected) => {
    expect(rootOf(liveOf(desiredOf(yaml), change))).toBe(expected);
  });
});

describe('--entry', () => {
  test.each<[string, string, string]>([
    ['the entry', 'global', 'global'],
    ['the direct exchange', 'global.direct', 'global.direct'],
    ['no exchange of that name', 'globl', 'no exchange global'],
    ['a queue’s name', 'api', 'no exchange global'],
    ['another type', 'amq.fanout', 'no root global'],
  ])('%s', (_, entry, expected) => {
    const live = liveOf(desiredOf(`routing: { direct: {} }\n${tree}`), (draft) => {
      draft.exchange('amq.fanout', { type: 'fanout' });
    });
    expect(rootOf(live, entry)).toBe(expected);
  });
  test('a name that no inventory takes', () => {
    const live = liveOf(desiredOf(tree), (draft) => {
      draft.exchange(' tasks ');
      draft.bind(' tasks ', 'api', { h: 'api' });
    });
    expect(rootOf(live, ' tasks ')).toBe('unwritable');
  });
});

describe('the owner', () => {
  test.each<[string, string, (live: LiveDraft) => void, string]>([
    [
      'of the marks',
      'routing: { entry: tasks, owner: fleet }',
      () => undefined,
      'routing: { entry: tasks, owner: fleet }',
    ],
    [
      'none: the entry’s name',
      'routing: { entry: tasks, owner: fleet }',
      (live) => {
        live.unmark();
      },
      'routing: { entry: tasks }',
    ],
    [
      'of the registry',
      'routing: { entry: tasks, owner: fleet }',
      (live) => {
        live.unmark();
        live.register('fleet', { kind: 'exchange', name: 'tasks', role: 'entry' });
      },
      'routing: { entry: tasks, owner: fleet }',
    ],
    [
      'of what stands below an entry without a mark',
      'routing: { entry: tasks, owner: fleet }',
      (live) => {
        live.exchange('tasks', { arguments: {} });
      },
      'routing: { entry: tasks, owner: fleet }',
    ],
    [
      'of the net’s policy',
      'routing: { owner: fleet, unroutable: {} }',
      (live) => {
        live.unmark();
      },
      'routing: { owner: fleet, unroutable: {} }',
    ],
    [
      'of a direct exchange',
      'routing: { entry: tasks, owner: fleet, direct: { name: by name }, tree: false }',
      () => undefined,
      'routing:\n  entry: fleet\n  direct: { name: "by name" }\n  tree: false',
    ],
  ])('%s', (_, routing, change, expected) => {
    expect(routingOf(liveOf(desiredOf(`${routing}\n${tree}`), change))).toBe(expected);
  });
});
