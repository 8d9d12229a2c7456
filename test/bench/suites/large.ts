// Large output, and verify beside plan on a large fleet.

import { emptyLive } from '../../../src/live/index.js';
import { planJson, planText } from '../../../src/report/index.js';
import { desiredOf, planOf } from '../../support/desired.js';
import { plain } from '../../support/report-text.js';
import { withVhost } from '../../support/vhost.js';
import { fleetYaml, queuesOf } from '../fleet.js';
import type { Bench } from '../measure.js';
import { sideBySide } from '../measure.js';
import type { Table } from '../results.js';
import { runTopo } from '../run-process.js';

export const FOLDED = 'its text, folded';
export const PLAN_LARGE = 'topo plan, nothing to do';
export const VERIFY_LARGE = 'topo verify, clean';

/** A plan of about 100,000 steps, made and then printed into nowhere. */
export async function output(bench: Bench): Promise<readonly Table[]> {
  const fleet = { hypervisors: 25_000 };
  const desired = desiredOf(fleetYaml(fleet).replace('version: 1\n', ''));
  const { plan } = planOf(desired, emptyLive('/'));
  const print = (lines: () => Iterable<string>) => (): Promise<number> => {
    const begun = performance.now();
    let written = 0;
    for (const line of lines()) written += line.length;
    if (written === 0) throw new Error('nothing was printed');
    return Promise.resolve((performance.now() - begun) / 1000);
  };
  const rows = await sideBySide(bench, [
    { what: FOLDED, unit: 's', run: print(() => planText(plan, { style: plain, full: false, width: 100 })) },
    { what: 'its text in full', unit: 's', run: print(() => planText(plan, { style: plain, full: true, width: 100 })) },
    { what: 'its JSON', unit: 's', run: print(() => planJson(plan)) },
  ]);
  return [{ name: 'output', title: `printing a plan of ${plan.steps.length} steps`, rows }];
}

/** Five times the fleet of the other benches. */
export async function verifyLarge(bench: Bench): Promise<readonly Table[]> {
  const fleet = { hypervisors: bench.hypervisors * 5 };
  const input = fleetYaml(fleet);
  return await withVhost(bench.broker, 'bench', async (vhost) => {
    await runTopo(['apply', '--yes', '-q', '-f', '-'], { input, broker: vhost });
    const topo = (command: string) => () => runTopo([command, '-q', '-f', '-'], { input, broker: vhost });
    const rows = await sideBySide(bench, [
      { what: PLAN_LARGE, unit: 's', run: topo('plan') },
      { what: VERIFY_LARGE, unit: 's', against: PLAN_LARGE, run: topo('verify') },
    ]);
    return [{ name: 'verify', title: `on ${queuesOf(fleet)} queues that stand`, rows }];
  });
}
