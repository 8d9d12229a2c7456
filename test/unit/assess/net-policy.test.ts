// Which exchanges the policy of the net reaches, while the tree changes: what stays, what leaves, what was the entry.

import { describe, expect, test } from 'vitest';
import { desiredOf, liveOf, planOf, stepLines } from '../../support/desired.js';
import type { LiveDraft, PlanShape, TestDesired } from '../../support/desired.js';

const yaml = `daemons: { dispatcher: { scope: global }, storage: { scope: hypervisor } }
clusters: { 54: { hypervisors: [98, 99] }, 55: { hypervisors: [1, 2, 3] } }`;
const net = desiredOf(`routing: { unroutable: {} }\n${yaml}`);

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
      'another went before it: its pattern lets go of both at once',
      patterns(without54, setTo('^(global|storage(-5[345])?)$')),
      ['delete storage-54', after],
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

  test.each<[string, TestDesired, (live: LiveDraft) => void, readonly string[]]>([
    [
      'set otherwise',
      net,
      (live) => {
        const [policy] = live.policies.splice(0);
        live.policy('topo.global.unroutable', { ...policy, pattern: 'x', priority: 4, applyTo: 'all' });
      },
      ['apply-to, priority differ'],
    ],
    ['not set', net, (live) => live.policies.splice(0), ['']],
    ['it names too few', net, setTo('^global$'), ['the tree has other exchanges than it names']],
    [
      'too few of those that leave',
      without54,
      setTo(after),
      ['exchanges that leave, or were the entry, need it too', 'exchanges that it names are gone by then'],
    ],
    [
      'too few of both',
      without54,
      setTo('^global$'),
      ['the tree has other exchanges than it names', 'exchanges that it names are gone by then'],
    ],
    [
      'too many',
      net,
      (live) => {
        live.exchange('storage-x');
        setTo('^(global|storage.*)$')(live);
      },
      ['it reaches exchange storage-x, and is not to'],
    ],
    [
      'far too many',
      net,
      (live) => {
        for (const name of ['storage-x', 'storage-y', 'storage-z']) live.exchange(name);
        setTo('^(global|storage.*)$')(live);
      },
      ['it reaches exchange storage-x and 2 more, and is not to'],
    ],
    [
      'too many, and too few',
      net,
      (live) => {
        live.exchange('storage-x');
        setTo('^storage.*$')(live);
      },
      ['the tree has other exchanges than it names'],
    ],
    [
      'some that were never there',
      net,
      setTo('^(global|old|storage(-5[45])?)$'),
      ['the tree has other exchanges than it names'],
    ],
  ])('the plan says why it is set: %s', (_, to, change, reasons) => {
    const { plan } = planOf(to, liveOf(net, change));
    expect(plan.steps.flatMap(({ kind, reason }) => (kind === 'policy' ? [reason?.text ?? ''] : []))).toEqual(reasons);
  });
  test('what is let go of later is not unchanged', () => {
    const { plan } = planOf(without54, liveOf(net));
    expect(plan.summary.unchanged).toBe(planOf(without54, liveOf(without54)).plan.summary.unchanged - 1);
  });

  test('it did not reach what was the entry', () => {
    const renamed = desiredOf(`routing: { entry: tasks, owner: global, unroutable: {} }\n${yaml}`);
    const live = liveOf(renamed, (draft) => {
      draft.exchange('global', { arguments: { 'x-topo-owner': 'global' } });
      draft.register('global', { kind: 'exchange', name: 'global', role: 'entry' });
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
      live.register('global', { kind: 'exchange', name: 'global', role: 'entry' });
      setTo(both)(live);
    });
    const { plan } = planOf(renamed, after);
    expect(stepLines(plan)).toEqual([]);
    expect(plan.summary.unchanged).toBe(planOf(net, liveOf(net)).plan.summary.unchanged);
  });
});
