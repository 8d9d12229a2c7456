// The main job from outside: the built CLI on a real RabbitMQ, each test in a vhost of its own.

import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { topo } from '../support/topo.js';
import type { Ran, RunOptions } from '../support/topo.js';

const small = readFileSync(new URL('../../examples/small/topo.yaml', import.meta.url), 'utf8');

interface PlanJson {
  readonly steps: readonly { readonly action: string; readonly kind: string; readonly name: string }[];
  readonly held: readonly { readonly name: string; readonly reason: string; readonly remedy: string }[];
  readonly summary: Readonly<Record<string, number>>;
}

async function plan(options: RunOptions, ...args: string[]): Promise<PlanJson> {
  const { stdout, code, stderr } = await topo(['plan', '--format', 'json', ...args], options);
  expect(code, stderr).toBe(0);
  const parsed: PlanJson = JSON.parse(stdout);
  return parsed;
}

const lines = (made: PlanJson): readonly string[] => made.steps.map((step) => `${step.action} ${step.kind} ${step.name}`);
const apply = (options: RunOptions, ...args: string[]): Promise<Ran> => topo(['apply', '--yes', ...args], options);

describe('the small example', () => {
  brokerTest('the broker ends with exactly the tree, and a second plan is empty', async ({ vhost }) => {
    const options = { inventory: small, broker: vhost };
    expect((await topo(['plan', '--detailed-exitcode'], options)).code).toBe(2);
    const applied = await apply(options);
    expect(applied, applied.stderr).toMatchObject({ code: 0 });

    const names = (rows: unknown): readonly string[] =>
      (rows as { name: string }[]).map((row) => row.name).filter((name) => name !== '' && !name.startsWith('amq.'));
    expect(names(await vhost.api.get(`/exchanges/${vhost.path}`)).sort()).toEqual([
      'global', 'storage', 'storage-53', 'storage-54', 'vm', 'vm-53', 'vm-54',
    ]); // prettier-ignore
    expect(names(await vhost.api.get(`/queues/${vhost.path}`))).toHaveLength(9);
    const bindings = (await vhost.api.get(`/bindings/${vhost.path}`)) as { source: string }[];
    expect(bindings.filter((row) => row.source !== '')).toHaveLength(15);

    expect(lines(await plan(options))).toEqual([]);
    expect((await topo(['plan', '--detailed-exitcode'], options)).code).toBe(0);
    expect((await topo(['verify'], options)).code).toBe(0);
  });
});
