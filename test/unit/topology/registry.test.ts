// What is a registration: a binding from the registry that no message passes, and which role it says.

import { expect, test } from 'vitest';
import type { Arguments, Binding } from '../../../src/topology/index.js';
import { readRegistration, registrationBinding } from '../../../src/topology/index.js';

const role = { 'x-topo-role': 'net' };
const binding = (args: Arguments, routingKey = 'vm'): Binding => ({
  source: 'topo.owned.o',
  destination: 'vm',
  destinationType: 'queue',
  routingKey,
  arguments: args,
});

test.each<[string, string, Binding, string | undefined]>([
  ['as topo makes it', 'headers', registrationBinding('r', { kind: 'queue', name: 'vm', role: 'net' }), 'net'],
  ['another routing key does not count', 'headers', binding({ 'x-match': 'any', ...role }, ''), 'net'],
  ['without a role', 'headers', binding({ 'x-match': 'any' }), undefined],
  ['a role that nobody knows', 'headers', binding({ 'x-match': 'any', 'x-topo-role': 'king' }), undefined],
  ['every message passes', 'headers', binding({ 'x-match': 'all', ...role }), undefined],
  ['some message passes', 'headers', binding({ 'x-match': 'any', ...role, cluster: '54' }), undefined],
  ['of an older topo: by its name', 'direct', binding({}), 'tree'],
  ['of an older topo, under another name', 'direct', binding({}, 'other'), undefined],
  ['in the older registry, with a role', 'direct', binding({ 'x-match': 'any', ...role }), 'net'],
])('%s', (_, type, made, expected) => {
  expect(readRegistration(made, type)?.role).toBe(expected);
});
