// What verify says of the entry, and of what was one.

import { expect, test } from 'vitest';
import type { Live } from '../../../src/live/index.js';
import type { Queue } from '../../../src/topology/index.js';
import type { TestDesired } from '../../support/desired.js';
import { desiredOf, liveOf, planOf, stepLines, verifyOf } from '../../support/desired.js';
import { carryOutOnPaper } from '../../paper/carry-out.js';

const inventory = (entry: string): TestDesired =>
  desiredOf(`routing: { entry: ${entry}, owner: prod }\ndaemons: { vm: { scope: global } }`);
const tasks = inventory('tasks');
const jobs = inventory('jobs');

function findings(desired: TestDesired, live: Live): readonly string[] {
  return verifyOf(desired, live).findings.map(
    ({ kind, object, remedy }) => `${kind} ${object.kind} ${object.name}: ${remedy.text}`,
  );
}

test('an unmarked entry is a suspect until it is registered', async () => {
  const live = liveOf(tasks, (draft) => {
    draft.exchange('tasks', { arguments: {} });
  });
  expect(findings(tasks, live)).toEqual(['suspect exchange tasks: `topo apply` registers it as it is']);
  const applied = await carryOutOnPaper(live, planOf(tasks, live), 'prod');
  expect(findings(tasks, applied.live)).toEqual([]);
});

test('a marked entry that is registered before its last binding goes is no suspect', () => {
  const drained = desiredOf(
    'routing: { entry: tasks, owner: prod }\ndaemons: { vm: { scope: global, state: draining } }',
  );
  const live = liveOf(tasks);
  expect(stepLines(planOf(drained, live).plan)).toContain('adopt exchange tasks');
  expect(findings(drained, live).filter((line) => line.includes('exchange'))).toEqual([]);
});

test('without a mark, and equal: a suspect, with what is known of it; different: a mismatch alone', () => {
  const of = (change: Partial<Queue>): unknown => {
    const live = liveOf(tasks, (draft) => {
      draft.queue('vm', change);
    });
    return verifyOf(tasks, live).findings.map(({ kind, path, messages }) => ({ kind, path, messages }));
  };
  const about = { path: { daemon: 'vm' }, messages: 0 };
  expect(of({ arguments: {} })).toEqual([{ kind: 'suspect', ...about }]);
  expect(of({ arguments: { 'x-max-length': 5 } })).toEqual([{ kind: 'mismatch', ...about }]);
});

test('a former entry is an orphan to delete by hand; the registry is in no finding', async () => {
  const live = liveOf(tasks);
  const applied = await carryOutOnPaper(live, planOf(jobs, live), 'prod');
  expect(applied.live.topology.exchanges.has('topo.owned.prod')).toBe(true);
  expect(findings(jobs, applied.live)).toEqual([
    'orphan exchange tasks: delete it by hand when nothing publishes to it: topo never does, publishers would get 404',
  ]);
});

test('nor are an older registry, and a stand-in that was left half-way', () => {
  const live = liveOf(tasks, (draft) => {
    draft.registerAsBefore('prod', { kind: 'queue', name: 'vm' });
    draft.exchange('topo.moved.prod');
    draft.bind('topo.moved.prod', 'vm', { 'x-match': 'any', 'x-topo-role': 'tree' });
  });
  expect(findings(tasks, live)).toEqual([]);
  expect(planOf(tasks, live).plan).toMatchObject({ steps: [], foreign: [] });
});
