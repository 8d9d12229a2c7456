// What a plan does about the net of `routing.unroutable`: a change by hand, and the steps that follow.

import { describe, expect, test } from 'vitest';
import { desiredOf, liveOf, planOf, stepLines } from '../../support/desired.js';
import type { LiveDraft, PlanShape, TestDesired } from '../../support/desired.js';

const yaml = `daemons: { dispatcher: { scope: global }, storage: { scope: hypervisor } }
clusters: { 54: { hypervisors: [98, 99] }, 55: { hypervisors: [1, 2, 3] } }`;
const desired = desiredOf(yaml);
const net = desiredOf(`routing: { unroutable: {} }\n${yaml}`);
const other = { priority: 3, applyTo: 'exchanges' };

test.each<[string, (live: LiveDraft) => void, readonly string[], readonly string[]]>([
  ['as it should be', () => undefined, [], []],
  [
    'its policy is gone',
    (live) => {
      live.policies.length = 0;
    },
    ['set policy topo.global.unroutable'],
    [],
  ],
  [
    'its policy was changed',
    (live) => {
      live.policies.length = 0;
      live.policy('topo.global.unroutable', { pattern: '^global$' });
    },
    ['set policy topo.global.unroutable'],
    [],
  ],
  ...(
    [
      ['alternate exchange', { definition: { 'alternate-exchange': 'elsewhere' } }],
      ['priority', { priority: 1 }],
      ['apply-to', { applyTo: 'all' }],
    ] as const
  ).map(([what, change]): [string, (live: LiveDraft) => void, readonly string[], readonly string[]] => [
    `its ${what} was changed`,
    (live) => {
      const [policy] = live.policies.splice(0);
      live.policy('topo.global.unroutable', { ...policy, ...change });
    },
    ['set policy topo.global.unroutable'],
    [],
  ]),
  [
    'a lower policy gives way',
    (live) => {
      live.policy('low', { priority: -1 });
    },
    [],
    [],
  ],
  [
    'a policy for queues is none of its business',
    (live) => {
      live.policy('ha', { applyTo: 'queues', priority: 9 });
    },
    [],
    [],
  ],
  [
    'a higher policy on one exchange',
    (live) => {
      live.policy('high', { ...other, pattern: '^storage-54$' });
    },
    [],
    ['exchange storage-54: policy "high" (priority 3) applies to it'],
  ],
  [
    'a higher policy that leads to the net as well',
    (live) => {
      live.policy('high', { ...other, definition: { 'alternate-exchange': 'unroutable' } });
    },
    [],
    [],
  ],
  [
    'a higher policy on an exchange that is not there yet',
    (live) => {
      live.exchanges.delete('storage-55');
      live.policy('high', { ...other, pattern: '55' });
    },
    [
      'declare exchange storage-55',
      ...[1, 2, 3].map((id) => `bind storage-55-${id} from storage-55 hypervisor="${id}"`),
      'bind storage-55 from storage cluster="55"',
    ],
    ['exchange storage-55: policy "high" (priority 3) applies to it'],
  ],
])('%s', (_, change, lines, refused) => {
  const { plan } = planOf(net, liveOf(net, change));
  expect(stepLines(plan)).toEqual(lines);
  expect(plan.refusals.map(({ kind, name, reason }) => `${kind} ${name}: ${reason.split(',')[0]}`)).toEqual(refused);
});

test('a message to a draining address is kept, not lost', () => {
  const drained = desiredOf(
    `routing: { unroutable: {} }\n${yaml.replace('[98, 99]', '{ 98: { state: draining }, 99: }')}`,
  );
  expect(planOf(drained, liveOf(net)).plan.notes.join()).toContain('kept in the net, queue unroutable');
  expect(planOf(drained, liveOf(net)).plan.notes.join()).not.toContain('LOST');
  expect(planOf(desired, liveOf(net)).plan.notes.join()).toContain('The net is taken away');
});

describe('a message that it will not catch is LOST, and the plan says so', () => {
  const taken = (live: LiveDraft): void => {
    live.queue('unroutable', { arguments: { 'x-topo-owner': 'other' } });
  };
  const over = (pattern: string): ((live: LiveDraft) => void) => {
    return (live) => {
      live.policy('theirs', { ...other, pattern });
    };
  };
  const kept = 'kept in the net, queue unroutable: no worker reads it there';
  const lost = 'returned to a publisher that sets `mandatory`, and LOST for any other.';
  const drainedIn = '54: { hypervisors: { 98: { state: draining }, 99: } }';
  test.each<[string, string, (live: LiveDraft) => void, string]>([
    ['its queue is somebody else’s', drainedIn, taken, lost],
    [
      'its exchange is of another type',
      drainedIn,
      (live) => {
        live.exchange('unroutable', { type: 'topic' });
      },
      lost,
    ],
    ['another policy on the exchange of the draining queue', drainedIn, over('^storage-54$'), lost],
    ['another policy on another exchange', drainedIn, over('^storage-55$'), `${kept}.`],
    [
      'another alternate exchange in the argument of its exchange',
      drainedIn,
      (live) => {
        live.exchange('storage-54', { arguments: { 'x-topo-owner': 'global', 'alternate-exchange': 'theirs' } });
      },
      lost,
    ],
    [
      'both',
      '54: { state: draining, hypervisors: [98, 99] }, 55: { state: draining, hypervisors: [1, 2, 3] }',
      over('^storage-54$'),
      `${kept}; to 2 of them, whose exchange the net does not reach, it is ${lost}`,
    ],
    [
      'a cluster that leaves: its daemon’s exchange counts',
      '55: { hypervisors: [1] }',
      over('^storage-54$'),
      `${kept}.`,
    ],
    ['and that one has another policy', '55: { hypervisors: [1] }', over('^storage$'), lost],
  ])('%s', (_, clusters, change, fate) => {
    const less = desiredOf(`routing: { unroutable: {} }\n${yaml.replace(/clusters: .*/, `clusters: { ${clusters} }`)}`);
    const { notes } = planOf(less, liveOf(net, change)).plan;
    expect(
      notes.every((note) => note.endsWith(fate)),
      notes.join('\n'),
    ).toBe(true);
  });
});

test('what is left out because of a refusal is not unchanged', () => {
  const unchanged = (change: (live: LiveDraft) => void): number =>
    planOf(net, liveOf(net, change)).plan.summary.unchanged;
  const all = unchanged(() => undefined);
  const withoutNet = (live: LiveDraft): void => {
    live.policies.length = 0;
    live.unbind('unroutable');
  };
  expect(unchanged(withoutNet)).toBe(all - 2);
  // The queue, its binding and the policy; its exchange is there.
  expect(
    unchanged((live) => {
      withoutNet(live);
      live.queue('unroutable', { arguments: { 'x-topo-owner': 'other' } });
    }),
  ).toBe(all - 3);
});

/** Clusters with ids that look random. */
const manyOf = (count: number, first = 0, name = 'unroutable'): TestDesired => {
  const ids = Array.from({ length: count }, (_, index) => `c${((first + index) * 2_654_435_761) % 4_294_967_296}`);
  const rows = ids.map((id) => `${id}: { hypervisors: [1] }`).join(', ');
  return desiredOf(
    `routing: { unroutable: { name: ${name} } }\ndaemons: { vm: { scope: hypervisor } }\nclusters: { ${rows} }`,
  );
};
test('a pattern that RabbitMQ will refuse is said beforehand', () => {
  const notes = (count: number): string => planOf(manyOf(count), liveOf(desiredOf('daemons: {}'))).plan.notes.join();
  expect(notes(500)).not.toContain('will refuse');
  expect(notes(6000)).toMatch(/RabbitMQ will refuse the policy topo\.global\.unroutable.* and 64 are allowed/);
});

test('with --no-prune the policy stays', () => {
  expect(stepLines(planOf(desired, liveOf(net), { prune: false }).plan)).toEqual([]);
});

describe('exchanges that leave the tree keep it until they are gone', () => {
  const without54 = desiredOf(`routing: { unroutable: {} }\n${yaml.replace(/54: .*?}, /, '')}`);
  const moved = desiredOf(`routing: { unroutable: {} }\n${yaml.replace('54:', '56:')}`);
  const patterns = (to: TestDesired, change?: (live: LiveDraft) => void, shape?: PlanShape): readonly string[] =>
    planOf(to, liveOf(net, change), shape).plan.steps.flatMap((step) => {
      if (step.action === 'delete' && step.kind === 'exchange') return [`delete ${step.name}`];
      return step.policy ? [step.policy.pattern] : step.action === 'declare' && step.path ? [`declare`] : [];
    });
  const setTo = (pattern: string) => (live: LiveDraft) => {
    const [policy] = live.policies.splice(0);
    live.policy('topo.global.unroutable', { ...policy, pattern });
  };
  const before = '^(global|storage(-5[45])?)$';
  const after = '^(global|storage(-55)?)$';
  test.each<[string, readonly string[], readonly string[]]>([
    ['a cluster goes: the policy lets go of it last', patterns(without54), ['delete storage-54', after]],
    [
      'another comes: first it reaches both',
      patterns(moved),
      [
        ...['^(global|storage(-5[4-6])?)$', 'declare', 'declare', 'declare'],
        ...['delete storage-54', '^(global|storage(-5[56])?)$'],
      ],
    ],
    ['with --no-prune it stays, and so does the policy', patterns(without54, undefined, { prune: false }), []],
    [
      'with --no-prune, another comes: it reaches both from now on',
      patterns(moved, undefined, { prune: false }),
      ['^(global|storage(-5[4-6])?)$', 'declare', 'declare', 'declare'],
    ],
    [
      'it did not reach it: it does until then',
      patterns(without54, setTo(after)),
      [before, 'delete storage-54', after],
    ],
    ['changed by hand', patterns(without54, setTo('^global$')), [before, 'delete storage-54', after]],
    [
      'changed by hand so that it reaches what is somebody else’s',
      patterns(without54, (live) => {
        setTo('.*')(live);
        live.exchange('billing');
      }),
      [before, 'delete storage-54', after],
    ],
    [
      'interrupted after the unbinds, so that nothing tells where it hung',
      patterns(without54, (live) => {
        live.exchanges.delete('storage-54');
        live.exchange('storage-east', { arguments: { 'x-topo-owner': 'global' } });
        setTo('^(global|storage(-(55|east))?)$')(live);
      }),
      ['delete storage-east', after],
    ],
    [
      'interrupted after the delete',
      patterns(without54, (live) => {
        for (const name of ['storage-54-98', 'storage-54-99', 'storage-54']) live.unbind(name);
        for (const name of ['storage-54-98', 'storage-54-99']) live.queues.delete(name);
        live.exchanges.delete('storage-54');
      }),
      [after],
    ],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });

  test('it did not reach what was the entry', () => {
    const renamed = desiredOf(`routing: { entry: tasks, owner: global, unroutable: {} }\n${yaml}`);
    const live = liveOf(renamed, (draft) => {
      draft.exchange('global', { arguments: { 'x-topo-owner': 'global' } });
    });
    const { plan } = planOf(renamed, live);
    expect(plan.steps).toMatchObject([{ action: 'set', policy: { pattern: '^(global|tasks|storage(-5[45])?)$' } }]);
    expect(plan.summary.unchanged).toBe(planOf(net, liveOf(net)).plan.summary.unchanged - 1);
  });
  test('what was the entry keeps it for as long as it is there', () => {
    const renamed = desiredOf(`routing: { entry: tasks, owner: global, unroutable: {} }\n${yaml}`);
    const both = '^(global|tasks|storage(-5[45])?)$';
    expect(patterns(renamed).filter((line) => line.startsWith('^'))).toEqual([both]);
    const after = liveOf(renamed, (live) => {
      live.exchange('global', { arguments: { 'x-topo-owner': 'global' } });
      setTo(both)(live);
    });
    const { plan } = planOf(renamed, after);
    expect(stepLines(plan)).toEqual([]);
    expect(plan.summary.unchanged).toBe(planOf(net, liveOf(net)).plan.summary.unchanged);
  });
  test('old and new names together are too much for RabbitMQ: the new ones have it when the old are gone', () => {
    const { steps, notes } = planOf(manyOf(2000, 10_000), liveOf(manyOf(2000))).plan;
    expect(notes.join()).not.toContain('will refuse');
    expect(steps.flatMap(({ action }, index) => (action === 'set' ? [index] : []))).toEqual([steps.length - 1]);
    // Where the net is renamed as well, its policy may not lead to the old one for so long: RabbitMQ refuses it.
    const renamed = manyOf(2000, 10_000, 'stray');
    expect(planOf(renamed, liveOf(manyOf(2000))).plan.notes.join()).toContain('will refuse');
  });
});

describe('the policy leads to it when it is whole', () => {
  const renamed = desiredOf(`routing: { unroutable: { name: stray } }\n${yaml.replace('[98, 99]', '[98, 99, 100]')}`);
  const grows = ['declare queue storage-54-100', 'bind storage-54-100 from storage-54 hypervisor="100"'];
  const madeFirst = ['declare exchange stray', 'declare queue stray', 'bind stray from stray'];
  const oldOneGoes = ['unbind unroutable from unroutable', 'delete queue unroutable', 'delete exchange unroutable'];
  const steps = (change: (live: LiveDraft) => void, shape: PlanShape = {}): readonly string[] =>
    stepLines(planOf(renamed, liveOf(net, change), shape).plan);

  test('renamed: made, then named, then the rest of the tree; the old one goes last', () => {
    expect(steps(() => undefined)).toEqual([
      ...madeFirst,
      'set policy topo.global.unroutable',
      ...grows,
      ...oldOneGoes,
    ]);
  });
  test('its new name is somebody else’s: the old one stays', () => {
    const taken = (live: LiveDraft): void => {
      live.queue('stray', { arguments: { 'x-topo-owner': 'other' } });
    };
    expect(steps(taken)).toEqual(['declare exchange stray', ...grows]);
    const draining = yaml.replace('[98, 99]', '{ 98: { state: draining }, 99: }');
    const { notes } = planOf(
      desiredOf(`routing: { unroutable: { name: stray } }\n${draining}`),
      liveOf(net, taken),
    ).plan;
    expect(notes.join()).toContain('kept in the net, queue unroutable: no worker reads it there.');
  });
  test('--replace of what is to become the net: not before the policy leads there', () => {
    const live = liveOf(net, (draft) => {
      draft.queue('stray', { arguments: { 'x-topo-owner': 'global', 'x-max-length': 5 } });
    });
    const { plan } = planOf(renamed, live, { replace: ['stray'] });
    expect(stepLines(plan)).toEqual([
      ...madeFirst.filter((line) => line !== 'declare queue stray'),
      'set policy topo.global.unroutable',
      ...grows,
      ...oldOneGoes,
    ]);
    expect(plan.refusals).toMatchObject([{ name: 'stray', remedy: expect.stringMatching(/^apply without this/) }]);
  });
  test('--replace of the net itself: while it is away, what the policy leads there is lost, and the plan says so', () => {
    const longer = desiredOf(`routing: { unroutable: { maxLength: 7 } }\n${yaml}`);
    const { plan } = planOf(longer, liveOf(net), { replace: ['unroutable'] });
    expect(stepLines(plan)).toEqual(['replace queue unroutable', 'bind unroutable from unroutable']);
    expect(plan.notes.join()).toContain('While queue unroutable is replaced, a message to it is returned');
  });
});

test('nothing leads there while its queue is somebody else’s', () => {
  const { plan } = planOf(
    net,
    liveOf(desired, (live) => {
      live.queue('unroutable', { arguments: { 'x-topo-owner': 'other' } });
    }),
  );
  expect(stepLines(plan)).toEqual(['declare exchange unroutable']);
  expect(plan.refusals).toMatchObject([{ kind: 'queue', name: 'unroutable' }]);
  expect(plan.refusals[0]?.remedy).toContain('routing.unroutable.name');
});
