// Sends a task to the Python workers from Node.js: a message of Celery's protocol 2, mandatory and confirmed.
//
//     npx tsx sender.ts storage.download_volume '{"volume_id":5643}' storage 54 98

import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { connect, type ConfirmChannel } from 'amqplib';

const { BROKER_URL = 'amqp://guest:guest@localhost:5672//', ROUTE_BY = 'headers' } = process.env;

/** The ids are strings: 54 is not "54" to RabbitMQ. */
interface Address {
  readonly daemon: string;
  readonly cluster?: string;
  readonly hypervisor?: string;
}

interface Task {
  readonly name: string;
  readonly kwargs: unknown;
  readonly reqId: string;
}

/** Resolves when the task is in its queue. Rejects when there is none. */
async function send(channel: ConfirmChannel, { name, kwargs, reqId }: Task, address: Address): Promise<void> {
  const id = randomUUID();
  const queue = [address.daemon, address.cluster, address.hypervisor].filter((value) => value !== undefined).join('-');
  const [exchange, routingKey] = ROUTE_BY === 'name' ? ['global.direct', queue] : ['global', 'task'];
  const described = { argsrepr: '[]', kwargsrepr: JSON.stringify(kwargs) };
  const options = {
    headers: { ...address, 'req-id': reqId, lang: 'js', task: name, id, root_id: id, ...described },
    ...{ contentType: 'application/json', contentEncoding: 'utf-8', correlationId: id, messageId: id },
    ...{ persistent: true, mandatory: true },
  };
  const body = [[], kwargs, { callbacks: null, errbacks: null, chain: null, chord: null }];
  const returned = new Set<unknown>();
  const look = (message: { readonly properties: { readonly messageId?: unknown } }): void => {
    returned.add(message.properties.messageId);
  };
  channel.on('return', look);
  await new Promise<void>((resolve, reject) => {
    channel.publish(exchange, routingKey, Buffer.from(JSON.stringify(body)), options, (error: unknown) => {
      if (error) reject(new Error(`The broker did not take ${name}.`, { cause: error }));
      else resolve();
    });
  }).finally(() => channel.off('return', look));
  // A message comes back before it is confirmed.
  if (returned.has(id)) throw new Error(`NO_ROUTE: ${name} is for ${queue}, and no queue has this address.`);
}

const [, , name, kwargs, daemon, cluster, hypervisor] = process.argv;
if (name === undefined || kwargs === undefined || daemon === undefined || !['headers', 'name'].includes(ROUTE_BY)) {
  process.stderr.write('ROUTE_BY=headers|name npx tsx sender.ts TASK KWARGS DAEMON [CLUSTER [HYPERVISOR]]\n');
  process.exit(64);
}
const parsed: unknown = JSON.parse(kwargs);
const task: Task = { name, kwargs: parsed, reqId: randomUUID().replaceAll('-', '') };
const connection = await connect(BROKER_URL);
try {
  const address = {
    daemon,
    ...(cluster !== undefined && { cluster }),
    ...(hypervisor !== undefined && { hypervisor }),
  };
  await send(await connection.createConfirmChannel(), task, address);
  process.stdout.write(`${task.reqId} ${name} is sent\n`);
} finally {
  await connection.close();
}
