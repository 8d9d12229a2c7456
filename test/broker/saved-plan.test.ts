// plan --out and apply FILE: what was seen is what is done, or nothing.

import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { SavedPlan } from '../../src/plan/index.js';
import { brokerTest } from '../support/broker-test.js';
import { applyJson, planJson } from '../support/plan-json.js';
import type { RunOptions } from '../support/topo.js';
import { topo, withFolder } from '../support/topo.js';

const small = readFileSync(new URL('../../examples/small/topo.yaml', import.meta.url), 'utf8');

/** `work` gets the file of a plan made with these options, and `apply` for it. */
async function withPlan(
  options: RunOptions,
  args: readonly string[],
  work: (file: string, apply: (other?: RunOptions, ...more: string[]) => ReturnType<typeof topo>) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const file = join(folder, 'plan.json');
    expect(await topo(['plan', '--out', file, ...args], options)).toMatchObject({ code: 0 });
    await work(file, (other = options, ...more) => topo(['apply', file, '--yes', ...more], other));
  });
}

function edit(file: string, change: (plan: SavedPlan) => object): void {
  const plan: SavedPlan = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify(change(plan)));
}

describe.concurrent('a saved plan', () => {
  brokerTest('is applied, with the options it was made with', async ({ vhost }) => {
    const options = { inventory: small, broker: vhost };
    await applyJson({ inventory: small.replace('[98, 99]', '[98, 99, 100]'), broker: vhost });
    await withPlan(options, ['--no-prune'], async (_, apply) => {
      expect(await apply()).toMatchObject({ code: 0 });
      expect((await planJson(options)).summary).toMatchObject({ delete: 2, unbind: 2 });
    });
    await withPlan(options, [], async (_, apply) => {
      expect(await apply()).toMatchObject({ code: 0 });
      expect((await planJson(options)).steps).toEqual([]);
    });
  });

  brokerTest('fewer steps are fine, a step that nobody has seen is not: 5, and it is shown', async ({ vhost }) => {
    const options = { inventory: small, broker: vhost };
    await withPlan(options, [], async (_, apply) => {
      const ours = { durable: true, arguments: { 'x-topo-owner': 'global' } };
      await vhost.amqp(({ channel }) => channel.assertExchange('global', 'headers', ours));
      expect(await apply()).toMatchObject({ code: 0 });
    });
    await vhost.amqp(({ channel }) => channel.deleteQueue('vm-54-99'));
    await withPlan(options, [], async (_, apply) => {
      await vhost.amqp(({ channel }) => channel.deleteQueue('vm-54-98'));
      const { code, stderr } = await apply();
      expect(code).toBe(5);
      expect(stderr).toContain('2 more steps would be needed');
      expect(stderr).toContain('+ declare queue vm-54-98');
      expect(stderr).toContain('+ bind queue vm-54 ── hypervisor=98 ──▶ vm-54-98');
      expect((await planJson(options)).summary.declare).toBe(2);
    });
  });

  brokerTest('for another inventory, vhost or broker: 5', async ({ vhost }) => {
    const options = { inventory: small, broker: vhost };
    await withPlan(options, [], async (file, apply) => {
      const other = await apply({ ...options, inventory: small.replace('99', '97') });
      expect(other).toMatchObject({ code: 5, stderr: expect.stringContaining('another inventory') });
      const elsewhere = await apply(options, '--vhost', '/');
      expect(elsewhere).toMatchObject({ code: 5, stderr: expect.stringContaining('the saved plan is for vhost') });
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
        broker: { clusterName: vhost.broker.clusterName },
      });
    });
  });

  brokerTest('edited, cut short, newer, or none at all: 65', async ({ vhost }) => {
    const options = { inventory: small, broker: vhost };
    await withPlan(options, [], async (file, apply) => {
      const text = readFileSync(file, 'utf8');
      const rows: [() => void, string][] = [
        [
          () => {
            edit(file, (plan) => ({ ...plan, steps: plan.steps.slice(1) }));
          },
          'it was changed after it was made',
        ],
        [
          () => {
            edit(file, (plan) => ({ ...plan, version: 2 }));
          },
          'it is of version 2',
        ],
        [
          () => {
            writeFileSync(file, text.slice(0, 500));
          },
          'it is no JSON, or was cut short',
        ],
        [
          () => {
            writeFileSync(file, '[]');
          },
          'it is no plan',
        ],
        [
          () => {
            writeFileSync(file, '{"version":1}');
          },
          'it is no plan',
        ],
      ];
      for (const [spoil, message] of rows) {
        spoil();
        expect(await apply()).toMatchObject({ code: 65, stderr: expect.stringContaining(message) });
      }
      const gone = await topo(['apply', `${file}.not`, '--yes'], options);
      expect(gone).toMatchObject({ code: 65, stderr: expect.stringContaining('cannot be read') });
      expect((await planJson(options)).summary.declare).toBe(16);
    });
  });

  brokerTest('is written whole or not at all', async ({ vhost }) => {
    await withFolder(async (folder) => {
      const options = { inventory: small, broker: vhost };
      const missing = await topo(['plan', '--out', join(folder, 'no', 'plan.json')], options);
      expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot be written') });
      expect(readdirSync(folder)).toEqual([]);
      // A pipe or a device is written to as it is, and stays what it is.
      const full = await topo(['plan', '--out', '/dev/full'], options);
      expect(full).toMatchObject({ code: 1, stderr: expect.stringMatching(/dev.full cannot be written: ENOSPC/) });
      expect(existsSync('/dev/full')).toBe(true);
    });
  });
});
