// Outcomes and what was read back → converged, and the exit code.

import { describe, expect, test } from 'vitest';
import type { Outcome, StepResult } from '../../../src/apply/index.js';
import { makeReport } from '../../../src/apply/index.js';
import type { Plan, Step } from '../../../src/plan/index.js';
import { desiredOf, liveOf, planOf } from '../../support/desired.js';
import { plain } from '../../../src/text/index.js';

const desired = desiredOf('daemons: { api: { scope: global } }');
const done = planOf(desired, liveOf(desired)).plan;
const open = planOf(
  desired,
  liveOf(desired, (live) => {
    live.unbind('api');
  }),
).plan;
const other = planOf(
  desired,
  liveOf(desired, (live) => {
    live.queues.delete('api');
  }),
).plan;
const [bind] = open.steps;
if (!bind) throw new Error('the plan has no step');

const outcomes = (...results: readonly StepResult[]): readonly Outcome[] =>
  results.map((result) => ({ step: bind satisfies Step, result }));
const said = (results: readonly StepResult[], after: Plan | 'unread', stopped = false): string => {
  const readBack = after === 'unread' ? { error: { message: plain('no answer') } } : { plan: after };
  const { converged, exitCode } = makeReport(open, outcomes(...results), readBack, stopped);
  return `${converged ? 'converged' : 'open'} ${exitCode}`;
};

describe('the exit code', () => {
  test.each<[string, readonly StepResult[], Plan | 'unread', string]>([
    ['nothing to do', [], done, 'converged 0'],
    ['done, and it is so', ['done'], done, 'converged 0'],
    ['done, and it is not so', ['done'], open, 'open 7'],
    ['done, and something else shows', ['done'], other, 'open 7'],
    ['done, and nobody can see', ['done'], 'unread', 'open 7'],
    ['held', ['held'], open, 'open 4'],
    ['refused', ['refused'], open, 'open 4'],
    ['failed', ['failed'], open, 'open 7'],
    ['skipped', ['skipped'], open, 'open 7'],
    ['failed beside held', ['held', 'failed'], open, 'open 7'],
  ])('%s', (_, results, after, expected) => {
    expect(said(results, after)).toBe(expected);
  });

  test('what the plan refuses is in the report, and nothing else has to be wrong', () => {
    const refusal = { kind: 'queue', name: 'api', reason: plain('why'), remedy: plain('how') } as const;
    const report = makeReport({ ...done, refusals: [refusal] }, [], { plan: done }, false);
    expect(report).toMatchObject({ converged: true, exitCode: 4, summary: { refused: 1 } });
  });

  test('a policy that waits for what is held is another one in each plan, and not left out', () => {
    const policy = { name: 'p', pattern: '^a$', applyTo: 'exchanges', priority: 0, definition: {} };
    const set = (pattern: string): Step => ({
      action: 'set',
      kind: 'policy',
      name: 'p',
      policy: { ...policy, pattern },
    });
    const after: Plan = { ...done, steps: [set('^b$')] };
    const report = makeReport(open, [{ step: set('^a$'), result: 'held' }], { plan: after }, false);
    expect(report).toMatchObject({ converged: false, exitCode: 4, summary: { held: 1, skipped: 0 } });
  });

  test('refused before the rest was done, and allowed since then: the next run does it', () => {
    const limited = planOf(
      desired,
      liveOf(desired, (live) => {
        live.queue('api', { arguments: { 'x-queue-type': 'classic', 'x-max-length': 5, 'x-topo-owner': 'global' } });
      }),
      { replace: ['api'] },
    ).plan;
    const refusals = [{ kind: 'queue', name: 'api', reason: plain('not yet'), remedy: plain('apply again') }] as const;
    expect(limited.steps).toMatchObject([{ action: 'replace' }, { action: 'bind' }]);
    expect(makeReport({ ...done, refusals }, [], { plan: limited }, false)).toMatchObject({
      converged: false,
      exitCode: 4,
      summary: { refused: 1, skipped: 0 },
    });
  });

  test('stopped', () => {
    expect(said(['done'], done, true)).toBe('converged 130');
    expect(said(['failed'], open, true)).toBe('open 130');
  });
});
