// What the management API shows is not what AMQP has just done: because another node of the cluster is some moments behind,
// because something came up meanwhile, or because nothing can be read any more.

import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { applyJson, planJson } from '../support/plan-json.js';
import type { Proxy } from '../support/proxy.js';
import { throughProxy } from '../support/proxy.js';
import { topo } from '../support/topo.js';
import type { TestVhost } from '../support/vhost.js';

const small = readFileSync(new URL('../../examples/small/topo.yaml', import.meta.url), 'utf8');
const more = small.replace('[98, 99]', '[98, 99, 100]');

type Rows = readonly Readonly<Record<string, unknown>>[];

const without = (body: string, isHidden: (row: Rows[number]) => boolean): string => {
  const rows: Rows = JSON.parse(body);
  return JSON.stringify(rows.filter((row) => !isHidden(row)));
};

async function behind<T>({ amqpUrl, managementUrl }: TestVhost, work: (proxy: Proxy, inventory: object) => Promise<T>) {
  return await throughProxy(managementUrl, (proxy) => work(proxy, { broker: { amqpUrl, managementUrl: proxy.url } }));
}

/** Asked for by itself, or by a pattern of names. */
const LOCK = /queues\/.*topo\S*lock/;

/** What was touched is looked at so often before the whole is. */
const LOOKS_AT_TOUCHED = 2;

describe.concurrent('a management API that is some moments behind', () => {
  brokerTest('the lock shows late: the apply goes on', async ({ vhost }) => {
    await behind(vhost, async (proxy, broker) => {
      let late = 5;
      proxy.alter(LOCK, (body) => {
        late -= 1;
        return late >= 0 ? '{"items":[]}' : body;
      });
      expect(await applyJson({ inventory: small, ...broker })).toMatchObject({ exitCode: 0, converged: true });
      expect(late).toBeLessThan(0);
    });
  });

  brokerTest('the lock never shows: two clusters, and nothing is changed', async ({ vhost }) => {
    await behind(vhost, async (proxy, broker) => {
      proxy.alter(LOCK, () => '{"items":[]}');
      const { code, stderr } = await topo(['apply', '--yes'], { inventory: small, ...broker });
      expect({ code, stderr }).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/is not what the management API shows: two brokers answer/),
      });
      expect(await planJson({ inventory: small, broker: vhost })).toMatchObject({ summary: { unchanged: 0 } });
    });
  });

  brokerTest.for<[string, number, number]>([
    ['a moment', 1, 0],
    ['longer than what was touched is looked at', LOOKS_AT_TOUCHED, 1],
  ])('what was built and taken down shows late, %s: converged all the same', async ([, looks, whole], { vhost }) => {
    await applyJson({ inventory: small, broker: vhost });
    await behind(vhost, async (proxy, broker) => {
      let before: string | undefined;
      let lists = 0;
      const asked = new Map<string, number>();
      proxy.alter(/api\/\S+\/bindings|api\/bindings/, (body, line) => {
        const count = (asked.get(line) ?? 0) + 1;
        asked.set(line, count);
        if (!line.includes('/api/bindings')) return count <= looks ? '[]' : body;
        before ??= body;
        lists += 1;
        // Of the plan, of the look before the take-down, and of the first whole look after it.
        return lists <= 2 + whole ? before : body;
      });
      const report = await applyJson({ inventory: small.replace('[98, 99]', '[99, 100]'), ...broker });
      expect(report).toMatchObject({ exitCode: 0, converged: true, summary: { failed: 0 } });
      expect(lists).toBe(whole === 0 ? 2 : 2 + whole + 1);
    });
  });

  brokerTest('what never shows is said: 7', async ({ vhost }) => {
    await behind(vhost, async (proxy, broker) => {
      proxy.alter(/\/bindings/, (body) => without(body, (row) => row['destination'] === 'vm-54-98'));
      const report = await applyJson({ inventory: small, ...broker });
      expect(report).toMatchObject({ exitCode: 7, converged: false, summary: { failed: 1 } });
      expect(report.outcomes.find(({ result }) => result === 'failed')).toMatchObject({
        step: { action: 'bind', name: 'vm-54-98' },
        error: 'RabbitMQ answered ok, and it is not so: read back after the run',
      });
    });
  });
});

describe.concurrent('not converged is never 0', () => {
  brokerTest('a queue was down when it was planned, and is up when it is read back', async ({ vhost }) => {
    await applyJson({ inventory: small, broker: vhost });
    const rows = await vhost.api.get<{ destination: string; source: string; properties_key: string }[]>(
      `/bindings/${vhost.path}`,
    );
    for (const { source, destination, properties_key: key } of rows)
      if (destination === 'vm-54-98' && source !== '')
        await vhost.api.delete(`/bindings/${vhost.path}/e/${source}/q/${destination}/${key}`);
    await behind(vhost, async (proxy, broker) => {
      // As RabbitMQ 3.10 shows a classic queue whose node is down: no binding at all. Two answers make a plan.
      const asked = new Set<string>();
      proxy.alter(/api\/(queues\/.*columns=name%2Cdurable|bindings\/)/, (body) => {
        const kind = body.includes('"destination"') ? 'bindings' : 'queues';
        if (asked.has(kind)) return body;
        asked.add(kind);
        return kind === 'bindings'
          ? without(body, (row) => row['destination'] === 'vm-54-98')
          : JSON.stringify(
              (JSON.parse(body) as Rows).map((row) => (row['name'] === 'vm-54-98' ? { ...row, state: 'down' } : row)),
            );
      });
      const report = await applyJson({ inventory: more, ...broker });
      expect(report).toMatchObject({ exitCode: 7, converged: false, summary: { skipped: 1, failed: 0 } });
      expect(report.outcomes.find(({ result }) => result === 'skipped')).toMatchObject({
        step: { action: 'bind', name: 'vm-54-98' },
        error: expect.stringMatching(/it showed when the broker was read back/),
        remedy: 'run the same command again',
      });
      expect(await applyJson({ inventory: more, ...broker })).toMatchObject({ exitCode: 0, converged: true });
    });
  });
});
