// What plan may never do, and what no output may ever show.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { applyJson } from '../support/plan-json.js';
import { throughProxy } from '../support/proxy.js';
import { topo, withFolder } from '../support/topo.js';

const small = readFileSync(new URL('../../examples/small/topo.yaml', import.meta.url), 'utf8');

brokerTest('plan and verify only GET, and the lists are whole and without statistics', async ({ vhost }) => {
  await applyJson({ inventory: small, broker: vhost });
  await throughProxy(vhost.managementUrl, async ({ url: managementUrl, seen }) => {
    const broker = { amqpUrl: 'amqp://127.0.0.1:1', managementUrl };
    const changed = small.replace('[98, 99]', '[99, 100]');
    const options = { inventory: changed, broker, env: { TOPO_AMQP_URL: `amqp://127.0.0.1:1/${vhost.path}` } };
    const planned = await topo(['plan'], options);
    expect(planned, planned.stderr).toMatchObject({ code: 0 });
    expect((await topo(['verify'], options)).code).toBe(2);
    expect(seen.length).toBeGreaterThan(8);
    expect(seen.filter((line) => !line.startsWith('GET '))).toEqual([]);
    for (const line of seen.filter((each) => /\/api\/(queues|exchanges)\//.test(each)))
      expect(line).toContain('disable_stats=true');
    expect(seen.filter((line) => line.includes('page=') && !line.includes('enable_queue_totals'))).toEqual([]);
  });
});

describe('a password appears nowhere', () => {
  const secret = 's3cr3t/p%ss:w@rd';
  const forms = [secret, encodeURIComponent(secret), Buffer.from(`topo-secret:${secret}`).toString('base64')];

  brokerTest(
    'not when all is well, not with a wrong host, a wrong password, a wrong vhost, or a wrong cluster',
    async ({ vhost }) => {
      const user = await vhost.createUser({
        name: 'topo-secret',
        password: secret,
        tags: 'management',
        permissions: { configure: '.*', write: '.*', read: '.*' },
      });
      const nowhere = (url: string): string => {
        const changed = new URL(url);
        changed.port = '1';
        return changed.href;
      };
      const wrong = (url: string): string => url.replace('topo-secret:', 'topo-other:');
      const cases: readonly (readonly [string, string, string, number])[] = [
        ['well', user.amqpUrl, user.managementUrl, 0],
        ['management refused', user.amqpUrl, nowhere(user.managementUrl), 1],
        ['AMQP refused', nowhere(user.amqpUrl), user.managementUrl, 1],
        ['wrong password', wrong(user.amqpUrl), wrong(user.managementUrl), 1],
        ['wrong vhost', `${user.amqpUrl}-no`, user.managementUrl, 1],
        ['no URL', `nonsense://topo-secret:${encodeURIComponent(secret)}@h`, user.managementUrl, 64],
      ];
      await withFolder(async (folder) => {
        for (const [name, amqpUrl, managementUrl, code] of cases)
          for (const format of ['text', 'json']) {
            const report = join(folder, `${name}.json`);
            const ran = await topo(['apply', '--yes', '--format', format, '--report', report], {
              inventory: small,
              broker: { amqpUrl, managementUrl },
            });
            expect(ran.code, `${name}: ${ran.stdout}${ran.stderr}`).toBe(code);
            const all = [
              ran.stdout,
              ran.stderr,
              ...readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8')),
            ];
            for (const form of forms) expect(all.join('\n'), name).not.toContain(form);
            if (code === 1) expect(ran.stdout + ran.stderr, name).toMatch(/topo-(secret|other):\*\*\*@|vhost/);
          }
      });
    },
  );
});
