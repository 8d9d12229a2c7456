// What stands at the end of a run agrees with itself: the headline, the exit code and what to do next, for every
// combination of what a run can have.

import { describe, expect, test } from 'vitest';
import type { Outcome, ReadBack } from '../../../src/apply/index.js';
import { makeReport } from '../../../src/apply/index.js';
import { planExitCode } from '../../../src/cli/exit-codes.js';
import { nextAfterApply, nextAfterPlan } from '../../../src/cli/input/next-command.js';
import type { Guard, Plan } from '../../../src/plan/index.js';
import { applyText, planMarkdown, planText, verifyMarkdown, verifyText } from '../../../src/report/index.js';
import { say } from '../../../src/text/index.js';
import type { Finding, FindingKind } from '../../../src/verify/index.js';
import { makeVerifyReport } from '../../../src/verify/index.js';
import { plain, textOf } from '../../support/report-text.js';
import {
  compiled,
  findingAt,
  sampleInventory,
  samplePlan,
  smallClusters,
  stepsFor,
} from '../../support/sample-plans.js';

const options = { style: plain, width: 300, full: false };
const lastLine = (lines: Iterable<string>): string => textOf(lines).trimEnd().split('\n').at(-1) ?? '';
const told = { reason: say`why`, remedy: say`what to do` };
const held: Plan['held'] = [{ kind: 'queue', name: 'vm-54-98', ...told }];
const refusals: Plan['refusals'] = [{ kind: 'queue', name: 'vm-54-99', ...told }];
const guard: Guard = { name: 'removals', limit: 10, actual: 42, remedy: '--max-removals 42' };
const guards = [guard];
const question = '2 whole clusters (8, 9) are gone from the inventory: is a file missing?';
const notes = ['A sentence.'];
const steps = stepsFor(smallClusters, 'take down').slice(0, 2);
const some = '2 to unbind';
const rest = 'no queue loses its route; 7 unchanged.';

describe('plan', () => {
  test.each<[string, Plan, string, string, number, string]>([
    ['nothing', samplePlan([], { unchanged: 7 }), 'No changes. 7 objects unchanged.', 'no changes', 0, 'topo verify'],
    [
      'notes',
      samplePlan([], { unchanged: 7, notes }),
      'No changes. 7 objects unchanged.',
      'no changes',
      0,
      'topo verify',
    ],
    [
      'refused',
      samplePlan([], { unchanged: 7, refusals, notes }),
      'Nothing will change, because 1 object is refused. 7 objects unchanged.',
      'nothing will change: 1 refused',
      2,
      'do what stands under Refused; then topo plan',
    ],
    [
      'steps',
      samplePlan(steps, { unchanged: 7 }),
      `Plan: ${some}; ${rest}`,
      '2 steps, and apply will go through',
      2,
      'topo apply',
    ],
    [
      'steps, held',
      samplePlan(steps, { unchanged: 7, held }),
      `Plan: ${some}, 1 held; ${rest}`,
      '2 steps, and apply will go through but for 1 held',
      2,
      'topo apply',
    ],
    [
      'steps, refused',
      samplePlan(steps, { unchanged: 7, refusals, notes }),
      `Plan: ${some}, 1 refused; ${rest}`,
      '2 steps, and apply will go through but for 1 refused',
      2,
      'topo apply',
    ],
    [
      'steps, held, refused',
      samplePlan(steps, { unchanged: 7, held, refusals }),
      `Plan: ${some}, 1 held, 1 refused; ${rest}`,
      '2 steps, and apply will go through but for 1 refused and 1 held',
      2,
      'topo apply',
    ],
    [
      'steps, a guard',
      samplePlan(steps, { unchanged: 7, guards }),
      `Plan: ${some}; ${rest}`,
      '2 steps, and apply will refuse all of it: 42 queues would lose a route, the limit is 10',
      2,
      'mend the inventory, or take less away at once; then topo plan',
    ],
    [
      'all of it, and a file may be missing',
      samplePlan(steps, { unchanged: 7, held, refusals, guards: [{ ...guard, question }], notes }),
      `Plan: ${some}, 1 held, 1 refused; ${rest}`,
      '2 steps, and apply will refuse all of it: 42 queues would lose a route, the limit is 10',
      2,
      'name the missing files with -f, or take less away at once; then topo plan',
    ],
  ])('%s', (_, plan, line, title, code, next) => {
    expect(lastLine(planText(plan, options))).toBe(line);
    const markdown = planMarkdown(plan);
    expect(markdown).toContain(`### topo plan: ${title}\n`);
    expect(markdown).toContain(`**${line}**`);
    expect([planExitCode(plan, true), planExitCode(plan, false)]).toEqual([code, 0]);
    expect(nextAfterPlan(plan, {})).toBe(`Next: ${next}`);
  });

  test('the question stands before the way round, and no next command has that', () => {
    const plan = samplePlan(steps, { guards: [{ ...guard, question }] });
    for (const text of [textOf(planText(plan, options)), planMarkdown(plan)])
      expect(text.indexOf('is a file missing?')).toBeLessThan(text.indexOf('--max-removals'));
    expect(nextAfterPlan(plan, { out: 'plan.json' })).not.toMatch(/max-removals|plan\.json/);
  });
});

describe('apply', () => {
  const [one, two] = steps;
  const outcome = (step: typeof one, result: Outcome['result']): readonly Outcome[] =>
    step ? [{ step, result, ...(result !== 'done' && { error: say`why` }) }] : [];
  const allDone = [...outcome(one, 'done'), ...outcome(two, 'done')];
  const mixed = (result: Outcome['result']): readonly Outcome[] => [...outcome(one, 'done'), ...outcome(two, result)];
  const empty = samplePlan([]);
  const left = samplePlan(two ? [two] : []);
  const unread: ReadBack = { error: { message: say`the broker is gone` } };
  const again = 'then run the same command again';
  const notYet = `not converged. Mend what is named above, ${again}: it finishes the rest.`;
  const nextMend = `mend what is named above, ${again}.`;
  const stopped = 'run the same command again.';

  test.each<
    [string, readonly Outcome[], Plan['refusals'], Plan | ReadBack, boolean, string, number, string | undefined]
  >([
    [
      'nothing',
      [],
      [],
      empty,
      false,
      'Nothing to do: converged, the broker has what the inventory asks for.',
      0,
      undefined,
    ],
    ['done', allDone, [], empty, false, '2 done: converged, the broker has what the inventory asks for.', 0, undefined],
    ['held', mixed('held'), [], left, false, `1 done, 1 held: ${notYet}`, 4, nextMend],
    [
      'refused alone',
      [],
      refusals,
      empty,
      false,
      '0 done, 1 refused: converged, but for what was refused.',
      4,
      `do what stands under Refused, ${again}.`,
    ],
    ['held and refused', mixed('held'), refusals, left, false, `1 done, 1 held, 1 refused: ${notYet}`, 4, nextMend],
    ['failed', mixed('failed'), [], left, false, `1 done, 1 failed: ${notYet}`, 7, nextMend],
    [
      'failed, and it is so all the same',
      mixed('failed'),
      [],
      empty,
      false,
      '1 done, 1 failed: converged all the same, the broker has what the inventory asks for; what is named above was not done by this run.',
      7,
      nextMend,
    ],
    ['skipped', mixed('skipped'), [], left, false, `1 done, 1 skipped: ${notYet}`, 7, nextMend],
    ['answered ok, and it is not so', allDone, [], left, false, `1 done, 1 failed: ${notYet}`, 7, nextMend],
    [
      'not read back',
      allDone,
      [],
      unread,
      false,
      '2 done: whether it converged is not known. What is done stays valid: when the broker can be read again, run the same command again.',
      7,
      nextMend,
    ],
    [
      'stopped',
      mixed('skipped'),
      [],
      left,
      true,
      '1 done, 1 skipped: stopped before the end. What is done stays valid: run the same command again, it does the rest.',
      130,
      stopped,
    ],
    [
      'stopped at the very end',
      allDone,
      [],
      empty,
      true,
      '2 done: stopped, and nothing was left to do: the broker has what the inventory asks for.',
      130,
      stopped,
    ],
  ])('%s', (_, outcomes, refused, after, isStopped, line, code, next) => {
    const readBack = 'steps' in after ? { plan: after } : after;
    const report = makeReport(samplePlan(steps, { refusals: refused }), outcomes, readBack, isStopped);
    expect(lastLine(applyText(report, options))).toBe(line);
    expect(report.exitCode).toBe(code);
    expect(nextAfterApply(report)).toBe(next === undefined ? undefined : `Next: ${next}`);
  });
});

describe('verify', () => {
  const error = findingAt('missing', 'error', '98');
  const warning = findingAt('orphan', 'warning', '98');
  const info = findingAt('draining', 'info', '98');
  const checked = 'Checked 7 exchanges, 9 queues, 15 bindings, proved 9 routes.';
  test.each<[string, readonly Finding[], readonly FindingKind[] | undefined, boolean, string, string]>([
    ['nothing', [], undefined, true, 'Clean: no findings.', 'clean'],
    ['information', [info], undefined, true, 'Clean: 1 for information.', 'clean'],
    ['a warning', [warning], undefined, false, 'Not as the inventory has it: 1 warning.', '1 orphan'],
    [
      'an error, which --fail-on names',
      [error, info],
      ['missing'],
      false,
      'Not as the inventory has it: 1 error, 1 for information.',
      '1 missing, 1 draining',
    ],
    [
      'an error, which --fail-on does not name',
      [error],
      ['orphan'],
      true,
      'Nothing that --fail-on names: 1 error.',
      '1 missing',
    ],
    [
      'information, which --fail-on names',
      [info],
      ['draining'],
      false,
      'Found what --fail-on names: 1 for information.',
      '1 draining',
    ],
  ])('%s', (_, findings, failOn, ok, line, title) => {
    const verified = { findings, routes: 9, proved: 9 };
    const kinds = failOn && new Set(failOn);
    const report = makeVerifyReport(compiled(sampleInventory(smallClusters)), verified, kinds);
    expect(report.ok).toBe(ok);
    expect(lastLine(verifyText(report, options))).toBe(`${line} ${checked}`);
    expect(verifyMarkdown(report)).toContain(`### topo verify: ${title}\n`);
  });
});
