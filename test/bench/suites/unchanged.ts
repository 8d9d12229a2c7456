// The daily runs: nothing changed, and one hypervisor more. Against the least that could be read: the three lists.

import { adminApi } from '../../support/admin-api.js';
import type { TestVhost } from '../../support/vhost.js';
import { fleetTopology, fleetYaml, queuesOf } from '../fleet.js';
import type { Bench } from '../measure.js';
import { onFreshBroker, sideBySide, timed } from '../measure.js';
import type { Table } from '../results.js';
import type { Spent } from '../run-process.js';
import { runNode, runTopo } from '../run-process.js';
import { amqplibLoop } from '../ways.js';

export const GETS = 'the three GETs alone, decoded: a process';
const GETS_INSIDE = 'the same inside a process that runs already';
export const PLAN = 'topo plan, nothing to do';
/** In a cluster of its own: two exchanges, two queues and four bindings. */
export const PLAN_MORE = 'topo plan, one hypervisor more';
export const APPLY_MORE = 'topo apply, one hypervisor more';

export async function unchanged(bench: Bench): Promise<readonly Table[]> {
  const fleet = { hypervisors: bench.hypervisors };
  const input = fleetYaml(fleet);
  const topology = fleetTopology(fleet);
  const grown = fleetYaml({ hypervisors: bench.hypervisors + 1 });
  return await onFreshBroker(async (vhost) => {
    await runTopo(['apply', '--yes', '-q', '-f', '-'], { input, broker: vhost });
    const topo = (args: readonly string[], inventory: string) => () =>
      runTopo([...args, '-q', '-f', '-'], { input: inventory, broker: vhost });
    const apply = (inventory: string): Promise<Spent> => topo(['apply', '--yes'], inventory)();
    const rows = await sideBySide(bench, [
      { what: GETS, unit: 's', run: () => bareGets(vhost) },
      { what: GETS_INSIDE, unit: 's', against: GETS, run: () => timed(() => threeGets(vhost)) },
      { what: PLAN, unit: 's', against: GETS, run: topo(['plan'], input) },
      { what: 'topo apply, nothing to do', unit: 's', against: GETS, run: () => apply(input) },
      { what: 'topo verify, clean', unit: 's', against: GETS, run: topo(['verify'], input) },
      // Both read what plan reads, and the counts of every queue.
      { what: 'topo graph --format html', unit: 's', against: PLAN, run: topo(['graph', '--format', 'html'], input) },
      { what: 'topo graph --format json', unit: 's', against: PLAN, run: topo(['graph', '--format', 'json'], input) },
      { what: PLAN_MORE, unit: 's', against: GETS, run: topo(['plan'], grown) },
      {
        what: APPLY_MORE,
        unit: 's',
        against: PLAN_MORE,
        async run() {
          const spent = await apply(grown);
          await apply(input);
          return spent;
        },
      },
      {
        what: 'topo apply, one hypervisor less',
        unit: 's',
        against: PLAN_MORE,
        async run() {
          await apply(grown);
          return await apply(input);
        },
      },
      {
        what: 'declare everything again, a bare loop, 128 channels',
        unit: 's',
        against: GETS,
        run: () => timed(() => amqplibLoop({ channels: 128 })(vhost, topology)),
      },
    ]);
    return [{ name: 'unchanged', title: `on ${queuesOf(fleet)} queues that stand`, rows }];
  });
}

/** The lists that topo reads, as it asks for them. */
function listsOf({ path }: TestVhost): readonly string[] {
  const columns = 'name,durable,auto_delete,exclusive,arguments,type,state,leader,members,online';
  return [
    `/queues/${path}?disable_stats=true&columns=${columns}`,
    `/exchanges/${path}?disable_stats=true`,
    `/bindings/${path}`,
  ];
}

/** Side by side. */
async function threeGets(vhost: TestVhost): Promise<void> {
  const api = adminApi(vhost);
  await Promise.all(listsOf(vhost).map((list) => api.get(list)));
}

/** The least process that reads them. */
export async function bareGets(vhost: TestVhost): Promise<Spent> {
  const { origin, username, password } = new URL(vhost.managementUrl);
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const urls = JSON.stringify(listsOf(vhost).map((list) => `${origin}/api${list}`));
  const options = JSON.stringify({ headers: { authorization } });
  const program = `await Promise.all(${urls}.map(async (url) => (await fetch(url, ${options})).json()))`;
  return await runNode(['--input-type=module', '-e', program]);
}
