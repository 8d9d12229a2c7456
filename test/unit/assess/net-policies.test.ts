// The policies of the net where it takes several: what is set, in which order, what is left alone.

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';

import { patternOf } from '../../../src/policy/index.js';
import { compileText, makeStyle, planText } from '../../../src/report/index.js';
import type { LiveDraft, PlanShape, TestDesired } from '../../support/desired.js';
import { desiredOf, liveOf, planOf, verifyOf } from '../../support/desired.js';

const ids = Array.from({ length: 120 }, (_, index) =>
  createHash('sha1').update(String(index)).digest('hex').slice(0, 36),
);

function fleet(
  clusters: readonly string[],
  net = 'unroutable: {}',
  daemons: readonly string[] = ['storage', 'vm'],
): TestDesired {
  const rows = clusters.map((id) => `"${id}": { hypervisors: [1] }`).join(', ');
  const scopes = daemons.map((name) => `${name}: { scope: hypervisor }`).join(', ');
  return desiredOf(`routing: { entry: global, ${net} }\ndaemons: { ${scopes} }\nclusters: { ${rows} }`);
}

const all = fleet(ids);
const NAME = 'topo.global.unroutable';

/** `set 3`, `clear 1`, and what stands between them as one word. */
function told(
  to: TestDesired,
  from: TestDesired,
  change?: (live: LiveDraft) => void,
  shape?: PlanShape,
): readonly string[] {
  const lines = planOf(to, liveOf(from, change), shape).plan.steps.map(({ action, kind, name }) =>
    kind === 'policy' ? `${action} ${name.slice(NAME.length + 1) || '1'}` : `… ${action}`,
  );
  return lines.filter((line, index) => line !== lines[index - 1]);
}

const [first = '', second = ''] = ids;
const others3 = ids.filter((_, index) => index % 3 > 0);

test('what compile makes is what a plan asks for', () => {
  expect(all.compiled.topology.policies.map(({ name }) => name)).toEqual([
    NAME,
    ...[2, 3, 4, 5].map((n) => `${NAME}.${n}`),
  ]);
  const { plan } = planOf(all, liveOf(all));
  expect(plan.steps).toEqual([]);
  const empty = planOf(all, liveOf(desiredOf('daemons: {}'))).plan;
  expect(empty.steps.flatMap(({ policy }) => policy ?? [])).toEqual(all.compiled.topology.policies);
  expect(plan.summary.unchanged).toBe(empty.summary.declare + empty.summary.bind + empty.summary.set + 1);
});

const oneIsSet: unknown = expect.stringMatching(/^set [1-5]$/);

test.each<[string, readonly string[], readonly unknown[]]>([
  ['one cluster more', told(fleet([...ids, 'one']), all), [oneIsSet, '… declare', '… bind']],
  ['one less', told(fleet(ids.filter((id) => id !== first)), all), ['… unbind', '… delete', oneIsSet]],
  [
    'one for another',
    told(fleet(['one', ...ids.slice(1)]), all),
    [oneIsSet, '… declare', '… bind', '… unbind', '… delete', oneIsSet],
  ],
  [
    'none left: but for the first they are cleared',
    told(fleet([]), all),
    ['… unbind', '… delete', 'set 1', 'clear 2', 'clear 3', 'clear 4', 'clear 5'],
  ],
  ['with --no-prune they stay', told(fleet([]), all, undefined, { prune: false }), []],
  [
    'renamed',
    told(fleet(ids, 'unroutable: { name: stray }'), all),
    ['… declare', '… bind', 'set 1', 'set 2', 'set 3', 'set 4', 'set 5', '… unbind', '… delete'],
  ],
  [
    'switched off',
    told(fleet(ids, 'values: string'), all),
    ['clear 1', 'clear 2', 'clear 3', 'clear 4', 'clear 5', '… unbind', '… delete'],
  ],
  [
    'one was cleared by hand: what has no room elsewhere makes it anew',
    told(all, all, (live) => {
      live.policies.splice(2, 1);
    }),
    ['set 3', 'set 5'],
  ],
  [
    'one too many, that names nothing',
    told(all, all, (live) => {
      live.policy(`${NAME}.9`, { pattern: '^gone$', applyTo: 'exchanges' });
    }),
    ['clear 9'],
  ],
  [
    'the same with --no-prune',
    told(
      all,
      all,
      (live) => {
        live.policy(`${NAME}.9`, { pattern: '^gone$', applyTo: 'exchanges' });
      },
      { prune: false },
    ),
    [],
  ],
  [
    'one too many, on somebody else’s exchange: it lets go of it whatever the options are',
    told(
      all,
      all,
      (live) => {
        live.exchange('billing');
        live.policy(`${NAME}.9`, { pattern: '^billing$', applyTo: 'exchanges' });
      },
      { prune: false },
    ),
    ['clear 9'],
  ],
  [
    'one with everything, as an older topo set it: the others come before it lets go',
    told(all, all, (live) => {
      const [policy] = live.policies.splice(0);
      live.policy(NAME, { ...policy, pattern: '^(global|storage|vm)' });
    }),
    ['set 2', 'set 3', 'set 4', 'set 5', 'set 1'],
  ],
  [
    'the same, and one cluster leaves: it is too long to stand until then',
    told(fleet(ids.filter((id) => id !== first)), all, (live) => {
      const [policy] = live.policies.splice(0);
      live.policy(NAME, { ...policy, pattern: patternOf(live.exchanges.keys()).replace('unroutable', 'not-there') });
    }),
    ['set 2', 'set 3', 'set 4', 'set 5', 'set 1', '… unbind', '… delete', 'set 3'],
  ],
  [
    'an exchange was deleted by hand: it is declared, and its policy stands',
    told(all, all, (live) => {
      live.exchanges.delete(`vm-${second}`);
    }),
    ['… declare', '… bind'],
  ],
])('%s', (_, found, expected) => {
  expect(found).toEqual(expected);
});

// One cluster without vm: the others are no longer told apart from it in few characters.
const few = fleet(ids.slice(0, 25));
const fewButOne = desiredOf(
  `routing: { entry: global, unroutable: {} }\ndaemons: { storage: { scope: hypervisor }, vm: { scope: hypervisor } }\nclusters: { ${ids
    .slice(0, 25)
    .map((id, index) => `"${id}": { hypervisors: [1]${index === 3 ? ', daemons: [storage]' : ''} }`)
    .join(', ')} }`,
);

test('what is left takes more room than all did: it moves first, and the old pattern lets go last', () => {
  expect(few.compiled.topology.policies).toHaveLength(1);
  expect(told(fewButOne, few)).toEqual(['set 2', '… unbind', '… delete', 'set 1']);
});

test('half of a cluster is gone, and the rest of it is held: the pattern that names both stands, also if it leads elsewhere', () => {
  const before = fleet(ids.slice(0, 25));
  const gone = (live: LiveDraft): void => {
    live.exchanges.delete(`storage-${first}`);
    live.queues.delete(`storage-${first}-1`);
    live.unbind(`storage-${first}`);
    live.unbind(`storage-${first}-1`);
  };
  const less = ids.slice(1, 25);
  expect(told(fleet(less), before, gone)).toEqual(['… unbind', '… delete', 'set 1']);
  expect(told(fleet(less), before, gone, { prune: false })).toEqual([]);
  const { plan } = planOf(fleet(less, 'unroutable: { name: stray }'), liveOf(before, gone));
  const sets = plan.steps.flatMap(({ policy }) => policy ?? []);
  expect(sets.map(({ pattern }) => pattern)).toEqual([
    before.compiled.topology.policies[0]?.pattern,
    fleet(less).compiled.topology.policies[0]?.pattern,
  ]);
});

describe('what verify says', () => {
  const findings = (to: TestDesired, change: (live: LiveDraft) => void, from = to): readonly string[] => {
    const live = liveOf(from, change);
    return verifyOf(to, live, new Map()).findings.flatMap(({ kind, object, message }) =>
      object.kind === 'policy' ? [`${kind} ${object.name.slice(NAME.length + 1) || '1'}: ${message.text}`] : [],
    );
  };
  test.each<[string, readonly string[], readonly string[]]>([
    ['as it should be', findings(all, () => undefined), []],
    ['what leaves is still in need of it', findings(fleet(others3), () => undefined, all), []],
    ['what is left will need more room, and does not yet', findings(fewButOne, () => undefined, few), []],
    [
      'one is gone',
      findings(all, (live) => {
        live.policies.splice(2, 1);
      }),
      [
        expect.stringMatching(
          /^missing 3: not set: what no binding of exchanges storage-\S+, vm-\S+, storage-\S+ and \d+ more takes is lost$/,
        ),
        expect.stringMatching(
          /^mismatch 5: it does not reach exchanges storage-\S+, vm-\S+, storage-\S+ and \d+ more$/,
        ),
      ],
    ],
    [
      'one does not reach enough',
      findings(fleet(['1', '2']), (live) => {
        const [policy] = live.policies.splice(0);
        live.policy(NAME, { ...policy, pattern: '^global$' });
      }),
      ['mismatch 1: it does not reach exchanges storage, vm, storage-1 and 3 more'],
    ],
    [
      'just as many as are listed',
      findings(fleet(['1'], undefined, ['vm']), (live) => {
        const [policy] = live.policies.splice(0);
        live.policy(NAME, { ...policy, pattern: '^none$' });
      }),
      ['mismatch 1: it does not reach exchanges global, vm, vm-1'],
    ],
    [
      'one reaches too much',
      findings(fleet(['1', '2']), (live) => {
        const [policy] = live.policies.splice(0);
        live.exchange('storage-stranger');
        live.policy(NAME, { ...policy, pattern: '^(global|storage|vm)' });
      }),
      ['mismatch 1: it reaches exchange storage-stranger, and is not to'],
    ],
    [
      'one names what is gone',
      findings(fleet(['1', '2']), (live) => {
        const [policy] = live.policies.splice(0);
        live.policy(NAME, { ...policy, pattern: '^(global|(storage|vm)(-[1-3])?)$' });
      }),
      ['mismatch 1: its pattern names other exchanges than the tree has'],
    ],
    [
      'one too many',
      findings(all, (live) => {
        live.policy(`${NAME}.9`, { pattern: '^gone$' });
      }),
      ['orphan 9: ours, and no exchange needs it'],
    ],
    [
      'switched off',
      findings(fleet(ids, 'values: string'), () => undefined, all),
      ['1', '2', '3', '4', '5'].map(
        (number) => `orphan ${number}: ours, and the inventory has no \`routing.unroutable\``,
      ),
    ],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });
});

describe('they are one row', () => {
  const style = makeStyle(false);
  const row = `${NAME} … ${NAME}.5 (5)  alternate-exchange=unroutable`;
  const bare = (lines: Iterable<string>): string => [...lines].join('').replace(/ +/g, ' ');
  test('in a plan, long or short; --full shows each', () => {
    const live = liveOf(all, (draft) => {
      draft.policies.length = 0;
    });
    const { plan } = planOf(all, live);
    expect(plan.steps).toHaveLength(5);
    const text = (full: boolean): string => bare(planText(plan, { style, width: 120, full }));
    expect(text(false)).toContain(`~ set policy ${row.replace('  ', ' ')}`);
    expect(text(false)).toContain('--full shows every row');
    expect(text(true).match(/for \^\(/g)).toHaveLength(5);
  });
  test('in the tree that compile shows', () => {
    expect(bare(compileText(all.compiled, style))).toContain(`policy ${row.replace('  ', ' ')}\n`);
  });
});
