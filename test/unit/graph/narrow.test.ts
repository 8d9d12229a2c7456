// `--only`: the queues of a part, and the exchanges by which they hang on what publishers address.

import { expect, test } from 'vitest';
import { drawDesired, narrowGraph, pathsOf } from '../../../src/graph/index.js';
import type { Part } from '../../../src/topology/index.js';
import { selectPart } from '../../../src/topology/index.js';
import { desiredOf } from '../../support/desired.js';

const { compiled, inventory } = desiredOf(`
routing: { direct: {}, unroutable: {} }
daemons: { d: { scope: global }, n: { scope: cluster }, vm: { scope: hypervisor }, disk: { scope: hypervisor } }
clusters: { 1: { hypervisors: [8, 9] }, 2: { hypervisors: [9] } }
`);
const graph = drawDesired(compiled, '/', inventory.routing.headers);
const names = (objects: readonly { readonly name: string }[]): string => objects.map(({ name }) => name).join(' ');

test.each<[Part, string, string, number]>([
  [{ daemon: 'd' }, 'global global.direct', 'd', 2],
  [{ daemon: 'vm', cluster: '1' }, 'global global.direct vm vm-1', 'vm-1-8 vm-1-9', 6],
  [{ cluster: '2' }, 'global global.direct n vm vm-2 disk disk-2', 'n-2 vm-2-9 disk-2-9', 11],
  [{ hypervisor: '9', daemon: 'disk' }, 'global global.direct disk disk-1 disk-2', 'disk-1-9 disk-2-9', 7],
])('%j', (part, exchanges, queues, bindings) => {
  const narrow = narrowGraph(graph, selectPart(part, pathsOf(graph)));
  expect([names(narrow.exchanges), names(narrow.queues), narrow.bindings.length, narrow.only]).toEqual([
    exchanges,
    queues,
    bindings,
    part,
  ]);
});
