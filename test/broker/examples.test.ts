// Every folder of examples/, on the real broker.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import { rabbitmqctl } from '../support/broker.js';
import { brokerTest } from '../support/broker-test.js';
import { stepLines } from '../support/desired.js';
import { applyJson, planJson, verifyJson } from '../support/plan-json.js';
import { topo, withFolder } from '../support/topo.js';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';

const path = (name: string): string => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));

brokerTest('fleet: 1,000 hypervisors from a folder of files', async ({ vhost }) => {
  const options = { broker: vhost, env: { TOPO_INVENTORY: path('fleet/inventory') } };
  const report = await applyJson(options);
  expect(report).toMatchObject({ converged: true, exitCode: 0, summary: { done: 4125, failed: 0 } });
  expect((await planJson(options)).summary).toMatchObject({ unchanged: 4125, declare: 0, bind: 0 });
  const { findings, ok } = await verifyJson(options);
  expect(ok).toBe(true);
  expect(findings.map(({ kind, object }) => `${kind} ${object.name}`)).toEqual([
    'draining storage-3-120',
    'draining vm-3-120',
  ]);
});

brokerTest('direct: a fleet moves in the steps that its README shows', async ({ vhost }) => {
  const step = (name: string): { broker: typeof vhost; env: Record<string, string> } => ({
    broker: vhost,
    env: { TOPO_INVENTORY: path(`direct/${name}.yaml`) },
  });
  const readme = readFileSync(path('direct/README.md'), 'utf8');
  await applyJson(step('1-tree'));
  const [first, last] = [await topo(['plan'], step('2-both')), async () => await topo(['plan'], step('3-direct'))];
  for (const line of first.stdout
    .split('\n')
    .slice(-3)
    .filter((each) => each.startsWith('Plan')))
    expect(readme).toContain(line);
  expect(await applyJson(step('2-both'))).toMatchObject({ converged: true, summary: { done: 203 } });
  expect(readme).toContain((await topo(['verify'], step('2-both'))).stdout.trimEnd());
  const plan = (await last()).stdout;
  for (const line of plan.split('\n').filter((each) => /^Plan: |^ +· |^ {4}(global|publisher)/.test(each)))
    expect(readme).toContain(line);
  expect(await applyJson(step('3-direct'), '--max-removals', '202')).toMatchObject({ converged: true, exitCode: 0 });
  expect((await planJson(step('3-direct'))).steps).toEqual([]);
  expect(await applyJson(step('2-both'))).toMatchObject({ converged: true, exitCode: 0 });
  expect((await verifyJson(step('2-both'))).ok).toBe(true);
});

describe('takeover', () => {
  brokerTest(
    'a tree made by hand is imported, and registered as it is; its suspect is left alone',
    async ({ vhost }) => {
      await vhost.api.post(
        `/definitions/${vhost.path}`,
        JSON.parse(readFileSync(path('takeover/by-hand.json'), 'utf8')),
      );
      const { stdout, stderr, code } = await topo(['import'], { broker: vhost });
      expect(code).toBe(0);
      const [head = '', ...lines] = stdout.replace(/^vhost: .*\n/m, '').split('\n');
      const readme = readFileSync(path('takeover/README.md'), 'utf8');
      expect(readme).toContain(`${lines.join('\n')}${stderr}`);
      expect(readme).toContain(head.replace(/^.*(?=, exchange)/, ''));
      // Only the hypervisor that is gone was taken out.
      const shipped = readFileSync(path('takeover/topo.yaml'), 'utf8');
      expect(
        lines
          .join('\n')
          .replace(/^ *#.*\n/m, '')
          .replace('[1-3]', '[1, 2]'),
      ).toBe(shipped.replace(/^#.*\n/, ''));
      const options = { broker: vhost, env: { TOPO_INVENTORY: path('takeover/topo.yaml') } };
      const plan = await planJson(options);
      expect(stepLines(plan)).toEqual([
        'adopt exchange global',
        'adopt exchange storage',
        'adopt exchange storage-7',
        'adopt queue dispatcher',
        'adopt queue storage-7-1',
        'adopt queue storage-7-2',
      ]);
      const suspect = async (): Promise<readonly string[]> =>
        (await verifyJson(options)).findings.filter(({ kind }) => kind === 'suspect').map(({ object }) => object.name);
      expect(await suspect()).toContain('storage-7-1');
      expect(await applyJson(options)).toMatchObject({ converged: true, exitCode: 0 });
      expect(await suspect()).toEqual(['storage-7-3']);
      await vhost.amqp(async ({ publish }) => {
        expect(await publish({ daemon: 'storage', cluster: '7', hypervisor: '3' })).toBe('routed');
        expect(await publish({ daemon: 'storage', cluster: '7', hypervisor: '1' })).toBe('routed');
      });

      // It holds a message: adopted and unbound, but not deleted.
      const report = await applyJson(options, '--adopt', 'storage-7-3');
      expect(report).toMatchObject({ exitCode: 4, summary: { done: 2, held: 1 } });
      await vhost.amqp(({ channel }) => channel.purgeQueue('storage-7-3'));
      expect(await applyJson(options)).toMatchObject({ exitCode: 0, converged: true, summary: { done: 1 } });
      expect(await suspect()).toEqual([]);
    },
  );
});

describe('what compile --format definitions prints, the broker imports', () => {
  const inventory = readFileSync(path('small/topo.yaml'), 'utf8').replace(
    'daemons:',
    'routing: { values: both, unroutable: {}, direct: {} }\ndaemons:',
  );

  brokerTest('by POST /api/definitions/{vhost}', async ({ vhost }) => {
    const { stdout } = await topo(['compile', '--format', 'definitions', '--vhost', vhost.name], { inventory });
    await vhost.api.post(`/definitions/${vhost.path}`, JSON.parse(stdout));
    expect((await planJson({ inventory, broker: vhost })).steps).toEqual([]);
  });

  brokerTest('by rabbitmqctl import_definitions', async ({ vhost, skip }) => {
    if (vhost.broker.control === null) skip('no rabbitmqctl for a broker that is not ours');
    const { stdout } = await topo(['compile', '--format', 'definitions', '--vhost', vhost.name], { inventory });
    await withFolder(async (folder) => {
      const file = join(folder, 'definitions.json');
      writeFileSync(file, stdout);
      await rabbitmqctl(vhost.broker, 'import_definitions', file);
    });
    expect((await planJson({ inventory, broker: vhost })).steps).toEqual([]);
  });

  brokerTest('and an export of it is what plan --against compares with', async ({ vhost }) => {
    await applyJson({ inventory, broker: vhost });
    const exported = await vhost.api.get(`/definitions/${vhost.path}`);
    await withFolder(async (folder) => {
      const file = join(folder, 'export.json');
      writeFileSync(file, JSON.stringify(exported));
      expect((await planJson({ inventory }, '--against', file)).steps).toEqual([]);
    });
  });
});
