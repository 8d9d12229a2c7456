// The three calls of examples/celery with real Celery: send_task, start and task, by headers and by name.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { CeleryProcesses } from '../support/celery.js';
import {
  bareTest,
  blockOfReadme,
  celeryTest,
  env,
  exampleFile,
  expectNothingToDo,
  inventory,
  lookForCelery,
  messageIn,
  messagesInTree,
  queues,
  userOfReadme,
} from '../support/celery-test.js';
import { execute } from '../support/executables.js';
import { applyJson, planJson, verifyJson } from '../support/plan-json.js';
import { withFolder } from '../support/topo.js';
import type { TestVhost } from '../support/vhost.js';

lookForCelery();

const VOLUMES_OF_TEN_CALLS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(String);
const ON_98 = { CLUSTER: '54', HYPERVISOR: '98' };

/** A call of the example's send_task. */
function sends(hypervisor: string, volume: number): string {
  return `send_task('storage.download_volume', kwargs={'volume_id': ${volume}}, headers={'daemon': 'storage', ${hypervisor}})`;
}

/** Sends it to the storage daemon of hypervisor 98. */
async function sendTo98(
  { python }: CeleryProcesses,
  volume: number,
  variables: Readonly<Record<string, string>> = {},
): Promise<void> {
  await python(`from routed_tasks import send_task\n${sends("'cluster': 54, 'hypervisor': 98", volume)}`, variables);
}

describe.each(['headers', 'name'])('by %s', (ROUTE_BY) => {
  celeryTest('one req-id goes through all that follows from an API call', async ({ vhost, celery }) => {
    const before = await namesOn(vhost);
    await withFolder(async (VOLUMES) => {
      const start = (run: `${string}.py`, place?: object): ReturnType<typeof celery.worker> =>
        celery.worker({ run, env: { ROUTE_BY, VOLUMES, ...place } });
      const workers = await Promise.all([
        start('dispatcher.py'),
        start('dispatcher.py'),
        start('storage_worker.py', ON_98),
        start('vm_worker.py', ON_98),
        start('storage_worker.py', { ...ON_98, HYPERVISOR: '99' }),
      ]);
      const { stderr: api } = await celery.run(['api.py', '54', '98', ...VOLUMES_OF_TEN_CALLS], { ROUTE_BY });
      const [, , storage, vm] = workers;
      await storage.wrote('has the checksum', 10);
      await vm.wrote(' runs', 10);
      await expect.poll(() => messagesInTree(vhost), { timeout: 20_000 }).toBe(0);
      // Celery made nothing for itself either.
      expect(await namesOn(vhost)).toEqual(before);
      await expectNothingToDo(vhost);

      const logs = await Promise.all(workers.map(({ stop }) => stop()));
      const [dispatcher1 = '', dispatcher2 = '', , , neighbour = ''] = logs;
      for (const dispatcher of [dispatcher1, dispatcher2]) expect(dispatcher).toContain('goes to hypervisor 98');
      expect(neighbour).not.toContain('Task ');
      const lines = [api, ...logs].flatMap((log) => log.split('\n'));
      const ids = VOLUMES_OF_TEN_CALLS.map((volume) => {
        const [id = 'none'] =
          /\w{32}(?= create_vm)/.exec(lines.find((line) => line.endsWith(ofVolume(volume)[0])) ?? '') ?? [];
        const written = lines.filter((line) => line.includes(` ${id} `)).map((line) => line.replace(/.* \w{32} /, ''));
        expect(written).toEqual(expect.arrayContaining(ofVolume(volume)));
        expect(written.filter((line) => !line.startsWith('Task '))).toHaveLength(5);
        for (const task of ['dispatcher.create_vm', 'storage.download_volume', 'storage.verify', 'vm.start_vm'])
          for (const word of ['received', 'succeeded'])
            expect(
              written.some((line) => line.startsWith(`Task ${task}[`) && line.includes(word)),
              task,
            ).toBe(true);
        return id;
      });
      expect(new Set(ids).size).toBe(10);
      // No line of a task is without one.
      expect(lines.filter((line) => /Task |volume /.test(line) && !/\] \w{32} /.test(line))).toEqual([]);
    });
  });

  celeryTest('an address that is not there is an error in the sender, which goes on', async ({ vhost, celery }) => {
    const sent = await celery.python(
      `
from routed_tasks import send_task
try:
    ${sends("'cluster_id': 54, 'hypervisor_id': 97", 1)}
except Exception as error:
    print(error)
try:
    send_task('dispatcher.create_vm', headers={'daemon': 'dispatcher', 'cluster': 54})
except Exception as error:
    print(error)
${sends("'cluster_id': 54, 'hypervisor_id': 98", 2)}
${sends("'cluster': '54', 'hypervisor': 98", 3)}`,
      { ROUTE_BY },
    );
    // By name an address is exact; the tree does not look at a cluster beside the dispatcher.
    const isExact = ROUTE_BY === 'name';
    expect(sent).toBe('Basic.return: (312) NO_ROUTE\n'.repeat(isExact ? 2 : 1));
    expect((await queues(vhost)).filter(({ messages }) => messages > 0)).toMatchObject([
      ...(isExact ? [] : [{ name: 'dispatcher', messages: 1 }]),
      { name: 'storage-54-98', messages: 2 },
    ]);
    expect((await verifyJson({ broker: vhost, env })).findings.filter(({ kind }) => kind === 'foreign')).toEqual([]);
  });

  celeryTest('a task that is tried again stays on its draining hypervisor', async ({ vhost, celery }) => {
    await withFolder(async (folder) => {
      const VOLUMES = join(folder, 'not-mounted-yet');
      const worker = await celery.worker({ run: 'storage_worker.py', env: { ...ON_98, ROUTE_BY, VOLUMES } });
      await sendTo98(celery, 7, {
        ROUTE_BY,
      });
      await worker.wrote(' retry: ');
      const draining = inventory.replace('[98, 99]', '{ 98: { state: draining }, 99: }');
      expect(await applyJson({ broker: vhost, inventory: draining })).toMatchObject({ converged: true });
      await expect(sendTo98(celery, 8, { ROUTE_BY })).rejects.toThrow('NO_ROUTE');
      // By now Celery knows another way by which the task came.
      await worker.wrote(' retry: ', 3);
      mkdirSync(VOLUMES);
      // A sub-task without an address.
      await worker.wrote('volume 7 has the checksum');
      const ids = (await worker.stop()).match(/(?<=\] )\w{32}(?= (Task|volume) )/g) ?? [];
      expect(ids.length).toBeGreaterThan(8);
      expect(new Set(ids).size).toBe(1);
    });
  });

  celeryTest('with the rights of the README; and it keeps its address and its req-id', async ({ vhost, celery }) => {
    const sender = await userOfReadme(vhost, 'sender');
    const BROKER_URL = await userOfReadme(vhost, 'storage-54-98');
    const env = { ...ON_98, ROUTE_BY, BROKER_URL, VOLUMES: '/not/there' };
    const worker = await celery.worker({ run: 'storage_worker.py', env });
    await sendTo98(celery, 8, { ROUTE_BY, BROKER_URL: sender });
    await worker.wrote(' retry: ', 2);
    const [reqId] = /(?<=\] )\w{32}(?= Task )/.exec(await worker.stop()) ?? [];
    const { headers } = (await messageIn(vhost, 'storage-54-98')).properties;
    expect(headers).toMatchObject({ daemon: 'storage', cluster: '54', hypervisor: '98', 'req-id': reqId });
  });

  celeryTest('a sender in TypeScript sends to a worker in Python', async ({ vhost, celery }) => {
    await withFolder(async (VOLUMES) => {
      const worker = await celery.worker({ run: 'storage_worker.py', env: { ...ON_98, ROUTE_BY, VOLUMES } });
      const send = (hypervisor: string): ReturnType<typeof execute> => {
        const words = ['storage.download_volume', '{"volume_id":5643}', 'storage', '54', hypervisor];
        const variables = { ...process.env, ROUTE_BY, BROKER_URL: vhost.amqpUrl };
        return execute(process.execPath, ['--import', 'tsx', exampleFile('sender.ts'), ...words], { env: variables });
      };
      const { stdout } = await send('98');
      const [reqId = 'none'] = /^\w{32}/.exec(stdout.toString()) ?? [];
      await worker.wrote(`${reqId} volume 5643 is here`);
      await expect(send('97')).rejects.toThrow('NO_ROUTE: storage.download_volume is for storage-54-97');
    });
  });
});

describe.concurrent('what cannot be sent', () => {
  celeryTest('a task without an address', async ({ celery }) => {
    const sent = celery.python(
      "from routed_tasks import send_task\nsend_task('storage.verify', headers={'cluster': None})",
    );
    await expect(sent).rejects.toThrow('ValueError: storage.verify: no address');
  });

  celeryTest('by a way that there is not', async ({ celery }) => {
    const sent = celery.run(['api.py', '54', '98', '1'], { ROUTE_BY: 'queue' });
    await expect(sent).rejects.toThrow("ROUTE_BY is 'queue': it must be headers or name");
  });
});

// With all of Celery's processes, too.
bareTest('a quorum queue is read with the two lines of the README', async ({ vhost, celery }) => {
  const quorum = `${inventory}queue: { type: quorum }\n`;
  expect(await applyJson({ broker: vhost, inventory: quorum })).toMatchObject({ converged: true });
  const lines = blockOfReadme('python', 'qos_semantics_matches_spec');
  await withFolder(async (folder) => {
    writeFileSync(join(folder, 'quorum.py'), `${lines}\n${readFileSync(exampleFile('storage_worker.py'), 'utf8')}`);
    const VOLUMES = join(folder, 'not-mounted-yet');
    const worker = await celery.worker({ run: 'quorum.py', folder, env: { ...ON_98, VOLUMES }, flags: [] });
    await sendTo98(celery, 9);
    await worker.wrote(' retry: ', 2);
    mkdirSync(VOLUMES);
    await worker.wrote('volume 9 has the checksum');
  });
  expect(await planJson({ broker: vhost, inventory: quorum })).toMatchObject({ steps: [], foreign: [] });
});

celeryTest('a worker whose queue is not there says so and ends with 1', async ({ celery }) => {
  const missing = celery.run(['vm_worker.py'], { CLUSTER: '54', HYPERVISOR: '97' });
  const stderr = expect.stringContaining("NOT_FOUND - no queue 'vm-54-97'");
  await expect(missing).rejects.toMatchObject({ code: 1, stderr });
});

/** Of all exchanges and queues, in no order. */
async function namesOn({ api, path }: TestVhost): Promise<ReadonlySet<string>> {
  const lists = await Promise.all(
    ['exchanges', 'queues'].map((kind) => api.get<readonly { name: string }[]>(`/${kind}/${path}`)),
  );
  return new Set(lists.flatMap((list) => list.map(({ name }) => name)));
}

/** What the programs write about one volume. */
function ofVolume(volume: string): [string, ...string[]] {
  return [
    `create_vm: volume ${volume} on hypervisor 98 of cluster 54`,
    `volume ${volume} goes to hypervisor 98 of cluster 54`,
    `volume ${volume} is here`,
    `volume ${volume} has the checksum ea520737`,
    `the machine of volume ${volume} runs`,
  ];
}
