// Where a cluster's queues lie, as `topo capacity` reckons it, and what it says of the nodes. `npm run test:cluster`.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { isAtLeast } from '../../src/topology/index.js';
import { adminApi } from '../support/admin-api.js';
import type { TestCluster } from '../support/cluster.js';
import { startCluster } from '../support/cluster.js';
import { applyJson } from '../support/plan-json.js';
import { topo } from '../support/topo.js';
import { until } from '../support/until.js';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startCluster(3);
});
afterAll(async () => {
  await cluster.stop();
});

const QUEUES = 60;
/** `spread`: the argument of a classic queue that spreads them on this version. */
const inventoryOf = (spread: string): string => `version: 1
daemons:
  plain: { scope: hypervisor }
  spread: { scope: hypervisor, queue: { arguments: { ${spread} } } }
  quorum: { scope: hypervisor, queue: { type: quorum } }
clusters: { 1: { hypervisors: [1-${QUEUES}] } }
`;

interface Row {
  readonly name: string;
  readonly node: string;
  readonly members?: readonly string[];
}

/** 4.3 refuses the one, 3.10 the other. */
function spreading(): string {
  const isOld = isAtLeast(cluster.node(0).version, '4.0.0') !== true;
  return isOld ? 'x-queue-master-locator: min-masters' : 'x-queue-leader-locator: balanced';
}

test('queues are put where their declarer is connected, balanced ones are spread, and each node has a replica', async () => {
  const broker = cluster.through(1);
  const inventory = inventoryOf(spreading());
  // One after the other: queues that are declared at once are all counted before the first of them is there.
  const { outcomes } = await applyJson({ inventory, broker }, '--channels', '1');
  expect(outcomes.filter(({ result }) => result !== 'done')).toEqual([]);
  const rows = await until('the members of each quorum queue', async () => {
    const all = await adminApi(broker).get<readonly Row[]>('/queues');
    return all.every(({ name, members }) => !name.startsWith('quorum') || members?.length === 3) && all;
  });
  const nodesOf = (daemon: string): readonly string[] =>
    rows.filter(({ name }) => name.startsWith(`${daemon}-`)).map(({ node }) => node);
  expect(new Set(nodesOf('plain'))).toEqual(new Set([cluster.node(1).nodeName]));
  expect(new Set(nodesOf('spread')).size).toBeGreaterThan(1);
});

test('it counts with the nodes that are there, and says which queues are on one', async () => {
  const options = { inventory: inventoryOf(spreading()), broker: cluster.through(0) };
  const { stdout, code } = await topo(['capacity', '--format', 'json'], options);
  expect(code).toBe(0);
  const document: { assumed: { nodes: number }; nodes: readonly unknown[]; notes: readonly string[] } =
    JSON.parse(stdout);
  expect(document.assumed.nodes).toBe(3);
  expect(document.nodes).toHaveLength(3);
  expect(document.notes.join('\n')).toContain(`${2 * QUEUES} queues are on one node`);
  expect(document.notes.join('\n')).toContain(spreading());
});
