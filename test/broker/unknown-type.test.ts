// An exchange of a plugin's type on the way: a message arrives behind it, and topo does not say that it is lost.

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startBroker, type TestBroker } from '../support/broker.js';
import { applyJson, verifyJson } from '../support/plan-json.js';
import { topo } from '../support/topo.js';
import { withVhost } from '../support/vhost.js';

const inventory = `version: 1
daemons: { storage: { scope: hypervisor } }
clusters: { 54: { hypervisors: [98] } }
`;

const { control } = inject('broker');

describe.skipIf(control === null || control.command[0] === 'docker')('x-consistent-hash', () => {
  let own: TestBroker;
  beforeAll(async () => {
    own = await startBroker({ plugins: ['rabbitmq_consistent_hash_exchange'] });
  }, 120_000);
  afterAll(() => own.stop());

  test('trace says that it is not known, with exit code 2; verify calls no route unroutable', async () => {
    await withVhost(own, 'unknown-type', async (broker) => {
      expect(await applyJson({ broker, inventory })).toMatchObject({ converged: true });
      await broker.amqp(async ({ channel, publish }) => {
        await channel.assertExchange('spread', 'x-consistent-hash');
        await channel.bindExchange('spread', 'storage-54', '', { hypervisor: 'pool' });
        await channel.assertQueue('worker');
        await channel.bindQueue('worker', 'spread', '1');
        const to = { daemon: 'storage', cluster: '54', hypervisor: 'pool' };
        expect(await publish(to)).toBe('routed');
        expect((await channel.checkQueue('worker')).messageCount).toBe(1);
      });
      const words = ['trace', 'daemon=storage', 'cluster=54', 'hypervisor=pool'];
      const text = await topo(words, { broker, inventory });
      expect(text).toMatchObject({ code: 2, stderr: '' });
      const said = text.stdout.replace(/\n\s*/g, ' ');
      expect(said).toContain('? not known: topo does not know how an exchange of type x-consistent-hash routes');
      expect(said).toContain('Not known: topo cannot tell what spread does with it.');
      expect(said).not.toContain('lost');
      const json = await topo([...words, '--format', 'json'], { broker, inventory });
      expect({ code: json.code, ...JSON.parse(json.stdout) }).toMatchObject({
        ...{ code: 2, outcome: 'unknown', unknownAt: ['spread'], queues: [] },
      });

      // Now the way of an address leads through it.
      await broker.amqp(async ({ channel, publish }) => {
        const address = { 'x-match': 'all', hypervisor: '98' };
        await channel.unbindQueue('storage-54-98', 'storage-54', '', address);
        await channel.bindExchange('spread', 'storage-54', '', address);
        await channel.unbindQueue('worker', 'spread', '1');
        await channel.bindQueue('storage-54-98', 'spread', '1');
        await publish({ daemon: 'storage', cluster: '54', hypervisor: '98' });
        expect((await channel.checkQueue('storage-54-98')).messageCount).toBe(1);
      });
      const kinds = (await verifyJson({ broker, inventory })).findings.map(({ kind }) => kind);
      expect(kinds).toContain('missing');
      expect(kinds).not.toContain('unroutable');
      expect((await topo(['verify'], { broker, inventory })).stdout).toContain('proved 0 of 1 route');
    });
  });
});
