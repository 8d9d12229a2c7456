// Limits by policy beside somebody else's queues, policies and operator policies: named, and left alone.

import { describe, expect } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { POLICY, definitionOf, fill, fleet, limited, policiesOf } from '../support/limits.js';
import { applyJson, planJson, verifyJson } from '../support/plan-json.js';

describe.concurrent('limits by policy', () => {
  brokerTest('a policy goes, and somebody else’s is next: not while that one would drop', async ({ vhost }) => {
    await applyJson({ inventory: limited('max-length: 9'), broker: vhost });
    await vhost.api.put(`/policies/${vhost.path}/theirs`, {
      pattern: '^storage-54',
      definition: { 'max-length': 2 },
      'apply-to': 'queues',
      priority: -1,
    });
    await vhost.amqp(async (amqp) => {
      await fill(amqp, 'storage-54-98', 1, 3);
      const report = await applyJson({ inventory: fleet(''), broker: vhost });
      expect(report).toMatchObject({ exitCode: 4, summary: { held: 1 } });
      expect(report.outcomes[0]?.error).toContain('max-length 2 of policy "theirs" would drop the oldest');
      expect((await amqp.channel.checkQueue('storage-54-98')).messageCount).toBe(3);
      await amqp.channel.get('storage-54-98', { noAck: true });
      expect(await applyJson({ inventory: fleet(''), broker: vhost })).toMatchObject({ exitCode: 0, converged: true });
      expect(await policiesOf(vhost)).toEqual({ 'storage-54-98': 'theirs', 'storage-54-99': 'theirs' });
    });
  });

  brokerTest('an operator policy that lets less through is said by name, and left alone', async ({ vhost }) => {
    await vhost.api.put(`/operator-policies/${vhost.path}/cap`, {
      pattern: '98$',
      definition: { 'max-length': 3 },
      'apply-to': 'queues',
      priority: 0,
    });
    const wanted = { inventory: limited('max-length: 9'), broker: vhost };
    const said = `operator policy "cap" allows queue storage-54-98 less than policy "${POLICY}" does: max-length 3 holds in the place of 9`;
    expect((await planJson(wanted)).notes).toContain(
      `Not all limits hold: ${said}: write what holds into the inventory, or ask the broker's administrator.`,
    );
    const exported = JSON.stringify(await vhost.api.get(`/definitions/${vhost.path}`));
    const onPaper = ['--against', '-', '--vhost', vhost.name];
    expect((await planJson({ ...wanted, stdin: exported }, ...onPaper)).notes.join()).toContain(said);
    expect(await applyJson(wanted)).toMatchObject({ exitCode: 0, converged: true });
    expect(await verifyJson(wanted)).toMatchObject({ ok: true, findings: [{ kind: 'foreign', message: said }] });
    const user = { name: `reader-${vhost.path}`, password: 'secret', tags: 'management' };
    const reader = await vhost.createUser({ ...user, permissions: { configure: '', write: '', read: '' } });
    const { findings } = await verifyJson({ ...wanted, broker: reader });
    expect(findings.map(({ message }) => message)).toContain(said);
    await vhost.amqp(async (amqp) => {
      await fill(amqp, 'storage-54-98', 1, 5);
      expect((await amqp.channel.checkQueue('storage-54-98')).messageCount).toBe(3);
      // It holds already: a lower one of ours drops nothing.
      expect(await applyJson({ inventory: limited('max-length: 2'), broker: vhost })).toMatchObject({ exitCode: 4 });
      expect(await applyJson({ inventory: limited('max-length: 3'), broker: vhost })).toMatchObject({ exitCode: 0 });
      expect((await amqp.channel.checkQueue('storage-54-98')).messageCount).toBe(3);
    });
  });

  brokerTest('a stranger’s queue that would match is named, and gets no limit', async ({ vhost }) => {
    await applyJson({ inventory: fleet(''), broker: vhost });
    await vhost.amqp(async ({ channel }) => {
      await channel.assertQueue('storage-api');
    });
    const report = await applyJson({ inventory: limited('max-length: 5'), broker: vhost });
    expect(report).toMatchObject({ exitCode: 4, summary: { refused: 1 } });
    expect(report.outcomes[0]?.error).toContain('it would limit queue "storage-api" too');
    expect(await policiesOf(vhost)).toEqual({});
  });

  brokerTest.for([-1, 0, 5])('another policy of priority %i: named, and left alone', async (priority, { vhost }) => {
    await applyJson({ inventory: fleet(''), broker: vhost });
    const other = { pattern: '99$', definition: { 'max-length': 7 }, 'apply-to': 'queues', priority };
    await vhost.api.put(`/policies/${vhost.path}/theirs`, other);
    const wanted = { inventory: limited('max-length: 5'), broker: vhost };
    const report = await applyJson(wanted);
    expect(report.outcomes[0]?.error).toContain(
      `policy "theirs" (priority ${priority}) applies to queue "storage-54-99"`,
    );
    expect(await policiesOf(vhost)).toEqual({ 'storage-54-99': 'theirs', 'storage-fast-54-99': 'theirs' });
    expect(await verifyJson(wanted)).toMatchObject({ findings: [{ kind: 'mismatch', object: { name: POLICY } }] });
  });

  brokerTest('a policy of somebody else under such a name is left alone', async ({ vhost }) => {
    const other = { pattern: '^backup', definition: { 'max-length': 7 }, 'apply-to': 'queues', priority: 0 };
    await vhost.api.put(`/policies/${vhost.path}/topo.global.backup`, other);
    await applyJson({ inventory: limited('max-length: 5'), broker: vhost });
    expect(await applyJson({ inventory: fleet(''), broker: vhost })).toMatchObject({ exitCode: 0, converged: true });
    expect(await definitionOf(vhost, 'topo.global.backup')).toEqual({ 'max-length': 7 });
  });
});
