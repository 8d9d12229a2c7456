// `plan --fail-on` on a real broker: the review ends with the code with which the apply of the same plan ends. And the guard that an
// inventory brings along.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { applyJson } from '../support/plan-json.js';
import type { Ran } from '../support/topo.js';
import { topo, withFolder } from '../support/topo.js';
import type { TestVhost } from '../support/vhost.js';

const fleet = (hypervisors: string, more = ''): string =>
  `version: 1
daemons: { vm: { scope: hypervisor${more} }, api: { scope: global } }
clusters: { 1: { hypervisors: ${hypervisors} } }
`;
const before = fleet('[1-20]');
const another = fleet('[1-20]', ', queue: { arguments: { x-max-length: 5 } }');

async function fill(vhost: TestVhost): Promise<void> {
  await vhost.amqp(({ publish }) => publish({ daemon: 'vm', cluster: '1', hypervisor: '20' }));
}

describe.concurrent('the code of the review is that of the apply', () => {
  brokerTest.for<[string, string, (vhost: TestVhost) => Promise<void>, string, number]>([
    ['a guard', fleet('[1-5]'), fill, 'guard,refused,held', 3],
    ['refused', another, fill, 'refused', 4],
    ['held', fleet('[1-19]'), fill, 'guard,refused,held', 4],
    ['nothing that is named', fleet('[1-19]'), () => Promise.resolve(), 'guard,refused,held', 0],
  ])('%s', async ([, inventory, meanwhile, kinds, code], { vhost }) => {
    await applyJson({ inventory: before, broker: vhost });
    await meanwhile(vhost);
    const options = { inventory, broker: vhost };
    const review = await topo(['plan', '--fail-on', kinds], options);
    expect([review.code, review.stderr.includes('by --fail-on')], review.stderr).toEqual([code, code !== 0]);
    // It is shown all the same, and what comes next has no override.
    expect(review.stdout).toContain('Plan for vhost');
    expect(review.stderr).toMatch(/^Next: /m);
    expect(review.stderr).not.toContain('max-removals');
    const detailed = await topo(['plan', '--detailed-exitcode', '--fail-on', kinds], options);
    expect(detailed.code).toBe(code === 0 ? 2 : code);
    expect((await topo(['apply', '--yes'], options)).code).toBe(code);
  });
});

brokerTest('a saved plan goes by the guard of the inventory beside it', async ({ vhost }) => {
  await applyJson({ inventory: before, broker: vhost });
  await withFolder(async (folder) => {
    const [file, plan] = [join(folder, 'topo.yaml'), join(folder, 'plan.json')];
    const run = (guard: string, ...args: string[]): Promise<Ran> => {
      writeFileSync(file, `${fleet('[1-8]')}${guard}`);
      return topo([...args, '-f', file], { broker: vhost });
    };
    const shown = await run('', 'plan', '--out', plan);
    expect(shown.stdout).toContain('guard: { removals: 12 }');
    expect(shown.stderr).not.toMatch(/max-removals|plan\.json/);
    expect((await run('guard: { removals: 11 }', 'apply', '--yes', plan)).code).toBe(3);
    const refused = await run('', 'apply', '--yes', plan);
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining('guard: { removals: 12 }')]);
    // The same steps, and the same hash: it is still the plan of this inventory.
    expect((await run('guard: { removals: 12 }', 'apply', '--yes', plan)).code).toBe(0);
  });
});

brokerTest('what cannot be known without a broker is not asked of none', async ({ vhost }) => {
  const { code, stderr } = await topo(['plan', '--offline', '--fail-on', 'held'], { inventory: before, broker: vhost });
  expect([code, stderr]).toEqual([64, expect.stringContaining('--fail-on held needs a live broker')]);
});
