// What makes two steps of two plans one: everything but the reason and the place.

import { expect, test } from 'vitest';
import type { Step } from '../../../src/plan/index.js';
import { stepKey } from '../../../src/plan/index.js';
import type { Binding, Policy } from '../../../src/topology/index.js';
import { plain } from '../../../src/text/index.js';

const binding: Binding = { source: 's', destination: 'd', destinationType: 'queue', routingKey: '', arguments: {} };
const bind = (change: Partial<Binding> = {}): Step => ({
  action: 'bind',
  kind: 'binding',
  name: 'd',
  binding: { ...binding, ...change },
});
const policy: Policy = { name: 'p', pattern: '^a$', applyTo: 'exchanges', priority: 0, definition: {} };
const policyStep = (action: 'set' | 'clear', change: Partial<Policy> = {}): Step => ({
  action,
  kind: 'policy',
  name: 'p',
  policy: { ...policy, ...change },
});

test.each<[string, boolean, Step, Step]>([
  ['another reason', true, bind(), { ...bind(), reason: plain('other'), source: 'a:1:1' }],
  ['another source', false, bind(), bind({ source: 't' })],
  ['another kind of destination', false, bind(), bind({ destinationType: 'exchange' })],
  ['another routing key', false, bind(), bind({ routingKey: 'k' })],
  ['another type of value', false, bind({ arguments: { a: '1' } }), bind({ arguments: { a: 1 } })],
  ['another handle', false, bind({ propertiesKey: '~1' }), bind({ propertiesKey: '~2' })],
  ['a policy set otherwise', false, policyStep('set'), policyStep('set', { pattern: '^b$' })],
  ['a policy that is cleared, whatever it was', true, policyStep('clear'), policyStep('clear', { pattern: '^b$' })],
])('%s: one? %s', (_, same, one, other) => {
  expect(stepKey(one) === stepKey(other)).toBe(same);
});
