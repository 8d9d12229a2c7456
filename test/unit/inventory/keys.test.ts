// Keys that are unknown, there twice, or no keys at all: where, what was expected, and the nearest valid one.

import { describe, expect, test } from 'vitest';
import { problemsOf } from '../../support/problem-lines.js';

describe('unknown and duplicate keys', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'at the top',
      `claster: {}
daemons: { a: { scope: global } }`,
      [
        '2:1  unknown key "claster" | expected: one of version, vhost, broker, routing, guard, queue, daemons, clusters | hint: did you mean "clusters"?',
      ],
    ],
    [
      'nothing near it',
      `foo: 1
daemons: { a: { scope: global } }`,
      ['2:1  unknown key "foo" | expected: one of version, vhost, broker, routing, guard, queue, daemons, clusters'],
    ],
    [
      'under routing',
      `routing: { entri: global }
daemons: { a: { scope: global } }`,
      [
        '2:12  unknown key "entri" under "routing" | expected: one of entry, owner, headers, values, unroutable, direct, tree | hint: did you mean "entry"?',
      ],
    ],
    [
      'under headers',
      `routing: { headers: { hyperviser: h } }
daemons: { a: { scope: global } }`,
      [
        '2:23  unknown key "hyperviser" under "headers" | expected: one of daemon, cluster, hypervisor | hint: did you mean "hypervisor"?',
      ],
    ],
    [
      'under unroutable',
      `routing: { unroutable: { maxlength: 5 } }
daemons: { a: { scope: global } }`,
      [
        '2:26  unknown key "maxlength" under "unroutable" | expected: one of name, maxLength | hint: did you mean "maxLength"?',
      ],
    ],
    [
      'under queue',
      `queue: { argument: {} }
daemons: { a: { scope: global } }`,
      [
        '2:10  unknown key "argument" under "queue" | expected: one of type, arguments, policy | hint: did you mean "arguments"?',
      ],
    ],
    [
      'under a daemon',
      'daemons: { a: { scope: global, sate: draining } }',
      ['2:32  unknown key "sate" under "a" | expected: one of scope, state, queue | hint: did you mean "state"?'],
    ],
    [
      'under a daemon’s queue',
      'daemons: { a: { scope: global, queue: { kind: quorum } } }',
      ['2:41  unknown key "kind" under "queue" | expected: one of type, arguments, policy'],
    ],
    [
      'under a cluster',
      `daemons: { a: { scope: cluster } }
clusters: { 54: { hypervisor: [98] } }`,
      [
        '3:19  unknown key "hypervisor" under "54" | expected: one of daemons, state, hypervisors | hint: did you mean "hypervisors"?',
      ],
    ],
    [
      'under a hypervisor',
      `daemons: { a: { scope: hypervisor } }
clusters: { 54: { hypervisors: { 98: { daemon: [a] } } } }`,
      ['3:40  unknown key "daemon" under "98" | expected: one of daemons, state | hint: did you mean "daemons"?'],
    ],
    [
      'a key in another case',
      `Daemons: { a: { scope: global } }
daemons: { a: { scope: global } }`,
      [
        '2:1  unknown key "Daemons" | expected: one of version, vhost, broker, routing, guard, queue, daemons, clusters | hint: did you mean "daemons"?',
      ],
    ],
    [
      'a key twice',
      `daemons: { a: { scope: global } }
daemons: { b: { scope: global } }`,
      ['3:1  the key "daemons" is there already, at line 2 | expected: each key once | hint: put the two together'],
    ],
    [
      'a daemon twice, and a key of it twice',
      `daemons:
  a: { scope: global, scope: cluster }
  a: { scope: global }`,
      [
        '3:23  the key "scope" is there already, at line 3 | expected: each key once | hint: put the two together',
        '4:3  the key "a" is there already, at line 3 | expected: each key once | hint: put the two together',
      ],
    ],
    [
      'a cluster twice, once in quotes',
      `daemons: { a: { scope: cluster } }
clusters:
  54: {}
  "54": {}`,
      ['5:3  the key "54" is there already, at line 4 | expected: each key once | hint: put the two together'],
    ],
    [
      'a hypervisor twice',
      `daemons: { a: { scope: hypervisor } }
clusters: { 54: { hypervisors: { 98: , 98: { state: draining } } } }`,
      ['3:40  the key "98" is there already, at line 3 | expected: each key once | hint: put the two together'],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(problemsOf(yaml)).toEqual(expected);
  });
});

describe('keys that are no scalars, and left-out ones', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'a list',
      `daemons: { a: { scope: global } }
? [1, 2]
: 3`,
      ['3:3  a list stands where a key belongs | expected: a name or an id'],
    ],
    [
      'a mapping',
      `daemons: { a: { scope: cluster } }
clusters: { ? { 1: 2 } : {} }`,
      [
        '2:12 warning  no cluster has the daemon "a", so it gets no queue | expected: a cluster that it runs on',
        '3:15  a mapping stands where a key belongs | expected: a name or an id',
      ],
    ],
    [
      'nothing at all',
      `daemons: { a: { scope: cluster } }
clusters:
  : {}`,
      ['4:3  the id of the cluster is empty | expected: at least one character'],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(problemsOf(yaml)).toEqual(expected);
  });
});
