// The net on any fleet: as many policies as it takes, on exactly the tree's exchanges, and none on what is somebody else's.

import { createHash } from 'node:crypto';
import { describe, expect } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { stepLines } from '../support/desired.js';
import { applyJson, planJson, verifyJson } from '../support/plan-json.js';
import { throughProxy } from '../support/proxy.js';
import { sendWhile } from '../support/senders.js';
import { topo } from '../support/topo.js';
import { until } from '../support/until.js';
import type { TestVhost } from '../support/vhost.js';

const uuid = (index: number): string =>
  createHash('sha1')
    .update(String(index))
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
const uuids = Array.from({ length: 300 }, (_, index) => uuid(index));

function fleet(clusters: readonly string[], net = ', unroutable: {}'): string {
  const rows = clusters.map((id) => `  "${id}": { hypervisors: [1] }`);
  const daemons = 'storage: { scope: hypervisor }, vm: { scope: hypervisor }';
  const under = rows.length > 0 ? `clusters:\n${rows.join('\n')}\n` : '';
  return `version: 1\nrouting: { entry: global${net} }\ndaemons: { ${daemons} }\n${under}`;
}

/** By exchange, which policy the broker says applies to it. */
async function policiesOf(vhost: TestVhost): Promise<ReadonlyMap<string, string>> {
  const rows = await vhost.api.get<{ name: string; policy?: string | null }[]>(`/exchanges/${vhost.path}`);
  return new Map(rows.flatMap(({ name, policy }) => (policy ? [[name, policy] as const] : [])));
}

async function patternsOf(vhost: TestVhost): Promise<ReadonlyMap<string, string>> {
  const rows = await vhost.api.get<{ name: string; pattern: string }[]>(`/policies/${vhost.path}`);
  return new Map(rows.map(({ name, pattern }) => [name, pattern]));
}

const exchangesOf = (clusters: readonly string[]): readonly string[] =>
  ['global', 'storage', 'vm', ...clusters.flatMap((id) => [`storage-${id}`, `vm-${id}`])].sort();

describe('the net', () => {
  brokerTest(
    '300 clusters named by UUID: each exchange of ours under it, no other; clusters come and go; switched off',
    { timeout: 300_000 },
    async ({ vhost }) => {
      await vhost.api.put(`/exchanges/${vhost.path}/storage-stranger`, { type: 'headers', durable: true });
      const all = { inventory: fleet(uuids), broker: vhost };
      expect(await applyJson(all)).toMatchObject({ exitCode: 0, converged: true });
      const before = await patternsOf(vhost);
      expect([...before.values()].every((pattern) => Buffer.byteLength(pattern) <= 1024)).toBe(true);
      const under = await policiesOf(vhost);
      expect([...under.keys()].sort()).toEqual(exchangesOf(uuids));
      expect(new Set(under.values())).toEqual(new Set(before.keys()));
      expect(await verifyJson(all)).toMatchObject({ ok: true });

      // One cluster more: one policy is set, or one is new.
      const more = { inventory: fleet([...uuids, 'one-more']), broker: vhost };
      const grows = await planJson(more);
      expect(grows.summary.set).toBe(1);
      expect(await applyJson(more)).toMatchObject({ exitCode: 0, converged: true });

      // A third of it leaves while publishers still send there, and astray.
      const left = uuids.filter((_, index) => index % 3 > 0);
      const less = { inventory: fleet(left), broker: vhost };
      let sent = 0;
      await vhost.amqp(async ({ publish, channel }) => {
        const report = await sendWhile(
          async () => {
            sent += 1;
            const cluster = uuids[sent % uuids.length] ?? '';
            expect(await publish({ daemon: 'storage', cluster, hypervisor: '9' })).toBe('routed');
          },
          () => applyJson(less, '--max-removals', '300'),
        );
        expect(report).toMatchObject({ exitCode: 0, converged: true });
        const { messageCount } = await channel.checkQueue('unroutable');
        expect(messageCount).toBe(sent);
        await channel.purgeQueue('unroutable');
      });
      expect([...(await policiesOf(vhost)).keys()].sort()).toEqual(exchangesOf(left));
      expect(await verifyJson(less)).toMatchObject({ ok: true });

      const off = { inventory: fleet(left, ''), broker: vhost };
      expect(await applyJson(off)).toMatchObject({ exitCode: 0, converged: true });
      expect(await patternsOf(vhost)).toEqual(new Map());
      expect(await policiesOf(vhost)).toEqual(new Map());
    },
  );

  brokerTest('what compile prints is what a plan asks for', { timeout: 60_000 }, async ({ vhost }) => {
    const options = { inventory: fleet(uuids.slice(0, 60)), broker: vhost };
    await applyJson(options);
    const { stdout } = await topo(['compile', '--format', 'json'], options);
    const compiled: CompiledJson = JSON.parse(stdout);
    expect(await patternsOf(vhost)).toEqual(new Map(compiled.policies.map(({ name, pattern }) => [name, pattern])));
    expect(compiled.policies.length).toBeGreaterThan(2);
  });

  brokerTest('renamed: each policy leads to the new one', { timeout: 60_000 }, async ({ vhost }) => {
    const options = { inventory: fleet(uuids.slice(0, 60)), broker: vhost };
    await applyJson(options);
    const renamed = { inventory: fleet(uuids.slice(0, 60), ', unroutable: { name: stray }'), broker: vhost };
    let sent = 0;
    await vhost.amqp(async ({ publish, channel }) => {
      await sendWhile(
        async () => {
          sent += 1;
          const headers = { daemon: 'vm', cluster: uuids[sent % 60] ?? '', hypervisor: '9' };
          expect(await publish(headers)).toBe('routed');
        },
        () => applyJson(renamed),
      );
      const kept = await Promise.all(['unroutable', 'stray'].map((queue) => channel.checkQueue(queue)));
      expect(kept.reduce((sum, { messageCount }) => sum + messageCount, 0)).toBe(sent);
      await channel.purgeQueue('unroutable');
    });
    expect(await applyJson(renamed)).toMatchObject({ exitCode: 0, converged: true });
    const definitions = await vhost.api.get<{ definition: object }[]>(`/policies/${vhost.path}`);
    expect(new Set(definitions.map(({ definition }) => JSON.stringify(definition)))).toEqual(
      new Set(['{"alternate-exchange":"stray"}']),
    );
  });

  brokerTest('one after the other: RabbitMQ has no lock around two of them', { timeout: 60_000 }, async ({ vhost }) => {
    await throughProxy(vhost.managementUrl, async (proxy) => {
      const broker = { ...vhost, managementUrl: proxy.url };
      const inventory = fleet(uuids.slice(0, 60));
      expect(await applyJson({ inventory, broker })).toMatchObject({ exitCode: 0, converged: true });
      await applyJson({ inventory: fleet(uuids.slice(0, 60), ''), broker }, '--max-removals', '200');
      expect(proxy.seen.filter((line) => line.startsWith('PUT'))).toHaveLength(3);
      expect(proxy.mostAtOnce.get('PUT')).toBe(1);
      expect(proxy.seen.filter((line) => line.startsWith('DELETE'))).toHaveLength(3);
      expect(proxy.mostAtOnce.get('DELETE')).toBe(1);
    });
  });

  brokerTest('one that fails is enough: the others are left to another apply', async ({ vhost }) => {
    await throughProxy(vhost.managementUrl, async (proxy) => {
      const options = { inventory: fleet(uuids.slice(0, 60)), broker: { ...vhost, managementUrl: proxy.url } };
      proxy.spoil(/^PUT .*unroutable\.2$/, 'fails');
      const report = await applyJson(options);
      expect(report).toMatchObject({ exitCode: 7, converged: false });
      expect(report.outcomes.flatMap(({ step, result }) => (step.action === 'set' ? [result] : []))).toEqual([
        'done',
        'failed',
        'skipped',
      ]);
      proxy.spoil(/^/, 'passes');
      expect(await applyJson(options)).toMatchObject({ exitCode: 0, converged: true });
    });
  });

  brokerTest(
    'one waits for a held queue, the others let go of what is gone',
    { timeout: 60_000 },
    async ({ vhost }) => {
      const sorted = uuids.slice(0, 60).sort();
      await applyJson({ inventory: fleet(sorted), broker: vhost });
      const [held = ''] = sorted;
      const less = { inventory: fleet(sorted.slice(1, -1)), broker: vhost };
      await vhost.amqp(async ({ publish, channel }) => {
        const { consumerTag } = await channel.consume(`vm-${held}-1`, () => undefined);
        await until('the consumer is listed', async () => (await planJson(less)).held.length > 0);
        const report = await applyJson(less);
        expect(
          report.outcomes.flatMap(({ step, result, error }) => (step.action === 'set' ? [[result, error]] : [])),
        ).toEqual([
          ['held', `exchange vm-${held}, which it reaches, is there yet`],
          ['done', undefined],
        ]);
        expect(await publish({ daemon: 'vm', cluster: held, hypervisor: '9' })).toBe('routed');
        expect((await verifyJson(less)).findings.filter(({ object }) => object.kind === 'policy')).toEqual([]);
        expect(await applyJson(less)).toMatchObject({ exitCode: 4, summary: { done: 0, failed: 0, skipped: 0 } });
        await channel.cancel(consumerTag);
        await until('the consumer is gone', async () => (await planJson(less)).held.length === 0);
        expect(await applyJson(less)).toMatchObject({ exitCode: 0, converged: true });
      });
      expect([...(await policiesOf(vhost)).keys()].sort()).toEqual(exchangesOf(sorted.slice(1, -1)));
    },
  );

  brokerTest('a policy of ours that is not needed is found, and cleared', async ({ vhost }) => {
    const options = { inventory: fleet(['1', '2']), broker: vhost };
    await applyJson(options);
    const definition = { 'alternate-exchange': 'unroutable' };
    const body = { pattern: '^storage-9$', definition, 'apply-to': 'exchanges' };
    await vhost.api.put(`/policies/${vhost.path}/topo.global.unroutable.7`, body);
    // Not numbered as ours are: somebody else's.
    await vhost.api.put(`/policies/${vhost.path}/topo.global.unroutable.07`, body);
    expect((await verifyJson(options)).findings).toMatchObject([
      { kind: 'orphan', object: { kind: 'policy', name: 'topo.global.unroutable.7' } },
    ]);
    expect(stepLines(await planJson(options))).toEqual(['clear policy topo.global.unroutable.7']);
    expect(await applyJson(options)).toMatchObject({ exitCode: 0, converged: true });
    expect([...(await patternsOf(vhost)).keys()].sort()).toEqual([
      'topo.global.unroutable',
      'topo.global.unroutable.07',
    ]);
  });
});

describe('a policy of somebody else’s keeps its exchange, however RabbitMQ decides between two', () => {
  const names = [
    ...'a b c d e f g h i j k l m n o p q r s t u v w x y z'.split(' '),
    'fed',
    'ha-all',
    'a-fed',
    'topo.global',
    'zz',
  ];
  const ids = names.map((_, index) => String(index + 1));
  /** One exchange for each. */
  async function setTheirs(vhost: TestVhost, priority = 0): Promise<void> {
    for (const [index, name] of names.entries())
      await vhost.api.put(`/policies/${vhost.path}/${name}`, {
        pattern: `^storage-${ids[index] ?? ''}$`,
        definition: { 'alternate-exchange': 'amq.fanout' },
        'apply-to': 'exchanges',
        priority,
      });
  }
  const theirs = new Map(names.map((name, index) => [`storage-${ids[index] ?? ''}`, name]));
  const options = (vhost: TestVhost): { inventory: string; broker: TestVhost } => ({
    inventory: fleet(ids),
    broker: vhost,
  });

  async function expectTheirs(vhost: TestVhost): Promise<void> {
    expect(await applyJson(options(vhost))).toMatchObject({ exitCode: 4, converged: true });
    const under = await policiesOf(vhost);
    expect(new Map([...under].filter(([exchange]) => theirs.has(exchange)))).toEqual(theirs);
    const ours = [...under].filter(([, policy]) => policy === 'topo.global.unroutable');
    expect(ours.map(([exchange]) => exchange).sort()).toEqual(exchangesOf(ids).filter((name) => !theirs.has(name)));
    const { findings } = await verifyJson(options(vhost));
    expect(findings.map(({ kind, object }) => `${kind} ${object.name}`).sort()).toEqual(
      [...theirs.keys()].map((exchange) => `mismatch ${exchange}`).sort(),
    );
    expect((await planJson(options(vhost))).refusals).toHaveLength(names.length);
  }

  brokerTest('it was there before the net', { timeout: 60_000 }, async ({ vhost }) => {
    await applyJson({ inventory: fleet(ids, ''), broker: vhost });
    await setTheirs(vhost);
    await expectTheirs(vhost);
  });

  brokerTest('it was there before the exchange', { timeout: 60_000 }, async ({ vhost }) => {
    await setTheirs(vhost);
    await expectTheirs(vhost);
  });

  brokerTest('it came when ours had the exchange: it gets it', { timeout: 60_000 }, async ({ vhost }) => {
    await applyJson(options(vhost));
    await setTheirs(vhost);
    await expectTheirs(vhost);
  });

  brokerTest('it is of a lower priority', { timeout: 60_000 }, async ({ vhost }) => {
    await applyJson(options(vhost));
    await setTheirs(vhost, -1);
    await expectTheirs(vhost);
  });
});

interface CompiledJson {
  readonly policies: readonly { readonly name: string; readonly pattern: string }[];
}
