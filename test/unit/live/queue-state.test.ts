// What each state of a queue means: whether its counts are of now, and whether its bindings may be hidden.

import { expect, test } from 'vitest';
import { isCountable, queueState } from '../../../src/live/queue-state.js';

test.each<[string, string, boolean, boolean]>([
  ['running', 'up', true, false],
  ['idle', 'up', true, false],
  ['flow', 'up', true, false],
  ['down', 'down', false, true],
  ['stopped', 'down', false, true],
  ['crashed', 'down', false, false],
  ['minority', 'down', false, false],
  ['without leader', 'down', false, false],
  ['of a later RabbitMQ', 'unknown', false, false],
])('%s: %s, countable %s, hides its bindings %s', (name, is, countable, hidesBindings) => {
  const state = queueState(name);
  expect(state).toEqual({ name, is, hidesBindings });
  expect(isCountable(state)).toBe(countable);
});

test('one that the list does not tell is taken for up', () => {
  expect(isCountable(undefined)).toBe(true);
});
