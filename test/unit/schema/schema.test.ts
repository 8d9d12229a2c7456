// A value against a shipped schema: itself where it is right, else the faults: each of an inventory, the first of a plan.

import { expect, test } from 'vitest';
import type { CheckedName } from '../../../src/schema/index.js';
import { schemaCheck } from '../../../src/schema/index.js';

function faultsOf(name: CheckedName, value: unknown): readonly string[] {
  const checked = schemaCheck<unknown>(name)(value);
  return 'faults' in checked ? checked.faults.map(({ instancePath, keyword }) => `${instancePath} ${keyword}`) : [];
}

const right = { version: 1, daemons: { vm: { scope: 'cluster' } }, clusters: {} };

test('what is right comes back as it is', () => {
  expect(schemaCheck<unknown>('inventory')(right)).toEqual({ value: right });
});

test('each fault of an inventory, with its place', () => {
  const daemons = { vm: { scope: 'rack' }, net: { scope: 'room' } };
  const places = faultsOf('inventory', { ...right, version: '1', daemons }).map((fault) => fault.split(' ')[0]);
  expect(new Set(places)).toEqual(new Set(['/version', '/daemons/vm/scope', '/daemons/net/scope']));
});

test.each<[unknown]>([[{ version: '1', vhost: 7, steps: 'none' }], ['plan'], [null]])(
  'the first fault of a plan alone: %j',
  (value) => {
    expect(faultsOf('plan', value)).toHaveLength(1);
  },
);

test('one check serves for many values: the faults of one are not those of the next', () => {
  const check = schemaCheck<unknown>('inventory');
  expect(check({})).toHaveProperty('faults');
  expect(check(right)).toEqual({ value: right });
});
