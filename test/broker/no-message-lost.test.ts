// A publisher sends the whole time, mandatory and confirmed, while applies add, remove and move hypervisors: every
// message to an address that is there before and after arrives exactly once, and none is returned.

import { expect } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { applyJson } from '../support/plan-json.js';
import { sendWhile } from '../support/senders.js';
import { until } from '../support/until.js';
import type { Amqp } from '../support/vhost.js';

const inventory = (first: string, second = ''): string =>
  `version: 1\ndaemons: { vm: { scope: hypervisor } }\nclusters:\n  1: { hypervisors: ${first} }\n${second}`;

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);
const addresses = (cluster: number, ids: readonly number[]): readonly string[] =>
  ids.map((id) => `vm-${cluster}-${id}`);

interface Traffic {
  /** By queue: the bodies sent to it. */
  readonly sent: ReadonlyMap<string, readonly string[]>;
  readonly returned: readonly string[];
}

/** Sends round and round to these queues' addresses while `work` runs. */
async function sendRound(amqp: Amqp, queues: readonly string[], work: () => Promise<unknown>): Promise<Traffic> {
  const sent = new Map<string, string[]>(queues.map((queue) => [queue, []]));
  const returned: string[] = [];
  let next = 0;
  const send = async (): Promise<void> => {
    const queue = queues[next % queues.length] ?? '';
    const body = `${queue} ${next}`;
    next += 1;
    const [daemon = '', cluster = '', hypervisor = ''] = queue.split('-');
    const how = await amqp.publish({ daemon, cluster, hypervisor }, { body });
    if (how === 'returned') returned.push(body);
    sent.get(queue)?.push(body);
  };
  await sendWhile(send, async () => {
    await work();
    await until('every address has been sent to', () => next >= 2 * queues.length);
  });
  return { sent, returned };
}

async function expectOnceEach({ channel }: Amqp, { sent, returned }: Traffic): Promise<void> {
  expect(returned).toEqual([]);
  for (const [queue, bodies] of sent) {
    const got: string[] = [];
    for (;;) {
      const message = await channel.get(queue, { noAck: true });
      if (!message) break;
      got.push(message.content.toString());
    }
    expect(got.sort(), queue).toEqual([...bodies].sort());
  }
}

brokerTest('200 added and 50 removed beside 200 that are sent to', { timeout: 120_000 }, async ({ vhost }) => {
  await applyJson({ inventory: inventory('[1-200, 301-350]'), broker: vhost });
  await vhost.amqp(async (amqp) => {
    const traffic = await sendRound(amqp, addresses(1, range(1, 200)), async () => {
      const after = { inventory: inventory('[1-200, 401-600]'), broker: vhost };
      expect(await applyJson(after, '--max-removals', '50')).toMatchObject({ exitCode: 0, converged: true });
    });
    await expectOnceEach(amqp, traffic);
  });
});

brokerTest('50 moved to another cluster in two applies', { timeout: 120_000 }, async ({ vhost }) => {
  await applyJson({ inventory: inventory('[1-250]'), broker: vhost });
  const both = inventory('[1-250]', '  2: { hypervisors: [201-250] }\n');
  const drained = inventory('{ 1-200: , 201-250: { state: draining } }', '  2: { hypervisors: [201-250] }\n');
  await vhost.amqp(async (amqp) => {
    const stays = addresses(1, range(1, 200));
    const first = await sendRound(amqp, [...stays, ...addresses(1, range(201, 250))], async () => {
      expect(await applyJson({ inventory: both, broker: vhost })).toMatchObject({ exitCode: 0, converged: true });
    });
    await expectOnceEach(amqp, first);
    const second = await sendRound(amqp, [...stays, ...addresses(2, range(201, 250))], async () => {
      const report = await applyJson({ inventory: drained, broker: vhost }, '--max-removals', '50');
      expect(report).toMatchObject({ exitCode: 0, converged: true, summary: { done: 50 } });
    });
    await expectOnceEach(amqp, second);
  });
});
