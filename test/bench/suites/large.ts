// Large output, and verify beside plan on a large fleet.

import { emptyLive } from '../../../src/live/index.js';
import { planJson, planText } from '../../../src/report/index.js';
import { rabbitmqctl, type BrokerAddress } from '../../support/broker.js';
import { planOf } from '../../support/desired.js';
import { plain } from '../../support/report-text.js';
import { fleetDesired, fleetYaml, queuesOf } from '../fleet.js';
import type { Bench } from '../measure.js';
import { onFreshBroker, sideBySide } from '../measure.js';
import type { Row, Table } from '../results.js';
import { runTopo } from '../run-process.js';

export const FOLDED = 'its text, folded';
export const PLAN_LARGE = 'topo plan, nothing to do';
export const VERIFY_LARGE = 'topo verify, clean';
export const VERIFY_BOTH = 'topo verify, clean, with the direct exchange';

/** A plan of about 100,000 steps, made and then printed into nowhere. */
export async function output(bench: Bench): Promise<readonly Table[]> {
  const { plan } = planOf(fleetDesired({ hypervisors: 25_000 }), emptyLive('/'));
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

/** Five times the fleet of the other benches; and what its queues are to the broker. */
export async function verifyLarge(bench: Bench): Promise<readonly Table[]> {
  const fleet = { hypervisors: bench.hypervisors * 5 };
  const input = fleetYaml(fleet);
  const queues = queuesOf(fleet);
  return await onFreshBroker(async (vhost) => {
    const before = await ask(vhost.broker);
    await runTopo(['apply', '--yes', '-q', '-f', '-'], { input, broker: vhost });
    const after = await ask(vhost.broker);
    const topo =
      (command: string, inventory = input) =>
      () =>
        runTopo([command, '-q', '-f', '-'], { input: inventory, broker: vhost });
    const rows = await sideBySide(bench, [
      { what: PLAN_LARGE, unit: 's', run: topo('plan') },
      { what: VERIFY_LARGE, unit: 's', against: PLAN_LARGE, run: topo('verify') },
    ]);
    const both = fleetYaml({ ...fleet, direct: true });
    await runTopo(['apply', '--yes', '-q', '-f', '-'], { input: both, broker: vhost });
    const rowsOfBoth = await sideBySide(bench, [
      { what: VERIFY_BOTH, unit: 's', against: VERIFY_LARGE, run: topo('verify', both) },
    ]);
    const each: readonly Row[] = [
      { what: 'Erlang processes', unit: '', samples: [(after.processes - before.processes) / queues] },
      { what: 'memory', unit: 'KiB', samples: [(after.memory - before.memory) / 1024 / queues] },
    ];
    return [
      { name: 'verify', title: `on ${queues} queues that stand`, rows: [...rows, ...rowsOfBoth] },
      { name: 'broker', title: `what an idle classic queue with its binding takes, of ${queues}`, rows: each },
    ];
  });
}

/** Of the node, after it has thrown away what it needs no more. */
async function ask(broker: BrokerAddress): Promise<{ readonly processes: number; readonly memory: number }> {
  const collect = 'lists:foreach(fun erlang:garbage_collect/1, erlang:processes())';
  const said = await rabbitmqctl(
    broker,
    'eval',
    `${collect}, io_lib:format("~b ~b", [erlang:system_info(process_count), erlang:memory(total)]).`,
  );
  const [processes = 0, memory = 0] = (said.match(/\d+/g) ?? []).map(Number);
  return { processes, memory };
}
