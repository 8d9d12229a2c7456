// Outcomes + what the broker is like now → the report. What RabbitMQ answered ok to and did not do is found here.

import type { Plan, Step } from '../plan/index.js';
import { stepKey, touchesReplaced } from '../plan/index.js';
import type { ApplyReport, Outcome } from './apply-report.js';

/**
 * Steps that were answered ok, and that a new plan has all the same. What is bound again because of a replace that was
 * refused is in the new plan for that reason, and it is there.
 */
export function stubbornSteps(outcomes: readonly Outcome[], after: Plan): readonly Step[] {
  const done = new Set(outcomes.filter(({ result }) => result === 'done').map(({ step }) => stepKey(step)));
  const replaced = new Set<string>();
  for (const { action, kind, name } of after.steps) if (action === 'replace') replaced.add(`${kind} ${name}`);
  return after.steps.filter((step) => done.has(stepKey(step)) && !touchesReplaced(step, replaced));
}

/** `after`: a plan made from the broker as it is now; undefined where it could not be read. */
export function makeReport(
  plan: Plan,
  outcomes: readonly Outcome[],
  after: Plan | undefined,
  stopped: boolean,
): ApplyReport {
  const stubborn = new Set(after ? stubbornSteps(outcomes, after).map(stepKey) : []);
  const checked = outcomes.map((outcome) =>
    outcome.result === 'done' && stubborn.has(stepKey(outcome.step))
      ? {
          ...outcome,
          result: 'failed' as const,
          error: 'RabbitMQ answered ok, and it is not so: read back after the run',
        }
      : outcome,
  );
  const all = [...checked, ...plan.refusals.map(refusedOutcome)];
  const count = (result: Outcome['result']): number => all.filter((outcome) => outcome.result === result).length;
  const summary = {
    done: count('done'),
    failed: count('failed'),
    held: count('held'),
    refused: count('refused'),
    skipped: count('skipped'),
  };
  const converged = after?.steps.length === 0;
  return { version: 1, vhost: plan.vhost, outcomes: all, summary, converged, exitCode: exitCodeOf(summary, stopped) };
}

/** 130 stopped · 7 something failed or was left out · 4 something is held or was refused · 0 */
function exitCodeOf(summary: ApplyReport['summary'], stopped: boolean): number {
  if (stopped) return 130;
  if (summary.failed + summary.skipped > 0) return 7;
  return summary.held + summary.refused > 0 ? 4 : 0;
}

/** A refusal has no step of its own; what would have been needed stands for it. */
function refusedOutcome({ kind, name, reason, remedy }: Plan['refusals'][number]): Outcome {
  return { step: { action: 'replace', kind, name, reason }, result: 'refused', error: reason, remedy };
}
