// The law of the product: whatever inventory was there before, and whatever strangers are about, after apply(B) a plan
// of B is empty. On the real broker, through the CLI's own stages.

import fc from 'fast-check';
import { expect, inject, test } from 'vitest';
import { applyJson, planJson } from '../support/plan-json.js';
import { withVhost } from '../support/vhost.js';
import type { TestVhost } from '../support/vhost.js';

interface Shape {
  readonly daemons: Readonly<Record<string, 'global' | 'cluster' | 'hypervisor'>>;
  readonly clusters: Readonly<Record<string, readonly string[]>>;
  readonly draining: boolean;
  readonly values: 'string' | 'both';
}

const shape: fc.Arbitrary<Shape> = fc.record({
  daemons: fc.dictionary(fc.constantFrom('storage', 'vm', 'net'), fc.constantFrom('global', 'cluster', 'hypervisor'), {
    minKeys: 1,
    maxKeys: 3,
  }),
  clusters: fc.dictionary(
    fc.constantFrom('1', '2', '03'),
    fc.uniqueArray(fc.constantFrom('1', '2', '7', 'a-b'), { minLength: 0, maxLength: 3 }),
    { maxKeys: 3 },
  ),
  draining: fc.boolean(),
  values: fc.constantFrom('string', 'both'),
});

/** Somebody else's doings: unmarked objects under names of the tree and beside it. */
const strangers = fc.uniqueArray(
  fc.constantFrom('storage-1-1', 'vm-2-7', 'storage-9-9', 'billing', 'net', 'net-1', 'storage-1-2'),
  { maxLength: 4 },
);

function yaml({ daemons, clusters, draining, values }: Shape): string {
  const daemonLines = Object.entries(daemons).map(([name, scope]) => `  ${name}: { scope: ${scope} }`);
  const clusterLines = Object.entries(clusters).map(
    ([id, hypervisors], index) =>
      `  ${id}: { hypervisors: [${hypervisors.join(', ')}]${draining && index === 0 ? ', state: draining' : ''} }`,
  );
  return [
    'version: 1',
    `routing: { values: ${values} }`,
    'daemons:',
    ...daemonLines,
    ...(clusterLines.length > 0 ? ['clusters:', ...clusterLines] : []),
    '',
  ].join('\n');
}

async function apply(vhost: TestVhost, inventory: Shape): Promise<void> {
  const report = await applyJson({ inventory: yaml(inventory), broker: vhost }, '--max-removals', '1000');
  expect(report.summary, JSON.stringify(report.outcomes.filter((outcome) => outcome.result !== 'done'))).toMatchObject({
    failed: 0,
    skipped: 0,
    held: 0,
  });
}

test('apply(A), strangers, apply(B): a plan of B is empty', { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(shape, shape, strangers, async (a, b, names) => {
      await withVhost(inject('broker'), 'law/of %the product', async (vhost) => {
        await apply(vhost, a);
        await vhost.amqp(async ({ channel }) => {
          for (const name of names) {
            await channel.assertQueue(`q-${name}`, { durable: true });
            await vhost.api
              .put(`/queues/${vhost.path}/${encodeURIComponent(name)}`, { durable: true })
              .catch(() => undefined);
            await channel.bindQueue(`q-${name}`, 'global', 'x', { daemon: name, 'x-match': 'any' });
          }
        });
        await apply(vhost, b);
        const { steps } = await planJson({ inventory: yaml(b), broker: vhost });
        expect(steps).toEqual([]);
      });
    }),
    { numRuns: 15, endOnFailure: true },
  );
});
