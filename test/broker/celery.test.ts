// Real Celery on a tree that topo made: examples/celery, as its README has it.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { withCelery, type CeleryProcesses, type WorkerOptions } from '../support/celery.js';
import { stepLines } from '../support/desired.js';
import { findCelery, type Celery } from '../support/find-celery.js';
import { applyJson, planJson, verifyJson } from '../support/plan-json.js';
import { topo, withFolder } from '../support/topo.js';
import type { TestVhost } from '../support/vhost.js';

const example = (name: string): string => fileURLToPath(new URL(`../../examples/celery/${name}`, import.meta.url));
const readme = (): string => readFileSync(example('README.md'), 'utf8');
const env = { TOPO_INVENTORY: example('topo.yaml') };
const REQUESTS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
/** A careless worker's queue: it gets every message. */
const BINDS_ALL = "Queue('storage-54-98', Exchange('global', type='headers'))";
const CELERYS_OWN = ['celery', 'celery.pidbox', 'celeryev', 'reply.celery.pidbox'];

let found: Celery = { missing: 'not looked for' };

beforeAll(async () => {
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  found = await findCelery(log);
  // Vitest's own report does not print the reason of a skip.
  if ('missing' in found) log(`The tests with Celery are skipped. ${found.missing}`);
}, 600_000);

/** The tree of the example's inventory, as topo made it in the vhost of the test that came first. */
let tree: Promise<object> | undefined;

async function makeTree(vhost: TestVhost): Promise<object> {
  expect(await applyJson({ broker: vhost, env })).toMatchObject({ converged: true });
  return await vhost.api.get(`/definitions/${vhost.path}`);
}

/** Celery's processes end with the test. Skipped where there is no Celery. */
const bareTest = brokerTest.extend<{ celery: CeleryProcesses }>({
  celery: async ({ vhost, skip }, use) => {
    if ('missing' in found) return skip(found.missing);
    await withCelery(found.python, vhost, use);
  },
});

/** The example's inventory is applied. */
const celeryTest = bareTest.extend<{ applied: undefined }>({
  applied: [
    async ({ vhost }, use) => {
      if (tree) await vhost.api.post(`/definitions/${vhost.path}`, await tree);
      else await (tree = makeTree(vhost));
      await use(undefined);
    },
    { auto: true },
  ],
});

celeryTest('each task runs once, in the right worker, and topo has nothing to do', async ({ vhost, celery }) => {
  await withFolder(async (folder) => {
    const start = (name: string, QUEUE: string, flags?: readonly string[]): ReturnType<typeof celery.worker> =>
      celery.worker({ name, env: { QUEUE, VOLUMES: folder }, ...(flags && { flags }) });
    const workers = await Promise.all([
      // One is enough to make all that Celery makes for itself.
      start('storage', 'storage-54-98', []),
      start('neighbour', 'storage-54-99'),
      start('dispatcher1', 'dispatcher', readmeFlags()),
      start('dispatcher2', 'dispatcher'),
    ]);
    await Promise.all([
      celery.send('storage', '54', '98', '5643'),
      celery.send('dispatcher', ...REQUESTS.map(String)),
      // Somebody else's Celery on the same vhost, with its default queue.
      celery.python("import sender; sender.app.send_task('other.task')"),
    ]);
    await expect.poll(() => messagesInTree(vhost), { timeout: 20_000 }).toBe(0);
    await expectNothingToDo(vhost);

    const logs = await Promise.all(workers.map(({ stop }) => stop()));
    const [storage = '', , dispatcher1 = '', dispatcher2 = ''] = logs;
    expect(storage.match(/volume .* is here.*/g)).toEqual(['volume 5643 is here, verify_chksum=True']);
    expect(readFileSync(join(folder, '5643'), 'utf8')).toBe('the content of the volume\n');
    const placed = [dispatcher1, dispatcher2].map((log) => numbers(log, /request (\d+) is placed/g));
    expect(placed.flat().sort((a, b) => a - b)).toEqual(REQUESTS);
    expect(placed.filter((some) => some.length > 0)).toHaveLength(2);
    expect(logs.join('').match(/Task \S+ received/g)).toHaveLength(1 + REQUESTS.length);
  });
  await expectNothingToDo(vhost);
  await applyJson({ broker: vhost, env });
  const exchanges = await vhost.api.get<readonly { name: string }[]>(`/exchanges/${vhost.path}`);
  expect(exchanges.map(({ name }) => name)).toEqual(expect.arrayContaining(CELERYS_OWN));
  expect((await queues(vhost)).find(({ name }) => name === 'celery')).toMatchObject({ messages: 1 });
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
      const step = stdout.slice(stdout.indexOf('Cluster 54'), stdout.indexOf('\n\nForeign'));
      expect(step).toContain('global ── routing key "celery" ──▶ storage-54-98');
      const text = readme();
      for (const shown of [BINDS_ALL, step, stdout.slice(stdout.indexOf('Plan: 1 to'))]) expect(text).toContain(shown);
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
    const without98 = readFileSync(example('topo.yaml'), 'utf8').replace('98, ', '');
    const [plan] = await Promise.all([planJson({ broker: vhost, inventory: without98 }), expectNothingToDo(vhost)]);
    expect(stepLines(plan)).toContain('delete queue storage-54-98');
    expect(plan.held).toMatchObject([{ name: 'storage-54-98', reason: expect.stringContaining('"celery"') }]);
  });

  celeryTest('that takes the entry for a direct exchange does not start', async ({ vhost, celery }) => {
    await expect(careless(celery, "Queue('storage-54-98', Exchange('global'))")).rejects.toThrow('PRECONDITION_FAILED');
    await expectNothingToDo(vhost);
  });
});

describe.concurrent('integer headers', () => {
  const send = (options: string): string => `
import sender
sender.app.send_task(
    'storage.download_volume', kwargs={'volume_id': 1, 'verify_chksum': True},
    headers={'daemon': 'storage', 'cluster': 54, 'hypervisor': 98},
    exchange='global', exchange_type='headers', routing_key='task', declare=[], ${options})
print('sent')`;

  celeryTest('lose the task without a word', async ({ vhost, celery }) => {
    expect(await celery.python(send(''))).toBe('sent\n');
    expect(await messagesInTree(vhost)).toBe(0);
  });

  celeryTest('are an error in a sender that sets mandatory and confirm_publish', async ({ celery }) => {
    await expect(celery.python(send('mandatory=True'))).rejects.toThrow('Basic.return: (312) NO_ROUTE');
  });
});

celeryTest('`values: both` has the integer bindings that Python clients make', async ({ vhost, celery }) => {
  const both = { broker: vhost, inventory: readFileSync(example('topo.yaml'), 'utf8') + 'routing: { values: both }\n' };
  await celery.python(`
import os
from kombu import Connection
with Connection(os.environ['BROKER_URL']) as connection:
    channel = connection.channel()
    channel.queue_bind('storage-54-98', 'storage-54', '', arguments={'x-match': 'all', 'hypervisor': 98})
    channel.exchange_bind('storage-54', 'storage', '', arguments={'x-match': 'all', 'cluster': 54})
`);
  const plan = await planJson(both);
  const bound = plan.steps.map(({ name, binding }) => `${name} ${JSON.stringify(binding?.arguments)}`);
  expect(bound).toContain('storage-54-99 {"x-match":"all","hypervisor":99}');
  expect(plan.steps.filter(({ name }) => name === 'storage-54-98' || name === 'storage-54')).toEqual([]);
  expect(await applyJson(both)).toMatchObject({ converged: true });
  expect(await vhost.api.get(`/bindings/${vhost.path}/e/storage-54/q/storage-54-98`)).toHaveLength(2);
  expect(await vhost.api.get(`/bindings/${vhost.path}/e/storage-54/q/storage-54-99`)).toHaveLength(2);
  // topo's own integers have the AMQP type of a Python client's: binding them again makes no third.
  await celery.python(`
import os
from kombu import Connection
with Connection(os.environ['BROKER_URL']) as connection:
    connection.channel().queue_bind('storage-54-99', 'storage-54', '', arguments={'x-match': 'all', 'hypervisor': 99})
`);
  expect(await vhost.api.get(`/bindings/${vhost.path}/e/storage-54/q/storage-54-99`)).toHaveLength(2);
  await celery.python(`
import sender
for hypervisor in [98, '98']:
    sender.app.send_task('storage.download_volume', headers={'daemon': 'storage', 'cluster': 54, 'hypervisor': hypervisor},
        exchange='global', exchange_type='headers', routing_key='task', declare=[], mandatory=True)`);
  await expect.poll(() => messagesInTree(vhost)).toBe(2);
  expect((await verifyJson(both)).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
});

describe.concurrent('a task that is tried again', () => {
  celeryTest('stays on its hypervisor', async ({ celery }) => {
    await withFolder(async (folder) => {
      const VOLUMES = join(folder, 'not-mounted-yet');
      const worker = await celery.worker({ name: 'storage', env: { QUEUE: 'storage-54-98', VOLUMES } });
      await celery.send('storage', '54', '98', '7');
      // The second time too: by then Celery knows another way by which the task came.
      await worker.wrote(' retry: ', 2);
      mkdirSync(VOLUMES);
      await worker.wrote('volume 7 is here');
    });
  });

  celeryTest('needs the rights of the README, and a worker with these can bind nothing', async ({ vhost, celery }) => {
    const BROKER_URL = await userOfReadme(vhost, 'storage-54-98');
    await withFolder(async (folder) => {
      const VOLUMES = join(folder, 'not-mounted-yet');
      const worker = await celery.worker({
        name: 'storage',
        env: { BROKER_URL, VOLUMES, QUEUE: 'storage-54-98' },
        flags: [],
      });
      await celery.send('storage', '54', '98', '8');
      await worker.wrote(' retry: ');
      mkdirSync(VOLUMES);
      await worker.wrote('volume 8 is here');
    });
    await Promise.all(
      [
        ["Queue('storage-54-98')", "access to queue 'storage-54-98'"],
        [BINDS_ALL, "access to exchange 'global'"],
      ].map(([queue = '', access = ''], index) =>
        expect(careless(celery, queue, { name: `careless${index}`, env: { BROKER_URL } })).rejects.toThrow(
          refusal(access),
        ),
      ),
    );
  });
});

describe.concurrent('a sender that knows the queue’s name', () => {
  const send = (options: string): string => `
import sender
from kombu import Queue
sender.app.send_task('storage.download_volume', kwargs={'volume_id': 1}, declare=[], mandatory=True, ${options})`;

  celeryTest('reaches it by a Queue', async ({ vhost, celery }) => {
    const [, queue] = /`(queue=Queue\(.*?\))`/.exec(readme()) ?? [];
    await celery.python(send(queue ?? 'not in the README'));
    expect(await messagesInTree(vhost)).toBe(1);
  });

  celeryTest('and not by the default exchange: Celery sends to `celery` instead', async ({ vhost, celery }) => {
    const byName = send("exchange='', routing_key='storage-54-98'");
    await expect(celery.python(byName)).rejects.toThrow('Basic.return: (312) NO_ROUTE');
    await vhost.amqp(({ channel }) => channel.assertQueue('celery'));
    await celery.python(byName);
    expect(await messagesInTree(vhost)).toBe(0);
    expect((await queues(vhost)).find(({ name }) => name === 'celery')).toMatchObject({ messages: 1 });
  });
});

celeryTest('a sender with the rights of the README sends, and may declare nothing', async ({ vhost, celery }) => {
  const BROKER_URL = await userOfReadme(vhost, 'sender');
  const send = (options: string): string => `
import sender
sender.app.conf.broker_url = '${BROKER_URL}'
sender.app.send_task('storage.download_volume', headers={'daemon': 'storage', 'cluster': '54', 'hypervisor': '98'},
    exchange='global', exchange_type='headers', routing_key='task', mandatory=True, ${options})`;
  await celery.python(send('declare=[]'));
  expect(await messagesInTree(vhost)).toBe(1);
  await expect(celery.python(send(''))).rejects.toThrow(refusal("access to exchange 'celery'"));
});

describe.concurrent('a quorum queue', () => {
  const inventory = readFileSync(example('topo.yaml'), 'utf8') + 'queue: { type: quorum }\n';

  bareTest('is read with the two lines of the README, and a retry comes back', async ({ vhost, celery }) => {
    expect(await applyJson({ broker: vhost, inventory })).toMatchObject({ converged: true });
    const [lines = ''] = /^from kombu\.transport.*\n.*$/m.exec(readme()) ?? [];
    await withFolder(async (folder) => {
      writeFileSync(join(folder, 'quorum.py'), `${lines}\nfrom worker import app\n`);
      const VOLUMES = join(folder, 'not-mounted-yet');
      const env = { QUEUE: 'storage-54-98', VOLUMES };
      const worker = await celery.worker({ app: 'quorum', folder, name: 'quorum', env, flags: [] });
      await celery.send('storage', '54', '98', '9');
      await worker.wrote(' retry: ', 2);
      mkdirSync(VOLUMES);
      await worker.wrote('volume 9 is here');
    });
    expect(await planJson({ broker: vhost, inventory })).toMatchObject({ steps: [] });
    expect((await queues(vhost)).filter(({ name }) => name.startsWith('celery_delayed'))).toEqual([]);
  });

  bareTest('is read without them only where the broker refuses global QoS', async ({ vhost, celery }) => {
    expect(await applyJson({ broker: vhost, inventory })).toMatchObject({ converged: true });
    if (await isDenied(vhost, 'global_qos')) {
      await withFolder(async (folder) => {
        const worker = await celery.worker({ name: 'quorum', env: { QUEUE: 'storage-54-98', VOLUMES: folder } });
        await celery.send('storage', '54', '98', '10');
        await worker.wrote('volume 10 is here');
      });
      return;
    }
    const text = readme();
    const refused = /^Basic\.consume: .* does not support global qos$/m.exec(text)?.[0] ?? 'not in the README';
    await celery.worker({
      name: 'quorum',
      env: { QUEUE: 'storage-54-98' },
      until: refused.replace("'/'", `'${vhost.name}'`),
    });
  });
});

/** 3.10 has no such list, and permits all that it can do. */
async function isDenied({ api }: TestVhost, feature: string): Promise<boolean> {
  const rows = await api.get<readonly { name: string; state?: string }[]>('/deprecated-features').catch(() => []);
  return rows.some(({ name, state }) => name === feature && state === 'denied');
}

/** What the README tells a worker beside its name. */
function readmeFlags(): readonly string[] {
  const [, flags] = /^\S+ \S+ -m celery .*--loglevel INFO((?: --\S+)+) &$/m.exec(readme()) ?? [];
  if (flags === undefined) throw new Error('no flags in the README');
  return flags.trim().split(' ');
}

/** From 4.0 on it says which right is missing: `configure access to …`. */
function refusal(access: string): RegExp {
  return new RegExp(`ACCESS_REFUSED - (\\w+ )?${access}`);
}

/** The URL of a user with the rights that the README gives it. */
async function userOfReadme(vhost: TestVhost, name: string): Promise<string> {
  const line = new RegExp(`set_permissions ${name} '(.*)' '(.*)' '(.*)'`);
  const [, configure, write, read] = line.exec(readme()) ?? [];
  if (configure === undefined || write === undefined || read === undefined) throw new Error(`no rights for ${name}`);
  const permissions = { configure, write, read };
  return (await vhost.createUser({ name: `${vhost.name}-${name}`, password: 'secret', tags: '', permissions })).amqpUrl;
}

/** Starts and ends a worker of one such queue. */
async function careless(celery: CeleryProcesses, queue: string, options: Partial<WorkerOptions> = {}): Promise<void> {
  await withFolder(async (folder) => {
    const lines = [
      'import os',
      'from celery import Celery',
      'from kombu import Exchange, Queue',
      "app = Celery('careless', broker=os.environ['BROKER_URL'])",
      'app.conf.update(control_queue_exclusive=True, event_queue_exclusive=True)',
      `app.conf.task_queues = [${queue}]`,
    ];
    writeFileSync(join(folder, 'careless.py'), lines.join('\n'));
    const worker = await celery.worker({ app: 'careless', folder, name: 'careless', ...options });
    await worker.stop();
  });
}

async function expectNothingToDo(vhost: TestVhost): Promise<void> {
  const [plan, { ok, findings }] = await Promise.all([
    topo(['plan', '--detailed-exitcode'], { broker: vhost, env }),
    verifyJson({ broker: vhost, env }),
  ]);
  expect(plan.code, plan.stdout).toBe(0);
  expect(ok).toBe(true);
  expect(findings.every(({ kind }) => kind === 'foreign')).toBe(true);
}

async function messagesInTree(vhost: TestVhost): Promise<number> {
  const ours = (await queues(vhost)).filter(({ name }) => /^(dispatcher|storage-|vm-)/.test(name));
  return ours.reduce((sum, { messages }) => sum + messages, 0);
}

/** Ready and unacknowledged. */
async function queues({ api, path }: TestVhost): Promise<readonly { name: string; messages: number }[]> {
  return await api.get(`/queues/${path}?disable_stats=true&enable_queue_totals=true`);
}

function numbers(text: string, pattern: RegExp): number[] {
  return [...text.matchAll(pattern)].map(([, digits]) => Number(digits));
}
