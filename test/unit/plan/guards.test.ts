// What makes queues lose their route, in all its forms: before → after, how many, and whether the guard trips.

import { describe, expect, test } from 'vitest';
import { removalsLimit } from '../../../src/plan/guards.js';
import { desiredOf, liveOf, planOf } from '../../support/desired.js';

const fleet = (hypervisors: string, more = ''): string =>
  `daemons: { vm: { scope: hypervisor }, api: { scope: global } }
clusters: { 1: { hypervisors: ${hypervisors} } }
${more}`;
const whole = fleet('[1-40]');
const ways = (routing: string): string => fleet('[1-40]', `routing: { ${routing} }`);
const tasks = (hypervisors: string): string => fleet(hypervisors, 'routing: { entry: tasks, owner: prod }');
const renamed = fleet('[1-40]', 'routing: { entry: jobs, owner: prod, headers: { daemon: service } }');

const mark = { 'x-topo-owner': 'global' };
const fleetOf20 = desiredOf(
  `daemons: { vm: { scope: hypervisor } }
clusters: { ${Array.from({ length: 20 }, (_, index) => `${index}: { hypervisors: [1, 2] }`).join(', ')} }`,
);

describe('queues that lose their route', () => {
  test.each<[string, string, string, number, boolean]>([
    ['nothing changes', whole, whole, 0, false],
    ['ten deleted of 41', whole, fleet('[1-30]'), 10, false],
    ['eleven deleted', whole, fleet('[1-29]'), 11, true],
    ['eleven drained', whole, fleet('{ 1-29: , 30-40: { state: draining } }'), 11, true],
    ['a cluster drained', whole, whole.replace('{ hypervisors', '{ state: draining, hypervisors'), 40, true],
    ['a daemon drained', whole, whole.replace('hypervisor }', 'hypervisor, state: draining }'), 40, true],
    ['another header for all', whole, fleet('[1-40]', 'routing: { headers: { cluster: zone } }'), 40, true],
    ['the same ids as integers too', whole, fleet('[1-40]', 'routing: { values: both }'), 0, false],
    ['the scope of a daemon', whole, whole.replace('vm: { scope: hypervisor', 'vm: { scope: cluster'), 40, true],
    ['the last of ours', 'daemons: { api: { scope: global } }', 'daemons: {}', 1, true],
    ['the last ten of ten', fleet('[1-9]'), 'daemons: {}', 10, true],
    ['added and none taken', whole, fleet('[1-400]'), 0, false],
    ['integers no more', fleet('[1-40]', 'routing: { values: both }'), whole, 40, true],
    [
      'the entry renamed, and most hypervisors gone',
      tasks('[1-40]'),
      tasks('[1, 2]').replace('tasks', 'jobs'),
      38,
      true,
    ],
    ['the entry renamed, and another header: the old one stays bound', tasks('[1-40]'), renamed, 0, false],
    ['a direct exchange beside the tree', whole, ways('direct: {}'), 0, false],
    ['the tree left out', ways('direct: {}'), ways('direct: {}, tree: false'), 41, true],
    ['the direct exchange left out', ways('direct: {}'), whole, 41, true],
    ['the direct exchange renamed', ways('direct: {}'), ways('direct: { name: jobs }'), 0, false],
  ])('%s', (_, before, after, losing, trips) => {
    const { plan } = planOf(desiredOf(after), liveOf(desiredOf(before)));
    expect(plan.summary.losingRoute).toBe(losing);
    expect(plan.guards.map(({ actual, remedy }) => ({ actual, remedy }))).toEqual(
      trips ? [{ actual: losing, remedy: `--max-removals ${losing}` }] : [],
    );
  });

  test.each<[string, string, string, number, readonly { readonly limit: number; readonly actual: number }[]]>([
    ['as many as it says', whole, '[1-29]', 11, []],
    ['more', whole, '[1-28]', 11, [{ limit: 11, actual: 12 }]],
    ['less than the guard itself allows', whole, '[1-29]', 5, [{ limit: 10, actual: 11 }]],
    ['that changes nothing below it', whole, '[1-31]', 5, []],
    ['all of them', fleet('[1-3]'), '[9]', 3, []],
    ['all but for one', fleet('[1-3]'), '[9]', 2, [{ limit: 2, actual: 3 }]],
  ])('guard.removals: %s', (_, before, after, removals, guards) => {
    const desired = desiredOf(`${fleet(after).replace(/, api: [^}]*} }/, ' }')}guard: { removals: ${removals} }`);
    const live = liveOf(desiredOf(before.replace(/, api: [^}]*} }/, ' }')));
    expect(planOf(desired, live).plan.guards.map(({ limit, actual }) => ({ limit, actual }))).toEqual(guards);
  });

  test('nor does what somebody bound to the net', () => {
    const netted = desiredOf(ways('unroutable: {}'));
    const { plan } = planOf(
      netted,
      liveOf(netted, (live) => {
        live.bind('global', 'unroutable', { daemon: 'stray' });
      }),
    );
    expect(plan.summary).toMatchObject({ unbind: 1, losingRoute: 0 });
  });

  test('what has no route already does not count', () => {
    const { plan } = planOf(
      desiredOf(fleet('[1-20]')),
      liveOf(desiredOf(whole), (live) => {
        for (let id = 21; id <= 40; id += 1) live.unbind(`vm-1-${id}`);
      }),
    );
    expect(plan.summary).toMatchObject({ delete: 20, losingRoute: 0 });
    expect(plan.guards).toEqual([]);
  });

  test('bound by hand with all three headers: the binding that replaces it takes all that it took', () => {
    const { plan } = planOf(
      desiredOf(whole),
      liveOf(desiredOf(whole), (live) => {
        for (let id = 1; id <= 40; id += 1) {
          live.unbind(`vm-1-${id}`);
          live.bind('vm-1', `vm-1-${id}`, { 'x-match': 'all', daemon: 'vm', cluster: '1', hypervisor: String(id) });
        }
      }),
    );
    expect(plan.summary).toMatchObject({ bind: 40, unbind: 40, losingRoute: 0 });
    expect(plan.guards).toEqual([]);
  });

  test('a binding that no message could pass is no route', () => {
    const { plan } = planOf(
      desiredOf(whole),
      liveOf(desiredOf(whole), (live) => {
        live.bind('vm-1', 'vm-1-1', { 'x-match': 'all', cluster: '2', hypervisor: '1' });
      }),
    );
    expect(plan.summary).toMatchObject({ unbind: 1, losingRoute: 0 });
  });

  test('below an exchange of ours that nothing of ours leads to: somebody may publish there', () => {
    const { plan } = planOf(
      desiredOf(fleet('[1-20]')),
      liveOf(desiredOf(whole), (live) => {
        live.unbind('vm-1');
      }),
    );
    expect(plan.summary).toMatchObject({ losingRoute: 20 });
  });

  test('by way of an exchange that is not ours', () => {
    const { plan } = planOf(
      desiredOf('daemons: { api: { scope: global } }'),
      liveOf(desiredOf(whole), (live) => {
        live.exchange('vm-1', { arguments: {} });
      }),
    );
    expect(plan.summary).toMatchObject({ losingRoute: 40 });
  });

  test('a queue that is not ours does not count', () => {
    const { plan } = planOf(
      desiredOf(fleet('[1-20]')),
      liveOf(desiredOf(whole), (live) => {
        live.queue('audit');
        live.bind('vm-1', 'audit', { 'x-match': 'all', hypervisor: '40' });
      }),
    );
    expect(plan.summary).toMatchObject({ losingRoute: 20 });
  });

  test('what is replaced for a moment counts, and is one note', () => {
    const live = liveOf(desiredOf(whole), (draft) => {
      for (const queue of [...draft.queues.values()])
        draft.queue(queue.name, { arguments: { ...queue.arguments, 'x-max-length': 7 } });
    });
    const { plan } = planOf(desiredOf(whole), live, { replace: ['*'] });
    expect(plan.summary).toMatchObject({ replace: 41, losingRoute: 41 });
    expect(plan.guards).toMatchObject([{ actual: 41 }]);
    expect(plan.notes.filter((note) => note.includes('replaced'))).toEqual([
      expect.stringMatching(/^While 41 queues are replaced, a message to one of them is returned/),
    ]);
  });

  test('exchanges that are replaced for a moment count, and are one note', () => {
    const live = liveOf(fleetOf20, (draft) => {
      for (const name of draft.exchanges.keys())
        if (name.startsWith('vm-')) draft.exchange(name, { arguments: { ...mark, 'alternate-exchange': 'x' } });
    });
    const { plan } = planOf(fleetOf20, live, { replace: ['vm-*'] });
    expect(plan).toMatchObject({
      summary: { replace: 20, losingRoute: 40 },
      whileReplaced: 40,
      guards: [{ actual: 40 }],
    });
    expect(plan.notes.filter((note) => note.includes('replaced'))).toEqual([
      expect.stringMatching(/^While 20 exchanges are replaced, a message to the 40 queues below them is returned/),
    ]);
  });

  test('hand-made bindings that make more chains than can be followed: all below what goes counts', () => {
    const names = Array.from({ length: 40 }, (_, index) => `vm-1-x${index}`);
    const live = liveOf(desiredOf(whole), (draft) => {
      for (const name of names) draft.exchange(name, { arguments: { 'x-topo-owner': 'global' } });
      for (const from of ['vm-1', ...names])
        for (const to of names)
          if (from !== to) draft.bind(from, to, { 'x-match': 'all' }, { destinationType: 'exchange' });
      for (const name of names) draft.bind(name, 'vm-1-1', { 'x-match': 'all' });
    });
    const started = performance.now();
    const { plan } = planOf(desiredOf(whole), live);
    expect(plan.summary.losingRoute).toBeGreaterThan(0);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  test.each([
    [100, 10],
    [400, 20],
    [2_000, 100],
    [9_000, 200],
  ])('of %d queues %d may lose it', (queues, limit) => {
    const before = desiredOf(fleet(`[1-${queues - 1}]`));
    const cut = (gone: number): number =>
      planOf(desiredOf(fleet(`[1-${queues - 1 - gone}]`)), liveOf(before)).plan.guards.length;
    expect([cut(limit), cut(limit + 1)]).toEqual([0, 1]);
  });
});

test.each([
  [0, 10],
  [219, 10],
  [220, 11],
  [239, 11],
  [4_000, 200],
  [100_000, 200],
])('the limit of %i queues is %i', (ours, limit) => {
  expect(removalsLimit(ours)).toBe(limit);
});

describe('clusters and daemons that are gone whole: is a file missing?', () => {
  const base = 'daemons: { vm: { scope: hypervisor }, api: { scope: global } }\nclusters:\n';
  const cluster = (id: string): string => `  ${id}: { hypervisors: [1, 2, 3] }\n`;
  const sites = (from: number, to: number, site: string): string =>
    Array.from({ length: to - from + 1 }, (_, index) => cluster(`${site}-${from + index}`)).join('');
  const all = base + sites(1, 3, 'fra') + sites(9, 11, 'waw') + sites(16, 17, 'ams');
  test.each<[string, string, string | undefined, boolean]>([
    [
      'five of eight',
      base + sites(1, 3, 'fra'),
      '5 whole clusters (ams-16 … waw-11) are gone from the inventory: is a file missing?',
      true,
    ],
    [
      'two, and the guard does not trip',
      base + sites(1, 3, 'fra') + sites(9, 11, 'waw'),
      '2 whole clusters (ams-16, ams-17) are gone from the inventory: is a file missing?',
      false,
    ],
    [
      'one daemon',
      all.replace(', api: { scope: global }', ''),
      '1 whole daemon (api) is gone from the inventory: is a file missing?',
      false,
    ],
    [
      'clusters and a daemon',
      base.replace('api: { scope: global }', 'x: { scope: global }') + sites(1, 3, 'fra'),
      '5 whole clusters (ams-16 … waw-11) and 1 whole daemon (api) are gone from the inventory: is a file missing?',
      true,
    ],
    [
      'five that are still named, with no hypervisor',
      base + sites(1, 3, 'fra') + (sites(9, 11, 'waw') + sites(16, 17, 'ams')).replaceAll('[1, 2, 3]', '[]'),
      undefined,
      true,
    ],
    ['hypervisors alone', all.replaceAll('[1, 2, 3]', '[1]'), undefined, true],
    ['nothing', all, undefined, false],
  ])('%s', (_, after, question, trips) => {
    const { plan } = planOf(desiredOf(after), liveOf(desiredOf(all)));
    expect(plan.guards.map((guard) => guard.question)).toEqual(trips ? [question] : []);
    // Before all else that the notes say.
    expect(plan.notes.findIndex((note) => note.endsWith('is a file missing?'))).toBe(question === undefined ? -1 : 0);
    if (question !== undefined) expect(plan.notes[0]).toBe(question);
    expect(planOf(desiredOf(after), liveOf(desiredOf(all)), { prune: false }).plan.notes.join()).not.toContain(
      'missing',
    );
  });
});

describe('what the plan says of it, and how to do it in two applies', () => {
  const notesOf = (before: string, after: string): string =>
    planOf(desiredOf(after), liveOf(desiredOf(before))).plan.notes.join('\n');

  test('another header', () => {
    const notes = notesOf(whole, fleet('[1-40]', 'routing: { headers: { hypervisor: hv } }'));
    expect(notes).toContain('40 bindings change the header or the value that they match');
    expect(notes).toContain('In two applies: first `--no-prune`');
  });
  test('another scope', () => {
    const notes = notesOf(whole, whole.replace('vm: { scope: hypervisor', 'vm: { scope: cluster'));
    expect(notes).toContain('What vm sends to exchange vm-1 now goes to queue vm-1');
    expect(notes).toContain('can run twice');
    expect(notes).toContain('add a daemon of another name with the new scope');
  });
  test('integers no more: the queues keep their route by strings', () => {
    const notes = notesOf(fleet('[1-40]', 'routing: { values: both }'), whole);
    expect(notes).toContain(
      '40 queues would lose one of the routes by which messages reach them now, and keep another: a message such as ' +
        'daemon=vm cluster=1 hypervisor:=1 is returned to a publisher that sets `mandatory`, and LOST for any other.',
    );
  });
  test('nothing of the kind', () => {
    expect(notesOf(whole, fleet('[1-39]'))).not.toMatch(/two applies/);
  });
});
