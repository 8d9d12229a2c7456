// What `--replace` does beside the object itself: what is bound again, what counts as unchanged, what the notes say.

import { expect, test } from 'vitest';
import type { LiveDraft, PlanShape } from '../../support/desired.js';
import { desiredOf, liveOf, noActivity, planOf, stepLines } from '../../support/desired.js';

const yaml = 'daemons: { vm: { scope: hypervisor } }\nclusters: { 1: { hypervisors: [1, 2] } }';
const desired = desiredOf(yaml);
const net = desiredOf(`routing: { unroutable: {} }\n${yaml}`);
const short = { arguments: { 'x-topo-owner': 'global', 'x-max-length': 5 } };
const twoDiffer = (live: LiveDraft): void => {
  live.queue('vm-1-1', short);
  live.queue('vm-1-2', short);
};
const summary = (change: (live: LiveDraft) => void, shape: PlanShape = {}): number =>
  planOf(desired, liveOf(desired, change), shape).plan.summary.unchanged;

test.each([['vm-1-1'], ['vm-1-2']])('%s of two that differ: its binding is made again', (name) => {
  const { plan } = planOf(desired, liveOf(desired, twoDiffer), { replace: [name] });
  expect(stepLines(plan)).toEqual([`replace queue ${name}`, `bind ${name} from vm-1 hypervisor="${name.slice(-1)}"`]);
});

test('what differs, and what is bound again, is not unchanged; what is missing is counted once', () => {
  const all = summary(() => undefined);
  expect(summary(twoDiffer)).toBe(all - 2);
  expect(summary(twoDiffer, { replace: ['vm-1-1'] })).toBe(all - 3);
  const unbound = (live: LiveDraft): void => {
    twoDiffer(live);
    live.unbind('vm-1-1');
  };
  expect(summary(unbound, { replace: ['vm-1-1'] })).toBe(all - 3);
});

test('an exchange that is replaced for its alternate exchange has the net again', () => {
  const drained = desiredOf(
    `routing: { unroutable: {} }\n${yaml.replace('[1, 2]', '{ 1: , 2: { state: draining } }')}`,
  );
  const live = liveOf(net, (draft) => {
    draft.exchange('vm-1', { arguments: { 'x-topo-owner': 'global', 'alternate-exchange': 'theirs' } });
  });
  const { plan } = planOf(drained, live, { replace: ['vm-1'] });
  expect(plan.notes.find((note) => note.includes('draining'))).toContain('kept in the net');
  expect(plan.refusals).toEqual([]);
});

test('a queue that bears the name of the entry is a queue like any other', () => {
  const twins = desiredOf('daemons: { global: { scope: global } }');
  const live = liveOf(twins, (draft) => {
    draft.queue('global', short);
  });
  expect(planOf(twins, live).plan.refusals[0]?.remedy.text).toContain('--replace global');
  expect(stepLines(planOf(twins, live, { replace: ['global'] }).plan)).toContain('replace queue global');
});

test('nor is it the entry that is adopted as one', () => {
  const twins = desiredOf('daemons: { global: { scope: global } }');
  const live = liveOf(twins, (draft) => {
    draft.unmark();
  });
  expect(stepLines(planOf(twins, live).plan)).toEqual(['adopt exchange global', 'adopt queue global']);
});

test('a queue that bears the name of an exchange of the tree: what leads to that one, and hangs below it, is not its own', () => {
  const twins = desiredOf(yaml.replace('vm:', 'vm-1: { scope: global }, vm:'));
  const live = liveOf(twins, (draft) => {
    draft.queue('vm-1', short);
  });
  const { draft } = planOf(twins, live, { replace: ['vm-1'] });
  expect(draft.replacements.map(({ kind, bindings }) => [kind, bindings.map(({ source }) => source)])).toEqual([
    ['queue', ['global']],
  ]);
  const { plan } = planOf(
    twins,
    liveOf(twins, (both) => {
      both.queue('vm-1', short);
      both.exchange('vm-1', { type: 'topic' });
    }),
  );
  expect(plan.refusals.map(({ kind, reason }) => [kind, reason.text.includes('2 objects that hang below it')])).toEqual(
    [
      ['exchange', true],
      ['queue', false],
    ],
  );
});

test('a queue of ours without an address has no worker to stop', () => {
  const live = liveOf(desired, (draft) => {
    draft.queue('old', { arguments: { 'x-topo-owner': 'global' } });
  });
  const activity = new Map([['old', { ...noActivity, consumers: 1 }]]);
  expect(planOf(desired, live, { activity }).plan.held).toMatchObject([
    { name: 'old', remedy: { text: 'stop what reads it, then apply again' } },
  ]);
});

test('an unmarked object below what is in the way is not adopted', () => {
  const live = liveOf(desired, (draft) => {
    draft.unmark();
    draft.exchange('vm', { arguments: { 'x-topo-owner': 'other' } });
  });
  expect(stepLines(planOf(desired, live).plan)).toEqual(['adopt exchange global']);
});

test('an unmarked queue that differs is adopted as it is only where --adopt names it', () => {
  const live = liveOf(desired, (draft) => {
    draft.queue('vm-1-1', { arguments: { 'x-max-length': 5 } });
  });
  expect(stepLines(planOf(desired, live).plan)).toEqual([]);
  expect(stepLines(planOf(desired, live, { adopt: ['vm-1-1'] }).plan)).toEqual(['adopt queue vm-1-1']);
});

test.each<[string, readonly string[], readonly string[]]>([
  ['no --adopt', [], []],
  ['an --adopt of another', ['vm-1-2'], []],
  ['its --adopt', ['vm-1-2', 'vm-1-1'], ['replace queue vm-1-1', 'bind vm-1-1 from vm-1 hypervisor="1"']],
])('an unmarked one is replaced only where it is adopted too, and then comes back marked: %s', (_, adopt, steps) => {
  const live = liveOf(desired, (draft) => {
    draft.queue('vm-1-1', { arguments: { 'x-max-length': 5 } });
  });
  const { plan } = planOf(desired, live, { replace: ['vm-1-1'], adopt });
  expect(stepLines(plan)).toEqual(steps);
  expect(plan.refusals.map(({ reason }) => reason.text.includes('carries no proof'))).toEqual(
    steps.length > 0 ? [] : [true],
  );
});

test('others hold on to it: it is not replaced', () => {
  const live = liveOf(desired, (draft) => {
    draft.queue('vm-1-1', short);
    draft.exchange('theirs', { type: 'topic' });
    draft.bind('theirs', 'vm-1-1', {});
  });
  const { plan } = planOf(desired, live, { replace: ['vm-1-1'] });
  expect(plan.steps).toEqual([]);
  expect(plan.refusals[0]?.reason.text).toContain('not replaced while others hold on to it: it is bound to foreign');
});

test('all that leads to a queue is known, and of which type it is', () => {
  const both = desiredOf(`routing: { values: both }\n${yaml}`);
  const live = liveOf(both, (draft) => {
    draft.queue('vm-1-1', short);
    draft.exchange('vm', { type: 'topic' });
  });
  const { draft } = planOf(both, live, { replace: ['vm-1-1', 'vm'] });
  expect(draft.replacements.map(({ name, type, bindings }) => [name, type, bindings.length])).toEqual([
    ['vm', 'topic', 0],
    ['vm-1-1', 'classic', 2],
  ]);
});

test('what is missing elsewhere is bound all the same', () => {
  const live = liveOf(desired, (draft) => {
    draft.queue('vm-1-1', short);
    draft.unbind('vm-1-2');
  });
  expect(stepLines(planOf(desired, live, { replace: ['vm-1-1'] }).plan)).toEqual([
    'bind vm-1-2 from vm-1 hypervisor="2"',
    'replace queue vm-1-1',
    'bind vm-1-1 from vm-1 hypervisor="1"',
  ]);
});

test('what is bound again is bound from the leaf up', () => {
  const live = liveOf(desired, (draft) => {
    draft.exchange('vm-1', { type: 'topic' });
  });
  const { plan } = planOf(desired, live, { replace: ['vm-1'] });
  expect(stepLines(plan).filter((line) => line.startsWith('bind'))).toEqual([
    'bind vm-1-1 from vm-1 hypervisor="1"',
    'bind vm-1-2 from vm-1 hypervisor="2"',
    'bind vm-1 from vm cluster="1"',
  ]);
});
