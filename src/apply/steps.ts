// Plan → outcomes, phase by phase (the order is plan/steps/order.ts). It decides nothing: whether a queue may go is plan's own
// question, asked with counts taken just before the unbind (does anybody read it?) and again after it (is it empty?).

import { builds, groupSteps } from '../plan/index.js';
import type { Outcome } from './apply-report.js';
import { openLedger } from './ledger.js';
import { probeQueues } from './probe-queues.js';
import { makeRegistry, replaceRegistry } from './registry.js';
import type { Run, StepDoors, Work } from './run.js';
import { runGroup } from './run.js';
import { takeDown } from './take-down.js';

/**
 * Runs all steps. Never throws for a step: each has an outcome, also when the connection is lost half-way. So has the
 * registry, where it was to be replaced.
 */
export async function runSteps(work: Work, doors: StepDoors): Promise<readonly Outcome[]> {
  const run: Run = { ...work, doors, ledger: openLedger(work.plan.steps), failed: new Set() };
  const { outcome, stands } = await replaceRegistry(run);
  await probeQueues(run);
  const built = await build(run, stands);
  if (built) await takeDown(run);
  return [...(outcome ? [outcome] : []), ...run.ledger.close(whyLeftOut(run, built))];
}

async function build(run: Run, registryStands: boolean): Promise<boolean> {
  const groups = groupSteps(run.plan.steps).filter(({ phase }) => builds(phase));
  for (const { phase, steps } of groups) {
    if (phase === 'adopt' && !registryStands) await makeRegistry(run, steps);
    await runGroup(run, phase, steps);
  }
  return groups.every(({ steps }) => steps.every((step) => run.ledger.outcomeOf(step)?.result === 'done'));
}

function whyLeftOut(run: Run, built: boolean): string {
  const lost = run.doors.amqp.lost();
  if (lost) return `${lost.message}: not sent`;
  if (run.doors.stopping()) return 'stopped before it was sent';
  const clears = run.plan.steps.filter(({ action, lettingGo }) => action === 'clear' && !lettingGo);
  if (clears.some((step) => run.ledger.outcomeOf(step)?.result === 'failed'))
    return 'nothing is taken down while a policy leads to the net';
  return built ? 'not reached' : 'nothing is taken down while something could not be built';
}
