// What a person reads before an apply: where a message ends that no binding takes, and how many of what.

import { describe, expect, test } from 'vitest';
import { tellFate } from '../../../src/plan/words/fate.js';
import type { Address } from '../../../src/topology/index.js';
import { completePlan, startPlan } from '../../../src/plan/index.js';
import type { LiveDraft, PlanShape, TestDesired } from '../../support/desired.js';
import { desiredOf, liveOf, planOf } from '../../support/desired.js';

const yaml = `daemons: { vm: { scope: hypervisor }, vm-1: { scope: global }, api: { scope: cluster } }
clusters: { 1: { hypervisors: [1, 2] }, 2: { hypervisors: [1] } }`;
const plain = desiredOf(yaml);
const net = desiredOf(`routing: { unroutable: {} }\n${yaml}`);
const mark = { 'x-topo-owner': 'global' };
const lost = 'returned to a publisher that sets `mandatory`, and LOST for any other.';
const kept = 'kept in the net, queue unroutable: no worker reads it there';

describe('what becomes of a message to an address: the last exchange on its way decides', () => {
  test.each<[string, Address | undefined, readonly string[], string]>([
    ['a hypervisor’s: its cluster’s', { daemon: 'vm', cluster: '1', hypervisor: '1' }, ['vm-1'], lost],
    ['and no other', { daemon: 'vm', cluster: '1', hypervisor: '1' }, ['vm', 'global', 'vm-2'], `${kept}.`],
    ['a cluster’s that is gone: its daemon’s', { daemon: 'vm', cluster: '9', hypervisor: '1' }, ['vm'], lost],
    ['a cluster’s queue, where an exchange is now: that one', { daemon: 'vm', cluster: '2' }, ['vm-2'], lost],
    ['a daemon’s queue with the name of a cluster’s exchange', { daemon: 'vm-1' }, ['vm-1'], `${kept}.`],
    ['a daemon that is gone: the entry', { daemon: 'old', cluster: '1' }, ['global'], lost],
    ['not known: the entry', undefined, ['global'], lost],
  ])('%s', (_, address, misses, fate) => {
    expect(
      tellFate(net.compiled, { entry: 'global' }, { name: 'unroutable', misses: new Set(misses) })([address]),
    ).toBe(fate);
  });
});

const notesOf = (to: TestDesired, change: (live: LiveDraft) => void, shape?: PlanShape): string =>
  planOf(to, liveOf(to, change), shape).plan.notes.join('\n');

describe('how many of what', () => {
  const drained = (state: string): readonly string[] =>
    planOf(desiredOf(yaml.replace('[1, 2]', state)), liveOf(plain)).plan.notes;
  test.each([
    ['{ 1: { state: draining }, 2:  }', '1 queue is draining: a message to such an address is '],
    ['{ 1: { state: draining }, 2: { state: draining } }', '2 queues are draining: a message to such an address is '],
    ['[1]', '1 queue would lose the route by which messages reach it now: '],
    ['{ 3: }', '2 queues would lose the route by which messages reach them now: '],
  ])('%s', (hypervisors, note) => {
    expect(drained(hypervisors).some((each) => each.startsWith(note))).toBe(true);
  });
  test('one of two routes', () => {
    const both = (id: string): ReturnType<typeof desiredOf> =>
      desiredOf(
        `daemons: { api: { scope: cluster } }\nclusters: { ${id}: {} }\nrouting: { values: VALUES }`.replace(
          'VALUES',
          'both',
        ),
      );
    const live = liveOf(both('7'));
    const { notes } = planOf(desiredOf('daemons: { api: { scope: cluster } }\nclusters: { 7: {} }'), live).plan;
    expect(notes[0]).toMatch(
      /^1 queue would lose one of the routes by which messages reach it now, and keep another: /,
    );
    expect(notes[0]).toContain('a message such as daemon=api cluster:=7 is ');
  });
  test('without a broker nobody knows what would be held', () => {
    const said = (to: TestDesired): boolean => {
      const { inventory, compiled } = to;
      const drafted = startPlan({ inventory, compiled }, liveOf(plain), { prune: true, replace: [], adopt: [] });
      return completePlan(drafted, undefined, () => '').plan.notes.some((note) => note.startsWith('Made without'));
    };
    expect([said(desiredOf(yaml.replace('[1, 2]', '[1]'))), said(plain)]).toEqual([true, false]);
  });
});

describe('while the net is replaced', () => {
  test.each([
    [['unroutable'], 'While queue unroutable is replaced, a message to it is returned to'],
    [['unroutable', 'vm-1-1'], 'While 2 queues are replaced, a message to one of them is kept in the net'],
    [['vm-1-1'], 'While queue vm-1-1 is replaced, a message to it is kept in the net'],
  ])('%j', (replace, note) => {
    const change = (live: LiveDraft): void => {
      for (const name of replace) live.queue(name, { arguments: { ...mark, 'x-max-length': 5 } });
    };
    expect(notesOf(net, change, { replace })).toContain(note);
  });
  test('its exchange', () => {
    const change = (live: LiveDraft): void => {
      live.exchange('unroutable', { arguments: { ...mark, 'alternate-exchange': 'theirs' } });
    };
    const notes = notesOf(net, change, { replace: ['unroutable'] });
    expect(notes).toContain('While exchange unroutable is replaced, a message that no binding takes is returned to');
    expect(notes).not.toContain('below');
  });
});

describe('while an exchange is replaced', () => {
  const differs = (name: string) => (live: LiveDraft) => {
    live.exchange(name, { arguments: { ...mark, 'alternate-exchange': 'theirs' } });
  };
  test('only what stands below it is counted', () => {
    expect(notesOf(net, differs('vm-1'), { replace: ['vm-1'] })).toContain('a message to the 2 queues below it is');
    expect(notesOf(net, differs('vm'), { replace: ['vm'] })).toContain('a message to the 3 queues below it is');
  });
  test.each([
    ['the one above it', '^vm$', lost],
    ['itself', '^vm-2$', kept],
  ])('somebody’s policy on %s', (_, pattern, fate) => {
    const change = (live: LiveDraft): void => {
      differs('vm-2')(live);
      live.policy('theirs', { priority: 3, applyTo: 'exchanges', pattern });
    };
    expect(notesOf(net, change, { replace: ['vm-2'] })).toContain(`to the 1 queue below it is ${fate}`);
  });
});

test('the scope of a daemon is a deeper one now: the message ends at the exchange that has the name of its queue', () => {
  const deeper = desiredOf(
    `routing: { unroutable: {} }\n${yaml.replace('api: { scope: cluster', 'api: { scope: hypervisor')}`,
  );
  const notes = (pattern: string): readonly string[] =>
    planOf(
      deeper,
      liveOf(net, (live) => {
        live.policy('theirs', { priority: 3, applyTo: 'exchanges', pattern });
      }),
    ).plan.notes.filter((note) => note.includes('would lose the route'));
  expect(notes('^api-[12]$')).toEqual([expect.stringMatching(/^2 queues would .* and LOST for any other\.$/)]);
  expect(notes('^api$')).toEqual([expect.stringMatching(/^2 queues would .* no worker reads it there\.$/)]);
});

describe('a binding that is made again changes what it matches', () => {
  test.each<[string, TestDesired, (live: LiveDraft) => void, PlanShape, number]>([
    [
      'of the tree',
      plain,
      (live) => {
        live.unbind('vm-2-1');
        live.bind('vm-2', 'vm-2-1', { zone: '1' });
      },
      {},
      1,
    ],
    [
      'of the tree, from an exchange that is replaced',
      plain,
      (live) => {
        live.exchange('vm-2', { arguments: { ...mark, 'alternate-exchange': 'theirs' } });
        live.bind('vm-2', 'vm-2-1', { zone: '1' });
      },
      { replace: ['vm-2'] },
      1,
    ],
    [
      'of the net, which takes whatever comes',
      net,
      (live) => {
        live.unbind('unroutable');
        live.bind('unroutable', 'unroutable', {}, { routingKey: 'old' });
      },
      {},
      0,
    ],
    [
      'of the net, which is replaced',
      net,
      (live) => {
        live.queue('unroutable', { arguments: { ...mark, 'x-max-length': 5 } });
        live.bind('unroutable', 'unroutable', {}, { routingKey: 'old' });
      },
      { replace: ['unroutable'] },
      0,
    ],
  ])('%s', (_, to, change, shape, changes) => {
    const found = /^(\d+) bindings? changes? the header/m.exec(notesOf(to, change, shape))?.[1];
    expect(Number(found ?? 0)).toBe(changes);
  });
});
