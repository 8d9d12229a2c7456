// The net under the tree: what no binding takes lies in one queue, one copy each; switched on and off
// while messages flow, and refused where another policy is in force.

import { describe, expect } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { stepLines } from '../support/desired.js';
import { astray, draining98, messagesIn, net, plain, right } from '../support/net.js';
import { applyJson, planJson, verifyJson } from '../support/plan-json.js';
import { topo } from '../support/topo.js';
import { until } from '../support/until.js';
import type { Amqp } from '../support/vhost.js';

async function takeAll({ channel }: Amqp, queue: string): Promise<readonly unknown[]> {
  const headers: unknown[] = [];
  for (;;) {
    const message = await channel.get(queue, { noAck: true });
    if (!message) return headers;
    headers.push(message.properties.headers);
  }
}

describe.concurrent('the net', () => {
  brokerTest('keeps one copy of each message that goes astray, and of no other', async ({ vhost }) => {
    await applyJson({ inventory: draining98, broker: vhost });
    await vhost.amqp(async (amqp) => {
      for (const headers of Object.values(astray)) expect(await amqp.publish(headers)).toBe('routed');
      await amqp.publish(right);
      expect(await takeAll(amqp, 'unroutable')).toEqual(Object.values(astray));
      expect(await takeAll(amqp, 'storage-54-99')).toEqual([right]);
    });
    for (const headers of Object.values(astray)) {
      const words = Object.entries(headers).map(([key, value]) =>
        typeof value === 'number' ? `${key}:=${value}` : `${key}=${value}`,
      );
      const traced = await topo(['trace', ...words, '--format', 'json'], { inventory: draining98, broker: vhost });
      expect(JSON.parse(traced.stdout)).toMatchObject({ outcome: 'unroutable', queues: ['unroutable'] });
    }
  });

  brokerTest('is switched on and off on a living tree, and nothing else is touched', async ({ vhost }) => {
    await applyJson({ inventory: plain, broker: vhost });
    await vhost.amqp(async ({ publish, channel }) => {
      expect(await publish(astray['a wrong cluster'])).toBe('returned');
      const on = await planJson({ inventory: net, broker: vhost });
      expect(stepLines(on)).toEqual([
        'declare exchange unroutable',
        'declare queue unroutable',
        'bind unroutable from unroutable',
        'set policy topo.global.unroutable',
      ]);
      expect(await applyJson({ inventory: net, broker: vhost })).toMatchObject({ exitCode: 0, converged: true });
      expect(await verifyJson({ inventory: net, broker: vhost })).toMatchObject({ ok: true });
      expect(await publish(astray['a wrong cluster'])).toBe('routed');
      expect(await publish(right)).toBe('routed');

      const off = await applyJson({ inventory: plain, broker: vhost });
      expect(off.outcomes.map(({ step, result }) => `${step.action} ${step.kind}: ${result}`)).toEqual([
        'clear policy: done',
        'unbind binding: done',
        'delete queue: held',
        'delete exchange: done',
      ]);
      expect(off).toMatchObject({ exitCode: 4, outcomes: [{}, {}, { messages: 1 }, {}] });
      expect(await publish(astray['a wrong cluster'])).toBe('returned');
      expect(await publish(right)).toBe('routed');
      await channel.purgeQueue('unroutable');
      expect(await applyJson({ inventory: plain, broker: vhost })).toMatchObject({ exitCode: 0, converged: true });
    });
    expect(await vhost.api.get(`/policies/${vhost.path}`)).toEqual([]);
  });

  brokerTest('reaches a cluster that joins, from its first message on', async ({ vhost }) => {
    await applyJson({ inventory: net, broker: vhost });
    const grown = { inventory: net.replace('  54:', '  60: { hypervisors: [1] }\n  54:'), broker: vhost };
    const plan = await planJson(grown);
    expect(plan.steps[0]).toMatchObject({ action: 'set', reason: 'the tree has other exchanges than it names' });
    expect(await applyJson(grown)).toMatchObject({ exitCode: 0, converged: true });
    await vhost.amqp(({ publish }) => publish({ daemon: 'storage', cluster: '60', hypervisor: '2' }));
    expect(await messagesIn(vhost, 'unroutable')).toBe(1);
  });

  brokerTest('is under every exchange of the tree, whatever its name, and under no other', async ({ vhost }) => {
    const names = ['a.b', '(c|d)', '$e^', 'über', 'vm', '日本', '[x]', 'f\\g'];
    const daemons = names.map((name) => `${JSON.stringify(name)}: { scope: hypervisor }`).join(', ');
    const clusters =
      '19: { hypervisors: [1] }, "5+": { hypervisors: [1] }, é: { hypervisors: [1] }, 54: { hypervisors: [1] }';
    const odd = `version: 1\nrouting: { unroutable: {} }\ndaemons: { ${daemons} }\nclusters: { ${clusters} }\n`;
    for (const name of ['aXb', 'c', 'vm-5', 'vm-541', 'uber', 'x'])
      await vhost.api.put(`/exchanges/${vhost.path}/${name}`, { type: 'headers', durable: true });
    expect(await applyJson({ inventory: odd, broker: vhost })).toMatchObject({ exitCode: 0, converged: true });
    const rows = await vhost.api.get<{ name: string; policy?: string; arguments: object }[]>(
      `/exchanges/${vhost.path}`,
    );
    const ours = rows.filter(({ name, arguments: args }) => 'x-topo-owner' in args && name !== 'unroutable');
    expect(ours).toHaveLength(1 + names.length * 5);
    const under = rows.filter(({ policy }) => policy === 'topo.global.unroutable');
    expect(under.map((row) => row.name).sort()).toEqual(ours.map((row) => row.name).sort());
  });

  brokerTest('verify says what lies in it', async ({ vhost }) => {
    await applyJson({ inventory: net, broker: vhost });
    await vhost.amqp(({ publish }) => publish(astray['a wrong hypervisor']));
    await until('the list shows the message', async () => (await messagesIn(vhost, 'unroutable')) === 1);
    const { findings } = await verifyJson({ inventory: net, broker: vhost });
    expect(findings).toMatchObject([{ kind: 'no-consumer', object: { name: 'unroutable' }, messages: 1 }]);
    expect(findings[0]?.remedy).toContain('topo trace');
  });

  brokerTest('a policy that somebody changed or took away is found and set again', async ({ vhost }) => {
    const options = { inventory: net, broker: vhost };
    await applyJson(options);
    const path = `/policies/${vhost.path}/topo.global.unroutable`;
    const definition = { 'alternate-exchange': 'elsewhere' };
    await vhost.api.put(path, { pattern: '^global$', definition, 'apply-to': 'all', priority: 3 });
    const changed = await verifyJson(options);
    expect(changed.findings.find(({ kind }) => kind === 'mismatch')).toMatchObject({
      object: { kind: 'policy', name: 'topo.global.unroutable' },
    });
    expect(await applyJson(options)).toMatchObject({ converged: true, summary: { done: 1 } });
    await vhost.api.delete(path);
    expect((await verifyJson(options)).findings).toMatchObject([{ kind: 'missing', object: { kind: 'policy' } }]);
    expect(await applyJson(options)).toMatchObject({ converged: true, summary: { done: 1 } });
    expect(await verifyJson(options)).toMatchObject({ ok: true });
  });

  brokerTest('an exchange under another policy is refused by name; the rest has the net', async ({ vhost }) => {
    const options = { inventory: net, broker: vhost };
    await applyJson({ inventory: plain, broker: vhost });
    const policy = {
      pattern: '^storage-5',
      definition: { 'alternate-exchange': 'amq.fanout' },
      'apply-to': 'exchanges',
    };
    await vhost.api.put(`/policies/${vhost.path}/theirs`, { ...policy, priority: 1 });
    const plan = await planJson(options);
    expect(plan.refusals.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'exchange storage-53',
      'exchange storage-54',
    ]);
    expect(plan.refusals[0]?.reason).toContain('policy "theirs" (priority 1)');
    expect(await applyJson(options)).toMatchObject({ exitCode: 4, converged: true });
    const { findings } = await verifyJson(options);
    expect(findings.map(({ kind, object }) => `${kind} ${object.name}`)).toEqual([
      'mismatch storage-53',
      'mismatch storage-54',
    ]);
    await vhost.amqp(({ publish }) => publish(astray['a wrong hypervisor']));
    expect(await messagesIn(vhost, 'unroutable')).toBe(0);
    await vhost.amqp(({ publish }) => publish(astray['a wrong cluster']));
    await until('the list shows the message', async () => (await messagesIn(vhost, 'unroutable')) === 1);

    // The second remedy, then the first.
    const added = { ...policy, definition: { 'alternate-exchange': 'unroutable' } };
    await vhost.api.put(`/policies/${vhost.path}/theirs`, { ...added, priority: 1 });
    expect((await planJson(options)).refusals).toEqual([]);
    await vhost.api.put(`/policies/${vhost.path}/theirs`, {
      definition: { 'max-length': 9 },
      pattern: '.*',
      'apply-to': 'queues',
    });
    expect((await planJson(options)).refusals).toEqual([]);
  });

  brokerTest('its name is somebody else’s: no policy leads there', async ({ vhost }) => {
    await vhost.api.put(`/exchanges/${vhost.path}/unroutable`, { type: 'topic', durable: true });
    const options = { inventory: net, broker: vhost };
    const report = await applyJson(options);
    expect(report).toMatchObject({ exitCode: 4, summary: { failed: 0, skipped: 0 } });
    expect(await vhost.api.get(`/policies/${vhost.path}`)).toEqual([]);
    expect((await planJson(options)).refusals).toMatchObject([{ kind: 'exchange', name: 'unroutable' }]);
  });

  brokerTest('a user without the tag policymaker is told so, and nothing is taken down', async ({ vhost }) => {
    const permissions = { configure: '.*', write: '.*', read: '.*' };
    const user = await vhost.createUser({ name: `no-${vhost.path}`, password: 'p', tags: 'management', permissions });
    await applyJson({ inventory: plain, broker: user });
    const less = net.replace('[98, 99]', '[99]');
    const set = await applyJson({ inventory: less, broker: user });
    expect(set.exitCode).toBe(7);
    expect(set.outcomes.find(({ step }) => step.action === 'set')).toMatchObject({
      result: 'failed',
      error: expect.stringContaining('lacks the tag policymaker'),
      remedy: expect.stringMatching(/: rabbitmqctl set_user_tags \S+ policymaker$/),
    });
    expect(set.outcomes.filter(({ step }) => step.action === 'unbind').map(({ result }) => result)).toEqual([
      'skipped',
      'skipped',
    ]);
    await applyJson({ inventory: net, broker: vhost });
    const clear = await applyJson({ inventory: plain, broker: user });
    expect(clear).toMatchObject({ exitCode: 7, summary: { failed: 1, done: 0 } });
    await vhost.amqp(({ publish }) => publish(astray['a wrong cluster']));
    await until('the net is still there', async () => (await messagesIn(vhost, 'unroutable')) === 1);
  });
});
