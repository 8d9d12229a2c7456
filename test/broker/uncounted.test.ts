// A broker that keeps no statistics, by either setting: who reads a queue is unknown, and never read as nobody.

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startBroker, type TestBroker } from '../support/broker.js';
import { applyJson, planJson, verifyJson } from '../support/plan-json.js';
import { topo } from '../support/topo.js';
import { withVhost } from '../support/vhost.js';

const two = 'version: 1\ndaemons: { api: { scope: global }, old: { scope: global } }\n';
const one = 'version: 1\ndaemons: { api: { scope: global } }\n';

/** Docker's nodes, and a broker that is not ours, have no settings of our choice. */
const cannot = inject('broker').control?.command[0] === 'docker' || inject('broker').control === null;

describe.skipIf(cannot).each(['management.disable_stats', 'management_agent.disable_metrics_collector'])(
  '%s',
  (setting) => {
    let own: TestBroker;
    beforeAll(async () => {
      own = await startBroker({ config: [`${setting} = true`] });
    }, 120_000);
    afterAll(() => own.stop());

    test('what the entry took is not known either', async () => {
      const ways = (routing: string): string => one.replace('version: 1', `version: 1\nrouting: ${routing}`);
      await withVhost(own, 'uncounted', async (broker) => {
        await applyJson({ broker, inventory: ways('{ direct: {} }') });
        const { notes } = await planJson({ broker, inventory: ways('{ direct: {}, tree: false }') });
        expect(notes.at(-1)).toMatch(/^Exchange global stays, .* the broker does not say\.$/);
      });
    });

    test('verify says so, a warning where a message waits; plan holds, and names the setting', async () => {
      await withVhost(own, 'uncounted', async (broker) => {
        expect(await applyJson({ broker, inventory: two })).toMatchObject({ converged: true });
        const empty = await verifyJson({ broker, inventory: two });
        expect(empty).toMatchObject({ ok: true, findings: [{}, {}] });
        expect(empty.findings.map(({ kind, severity }) => `${severity} ${kind}`)).toEqual([
          'info uncounted',
          'info uncounted',
        ]);

        await broker.amqp(({ publish }) => publish({ daemon: 'old' }));
        const [found] = (await verifyJson({ broker, inventory: two })).findings;
        expect(found).toMatchObject({
          ...{ kind: 'uncounted', severity: 'warning', object: { name: 'old' }, messages: 1, consumers: null },
          message: 'messages wait, and who reads it is not known: the broker’s statistics are off',
          remedy: expect.stringContaining(`\`${setting} = true\``) as unknown,
        });
        expect(await topo(['verify'], { broker, inventory: two })).toMatchObject({ code: 2 });

        const { held } = await planJson({ broker, inventory: one });
        expect(held).toMatchObject([{ name: 'old', messages: 1, consumers: null }]);
        expect(held[0]?.reason).toBe('its consumers cannot be counted: the broker’s statistics are off');
        expect(held[0]?.remedy).toContain(`\`${setting} = true\``);
        // Apply asks the queue itself, so it knows that nobody reads, and holds it for the message.
        const { outcomes } = await applyJson({ broker, inventory: one });
        expect(outcomes.find(({ result }) => result === 'held')).toMatchObject({ messages: 1, consumers: 0 });
      });
    });
  },
);
