// What was the entry once stays: whatever is renamed with it or after it, publishers may still send there.

import { describe, expect, test } from 'vitest';
import type { Live } from '../../../src/live/index.js';
import { desiredOf, liveOf, planOf, stepLines } from '../../support/desired.js';
import type { TestDesired } from '../../support/desired.js';
import { carryOutOnPaper } from '../../paper/carry-out.js';

const fleet = 'daemons: { vm: { scope: hypervisor } }\nclusters: { 1: { hypervisors: [1, 2, 3] } }';
const inventory = (routing: string, rest = fleet): TestDesired => desiredOf(`routing: { ${routing} }\n${rest}`);

const tasks = inventory('entry: tasks, owner: prod');
const jobs = inventory('entry: jobs, owner: prod');

/** One apply after the other, from the broker that the first of them made. Out: the steps of each. */
async function applies(first: Live, then: readonly TestDesired[]): Promise<readonly (readonly string[])[]> {
  let live = first;
  const lines: (readonly string[])[] = [];
  for (const desired of then) {
    const planned = planOf(desired, live);
    lines.push(stepLines(planned.plan));
    ({ live } = await carryOutOnPaper(live, planned, 'prod'));
    expect(stepLines(planOf(desired, live).plan), 'a second plan').toEqual([]);
    expect(live.topology.exchanges.has('tasks'), 'tasks is there').toBe(true);
  }
  return lines;
}

describe('never deleted, and registered in the apply that makes it a former one', () => {
  test.each<[string, Live, readonly TestDesired[]]>([
    ['renamed', liveOf(tasks), [jobs]],
    [
      'renamed with the daemon header',
      liveOf(tasks),
      [inventory('entry: jobs, owner: prod, headers: { daemon: service }')],
    ],
    [
      'renamed with a daemon header of another name',
      liveOf(inventory('entry: tasks, owner: prod, headers: { daemon: service }')),
      [jobs],
    ],
    [
      'renamed with every header',
      liveOf(tasks),
      [inventory('entry: jobs, owner: prod, headers: { daemon: a, cluster: b, hypervisor: c }')],
    ],
    ['renamed with its daemon', liveOf(tasks), [inventory('entry: jobs, owner: prod', fleet.replace('vm', 'machine'))]],
    [
      'renamed, then its daemon, then the headers, then nothing is left',
      liveOf(tasks),
      [
        jobs,
        inventory('entry: jobs, owner: prod', fleet.replace('vm', 'machine')),
        inventory('entry: jobs, owner: prod, headers: { daemon: service }', fleet.replace('vm', 'machine')),
        inventory('entry: jobs, owner: prod', 'daemons: { dispatcher: { scope: global } }'),
      ],
    ],
    [
      'renamed twice',
      liveOf(tasks),
      [jobs, inventory('entry: work, owner: prod'), inventory('entry: work, owner: prod', fleet.replace('vm', 'a'))],
    ],
    ['renamed, and back', liveOf(tasks), [jobs, tasks, jobs]],
    [
      'adopted, then renamed, then its daemon',
      liveOf(tasks, (live) => {
        live.exchange('tasks', { arguments: {} });
      }),
      [tasks, jobs, inventory('entry: jobs, owner: prod', fleet.replace('vm', 'machine'))],
    ],
    [
      'drained of all that is bound to it, then renamed',
      liveOf(inventory('entry: tasks, owner: prod', 'daemons: { vm: { scope: global } }')),
      [
        inventory('entry: tasks, owner: prod', 'daemons: { vm: { scope: global, state: draining } }'),
        inventory('entry: jobs, owner: prod', 'daemons: { vm: { scope: global, state: draining } }'),
      ],
    ],
    [
      'a daemon later has its name, and leaves',
      liveOf(tasks),
      [
        jobs,
        inventory('entry: jobs, owner: prod', fleet.replace('vm', 'tasks')),
        inventory('entry: jobs, owner: prod'),
      ],
    ],
  ])('%s', async (_, first, then) => {
    const lines = await applies(first, then);
    expect(lines.flat().filter((line) => line === 'adopt exchange tasks')).toHaveLength(1);
  });
});

test('the plan says why it is registered, and what stays', () => {
  const { plan } = planOf(inventory('entry: jobs, owner: prod, headers: { daemon: service }'), liveOf(tasks));
  expect(stepLines(plan)).toEqual(['declare exchange jobs', 'adopt exchange tasks', 'bind vm from jobs service="vm"']);
  expect(plan.steps[1]?.reason?.text).toBe(
    'was the entry: registered as one, so that it is never deleted while publishers may send to it',
  );
  expect(plan.foreign).toMatchObject([{ kind: 'exchange', name: 'tasks' }]);
});

test('an unmarked entry that differs is used as it is, and registered', () => {
  const live = liveOf(tasks, (draft) => {
    draft.exchange('tasks', { arguments: { 'alternate-exchange': 'net' } });
  });
  const { plan } = planOf(tasks, live);
  expect(plan.steps).toMatchObject([
    { action: 'adopt', name: 'tasks', reason: { text: expect.stringContaining('as it is') } },
  ]);
  expect(plan.refusals).toMatchObject([{ name: 'tasks' }]);
});

test('what publishers address is not replaced: the entry, marked or not, and what was one', async () => {
  const refusedBy = (desired: TestDesired, live: Live, name: string): string | undefined =>
    planOf(desired, live, { replace: [name], adopt: [name] }).plan.refusals.find((each) => each.name === name)?.reason
      .text;
  const other = { 'x-topo-owner': 'prod', 'alternate-exchange': 'net' };
  const changed = liveOf(tasks, (draft) => {
    draft.exchange('tasks', { arguments: other });
  });
  expect(refusedBy(tasks, changed, 'tasks')).toContain('never deleted');
  const { live } = await carryOutOnPaper(changed, planOf(jobs, changed), 'prod');
  expect(refusedBy(inventory('entry: jobs, owner: prod', fleet.replace('vm', 'tasks')), live, 'tasks')).toContain(
    'never deleted',
  );
});

test('while it cannot be registered, nothing is taken down', () => {
  const live = liveOf(tasks, (draft) => {
    draft.exchange('topo.owned.prod', { type: 'topic' });
  });
  const { plan } = planOf(inventory('entry: jobs, owner: prod', fleet.replace('vm', 'machine')), live);
  expect(plan.steps.filter(({ action }) => action === 'unbind' || action === 'delete' || action === 'adopt')).toEqual(
    [],
  );
  expect(plan.refusals).toMatchObject([
    { name: 'topo.owned.prod', reason: { text: expect.stringContaining('nothing is taken down') } },
  ]);
});

test('a queue that a former entry alone leads to loses its route', () => {
  const live = liveOf(desiredOf(`routing: { entry: tasks, owner: prod }\n${fleet.replace('1, 2, 3', '1-20')}`));
  const { plan } = planOf(inventory('entry: jobs, owner: prod'), live);
  expect(plan.summary).toMatchObject({ unbind: 17, losingRoute: 17 });
  expect(plan.guards).toMatchObject([{ name: 'removals', actual: 17 }]);
});

test('cut off at any call of the apply that renames it, and of the next: it is there after each', async () => {
  const first = liveOf(tasks);
  const renamed = inventory('entry: jobs, owner: prod, headers: { daemon: service }', fleet.replace('vm', 'machine'));
  const isThere = (live: Live): void => {
    expect(live.topology.exchanges.has('tasks')).toBe(true);
  };
  const whole = await carryOutOnPaper(first, planOf(renamed, first), 'prod', { onCall: isThere });
  for (let call = 1; call <= whole.calls.length; call += 1)
    for (const carriedOut of [false, true]) {
      const { live } = await carryOutOnPaper(first, planOf(renamed, first), 'prod', { cut: { call, carriedOut } });
      for (const next of [renamed, jobs]) {
        const again = await carryOutOnPaper(live, planOf(next, live), 'prod', { onCall: isThere });
        expect(stepLines(planOf(next, again.live).plan)).toEqual([]);
      }
    }
});

describe('by two ways', () => {
  const ways = (routing: string, rest = fleet): TestDesired => inventory(`entry: tasks, owner: prod, ${routing}`, rest);
  const both = ways('direct: { name: by-name }');
  const direct = ways('direct: { name: by-name }, tree: false');
  const tree = ways('tree: true');

  test.each<[string, Live, readonly TestDesired[]]>([
    ['the tree is left out', liveOf(both), [direct]],
    ['and with it its last daemon', liveOf(both), [ways('direct: { name: by-name }, tree: false', 'daemons: {}')]],
    [
      'left out, then renamed',
      liveOf(both),
      [direct, inventory('entry: jobs, owner: prod, direct: { name: by-name }, tree: false')],
    ],
    ['left out and back', liveOf(both), [direct, both]],
    [
      'it was bare, and nothing says that it was one',
      liveOf(direct, (draft) => {
        draft.exchange('tasks', { arguments: { 'x-topo-owner': 'prod' } });
      }),
      [direct],
    ],
  ])('%s: the entry stays', async (_, live, then) => {
    await applies(live, then);
  });

  test('it is told once that it leads nowhere', async () => {
    const planned = planOf(direct, liveOf(both), { taken: new Map([['tasks', 132]]) });
    const { live } = await carryOutOnPaper(liveOf(both), planned, 'prod');
    const closed = ({ plan }: typeof planned): readonly string[] =>
      plan.notes.filter((note) => note.includes('leads nowhere'));
    expect(closed(planned)).toEqual([
      'Exchange tasks stays, and leads nowhere any more: a message to it by headers is returned to a publisher that sets ' +
        '`mandatory`, and LOST for any other. It took 132 messages in the last 10 minutes.',
    ]);
    expect(closed(planOf(direct, live))).toEqual([]);
  });

  test('an exchange of that type that somebody else made is none: taken by --adopt, it goes', () => {
    const live = liveOf(tree, (draft) => {
      draft.exchange('vm-7', { type: 'direct', arguments: {} });
    });
    expect(stepLines(planOf(tree, live, { adopt: ['vm-7'] }).plan)).toContain('delete exchange vm-7');
  });

  test('left out, it takes no message any more', () => {
    const lines = stepLines(planOf(direct, liveOf(both)).plan);
    expect(lines).toContain('unbind vm from tasks daemon="vm"');
    expect(lines).toContain('adopt exchange tasks');
    expect(lines.filter((line) => line.startsWith('delete exchange'))).toEqual([
      'delete exchange vm-1',
      'delete exchange vm',
    ]);
    expect(lines.filter((line) => line.startsWith('delete queue'))).toEqual([]);
  });

  test.each<[string, TestDesired, readonly string[]]>([
    ['left out: its bindings go, it stays', tree, ['unbind vm-1-1', 'unbind vm-1-2', 'unbind vm-1-3']],
    ['renamed: it goes on leading to what stays', ways('direct: { name: other }'), []],
    [
      'renamed while a hypervisor drains: not to that one',
      ways(
        'direct: { name: other }',
        'daemons: { vm: { scope: hypervisor } }\nclusters: { 1: { hypervisors: { 1: , 2: , 3: { state: draining } } } }',
      ),
      ['unbind vm-1-3', 'unbind vm-1-3'],
    ],
  ])('the direct exchange, %s', (_, desired, expected) => {
    const { plan } = planOf(desired, liveOf(both));
    const gone = plan.steps.filter(({ action }) => action === 'unbind' || action === 'delete');
    expect(gone.map(({ action, name }) => `${action} ${name}`)).toEqual(expected);
    expect(plan.foreign.map(({ name, reason }) => `${name} ${reason.text}`)).toEqual([
      'by-name was the direct exchange once: delete it by hand when nothing publishes to it',
    ]);
  });

  test('a stranger’s exchange of the entry’s name is no business of an inventory without a tree', () => {
    const live = liveOf(direct, (draft) => {
      draft.exchange('tasks', { arguments: {} });
    });
    expect(stepLines(planOf(direct, live).plan)).toEqual([]);
  });

  test('a former entry leads a draining daemon nothing', () => {
    const before = inventory('entry: tasks, owner: prod', 'daemons: { api: { scope: global } }');
    const after = inventory('entry: jobs, owner: prod', 'daemons: { api: { scope: global, state: draining } }');
    expect(stepLines(planOf(after, liveOf(before)).plan)).toContain('unbind api from tasks daemon="api"');
  });
});
