// Values that are no word of the format, or have another shape: where, what was expected, and the nearest word.

import { describe, expect, test } from 'vitest';
import { problemsOf } from '../../support/problem-lines.js';

describe('unknown words', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'a scope',
      'daemons: { a: { scope: globl } }',
      ['2:24  "scope" is the text "globl" | expected: global or cluster or hypervisor | hint: did you mean "global"?'],
    ],
    [
      'nothing near it',
      'daemons: { a: { scope: everywhere } }',
      ['2:24  "scope" is the text "everywhere" | expected: global or cluster or hypervisor'],
    ],
    [
      'no scope',
      'daemons: { a: { state: draining } }',
      ['2:12  "a" has no "scope" | expected: scope: global or cluster or hypervisor'],
    ],
    [
      'an empty scope',
      'daemons: { a: { scope: } }',
      ['2:17  "scope" is left empty | expected: global or cluster or hypervisor'],
    ],
    [
      'a state of a daemon',
      'daemons: { a: { scope: global, state: draning } }',
      ['2:39  "state" is the text "draning" | expected: draining | hint: did you mean "draining"?'],
    ],
    [
      'a state of a cluster',
      `daemons: { a: { scope: cluster } }
clusters: { 54: { state: up } }`,
      ['3:26  "state" is the text "up" | expected: draining'],
    ],
    [
      'a state of a hypervisor',
      `daemons: { a: { scope: hypervisor } }
clusters: { 54: { hypervisors: { 98: { state: Draining } } } }`,
      ['3:47  "state" is the text "Draining" | expected: draining | hint: did you mean "draining"?'],
    ],
    [
      'a type of queues',
      `queue: { type: stream }
daemons: { a: { scope: global, queue: { type: quorom } } }`,
      [
        '2:16  "type" is the text "stream" | expected: classic or quorum',
        '3:47  "type" is the text "quorom" | expected: classic or quorum | hint: did you mean "quorum"?',
      ],
    ],
    [
      'values of headers',
      `routing: { values: integer }
daemons: { a: { scope: global } }`,
      ['2:20  "values" is the text "integer" | expected: string or both'],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(problemsOf(yaml)).toEqual(expected);
  });
});

describe('another shape', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'a daemon that is nothing',
      `daemons:
  a:`,
      ['3:3  "a" is left empty | expected: a mapping (key: value), such as { scope: hypervisor }'],
    ],
    [
      'a daemon that is text',
      'daemons: { a: global }',
      ['2:15  "a" is the text "global" | expected: a mapping (key: value), such as { scope: hypervisor }'],
    ],
    [
      'a list of daemons',
      'daemons: [a]',
      [
        '1:1 warning  there is no daemon, so the tree is its entry exchange alone | expected: daemons: { NAME: { scope: … } }',
        '2:10  "daemons" is a list | expected: a mapping (key: value), such as { dispatcher: { scope: global }, storage: { scope: hypervisor } }',
      ],
    ],
    [
      'a list of clusters',
      `daemons: { a: { scope: cluster } }
clusters: [54]`,
      [
        '2:12 warning  no cluster has the daemon "a", so it gets no queue | expected: a cluster that it runs on',
        '3:11  "clusters" is a list | expected: a mapping (key: value), such as { 53: { hypervisors: [11, 12] } }',
      ],
    ],
    [
      'a list as a cluster',
      `daemons: { a: { scope: cluster } }
clusters: { 54: [98] }`,
      ['3:17  "54" is a list | expected: a mapping (key: value), such as { hypervisors: [1-97, 98] }'],
    ],
    [
      'one hypervisor without brackets',
      `daemons: { a: { scope: hypervisor } }
clusters: { 54: { hypervisors: 98 } }`,
      [
        '2:12 warning  no hypervisor has the daemon "a", so it gets no queue | expected: a hypervisor that it runs on',
        '3:32  "hypervisors" is the number 98 | expected: a list or a mapping (key: value), such as [11, 12, 20-29]',
      ],
    ],
    [
      'a list in the list',
      `daemons: { a: { scope: hypervisor } }
clusters: { 54: { hypervisors: [1, [98]] } }`,
      ['3:36  an entry of "hypervisors" is a list | expected: one plain value, such as 54'],
    ],
    [
      'a mapping in the list',
      `daemons: { a: { scope: hypervisor } }
clusters:
  54:
    hypervisors:
      - 98: { state: draining }`,
      ['6:9  an entry of "hypervisors" is a mapping | expected: one plain value, such as 54'],
    ],
    [
      'a hypervisor that is a number',
      `daemons: { a: { scope: hypervisor } }
clusters: { 54: { hypervisors: { 98: 1 } } }`,
      ['3:38  "98" is the number 1 | expected: a mapping (key: value), such as { state: draining }'],
    ],
    [
      'one daemon without brackets',
      `daemons: { a: { scope: cluster } }
clusters: { 54: { daemons: a } }`,
      ['3:28  "daemons" is the text "a" | expected: a list, such as [storage, vm]'],
    ],
    [
      'a state that is nothing',
      `daemons: { a: { scope: cluster } }
clusters: { 54: { state: } }`,
      ['3:19  "state" is left empty | expected: draining'],
    ],
    [
      'numbers where text belongs',
      `vhost: 7
broker: 1e3
routing: { entry: 5, owner: true, headers: { daemon: 9 } }
daemons: { a: { scope: global } }`,
      [
        '2:8  "vhost" is the number 7 | expected: text, such as / | hint: put it in quotes: "7"',
        '3:9  "broker" is the number 1e3 | expected: text, such as rabbit@prod | hint: put it in quotes: "1e3"',
        '4:19  "entry" is the number 5 | expected: text, such as global | hint: put it in quotes: "5"',
        '4:29  "owner" is true (true or false) | expected: text, such as global | hint: put it in quotes: "true"',
        '4:54  "daemon" is the number 9 | expected: text, such as daemon | hint: put it in quotes: "9"',
      ],
    ],
    [
      'text where a number belongs',
      `routing: { unroutable: { maxLength: "100" } }
daemons: { a: { scope: global } }`,
      [
        '2:37  "maxLength" is the text "100" | expected: a whole number from 1, such as 100000 | hint: take the quotes away',
      ],
    ],
    [
      'a number out of bounds',
      `routing: { unroutable: { maxLength: 0 } }
daemons: { a: { scope: global } }`,
      ['2:37  "maxLength" is the number 0 | expected: a whole number from 1'],
    ],
    [
      'nothing where a net belongs',
      `routing: { unroutable: }
daemons: { a: { scope: global } }`,
      [
        '2:12  "unroutable" is left empty | expected: a mapping (key: value), such as { name: unroutable, maxLength: 100000 }',
      ],
    ],
    [
      'yes is a text in YAML 1.2',
      `routing: { unroutable: yes }
daemons: { a: { scope: global } }`,
      [
        '2:24  "unroutable" is the text "yes" | expected: a mapping (key: value), such as { name: unroutable, maxLength: 100000 }',
      ],
    ],
    [
      'a list of defaults',
      `routing: []
queue: [quorum]
daemons: { a: { scope: global } }`,
      [
        '2:10  "routing" is a list | expected: a mapping (key: value)',
        '3:8  "queue" is a list | expected: a mapping (key: value), such as { type: quorum, arguments: { x-delivery-limit: 5 } }',
      ],
    ],
    [
      'nothing where text belongs',
      `vhost:
broker: ~
daemons: { a: { scope: global } }`,
      [
        '2:1  "vhost" is left empty | expected: text, such as /',
        '3:9  "broker" is ~ (nothing) | expected: text, such as rabbit@prod',
      ],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(problemsOf(yaml)).toEqual(expected);
  });
});
