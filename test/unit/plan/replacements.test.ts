// What `--replace` does beside the object itself: what is bound again, what counts as unchanged, what the notes say.

import { expect, test } from 'vitest';
import type { LiveDraft, PlanShape } from '../../support/desired.js';
import { desiredOf, liveOf, planOf, stepLines } from '../../support/desired.js';

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
  const live = liveOf(net, (draft) => {
    draft.exchange('vm-1', { arguments: { 'x-topo-owner': 'global', 'alternate-exchange': 'theirs' } });
  });
  const notes = (shape: PlanShape): string => planOf(net, live, shape).plan.notes.join('\n');
  expect(notes({ replace: ['vm-1'] })).toContain('the 2 queues below it is kept in the net');
});

test('an unmarked object below what is in the way is not adopted', () => {
  const live = liveOf(desired, (draft) => {
    draft.unmark();
    draft.exchange('vm', { arguments: { 'x-topo-owner': 'other' } });
  });
  expect(stepLines(planOf(desired, live).plan)).toEqual(['adopt exchange global']);
});
