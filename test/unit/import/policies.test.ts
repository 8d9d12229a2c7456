// The limits of daemons by policy, read back off the broker.

import { expect, test } from 'vitest';
import { desiredOf, liveOf } from '../../support/desired.js';
import { desiredFromImport, importedFrom, linesOf, yamlOf } from '../../support/imported.js';

const tree = `
daemons:
  dispatcher: { scope: global, queue: { policy: { message-ttl: 60000 } } }
  network: { scope: cluster }
  storage: { scope: hypervisor, queue: { policy: { max-length: 5, overflow: reject-publish } } }
  storage-fast: { scope: hypervisor, queue: { type: quorum, policy: { delivery-limit: 3 } } }
clusters: { 53: { hypervisors: [1, 2] }, 54: { hypervisors: [1-9] } }
`;

test('what topo made comes back as it was', () => {
  const desired = desiredOf(tree);
  const imported = importedFrom(liveOf(desired));
  expect(linesOf(desiredFromImport(imported).compiled.topology)).toEqual(linesOf(desired.compiled.topology));
  expect(imported.left).toEqual([]);
});

test.each([
  ['another pattern', { pattern: '^storage-54-' }],
  ['another pattern for the same queues', { pattern: '^storage-5' }],
  ['a limit that no inventory has', { definition: { 'queue-mode': 'lazy' } }],
])('%s: left, and nothing of it is written', (_, change) => {
  const live = liveOf(desiredOf(tree), ({ policies }) => {
    const at = policies.findIndex(({ name }) => name === 'topo.global.storage');
    const [policy] = policies.splice(at, 1);
    if (policy) policies.push({ ...policy, ...change });
  });
  const imported = importedFrom(live);
  expect(yamlOf(imported)).not.toContain('max-length');
  expect(imported.left.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['policy topo.global.storage']);
});

test('without a tree, policies tell the daemons, and those beside them, by whose names the queues are called', () => {
  const desired = desiredOf(`
routing: { direct: {}, tree: false }
queue: { policy: { max-length: 5 } }
daemons:
  storage: { scope: hypervisor }
  storage-fast: { scope: cluster, queue: { policy: { max-length: null } } }
  storage-api: { scope: global }
clusters: { east: { hypervisors: [a, b] } }
`);
  const imported = importedFrom(liveOf(desired));
  expect(linesOf(desiredFromImport(imported).compiled.topology)).toEqual(linesOf(desired.compiled.topology));
  expect(imported.left).toEqual([]);
});
