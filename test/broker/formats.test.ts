// What other programs read of topo, given to them: metrics to promtool, annotations to the eye.

import { execFile } from 'node:child_process';
import process from 'node:process';
import { expect } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { findProgram } from '../support/debian.js';
import { topo } from '../support/topo.js';
import { applyJson } from '../support/plan-json.js';

const inventory = `version: 1
daemons: { vm: { scope: hypervisor } }
clusters: { 5: { hypervisors: [1-3] } }
`;

/** Its exit code and all it said: 0 and nothing is a clean sheet. */
async function promtool(metrics: string): Promise<{ readonly code: number; readonly said: string }> {
  const [file = '', ...words] = await findProgram(['promtool'], '/usr/bin/promtool', 'prometheus', (line) => {
    process.stderr.write(`${line}\n`);
  });
  return await new Promise((resolve) => {
    const child = execFile(file, [...words, 'check', 'metrics'], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, said: stdout + stderr });
    });
    child.stdin?.end(metrics);
  });
}

brokerTest('verify as metrics', { timeout: 240_000 }, async ({ vhost }) => {
  const verify = async () => await topo(['verify', '--format', 'prometheus'], { inventory, broker: vhost });
  const before = await verify();
  expect(before).toMatchObject({ code: 2 });
  expect(before.stdout).toMatch(/^topo_verify_findings\{.*kind="missing"\} 11$/m);
  await applyJson({ inventory, broker: vhost });
  const clean = await verify();
  expect(clean).toMatchObject({ code: 0 });
  expect(clean.stdout).toMatch(/^topo_verify_success\{.*\} 1$/m);
  const [, read = ''] = /last_run_timestamp_seconds\{.*\} (\d+)$/m.exec(clean.stdout) ?? [];
  expect(Math.abs(Number(read) - Date.now() / 1000)).toBeLessThan(120);
  for (const { stdout } of [before, clean]) expect(await promtool(stdout)).toEqual({ code: 0, said: '' });
  expect(await promtool(clean.stdout.replace(' gauge', ' gauche'))).not.toEqual({ code: 0, said: '' });
});

brokerTest('verify and plan as annotations', async ({ vhost }) => {
  const verify = await topo(['verify', '--format', 'github'], { inventory, broker: vhost });
  expect(verify.code).toBe(2);
  expect(verify.stdout).toMatch(/^::error file=\S+topo.yaml,line=3,col=\d+,title=topo verify%3A missing%3A/m);
  const plan = await topo(['plan', '--format', 'github'], { inventory, broker: vhost });
  expect(plan).toMatchObject({ code: 0 });
  expect(plan.stdout).toMatch(/^::notice title=topo plan::Plan: 6 to declare, 5 to bind/m);
});

brokerTest('an inventory that is wrong is annotated, whichever command meets it', async ({ vhost }) => {
  for (const command of ['validate', 'plan', 'verify']) {
    const wrong = inventory.replace('scope', 'scop');
    const ran = await topo([command, '--format', 'github'], { inventory: wrong, broker: vhost });
    expect(ran.code).toBe(65);
    expect(ran.stdout).toMatch(/^::error file=\S+topo.yaml,line=2,col=\d+,title=topo%3A the inventory::/m);
  }
});
