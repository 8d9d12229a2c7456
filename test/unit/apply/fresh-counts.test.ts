// Counts of now: of the two answers the larger counts, and what is not known stays so.

import { expect, test } from 'vitest';
import { countFresh, findUnread, inspect } from '../../../src/apply/index.js';
import { plain } from '../../../src/text/index.js';
import type { Reader } from '../../../src/broker/index.js';
import { BrokerError } from '../../../src/broker/index.js';
import { queueState } from '../../../src/live/queue-state.js';
import { emptyPaper, paperSession, type Contents, type PaperBroker } from '../../paper/paper-broker.js';
import { paperReader } from '../../paper/paper-reader.js';

type Counted = Partial<Contents> | undefined;

/** With one queue, `vm`; undefined: it is gone. */
function brokerWith(held: Counted, type = 'classic'): PaperBroker {
  const broker = emptyPaper();
  if (!held) return broker;
  const made = { name: 'vm', durable: true, autoDelete: false, exclusive: false };
  broker.queues.set('vm', { ...made, arguments: { 'x-queue-type': type } });
  broker.contents.set('vm', { ready: 0, unacknowledged: 0, consumers: 0, ...held });
  return broker;
}

const amqpOf = (broker: PaperBroker): ReturnType<typeof paperSession> =>
  paperSession(
    broker,
    () => undefined,
    () => undefined,
  );
const readerOf = (broker: PaperBroker): Reader => paperReader(broker);

test.each<[string, Counted, Counted, readonly (number | null)[]]>([
  ['both say nothing is there', {}, {}, [0, 0, 0]],
  ['a message that only the API has seen', { ready: 2 }, {}, [2, 0, 0]],
  ['one that it has not seen yet', {}, { ready: 3 }, [3, 0, 0]],
  ['not acknowledged: only the API tells', { unacknowledged: 1 }, {}, [1, 1, 0]],
  ['a consumer that came just now', {}, { consumers: 1 }, [0, 0, 1]],
  ['one that has gone', { consumers: 1 }, {}, [0, 0, 0]],
  ['the API does not know it', undefined, {}, [null, null, null]],
  ['it is gone since', {}, undefined, [null, 0, null]],
])('%s', async (_, shown, now, expected) => {
  const counts = await countFresh(readerOf(brokerWith(shown)), amqpOf(brokerWith(now)), '/', [{ name: 'vm' }], 4);
  const { messages, unacknowledged, consumers } = counts.get('vm') ?? {};
  expect([messages, unacknowledged, consumers]).toEqual(expected);
});

test('by the list alone, where it is said: no passive declare', async () => {
  const asked: string[] = [];
  const amqp = paperSession(
    brokerWith({ ready: 9 }),
    ({ call }) => asked.push(call),
    () => undefined,
  );
  const counts = await countFresh(readerOf(brokerWith({ ready: 2 })), amqp, '/', [{ name: 'vm', listed: true }], 4);
  expect([counts.get('vm')?.messages, asked]).toEqual([2, []]);
});

test('messages that the API does not count: nor is it asked who reads them', async () => {
  const answers: Readonly<Record<string, unknown>> = {
    whoami: { tags: ['administrator'] },
    queues: { items: [{ name: 'vm', state: 'running' }] },
    consumers: [{ queue: { name: 'vm' }, consumer_tag: 'worker' }],
  };
  const reader: Reader = { url: 'paper', get: ([what = '']) => Promise.resolve(answers[what]) };
  const counts = await countFresh(reader, amqpOf(brokerWith({})), '/', [{ name: 'vm' }], 4);
  expect(counts.get('vm')).toMatchObject({ messages: null, unacknowledged: null, consumers: null, readers: [{}] });
});

test('a connection that is lost is no answer', async () => {
  const lost = new BrokerError({ kind: 'lost', message: 'cut off', remedy: plain('again'), url: 'u' });
  const amqp = paperSession(
    brokerWith({}),
    () => {
      throw lost;
    },
    () => lost,
  );
  await expect(inspect(amqp, 'vm')).rejects.toBe(lost);
});

test.each<[string, boolean, Counted, string, string | undefined]>([
  ['nobody reads it', true, {}, 'classic', 'running'],
  ['its state is not known', true, {}, 'classic', undefined],
  ['somebody does', false, { consumers: 1 }, 'classic', 'running'],
  ['a quorum queue may answer 0 without a leader', false, {}, 'quorum', 'running'],
  ['it was down', false, {}, 'classic', 'down'],
  ['a state that nobody knows', false, {}, 'classic', 'dreaming'],
  ['it is gone', false, undefined, 'classic', 'running'],
])('surely unread, %s: %s', async (_, unread, held, type, state) => {
  const states = new Map(state === undefined ? [] : [['vm', queueState(state)]]);
  const found = await findUnread(amqpOf(brokerWith(held, type)), [{ name: 'vm', type }], states, 4);
  expect(found.has('vm')).toBe(unread);
});
