// Outcomes + what the broker is like now → the report. What RabbitMQ answered ok to and did not do is found here.

import type { Plan, StandIn, Step } from '../plan/index.js';
import { stepKey, touchesOneOf } from '../plan/index.js';
import { objectKey } from '../topology/index.js';
import type { ApplyReport, Outcome, ReadBackError } from './apply-report.js';
import { causeOf, remedyOf } from './cause.js';
import { say } from '../text/index.js';

/** Of a plan made from the broker as it is after the run. */
export type After = Pick<Plan, 'steps'>;

/** It, or why the broker could not be read. */
export type ReadBack = { readonly plan: After } | { readonly error: ReadBackError };

export function unreadable(error: unknown): ReadBack {
  return { error: { message: causeOf(error), ...remedyOf(error) } };
}

/**
 * Steps that were answered ok, and that a new plan has all the same. What is bound again because of a replace that was
 * refused is in the new plan for that reason, and it is there.
 */
export function stubbornSteps(outcomes: readonly Outcome[], after: After): readonly Step[] {
  const done = new Set(outcomes.filter(({ result }) => result === 'done').map(({ step }) => stepKey(step)));
  return withoutReplaced(after).filter((step) => done.has(stepKey(step)));
}

/**
 * Steps of a new plan that this run did not have and did not refuse: the broker has changed meanwhile, or shows more than
 * it did. What was refused may be allowed once the rest of the run is done. A policy that waits for what is held is
 * another one in each plan.
 */
export function unplannedSteps(
  outcomes: readonly Outcome[],
  refusals: Plan['refusals'],
  after: After,
): readonly Step[] {
  const planned = new Set([...outcomes, ...refusals.map(refusedOutcome)].map(({ step }) => keyOf(step)));
  return withoutReplaced(after).filter((step) => !planned.has(keyOf(step)));
}

/** Steps that this run did not do, and that a new plan has no more: somebody else did them, or they cannot be seen. */
export function goneSteps(outcomes: readonly Outcome[], { steps }: After): readonly Outcome['step'][] {
  const open = new Set(steps.map(keyOf));
  return outcomes.flatMap(({ step, result }) => (result === 'done' || open.has(keyOf(step)) ? [] : [step]));
}

function keyOf(step: Step | StandIn): string {
  return step.kind === 'policy' ? `${step.action} policy ${step.name}` : stepKey(step);
}

function withoutReplaced({ steps }: After): readonly Step[] {
  const replaced = new Set(
    steps.flatMap((step) => (step.action === 'replace' ? [objectKey(step.kind, step.name)] : [])),
  );
  return steps.filter(({ binding }) => !binding || !touchesOneOf(binding, replaced));
}

export function makeReport(
  plan: Plan,
  outcomes: readonly Outcome[],
  readBack: ReadBack,
  stopped: boolean,
): ApplyReport {
  const after = 'plan' in readBack ? readBack.plan : undefined;
  const stubborn = new Set(after ? stubbornSteps(outcomes, after).map(stepKey) : []);
  const checked = outcomes.map((outcome) =>
    outcome.result === 'done' && stubborn.has(stepKey(outcome.step))
      ? {
          ...outcome,
          result: 'failed' as const,
          error: say`RabbitMQ answered ok, and it is not so: read back after the run`,
        }
      : outcome,
  );
  const left = after ? unplannedSteps(outcomes, plan.refusals, after).map(leftOutcome) : [];
  const all = [...checked, ...left, ...plan.refusals.map(refusedOutcome)];
  const count = (result: Outcome['result']): number => all.filter((outcome) => outcome.result === result).length;
  const summary = {
    done: count('done'),
    failed: count('failed'),
    held: count('held'),
    refused: count('refused'),
    skipped: count('skipped'),
  };
  const isRead = after !== undefined;
  return {
    version: 1,
    vhost: plan.vhost,
    outcomes: all,
    summary,
    converged: after?.steps.length === 0,
    ...('error' in readBack && { error: readBack.error }),
    exitCode: exitCodeOf(summary, isRead, stopped),
  };
}

/** 130 stopped · 7 something failed or was left out, or nobody could see · 4 something is held or was refused · 0 */
function exitCodeOf(summary: ApplyReport['summary'], isRead: boolean, stopped: boolean): number {
  if (stopped) return 130;
  if (summary.failed + summary.skipped > 0 || !isRead) return 7;
  return summary.held + summary.refused > 0 ? 4 : 0;
}

function leftOutcome(step: Step): Outcome {
  return {
    step,
    result: 'skipped',
    error: say`not in the plan of this run: it showed when the broker was read back`,
    remedy: say`run the same command again`,
  };
}

/** A refusal has no step of its own; what would have been needed stands for it. */
function refusedOutcome({ kind, name, reason, remedy }: Plan['refusals'][number]): Outcome {
  return { step: { action: 'replace', kind, name, reason }, result: 'refused', error: reason, remedy };
}
