// The desired topology as a tree, and a failure in two lines.

import { describe, expect, test } from 'vitest';
import type { Inventory } from '../../../src/inventory/index.js';
import { compileText, errorText, makeStyle } from '../../../src/report/index.js';
import { plain, textOf } from '../../support/report-text.js';
import { compiled, fleet, sampleInventory, smallClusters } from '../../support/sample-plans.js';

const show = (inventory: Inventory): string => textOf(compileText(compiled(inventory), plain));

describe('the tree', () => {
  test('of the small inventory', () => {
    expect(show(sampleInventory(smallClusters))).toMatchInlineSnapshot(`
      "global
      ├── daemon=dispatcher ──▶ dispatcher  classic
      ├── daemon=storage    ──▶ storage
      │  ├── cluster=53 ──▶ storage-53
      │  │  ├── hypervisor=11 ──▶ storage-53-11  classic
      │  │  └── hypervisor=12 ──▶ storage-53-12  classic
      │  └── cluster=54 ──▶ storage-54
      │     ├── hypervisor=98 ──▶ storage-54-98  classic
      │     └── hypervisor=99 ──▶ storage-54-99  classic
      └── daemon=vm         ──▶ vm
         ├── cluster=53 ──▶ vm-53
         │  ├── hypervisor=11 ──▶ vm-53-11  quorum, x-delivery-limit=5
         │  └── hypervisor=12 ──▶ vm-53-12  quorum, x-delivery-limit=5
         └── cluster=54 ──▶ vm-54
            ├── hypervisor=98 ──▶ vm-54-98  quorum, x-delivery-limit=5
            └── hypervisor=99 ──▶ vm-54-99  quorum, x-delivery-limit=5

      7 exchanges, 9 queues, 15 bindings.
      "
    `);
  });
  test('a draining address keeps its place, and has no arrow', () => {
    expect(show(sampleInventory([{ id: '54', hypervisors: ['98!', '99'] }]))).toMatchInlineSnapshot(`
      "global
      ├── daemon=dispatcher ──▶ dispatcher  classic
      ├── daemon=storage    ──▶ storage
      │  └── cluster=54 ──▶ storage-54
      │     ├╌╌ hypervisor=98 ╌╌  storage-54-98  classic  draining, not bound
      │     └── hypervisor=99 ──▶ storage-54-99  classic
      └── daemon=vm         ──▶ vm
         └── cluster=54 ──▶ vm-54
            ├╌╌ hypervisor=98 ╌╌  vm-54-98  quorum, x-delivery-limit=5  draining, not bound
            └── hypervisor=99 ──▶ vm-54-99  quorum, x-delivery-limit=5

      5 exchanges, 5 queues (2 draining), 7 bindings.
      "
    `);
  });
  test('large fan-outs are folded, draining ones among them counted', () => {
    const [one] = fleet(1, 20);
    const hypervisors = one?.hypervisors.map((id) => (id === '7' ? '7!' : id)) ?? [];
    expect(show(sampleInventory([{ id: '1', hypervisors, daemons: ['vm'] }]))).toMatchInlineSnapshot(`
      "global
      ├── daemon=dispatcher ──▶ dispatcher  classic
      └── daemon=vm         ──▶ vm
         └── cluster=1 ──▶ vm-1
            ├── hypervisor=1  ──▶ vm-1-1   quorum, x-delivery-limit=5
            ├── hypervisor=2  ──▶ vm-1-2   quorum, x-delivery-limit=5
            ├── hypervisor=3  ──▶ vm-1-3   quorum, x-delivery-limit=5
            │   … 16 more, 1 of them draining …
            └── hypervisor=20 ──▶ vm-1-20  quorum, x-delivery-limit=5

      Large fan-outs are folded: --format json shows every object.
      3 exchanges, 21 queues (1 draining), 22 bindings.
      "
    `);
  });
  test('values of both types', () => {
    const inventory = sampleInventory([{ id: '54', hypervisors: ['98'] }]);
    const routing = { ...inventory.routing, values: 'both' as const };
    expect(show({ ...inventory, routing })).toMatchInlineSnapshot(`
      "global
      ├── daemon=dispatcher ──▶ dispatcher  classic
      ├── daemon=storage    ──▶ storage
      │  └── cluster=54, cluster:=54 ──▶ storage-54
      │     └── hypervisor=98, hypervisor:=98 ──▶ storage-54-98  classic
      └── daemon=vm         ──▶ vm
         └── cluster=54, cluster:=54 ──▶ vm-54
            └── hypervisor=98, hypervisor:=98 ──▶ vm-54-98  quorum, x-delivery-limit=5

      5 exchanges, 3 queues, 11 bindings.
      "
    `);
  });
  test('of a fleet is short', () => {
    expect(show(sampleInventory(fleet(100, 50))).split('\n').length).toBeLessThan(100);
  });
});

describe('a failure', () => {
  test.each<[string, Parameters<typeof errorText>[0], string]>([
    ['alone', { message: 'no broker' }, 'error: no broker'],
    [
      'with a remedy',
      { message: 'no broker at http://h', object: 'http://h', remedy: 'start it' },
      'error: no broker at http://h\n  → start it',
    ],
    ['names its object', { message: 'it is gone', object: 'q' }, 'error: it is gone (q)'],
  ])('%s', (_, error, text) => {
    expect(errorText(error)).toBe(text);
  });
  test('in colour', () => {
    expect(errorText({ message: 'no', remedy: 'yes' }, makeStyle(true))).toBe(
      '\u001b[31merror:\u001b[39m no\n  \u001b[2m→\u001b[22m yes',
    );
  });
});
