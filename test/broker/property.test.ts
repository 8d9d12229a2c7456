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
  readonly net: boolean;
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
  net: fc.boolean(),
});

/** Somebody else's doings, under names of the tree and beside it. Each is what a queue or exchange is declared with. */
const doings = {
  'plain queue': { kind: 'queues', body: { durable: true } },
  'queue with a limit': { kind: 'queues', body: { durable: true, arguments: { 'x-max-length': 9 } } },
  'auto-delete queue': { kind: 'queues', body: { durable: true, auto_delete: true } },
  'another owner’s queue': { kind: 'queues', body: { durable: true, arguments: { 'x-topo-owner': 'other' } } },
  'headers exchange': { kind: 'exchanges', body: { type: 'headers', durable: true } },
  'direct exchange': { kind: 'exchanges', body: { type: 'direct', durable: true } },
} as const;

interface Doing {
  readonly what: keyof typeof doings;
  readonly name: string;
  /** Bound from here, where that exchange is there. */
  readonly from: string;
  readonly header: string;
  readonly value: string | number;
}

const stranger: fc.Arbitrary<Doing> = fc.record({
  what: fc.constantFrom(...(Object.keys(doings) as (keyof typeof doings)[])),
  name: fc.constantFrom(
    'storage',
    'storage-1',
    'storage-1-1',
    'vm-2-7',
    'storage-9-9',
    'net-1',
    'billing',
    'unroutable',
  ),
  from: fc.constantFrom('global', 'storage', 'storage-1', 'amq.headers'),
  header: fc.constantFrom('daemon', 'cluster', 'hypervisor', 'x-cluster'),
  value: fc.constantFrom<string | number>('1', 1, 'storage', 'billing'),
});

async function disturb(vhost: TestVhost, { what, name, from, header, value }: Doing): Promise<void> {
  const { kind, body } = doings[what];
  const path = encodeURIComponent(name);
  // What is there already under that name, or is not there to bind from, answers 400 or 404: then it is as it was.
  await vhost.api.put(`/${kind}/${vhost.path}/${path}`, body).catch(() => undefined);
  const to = kind === 'queues' ? 'q' : 'e';
  const binding = { routing_key: 'x', arguments: { 'x-match': 'all', [header]: value } };
  await vhost.api.post(`/bindings/${vhost.path}/e/${from}/${to}/${path}`, binding).catch(() => undefined);
}

function yaml({ daemons, clusters, draining, values, net }: Shape): string {
  const daemonLines = Object.entries(daemons).map(([name, scope]) => `  ${name}: { scope: ${scope} }`);
  const clusterLines = Object.entries(clusters).map(
    ([id, hypervisors], index) =>
      `  ${id}: { hypervisors: [${hypervisors.join(', ')}]${draining && index === 0 ? ', state: draining' : ''} }`,
  );
  return [
    'version: 1',
    `routing: { values: ${values}${net ? ', unroutable: {}' : ''} }`,
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
  });
}

test(
  'apply(A), strangers, apply(B): a plan of B is empty, but for what a stranger holds on to',
  { timeout: 240_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(stranger, { maxLength: 2 }),
        shape,
        fc.array(stranger, { maxLength: 4 }),
        shape,
        async (before, a, between, b) => {
          await withVhost(inject('broker'), 'law/of %the product', async (vhost) => {
            for (const doing of before) await disturb(vhost, doing);
            await apply(vhost, a);
            for (const doing of between) await disturb(vhost, doing);
            await apply(vhost, b);
            const { steps, held } = await planJson({ inventory: yaml(b), broker: vhost });
            // Only what a stranger holds on to may wait.
            const waits = new Set(held.map(({ kind, name }) => `delete ${kind} ${name}`));
            // The policy of the net lets go of such an exchange last.
            if (held.some(({ kind }) => kind === 'exchange') && steps.at(-1)?.action === 'set')
              waits.add(`set policy ${steps.at(-1)?.name ?? ''}`);
            // What a stranger hangs on keeps the way to it, and what leads there.
            for (const { name } of held)
              for (let above = name; above !== ''; above = above.slice(0, Math.max(0, above.lastIndexOf('-')))) {
                waits.add(`unbind binding ${above}`);
                waits.add(`delete exchange ${above}`);
              }
            const open = steps.map(({ action, kind, name }) => `${action} ${kind} ${name}`);
            expect(open.filter((line) => !waits.has(line))).toEqual([]);
            expect(open.filter((line) => line.startsWith('set ')).length).toBeLessThanOrEqual(1);
          });
        },
      ),
      { numRuns: 8, endOnFailure: true },
    );
  },
);
