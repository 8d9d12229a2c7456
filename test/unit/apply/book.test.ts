// What has become of each step: what is missing since, what is still bound, what is open.

import { expect, test } from 'vitest';
import type { Step } from '../../../src/plan/index.js';
import { plain } from '../../../src/text/index.js';
import { openBook } from '../../../src/apply/run/book.js';

const object = { durable: true, arguments: {} };
const binding = {
  source: 'vm',
  destination: 'vm-1',
  destinationType: 'exchange',
  routingKey: '',
  arguments: {},
} as const;
const declare: Step = { action: 'declare', kind: 'queue', name: 'q', object };
const remove: Step = { action: 'delete', kind: 'queue', name: 'gone', object };
const unbind: Step = { action: 'unbind', kind: 'binding', name: 'vm-1', binding };
const steps = [declare, unbind, remove];

test('what could not be declared is missing; what failed otherwise is not', () => {
  const book = openBook(steps, () => undefined);
  book.record(declare, { result: 'skipped' });
  expect(book.isMissing('queue q')).toBe(false);
  book.record(declare, { result: 'failed' });
  book.record(remove, { result: 'failed' });
  expect([book.isMissing('queue q'), book.isMissing('exchange q'), book.isMissing('queue gone')]).toEqual([
    true,
    false,
    false,
  ]);
  book.noteMissing('exchange vm');
  expect(book.isMissing('exchange vm')).toBe(true);
});

test('what could not be unbound is still bound, by its kind', () => {
  const book = openBook(steps, () => undefined);
  book.record(unbind, { result: 'held' });
  expect(book.isStillBound('exchange vm-1')).toBe(false);
  book.record(unbind, { result: 'failed' });
  expect([book.isStillBound('exchange vm-1'), book.isStillBound('queue vm-1')]).toEqual([true, false]);
});

test('each step is closed in the plan’s order, and counted as it comes', () => {
  const told: (readonly [number, string])[] = [];
  const book = openBook(steps, (done, doing) => told.push([done, doing]));
  expect(book.open(steps)).toEqual(steps);
  book.record(remove, { result: 'done' }, 'delete queues');
  book.record(declare, { result: 'held' });
  expect([book.open(steps), book.count(), told]).toEqual([
    [unbind],
    2,
    [
      [1, 'delete queues'],
      [2, ''],
    ],
  ]);
  expect(book.close(plain('not reached')).map(({ step, result }) => `${step.action} ${result}`)).toEqual([
    'declare held',
    'unbind skipped',
    'delete done',
  ]);
});
