// topo import on a real broker: what apply made it says again, a tree made by hand is taken over by what it says, and it
// only reads.

import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, inject, test } from 'vitest';
import { inventories } from '../fuzz/inventories.js';
import type { ArgumentValue } from '../../src/topology/index.js';
import { valueKey } from '../../src/topology/index.js';
import { brokerTest } from '../support/broker-test.js';
import { stepLines } from '../support/desired.js';
import { applyJson, planJson } from '../support/plan-json.js';
import type { RunOptions } from '../support/topo.js';
import { topo, withFolder } from '../support/topo.js';
import type { TestVhost } from '../support/vhost.js';
import { withVhost } from '../support/vhost.js';

const rich = `version: 1
routing: { entry: tasks, owner: fleet, values: both, unroutable: { maxLength: 500 }, direct: {} }
queue: { arguments: { x-max-length: 10000 } }
daemons:
  api: { scope: global }
  net: { scope: cluster }
  storage: { scope: hypervisor }
  vm: { scope: hypervisor, queue: { arguments: { x-max-length: null, x-message-ttl: 60000 } } }
clusters:
  53:
    daemons: [storage]
    hypervisors: ["cmp-[001-005].par1", rack]
  54:
    hypervisors:
      1-20:
      21: { state: draining }
      22: { daemons: [vm] }
  55: { state: draining }
`;

/** The same ones in each run. */
const drawn = fc.sample(inventories, { numRuns: 4, seed: 7 }).flatMap(([first]) => (first ? [first.yaml] : []));
const all = [rich, ...drawn];

async function imported(vhost: TestVhost, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await topo(['import', ...args], { broker: vhost });
  expect(code, `${stdout}${stderr}`).toBe(0);
  return stdout;
}

/** What it compiles to, in any order; RabbitMQ gives a policy's limits back in another one. */
async function rowsOf(inventory: string): Promise<readonly string[]> {
  const { stdout } = await topo(['compile', '--format', 'json', '--vhost', '/'], { inventory });
  const { exchanges, queues, bindings, policies }: Readonly<Record<string, readonly ArgumentValue[]>> =
    JSON.parse(stdout);
  return [exchanges, queues, bindings, policies].flatMap((rows = []) => rows.map((row) => valueKey(row))).sort();
}

describe('what apply made', () => {
  test.each(all)('%j', { timeout: 60_000 }, async (inventory) => {
    await withVhost(inject('broker'), 'import of/%it', async (vhost) => {
      await applyJson({ inventory, broker: vhost });
      const text = await imported(vhost);
      expect(await rowsOf(text), text).toEqual(await rowsOf(inventory));
      expect((await planJson({ inventory: text, broker: vhost })).steps).toEqual([]);

      const { inventory: json }: { inventory: unknown } = JSON.parse(await imported(vhost, '--format', 'json'));
      expect(await rowsOf(JSON.stringify(json))).toEqual(await rowsOf(inventory));
      const exported = JSON.stringify(await vhost.api.get(`/definitions/${vhost.path}`));
      const against = await topo(['import', '--against', '-', '--vhost', vhost.name], { stdin: exported });
      expect(await rowsOf(against.stdout), against.stderr).toEqual(await rowsOf(inventory));
    });
  });
});

interface Row {
  readonly source?: string;
  readonly routing_key?: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

interface Definitions {
  readonly exchanges: readonly (Row & { readonly name: string; readonly type: string })[];
  readonly queues: readonly Row[];
  readonly bindings: readonly Row[];
}

/** As older tools and workers leave it: no marks, routing keys here and there, `x-match` missing or `any`. */
function byHand({ exchanges, queues, bindings, ...rest }: Definitions): Definitions {
  const without = <R extends Row>(row: R, key: string): R => ({
    ...row,
    arguments: Object.fromEntries(Object.entries(row.arguments).filter(([name]) => name !== key)),
  });
  const headers = new Set(exchanges.filter(({ type }) => type === 'headers').map(({ name }) => name));
  return {
    ...rest,
    exchanges: exchanges.map((row) => without(row, 'x-topo-owner')),
    queues: queues.map((row) => without(row, 'x-topo-owner')),
    bindings: bindings.map((row, index) => {
      if (!headers.has(row.source ?? '') || index % 3 === 0) return row;
      const bare = without(row, 'x-match');
      const args = index % 3 === 1 ? bare.arguments : { ...bare.arguments, 'x-match': 'any' };
      return { ...bare, arguments: args, routing_key: 'celery' };
    }),
  };
}

describe('a tree made by hand is adopted, and nothing else', () => {
  test.each(all.filter((text) => !/tree"?: ?false/.test(text)))('%j', { timeout: 60_000 }, async (inventory) => {
    await withVhost(inject('broker'), 'by hand', async (vhost) => {
      const { stdout } = await topo(['compile', '--format', 'definitions', '--vhost', vhost.name], { inventory });
      const made: Definitions = JSON.parse(stdout);
      await vhost.api.post(`/definitions/${vhost.path}`, byHand(made));
      const entry = /entry"?: ?"?(\w+)/.exec(inventory)?.[1] ?? 'global';
      const text = await imported(vhost, '--entry', entry);
      const options = { inventory: text, broker: vhost };
      const lines = stepLines(await planJson(options));
      expect(
        lines.filter((line) => !line.startsWith('adopt ')),
        text,
      ).toEqual([]);
      expect(await applyJson(options)).toMatchObject({ converged: true, exitCode: 0 });
      expect((await planJson(options)).steps).toEqual([]);
    });
  });
});

const small =
  'version: 1\ndaemons: { vm: { scope: hypervisor } }\nclusters: { "a b": { hypervisors: [1-5] }, 54: { hypervisors: [98] } }\n';

brokerTest('a user that may only read is enough', async ({ vhost }) => {
  await applyJson({ inventory: small, broker: vhost });
  const nothing = { configure: '^$', write: '^$', read: '^$' };
  const user = { name: `reader-${vhost.name}`, password: 'p', tags: 'management', permissions: nothing };
  const broker = await vhost.createUser(user);
  const { code, stdout } = await topo(['import'], { broker });
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('    hypervisors: [1-5]\n') });
});

brokerTest('--out: a file a cluster, and never over one that is there', async ({ vhost }) => {
  await applyJson({ inventory: small, broker: vhost });
  await withFolder(async (folder) => {
    const out = join(folder, 'in', 'ventory');
    const options: RunOptions = { broker: vhost };
    const first = await topo(['import', '--out', out], options);
    expect(first).toMatchObject({ code: 0, stdout: '' });
    expect(first.stderr).toMatch(
      /^3 files in .*: 1 daemon, 2 clusters, 6 hypervisors, 6 queues\.\nNext: topo plan -f /,
    );
    expect(readdirSync(out)).toEqual(['00-tree.yaml', '54.yaml', 'a-b.yaml']);
    expect(readFileSync(join(out, 'a-b.yaml'), 'utf8')).toBe(
      'version: 1\nclusters:\n  # 5 hypervisors, 5 queues\n  "a b":\n    hypervisors: [1-5]\n',
    );
    expect((await planJson({ broker: vhost, env: { TOPO_INVENTORY: out } })).steps).toEqual([]);

    const half = join(folder, 'half');
    mkdirSync(half);
    writeFileSync(join(half, '54.yaml'), 'mine');
    const second = await topo(['import', '--out', half], options);
    expect(second).toMatchObject({ code: 1, stdout: '' });
    expect(second.stderr).toContain('54.yaml is there already; nothing was written');
    expect(readdirSync(half)).toEqual(['54.yaml']);
    expect(readFileSync(join(half, '54.yaml'), 'utf8')).toBe('mine');
  });
});

brokerTest('what no inventory can say ends with 4, and several trees with 64', async ({ vhost }) => {
  await applyJson({ inventory: small, broker: vhost });
  await vhost.amqp(async ({ channel }) => {
    await channel.bindQueue('vm-54-98', 'vm-54', '', { 'x-match': 'all', hypervisor: '98', site: 'east' });
  });
  const found = await topo(['import', '-q'], { broker: vhost });
  expect(found.code).toBe(4);
  expect(found.stderr).toContain('! binding vm-54 ── hypervisor=98 site=east ──▶ vm-54-98\n');
  expect(found.stdout).toMatch(
    /\n\n# What this inventory cannot say \(1\):\n# {3}binding vm-54 .*: it looks at 2 headers/,
  );
  expect(stepLines(await planJson({ inventory: found.stdout, broker: vhost }))).toHaveLength(1);

  await vhost.amqp(async ({ channel }) => {
    await channel.assertExchange('tasks', 'headers');
    await channel.bindQueue('vm-54-98', 'tasks', '', { h: 'vm-54-98' });
  });
  const several = await topo(['import'], { broker: vhost });
  expect(several).toMatchObject({ code: 64, stdout: '' });
  expect(several.stderr).toContain(': global, tasks\n');
  expect((await topo(['import', '--entry', 'global'], { broker: vhost })).stdout).toContain(
    '  vm: { scope: hypervisor }',
  );
});
