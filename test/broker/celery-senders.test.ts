// Senders that do not use the module of examples/celery, on the same tree: what its README says of their settings.

import { describe, expect } from 'vitest';
import {
  blockOfReadme,
  celeryTest,
  env,
  expectNothingToDo,
  inventory,
  lookForCelery,
  messageIn,
  messagesInTree,
  PROGRAM,
  queues,
  readme,
  refusal,
  userOfReadme,
} from '../support/celery-test.js';
import { applyJson, planJson, verifyJson } from '../support/plan-json.js';
import type { TestVhost } from '../support/vhost.js';

lookForCelery();

const CONFIRMS = `${PROGRAM}app.conf.broker_transport_options = {'confirm_publish': True}\n`;
const INTO_THE_TREE = "exchange='global', exchange_type='headers', routing_key='task'";
const INTEGERS = "headers={'daemon': 'storage', 'cluster': 54, 'hypervisor': 98}";
const STRINGS = "headers={'daemon': 'storage', 'cluster': '54', 'hypervisor': '98'}";

describe.concurrent('integer headers', () => {
  const send = (options: string): string =>
    `${CONFIRMS}app.send_task('storage.verify', ${INTEGERS}, ${INTO_THE_TREE}, declare=[], ${options})\nprint('sent')`;

  celeryTest('lose the task without a word', async ({ vhost, celery }) => {
    expect(await celery.python(send(''))).toBe('sent\n');
    expect(await messagesInTree(vhost)).toBe(0);
  });

  celeryTest('are an error in a sender that sets mandatory and confirm_publish', async ({ celery }) => {
    await expect(celery.python(send('mandatory=True'))).rejects.toThrow('Basic.return: (312) NO_ROUTE');
  });
});

describe.concurrent('task_routes = (route,) moves the calls of a program', () => {
  const routed = `${PROGRAM}${blockOfReadme('python', 'task_routes = (route,)')}`;
  const send = (headers: string): string => `${routed}\napp.send_task('storage.verify', ${headers}, ${INTO_THE_TREE})`;

  celeryTest('to the direct exchange, with the headers that they have', async ({ vhost, celery }) => {
    await celery.python(send(INTEGERS), { ROUTE_BY: 'name' });
    const { fields, properties } = await messageIn(vhost, 'storage-54-98');
    expect(fields).toMatchObject({ exchange: 'global.direct', routingKey: 'storage-54-98' });
    expect(properties.headers).toMatchObject({
      daemon: 'storage',
      cluster: 54,
      hypervisor: 98,
      task: 'storage.verify',
    });
    await expect(celery.python(send(INTEGERS.replace('98', '97')), { ROUTE_BY: 'name' })).rejects.toThrow('NO_ROUTE');
    await expectNothingForeign(vhost);
  });

  celeryTest('and back into the tree', async ({ vhost, celery }) => {
    await celery.python(send(STRINGS), { ROUTE_BY: 'headers' });
    expect((await messageIn(vhost, 'storage-54-98')).fields).toMatchObject({ exchange: 'global' });
    await expect(celery.python(send(INTEGERS))).rejects.toThrow('Basic.return: (312) NO_ROUTE');
    await expectNothingForeign(vhost);
  });

  celeryTest('and leaves those without an address as they are', async ({ vhost, celery }) => {
    await celery.python(`${routed}\napp.send_task('other.task')`, { ROUTE_BY: 'name' });
    expect((await queues(vhost)).find(({ name }) => name === 'celery')).toMatchObject({ messages: 1 });
    await expectNothingToDo(vhost);
  });
});

describe.concurrent('a sender that knows the queue’s name', () => {
  const send = (options: string): string => `${CONFIRMS}app.send_task('storage.verify', mandatory=True, ${options})`;

  celeryTest('reaches it by a Queue', async ({ vhost, celery }) => {
    const [, queue] = /`(queue=Queue\(.*?\))`/.exec(readme) ?? [];
    await celery.python(send(queue ?? 'not in the README'));
    expect(await messagesInTree(vhost)).toBe(1);
  });

  celeryTest('and not by the default exchange: Celery sends to `celery` instead', async ({ vhost, celery }) => {
    const byName = send("exchange='', routing_key='storage-54-98', declare=[]");
    expect(readme).toContain("`exchange='', routing_key='storage-54-98'`");
    await expect(celery.python(byName)).rejects.toThrow('Basic.return: (312) NO_ROUTE');
    await vhost.amqp(({ channel }) => channel.assertQueue('celery'));
    await celery.python(byName);
    expect(await messagesInTree(vhost)).toBe(0);
    expect((await queues(vhost)).find(({ name }) => name === 'celery')).toMatchObject({ messages: 1 });
  });
});

celeryTest('a sender with the rights of the README may declare nothing', async ({ vhost, celery }) => {
  const BROKER_URL = await userOfReadme(vhost, 'sender');
  const send = (options: string): string =>
    `${CONFIRMS}app.send_task('storage.verify', ${STRINGS}, ${INTO_THE_TREE}, mandatory=True, ${options})`;
  await celery.python(send('declare=[]'), { BROKER_URL });
  expect(await messagesInTree(vhost)).toBe(1);
  await expect(celery.python(send(''), { BROKER_URL })).rejects.toThrow(refusal("access to exchange 'celery'"));
});

celeryTest('`values: both` has the integer bindings that Python clients make', async ({ vhost, celery }) => {
  const both = { broker: vhost, inventory: inventory.replace('direct: {}', 'direct: {}, values: both') };
  await celery.python(`${PROGRAM}
with app.connection() as connection:
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
  await celery.python(`${PROGRAM}
with app.connection() as connection:
    connection.channel().queue_bind('storage-54-99', 'storage-54', '', arguments={'x-match': 'all', 'hypervisor': 99})
`);
  expect(await vhost.api.get(`/bindings/${vhost.path}/e/storage-54/q/storage-54-99`)).toHaveLength(2);
  await celery.python(`${CONFIRMS}
for hypervisor in [98, '98']:
    app.send_task('storage.verify', headers={'daemon': 'storage', 'cluster': 54, 'hypervisor': hypervisor},
        ${INTO_THE_TREE}, declare=[], mandatory=True)`);
  await expect.poll(() => messagesInTree(vhost)).toBe(2);
  expect((await verifyJson(both)).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
});

async function expectNothingForeign(vhost: TestVhost): Promise<void> {
  const { findings } = await verifyJson({ broker: vhost, env });
  expect(findings.filter(({ kind }) => kind === 'foreign')).toEqual([]);
}
