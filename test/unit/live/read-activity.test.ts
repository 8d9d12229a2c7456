import { describe, expect, test } from 'vitest';
import { BrokerError } from '../../../src/broker/index.js';
import { readActivity, readListedQueue, readQueueAlone } from '../../../src/live/index.js';
import { readTotals } from '../../../src/live/read-activity.js';
import { plain } from '../../../src/text/index.js';
import type { Answers } from './recorded.js';
import { readerOf, recorded } from './recorded.js';
import { queueState } from '../../../src/live/index.js';

const answers310 = recorded('recorded-3.10', ['totals', 'consumers', 'whoami']);
const vhost = 'cloud/east';
const unknown = { messages: null, unacknowledged: null, consumers: null, readers: [] };
const idle = { messages: 0, unacknowledged: 0, consumers: 0, readers: [], state: queueState('running') };

async function activityOf(answers: Answers, ...names: string[]): Promise<unknown[]> {
  const read = await readActivity(
    readerOf({ ...answers310, ...answers }),
    vhost,
    names.map((name) => ({ name })),
  );
  return names.map((name) => read.get(name));
}

function failed(kind: BrokerError['kind'], reason: string): BrokerError {
  return new BrokerError({ kind, message: 'm', reason, remedy: plain('r'), url: 'u' });
}

describe('what 3.10 recorded', () => {
  const [worker] = [
    { consumerTag: 'worker-98', peer: '127.0.0.1:55800', connectionName: '127.0.0.1:55800 -> 127.0.0.1:24200' },
  ];

  test('the named queues, and nobody else', async () => {
    const read = await readActivity(readerOf(answers310), vhost, [{ name: 'storage-98' }, { name: 'bare' }]);
    expect([...read]).toEqual([
      ['storage-98', { messages: 3, unacknowledged: 2, consumers: 1, readers: [worker], state: queueState('running') }],
      ['bare', idle],
    ]);
  });
  test('all queues', async () => {
    const read = await readTotals(readerOf(answers310), vhost);
    expect([...read.keys()]).toEqual(['bare', 'limited', 'log', 'reply', 'storage-98', 'topo.lock.global', 'vm-98']);
    expect(read.get('storage-98')).toMatchObject({ messages: 3, unacknowledged: 2, consumers: 1 });
  });
  test.each<[string, unknown, string]>([
    ['is gone: an empty table, which Erlang writes as a list', [], ''],
    ['has no host', { peer_port: 5, connection_name: '' }, ''],
    ['has one', { peer_host: '::1', peer_port: 5, connection_name: '' }, '::1:5'],
  ])('a consumer whose channel %s', async (_, channel, peer) => {
    const row = { queue: { name: 'bare' }, consumer_tag: 'ctag', channel_details: channel };
    expect(await activityOf({ consumers: [row] }, 'bare')).toMatchObject([
      { consumers: 1, readers: [{ consumerTag: 'ctag', peer, connectionName: '' }] },
    ]);
  });
  test('two consumers of one queue', async () => {
    const row = { queue: { name: 'bare' }, channel_details: [] };
    const consumers = [
      { ...row, consumer_tag: 'a' },
      { ...row, consumer_tag: 'b' },
    ];
    expect(await activityOf({ consumers }, 'bare')).toMatchObject([
      { consumers: 2, readers: [{ consumerTag: 'a' }, { consumerTag: 'b' }] },
    ]);
  });
  test('a stream has no counts', async () => {
    expect(await activityOf({}, 'log')).toEqual([{ ...unknown, consumers: 0, state: queueState('running') }]);
  });
});

describe('what is not known is null, never 0', () => {
  const row = { name: 'q', messages: 0, messages_unacknowledged: 0 };
  test.each<[string, Answers, unknown]>([
    ['the list was cut short', { totals: [] }, unknown],
    [
      'a count is missing',
      { totals: [{ name: 'q', messages: 0 }] },
      { ...idle, unacknowledged: null, state: undefined },
    ],
    ['a count is no number', { totals: [{ ...row, messages: '0' }] }, { ...idle, messages: null, state: undefined }],
    ['no state at all', { totals: [row] }, { ...idle, state: undefined }],
    ['stored state of 3.10', { totals: [{ ...row, state: 'live' }] }, idle],
    ['in flow control', { totals: [{ ...row, state: 'flow' }] }, { ...idle, state: queueState('flow') }],
    [
      'no leader (its last counts are in the row)',
      { totals: [{ ...row, state: 'down' }] },
      { ...unknown, state: queueState('down') },
    ],
    ['minority', { totals: [{ ...row, state: 'minority' }] }, { ...unknown, state: queueState('minority') }],
    ['its node is down', { totals: [{ name: 'q', state: 'stopped' }] }, { ...unknown, state: queueState('stopped') }],
    ['crashed', { totals: [{ ...row, state: 'crashed' }] }, { ...unknown, state: queueState('crashed') }],
    [
      'statistics are switched off',
      { totals: [row], consumers: failed('failed', 'Stats in management UI are disabled on this node') },
      { ...idle, consumers: null, state: undefined, statistics: 'off' },
    ],
  ])('%s', async (_, answers, expected) => {
    expect(await activityOf(answers, 'q')).toEqual([expected]);
  });

  test('any other failure is told', async () => {
    await expect(activityOf({ consumers: failed('timeout', '') }, 'q')).rejects.toMatchObject({ kind: 'timeout' });
    const disabled = 'Stats in management UI are disabled on this node';
    await expect(activityOf({ consumers: failed('forbidden', disabled) }, 'q')).rejects.toMatchObject({
      kind: 'forbidden',
    });
    await expect(activityOf({ totals: failed('cut', '') }, 'q')).rejects.toMatchObject({ kind: 'cut' });
    await expect(activityOf({ consumers: [{ queue: 7 }] }, 'q')).rejects.toMatchObject({ kind: 'not the API' });
  });
});

describe('without the tag monitoring the list of consumers shows only one’s own', () => {
  const totals = [
    { name: 'q', messages: 0, messages_unacknowledged: 0, state: 'running' },
    { name: 'new', messages: 0, messages_unacknowledged: 0, state: 'running' },
  ];
  const statistics = [{ name: 'q', consumers: 2 }, { name: 'new' }];

  test.each<[string, unknown]>([
    ['a list', ['management', 'policymaker']],
    ['a text', 'management,policymaker'],
    ['none', []],
    ['missing', undefined],
  ])('tags: %s, so the statistics count', async (_, tags) => {
    const answers = { totals, statistics, consumers: [], whoami: { name: 'me', tags } };
    expect(await activityOf(answers, 'q', 'new', 'gone')).toMatchObject([
      { consumers: 2 },
      { consumers: null },
      { consumers: null },
    ]);
    const [activity] = await activityOf(answers, 'q');
    expect(activity).not.toHaveProperty('statistics');
  });
  test.each([[['monitoring']], [['management', 'administrator']], ['administrator,x']])(
    'tags %s see all',
    async (tags) => {
      const reader = readerOf({ totals, consumers: [], whoami: { tags } });
      expect((await readActivity(reader, vhost, [{ name: 'q' }])).get('q')).toMatchObject({ consumers: 0 });
      expect(reader.asked).toHaveLength(3);
    },
  );
});

test.each<[string, object]>([
  ['a leader that lost its followers, with its last counts', { leader: 'a', online: ['a'] }],
  ['no leader', { leader: null, online: ['b'] }],
])('a quorum queue of three with %s: nothing is known of it', async (_, row) => {
  const last = { name: 'q', messages: 0, messages_unacknowledged: 0, state: 'running', members: ['a', 'b', 'c'] };
  const [activity] = await activityOf({ totals: { items: [{ ...last, ...row }] }, consumers: [] }, 'q');
  expect(activity).toMatchObject({ messages: null, unacknowledged: null, consumers: null });
});

describe('what is asked for', () => {
  const list =
    'queues/cloud/east?disable_stats=true&enable_queue_totals=true&columns=name,messages,messages_unacknowledged,state,leader,members,online';
  const many = Array.from({ length: 21 }, (_, index) => ({ name: `q${index}` }));
  // With ^( and )$ one byte more than 1,024: three for each of these letters.
  const fits = [{ name: '\u6f22'.repeat(340) }];
  const long = [{ name: `${'\u6f22'.repeat(340)}a` }];

  test.each<[string, readonly { readonly name: string }[], string]>([
    ['one', [{ name: 'a.b' }], `${list}&page=1&page_size=500&use_regex=true&name=^(a\\.b)$`],
    [
      'special characters',
      [{ name: 'a|(b)*' }, { name: 'ü-\\ ' }],
      `${list}&page=1&page_size=500&use_regex=true&name=^(a\\|\\(b\\)\\*|ü\\-\\\\\\ )$`,
    ],
    ['many: the whole list', many, list],
    ['1,024 bytes of pattern', fits, `${list}&page=1&page_size=500&use_regex=true&name=^(${'\u6f22'.repeat(340)})$`],
    ['one byte more: the whole list', long, list],
  ])('%s', async (_, queues, expected) => {
    const reader = readerOf(answers310);
    await readActivity(reader, vhost, queues);
    expect(reader.asked).toEqual([expected, 'consumers/cloud/east', 'whoami']);
  });
  test('nothing for no queue', async () => {
    const reader = readerOf({});
    expect((await readActivity(reader, vhost, [])).size).toBe(0);
    expect(reader.asked).toEqual([]);
  });
});

describe('one queue alone', () => {
  test.each<[string, unknown, unknown]>([
    [
      'is there',
      { name: 'lock', exclusive: true, arguments: { 'x-topo-holder': 'ops@host' } },
      { 'x-topo-holder': 'ops@host' },
    ],
    ['has no arguments', { name: 'lock', arguments: [] }, {}],
    ['none', failed('not found', ''), undefined],
  ])('%s', async (_, queues, expected) => {
    const reader = readerOf({ queues });
    expect((await readQueueAlone(reader, vhost, 'lock'))?.arguments).toEqual(expected);
    expect(reader.asked).toEqual([
      'queues/cloud/east/lock?disable_stats=true&columns=name,state,leader,members,online,arguments,exclusive',
    ]);
  });
  test('a missing right is told', async () => {
    const reader = readerOf({ queues: failed('forbidden', '') });
    await expect(readQueueAlone(reader, vhost, 'lock')).rejects.toMatchObject({ kind: 'forbidden' });
  });
});

describe('one queue of the list', () => {
  const row = { name: 'lock', state: 'down', arguments: { 'x-topo-holder': 'ops@host' } };
  test.each<[string, unknown, unknown]>([
    [
      'is there',
      { items: [row] },
      { state: queueState('down'), arguments: { 'x-topo-holder': 'ops@host' }, exclusive: false },
    ],
    [
      'is a lock',
      { items: [{ ...row, exclusive: true }] },
      { state: queueState('down'), arguments: row.arguments, exclusive: true },
    ],
    [
      'has no arguments',
      { items: [{ name: 'lock', arguments: [] }] },
      { state: undefined, arguments: {}, exclusive: false },
    ],
    ['another one', { items: [{ ...row, name: 'LOCK' }] }, undefined],
    ['none', { items: [] }, undefined],
  ])('%s', async (_, queues, expected) => {
    const reader = readerOf({ queues });
    expect(await readListedQueue(reader, vhost, 'lock')).toEqual(expected);
    expect(reader.asked).toEqual([
      'queues/cloud/east?disable_stats=true&columns=name,state,leader,members,online,arguments,exclusive&page=1&page_size=500&use_regex=true&name=^(lock)$',
    ]);
  });
  test('a missing vhost is told', async () => {
    const reader = readerOf({ queues: failed('no vhost', '') });
    await expect(readListedQueue(reader, vhost, 'lock')).rejects.toMatchObject({ kind: 'no vhost' });
  });
});
