// Which daemons a cluster and a hypervisor may name, and daemons that have nowhere to run.

import { describe, expect, test } from 'vitest';
import { problemsOf } from '../../support/problem-lines.js';

describe('lists of daemons', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'unknown at a cluster',
      `daemons: { storage: { scope: hypervisor }, network: { scope: cluster }, dispatcher: { scope: global } }
clusters: { 54: { daemons: [storge, network], hypervisors: [98] } }`,
      [
        '2:12 warning  no hypervisor has the daemon "storage", so it gets no queue | expected: a hypervisor that it runs on',
        '3:29  there is no daemon "storge" | expected: one of storage, network | hint: did you mean "storage"?',
      ],
    ],
    [
      'unknown at a hypervisor: only what can stand there is offered',
      `daemons: { storage: { scope: hypervisor }, network: { scope: cluster }, vm: { scope: hypervisor } }
clusters: { 54: { daemons: [storage, network], hypervisors: { 98: { daemons: [storag] }, 99: { daemons: [wm] }, 97: } } }`,
      [
        '2:73 warning  no hypervisor has the daemon "vm", so it gets no queue | expected: a hypervisor that it runs on',
        '3:79  there is no daemon "storag" | expected: one of storage | hint: did you mean "storage"?',
        '3:106  there is no daemon "wm" | expected: one of storage',
      ],
    ],
    [
      'nothing can stand there',
      `daemons: { dispatcher: { scope: global } }
clusters: { 54: { daemons: [a] } }`,
      ['3:29  there is no daemon "a" | expected: no daemon at all'],
    ],
    [
      'a global one',
      `daemons: { dispatcher: { scope: global }, vm: { scope: hypervisor } }
clusters: { 54: { daemons: [vm, dispatcher], hypervisors: { 98: , 99: { daemons: [dispatcher] } } } }`,
      [
        '3:33  daemon "dispatcher" has the scope global, so cluster 54 cannot have it | expected: daemons of scope cluster or hypervisor | hint: take it out of the list: it has one queue for all clusters',
        '3:83  daemon "dispatcher" has the scope global, so hypervisor 99 cannot have it | expected: daemons of scope cluster or hypervisor | hint: take it out of the list: it has one queue for all clusters',
      ],
    ],
    [
      'one that its cluster does not have',
      `daemons: { storage: { scope: hypervisor }, vm: { scope: hypervisor } }
clusters:
  54: { daemons: [vm], hypervisors: { 98: { daemons: [storage] }, 99: } }
  55: { hypervisors: [98] }`,
      [
        '4:55  cluster 54 does not have the daemon "storage", so its hypervisor 98 cannot | expected: one of vm | hint: add it to the daemons of cluster 54 first, or take it out here',
      ],
    ],
    [
      'one twice',
      `daemons: { storage: { scope: hypervisor } }
clusters: { 54: { daemons: [storage, "storage"], hypervisors: { 98: { daemons: [storage, storage] } } } }`,
      [
        '3:38  "storage" stands twice in this list, first at line 3 | expected: each daemon once',
        '3:90  "storage" stands twice in this list, first at line 3 | expected: each daemon once',
      ],
    ],
    [
      'an empty entry',
      `daemons: { storage: { scope: hypervisor } }
clusters:
  54:
    hypervisors: [98]
    daemons:
      - storage
      -`,
      ['8:8  an empty entry in a list of daemons | expected: one of storage'],
    ],
    [
      'a range of hypervisors is one place',
      `daemons: { storage: { scope: hypervisor } }
clusters: { 54: { hypervisors: { 1-50: { daemons: [vm] }, 51: } } }`,
      ['3:52  there is no daemon "vm" | expected: one of storage'],
    ],
    [
      'what is said when there are many',
      `daemons: { a1: &h { scope: hypervisor }, a2: *h, a3: *h, a4: *h, a5: *h, a6: *h, a7: *h, a8: *h, a9: *h, b1: *h, b2: *h, b3: *h, b4: *h }
clusters: { 54: { hypervisors: { 98: , 99: { daemons: [b44] } } } }`,
      [
        '3:56  there is no daemon "b44" | expected: one of a1, a2, a3, a4, a5, a6, a7, a8, a9, b1, b2, b3, … | hint: did you mean "b4"?',
      ],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(problemsOf(yaml)).toEqual(expected);
  });
});

describe('warnings', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'a cluster-scoped daemon at a hypervisor',
      `daemons: { storage: { scope: hypervisor }, network: { scope: cluster } }
clusters: { 54: { hypervisors: { 98: { daemons: [network, storage] } } } }`,
      [
        '3:50 warning  daemon "network" has the scope cluster: naming it at a hypervisor changes nothing | expected: one of storage | hint: it has one queue for the whole cluster',
      ],
    ],
    [
      'no cluster, no hypervisor',
      'daemons: { storage: { scope: hypervisor }, network: { scope: cluster }, dispatcher: { scope: global } }',
      [
        '2:12 warning  no hypervisor has the daemon "storage", so it gets no queue | expected: a hypervisor that it runs on',
        '2:44 warning  no cluster has the daemon "network", so it gets no queue | expected: a cluster that it runs on',
      ],
    ],
    [
      'clusters without hypervisors',
      `daemons: { storage: { scope: hypervisor }, network: { scope: cluster } }
clusters: { 54: , 55: { hypervisors: }, 56: { hypervisors: [] }, 57: { hypervisors: {} } }`,
      [
        '2:12 warning  no hypervisor has the daemon "storage", so it gets no queue | expected: a hypervisor that it runs on',
      ],
    ],
    [
      'no cluster chose it',
      `daemons: { storage: { scope: hypervisor }, network: { scope: cluster }, vm: { scope: hypervisor } }
clusters: { 54: { daemons: [vm], hypervisors: [98] } }`,
      [
        '2:12 warning  no hypervisor has the daemon "storage", so it gets no queue | expected: a hypervisor that it runs on',
        '2:44 warning  no cluster has the daemon "network", so it gets no queue | expected: a cluster that it runs on',
      ],
    ],
    [
      'no hypervisor chose it',
      `daemons: { storage: { scope: hypervisor }, vm: { scope: hypervisor } }
clusters: { 54: { hypervisors: { 98: { daemons: [vm] } } } }`,
      [
        '2:12 warning  no hypervisor has the daemon "storage", so it gets no queue | expected: a hypervisor that it runs on',
      ],
    ],
    [
      'no daemon',
      'clusters: { 54: { hypervisors: [98] } }',
      [
        '1:1 warning  there is no daemon, so the tree is its entry exchange alone | expected: daemons: { NAME: { scope: … } }',
      ],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(problemsOf(yaml)).toEqual(expected);
  });
});
