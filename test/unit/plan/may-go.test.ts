// May this queue go? Each count at its boundary, and what is not known.

import { describe, expect, test } from 'vitest';
import type { Activity } from '../../../src/live/index.js';
import type { QueueToGo } from '../../../src/plan/index.js';
import { holdOf, holdOfReplacement } from '../../../src/plan/index.js';
import { noActivity } from '../../support/desired.js';
import { plain } from '../../../src/text/index.js';

const queue: QueueToGo = { name: 'vm-1-1', type: 'classic', bound: true, addressed: true, ties: [], fedBy: [] };
const unbound: QueueToGo = { ...queue, bound: false };

/** `bound` or `unbound`, and the first words of the reason. */
function said(of: QueueToGo, counts: Partial<Activity>): string {
  const hold = holdOf(of, { ...noActivity, ...counts }, '/');
  return hold ? `${hold.bound ? 'bound' : 'unbound'}: ${hold.why.text}` : 'goes';
}

test.each<[string, QueueToGo, Partial<Activity>, string]>([
  ['empty and unread', queue, {}, 'goes'],
  [
    'one unacknowledged message',
    queue,
    { messages: 1, unacknowledged: 1 },
    'unbound: 1 message delivered and not acknowledged',
  ],
  ['two', queue, { messages: 2, unacknowledged: 2 }, 'unbound: 2 messages delivered and not acknowledged'],
  ['one ready message', queue, { messages: 1 }, 'unbound: 1 message in it and nobody reads'],
  ['one consumer', queue, { consumers: 1 }, 'bound: 1 consumer still reads it'],
  ['two consumers', queue, { consumers: 2 }, 'bound: 2 consumers still read it'],
  ['one consumer, and it is not bound any more', unbound, { consumers: 1 }, 'unbound: 1 consumer still reads it'],
  ['consumers before messages', queue, { messages: 5, consumers: 1 }, 'bound: 1 consumer still reads it'],
  ['consumers unknown', queue, { consumers: null }, 'bound: its consumers cannot be counted'],
  ['consumers unknown, unbound', unbound, { consumers: null }, 'unbound: its consumers cannot be counted'],
  ['messages unknown', queue, { messages: null }, 'unbound: its messages cannot be counted'],
  ['unacknowledged unknown', queue, { unacknowledged: null }, 'unbound: its messages cannot be counted'],
  ['fed from elsewhere, whatever it has', { ...queue, fedBy: [plain('policy "p"')] }, {}, 'bound: policy "p"'],
  ['the statistics are off, and a look told', queue, { statistics: 'off' }, 'goes'],
  ['an empty stream', { ...queue, type: 'stream' }, {}, 'goes'],
  [
    'a message in a stream',
    { ...queue, type: 'stream' },
    { messages: 1 },
    'unbound: 1 message in it, and a stream keeps them whoever reads',
  ],
  ['a tie', { ...queue, ties: [plain('policy "p"')] }, {}, 'unbound: policy "p"'],
  [
    'messages before a tie',
    { ...queue, ties: [plain('t')] },
    { messages: 1 },
    'unbound: 1 message in it and nobody reads',
  ],
])('%s', (_, of, counts, expected) => {
  expect(said(of, counts)).toBe(expected);
});

test('no counts at all hold it bound', () => {
  expect(holdOf(queue, undefined, '/')).toMatchObject({ bound: true });
});

describe('who reads it', () => {
  const reader = { consumerTag: 'ctag1', peer: '10.0.0.1:5', connectionName: 'worker' };
  test.each([
    [[reader], '1 consumer still reads it (10.0.0.1:5, consumer tag ctag1, connection worker)'],
    [[{ ...reader, peer: '', connectionName: '' }], '1 consumer still reads it (consumer tag ctag1)'],
    [[reader, reader, reader], '(10.0.0.1:5, consumer tag ctag1, connection worker, and 2 more)'],
  ])('%#', (readers, expected) => {
    expect(said(queue, { consumers: 1, readers })).toContain(expected);
  });
});

test('the remedy of a queue without an address names no worker', () => {
  const remedy = (addressed: boolean): string | undefined =>
    holdOf({ ...queue, addressed }, { ...noActivity, consumers: 1 }, '/')?.remedy.text;
  expect(remedy(true)).toContain('stop the worker');
  expect(remedy(false)).toBe('stop what reads it, then apply again');
});

test('the command of a remedy is quoted', () => {
  const hold = holdOf({ ...queue, name: "it's" }, { ...noActivity, messages: 1 }, 'a b');
  expect(hold?.remedy.text).toContain(`rabbitmqctl purge_queue -p 'a b' 'it'\\''s'`);
});

test('a replace asks the same question', () => {
  expect(holdOfReplacement(queue, noActivity, '/')).toBeUndefined();
  expect(holdOfReplacement(queue, { ...noActivity, messages: 1, unacknowledged: 1 }, '/')).toMatchObject({
    why: { text: 'cannot be replaced: 1 message delivered and not acknowledged' },
  });
  const read = { ...noActivity, consumers: 1 };
  expect(holdOfReplacement(queue, read, '/')?.remedy.text).toMatch(/^write `state: draining` to it and apply/);
  expect(holdOfReplacement({ ...queue, addressed: false }, read, '/')?.remedy.text).toMatch(/^stop what reads it/);
});
