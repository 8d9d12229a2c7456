// Plan → outcomes, phase by phase (the order is plan/steps/phases.ts). It decides nothing: whether a queue may go is plan's own
// question, asked with counts taken just before the unbind (does anybody read it?) and again after it (is it empty?).

import { BUILDING } from '../plan/index.js';
import type { Sentence } from '../text/index.js';
import { say } from '../text/index.js';
import { causeOf } from './cause.js';
import type { Outcome } from './apply-report.js';
import type { Applying, StepDoors, Work } from './run/applying.js';
import { openBook } from './run/book.js';
import { probeQueues } from './run/probe-queues.js';
import { makeRegistry, replaceRegistry } from './run/replace-registry.js';
import { runPhase, runPolicies } from './run/run-step.js';
import { takeDown } from './run/take-down.js';

/**
 * Runs all steps. Never throws for a step: each has an outcome, also when the connection is lost half-way. So has the
 * registry, where it was to be replaced.
 */
export async function runSteps(work: Work, doors: StepDoors): Promise<readonly Outcome[]> {
  const { steps } = work.plan;
  const book = openBook(steps, (done, doing) => {
    doors.progress(done, steps.length, doing);
  });
  const applying: Applying = { ...work, doors, book };
  const { outcome, stands } = await replaceRegistry(applying);
  await probeQueues(applying);
  const built = await build(applying, stands);
  if (built) await takeDown(applying);
  return [...(outcome ? [outcome] : []), ...applying.book.close(whyLeftOut(applying, built))];
}

async function build(applying: Applying, registryStands: boolean): Promise<boolean> {
  const { book, draft } = applying;
  const { phases } = draft;
  for (const phase of BUILDING) {
    if (phase === 'set policy') {
      await runPolicies(applying, phase);
      continue;
    }
    if (phase === 'adopt' && phases.of(phase).length > 0 && !registryStands)
      await makeRegistry(applying, phases.of(phase));
    for (const steps of phases.groups(phase)) await runPhase(applying, phase, steps);
  }
  return BUILDING.every((phase) => phases.of(phase).every((step) => book.outcomeOf(step)?.result === 'done'));
}

function whyLeftOut({ book, doors, draft }: Applying, built: boolean): Sentence {
  const lost = doors.amqp.lost();
  if (lost) return say`${causeOf(lost)}: not sent`;
  if (doors.stopping()) return say`stopped before it was sent`;
  if (draft.phases.of('clear policy').some((step) => book.outcomeOf(step)?.result === 'failed'))
    return say`nothing is taken down while a policy leads to the net`;
  return built ? say`not reached` : say`nothing is taken down while something could not be built`;
}
