// Workers that do not use the module of examples/celery, on the same tree: what its README says of them.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { CeleryProcesses, WorkerOptions } from '../support/celery.js';
import {
  bareTest,
  blockOfReadme,
  celeryTest,
  env,
  expectNothingToDo,
  inventory,
  lookForCelery,
  PROGRAM,
  queues,
  readme,
  refusal,
  userOfReadme,
} from '../support/celery-test.js';
import { stepLines } from '../support/desired.js';
import { applyJson, planJson, verifyJson } from '../support/plan-json.js';
import { topo, withFolder } from '../support/topo.js';
import type { TestVhost } from '../support/vhost.js';

lookForCelery();

/** A careless worker's queue: it gets every message. */
const BINDS_ALL = "Queue('storage-54-98', Exchange('global', type='headers'))";
const CELERYS_OWN = ['celery.pidbox', 'celeryev', 'reply.celery.pidbox'];

/** One process that keeps to itself: it starts in a third of the time, and ends at once. */
const ALONE = ['--pool', 'solo', '--without-mingle', '--without-gossip', '--without-heartbeat'];

celeryTest('a worker with the settings of the README, and what Celery makes for itself', async ({ vhost, celery }) => {
  const settings = [PROGRAM, "QUEUE = 'storage-54-98'", blockOfReadme('python', 'control_queue_exclusive')];
  // Without a flag it talks to the other workers. RabbitMQ 4.3 lets an older Celery do less.
  const isMuted = (await isDenied(vhost, 'transient_nonexcl_queues')) && !(await knowsExclusive(celery));
  const flags = isMuted ? ['--without-gossip', '--without-mingle'] : [];
  if (isMuted) settings.push('app.conf.worker_enable_remote_control = False');
  const BROKER_URL = await userOfReadme(vhost, 'own');
  await withFolder(async (folder) => {
    writeFileSync(join(folder, 'own.py'), settings.join('\n'));
    const worker = await celery.worker({ run: { app: 'own' }, folder, env: { BROKER_URL }, flags });
    await vhost.amqp(({ publish }) => publish({ daemon: 'storage', cluster: '54', hypervisor: '98' }));
    await worker.wrote('Received and deleted unknown message');
    await expectNothingToDo(vhost);
    await worker.stop();
  });
  await applyJson({ broker: vhost, env });
  const exchanges = await vhost.api.get<readonly { name: string }[]>(`/exchanges/${vhost.path}`);
  expect(exchanges.map(({ name }) => name)).toEqual(expect.arrayContaining(isMuted ? ['celeryev'] : CELERYS_OWN));
});

describe.concurrent('a worker without no_declare', () => {
  celeryTest(
    'that names the entry binds its queue for every message, and apply mends it',
    async ({ vhost, celery }) => {
      await careless(celery, BINDS_ALL);
      const [{ code, stdout }, { findings }] = await Promise.all([
        topo(['plan', '--detailed-exitcode'], { broker: vhost, env }),
        verifyJson({ broker: vhost, env }),
      ]);
      expect(code).toBe(2);
      const start = stdout.indexOf('Cluster 54');
      const step = stdout.slice(start, stdout.indexOf('\n\n', start));
      expect(step).toContain('global ── routing key "celery" ──▶ storage-54-98');
      for (const shown of [BINDS_ALL, step, stdout.slice(stdout.indexOf('Plan: 1 to'))])
        expect(readme).toContain(shown);
      await vhost.amqp(({ publish }) => publish({ daemon: 'dispatcher' }));
      expect((await queues(vhost)).filter(({ messages }) => messages > 0).map(({ name }) => name)).toEqual([
        'dispatcher',
        'storage-54-98',
      ]);
      expect(findings.find(({ binding }) => binding?.source === 'global')?.severity).not.toBe('info');
      expect(await applyJson({ broker: vhost, env })).toMatchObject({ converged: true, summary: { done: 1 } });
    },
  );

  celeryTest('that names no exchange binds it to a foreign one, which later holds it', async ({ vhost, celery }) => {
    await careless(celery, "Queue('storage-54-98')");
    const without98 = inventory.replace('98, ', '');
    const [plan] = await Promise.all([planJson({ broker: vhost, inventory: without98 }), expectNothingToDo(vhost)]);
    expect(stepLines(plan)).toContain('delete queue storage-54-98');
    expect(plan.held).toMatchObject([{ name: 'storage-54-98', reason: expect.stringContaining('"celery"') }]);
  });

  celeryTest('that takes the entry for a direct exchange does not start', async ({ vhost, celery }) => {
    await expect(careless(celery, "Queue('storage-54-98', Exchange('global'))")).rejects.toThrow('PRECONDITION_FAILED');
    await expectNothingToDo(vhost);
  });

  celeryTest('can bind nothing with the rights of the README', async ({ vhost, celery }) => {
    const refused: readonly (readonly [string, string, string])[] = [
      ['own', "Queue('storage-54-98')", "access to queue 'storage-54-98'"],
      ['own', BINDS_ALL, "access to exchange 'global'"],
      ['storage-54-98', "Queue('storage-54-98')", "access to exchange 'celery'"],
      ['storage-54-98', BINDS_ALL, "access to exchange 'global'"],
    ];
    const url = { own: await userOfReadme(vhost, 'own'), 'storage-54-98': await userOfReadme(vhost, 'storage-54-98') };
    await Promise.all(
      refused.map(([user, queue, access]) =>
        expect(
          careless(celery, queue, { env: { BROKER_URL: user === 'own' ? url.own : url['storage-54-98'] } }),
        ).rejects.toThrow(refusal(access)),
      ),
    );
  });
});

bareTest('a quorum queue is read as it is only where the broker refuses global QoS', async ({ vhost, celery }) => {
  const quorum = `${inventory}queue: { type: quorum }\n`;
  expect(await applyJson({ broker: vhost, inventory: quorum })).toMatchObject({ converged: true });
  const refused = /^Basic\.consume: .* does not support global qos$/m.exec(readme)?.[0] ?? 'not in the README';
  const isRead = await isDenied(vhost, 'global_qos');
  await celery.worker({
    run: 'storage_worker.py',
    env: { CLUSTER: '54', HYPERVISOR: '98' },
    ...(!isRead && { until: refused.replace("'/'", `'${vhost.name}'`) }),
  });
});

/** 3.10 has no such list, and permits all that it can do. */
async function isDenied({ api }: TestVhost, feature: string): Promise<boolean> {
  const rows = await api.get<readonly { name: string; state?: string }[]>('/deprecated-features').catch(() => []);
  return rows.some(({ name, state }) => name === feature && state === 'denied');
}

/** From 5.6 on. */
async function knowsExclusive(celery: CeleryProcesses): Promise<boolean> {
  return (await celery.python('import celery; print(celery.VERSION >= (5, 6))')) === 'True\n';
}

/** Starts and ends a worker of one such queue. */
async function careless(celery: CeleryProcesses, queue: string, options: Partial<WorkerOptions> = {}): Promise<void> {
  await withFolder(async (folder) => {
    const settings = 'app.conf.worker_enable_remote_control = False';
    writeFileSync(join(folder, 'careless.py'), `${PROGRAM}${settings}\napp.conf.task_queues = [${queue}]\n`);
    const worker = await celery.worker({ run: { app: 'careless' }, folder, flags: ALONE, ...options });
    await worker.stop();
  });
}
