// What a plan does about the net of `routing.unroutable`: a change by hand, and the steps that follow.

import { describe, expect, test } from 'vitest';
import { desiredOf, liveOf, planOf, stepLines } from '../../support/desired.js';
import type { Exchange } from '../../../src/topology/index.js';
import type { LiveDraft, PlanShape } from '../../support/desired.js';

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
    'a lower policy keeps its exchange too',
    (live) => {
      live.policy('low', { priority: -1, applyTo: 'exchanges', pattern: '^storage-54$' });
    },
    ['set policy topo.global.unroutable'],
    ['exchange storage-54: policy "low" (priority -1) applies to it'],
  ],
  [
    'one of the same priority, whichever RabbitMQ takes',
    (live) => {
      live.policy('fed', { applyTo: 'exchanges', pattern: '^storage-5[45]$' });
    },
    ['set policy topo.global.unroutable'],
    [54, 55].map((id) => `exchange storage-${id}: policy "fed" (priority 0) applies to it`),
  ],
  [
    'one for all exchanges: then ours is for none',
    (live) => {
      live.policy('ha-all');
    },
    ['clear policy topo.global.unroutable'],
    ['global', 'storage', 'storage-54', 'storage-55'].map(
      (name) => `exchange ${name}: policy "ha-all" (priority 0) applies to it`,
    ),
  ],
  [
    'one that nobody can evaluate: what RabbitMQ says counts',
    (live) => {
      live.policy('odd', { pattern: '(?>global)' });
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
    ['set policy topo.global.unroutable'],
    ['exchange storage-54: policy "high" (priority 3) applies to it'],
  ],
  [
    'a higher policy that leads to the net as well has its exchange to itself',
    (live) => {
      const definition = { 'alternate-exchange': 'unroutable', 'federation-upstream-set': 'all' };
      live.policy('high', { ...other, pattern: '^storage-54$', definition });
    },
    ['set policy topo.global.unroutable'],
    [],
  ],
  [
    'a higher policy on an exchange that is not there yet',
    (live) => {
      live.exchanges.delete('storage-55');
      live.policy('high', { ...other, pattern: '55' });
    },
    [
      'set policy topo.global.unroutable',
      'declare exchange storage-55',
      ...[1, 2, 3].map((id) => `bind storage-55-${id} from storage-55 hypervisor="${id}"`),
      'bind storage-55 from storage cluster="55"',
    ],
    ['exchange storage-55: policy "high" (priority 3) applies to it'],
  ],
])('%s', (_, change, lines, refused) => {
  const { plan } = planOf(net, liveOf(net, change));
  expect(stepLines(plan)).toEqual(lines);
  expect(plan.refusals.map(({ kind, name, reason }) => `${kind} ${name}: ${reason.text.split(',')[0]}`)).toEqual(
    refused,
  );
});

describe('not in the pattern', () => {
  const patterns = (change: (live: LiveDraft) => void, to = net): readonly string[] =>
    planOf(to, liveOf(net, change)).plan.steps.flatMap(({ policy }) => policy?.pattern ?? []);
  test.each<[string, readonly string[], readonly string[]]>([
    [
      'an exchange that is another owner’s',
      patterns((live) => {
        live.exchange('storage-54', { arguments: { 'x-topo-owner': 'other' } });
      }),
      ['^(global|storage(-55)?)$'],
    ],
    [
      'one of another type; what hangs below it and is ours needs the net all the same',
      patterns((live) => {
        live.exchange('storage', { type: 'topic' });
      }),
      ['^(global|storage-5[45])$'],
    ],
    [
      'what hangs below it and will not be made',
      patterns((live) => {
        live.exchange('storage', { type: 'topic' });
        live.exchanges.delete('storage-55');
      }),
      ['^(global|storage-54)$'],
    ],
    [
      'what was the entry, and has another’s policy',
      patterns(
        (live) => {
          live.policy('fed', { ...other, pattern: '^global$' });
        },
        desiredOf(`routing: { entry: tasks, owner: global, unroutable: {} }\n${yaml}`),
      ),
      ['^(storage(-5[45])?|tasks)$'],
    ],
    [
      'what leaves, and has another’s policy',
      patterns(
        (live) => {
          live.policy('fed', { ...other, pattern: '^storage-54$' });
        },
        desiredOf(`routing: { unroutable: {} }\n${yaml.replace(/54: .*?}, /, '')}`),
      ),
      ['^(global|storage(-55)?)$'],
    ],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });
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
    const notes = planOf(less, liveOf(net, change)).plan.notes.filter((note) => !note.endsWith('is a file missing?'));
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
  // The exchange, what is bound from it and to it, and the policy; that another policy applies to it counts no more.
  const over55 = { ...other, pattern: '^storage-55$' };
  expect(
    unchanged((live) => {
      live.exchanges.delete('storage-55');
      for (const name of ['storage-55', 'storage-55-1', 'storage-55-2', 'storage-55-3']) live.unbind(name);
      live.policy('high', over55);
    }),
  ).toBe(all - 6);
  expect(
    unchanged((live) => {
      live.policy('high', over55);
    }),
  ).toBe(all - 2);
});

test('with --no-prune the policy stays', () => {
  expect(stepLines(planOf(desired, liveOf(net), { prune: false }).plan)).toEqual([]);
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
    expect(plan.refusals).toMatchObject([
      { name: 'stray', remedy: { text: expect.stringMatching(/^apply without this/) } },
    ]);
  });
  test.each<[string, Partial<Exchange>, RegExp]>([
    ['of another type it will never be the net', { type: 'topic' }, /^write another `routing\.unroutable\.name`/],
    ['else it can be the net as it is', { durable: false }, /^apply without this/],
  ])('--replace of its exchange: %s', (_, change, remedy) => {
    const live = liveOf(net, (draft) => {
      draft.exchange('stray', { type: 'fanout', arguments: { 'x-topo-owner': 'global' }, ...change });
    });
    const { plan } = planOf(renamed, live, { replace: ['stray'] });
    expect(plan.refusals).toMatchObject([{ name: 'stray', remedy: { text: expect.stringMatching(remedy) } }]);
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
  expect(plan.refusals[0]?.remedy.text).toContain('routing.unroutable.name');
});
