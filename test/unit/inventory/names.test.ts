// Names, ids and headers that RabbitMQ would not take, would change, or would not match as it is meant.

import { describe, expect, test } from 'vitest';
import { problemsOf } from '../../support/problem-lines.js';

describe('names', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'empty',
      `vhost: ""
broker: ''
routing: { entry: "", owner: "", unroutable: { name: "" } }
daemons: { "": { scope: global } }`,
      [
        '2:8  the vhost is empty | expected: at least one character',
        '3:9  the broker is empty | expected: at least one character',
        '4:19  the entry is empty | expected: at least one character',
        '4:30  the owner is empty | expected: at least one character',
        '4:54  the name is empty | expected: at least one character',
        '5:12  the name of the daemon is empty | expected: at least one character',
      ],
    ],
    [
      'beginning with amq.',
      `routing: { entry: amq.headers, owner: amq.me, unroutable: { name: amq.net } }
daemons: { amq.a: { scope: global } }`,
      [
        '2:19  the entry "amq.headers" begins with "amq." | expected: another beginning: RabbitMQ keeps this one for itself',
        '2:67  the name "amq.net" begins with "amq." | expected: another beginning: RabbitMQ keeps this one for itself',
        '3:12  the name of the daemon "amq.a" begins with "amq." | expected: another beginning: RabbitMQ keeps this one for itself',
      ],
    ],
    [
      'with control characters',
      `vhost: "a\\0b"
routing: { entry: "a\\nb", owner: "a\\rb", unroutable: { name: "a\\x7Fb" } }
daemons: { "a\\tb": { scope: global } }`,
      [
        '2:8  the vhost "a\\u0000b" holds a control character | expected: none: RabbitMQ strips line ends without a word',
        '3:19  the entry "a\\nb" holds a control character | expected: none: RabbitMQ strips line ends without a word',
        '3:34  the owner "a\\rb" holds a control character | expected: none: RabbitMQ strips line ends without a word',
        '3:62  the name "a\\u007fb" holds a control character | expected: none: RabbitMQ strips line ends without a word',
        '4:12  the name of the daemon "a\\tb" holds a control character | expected: none: RabbitMQ strips line ends without a word',
      ],
    ],
    [
      'half a character',
      'daemons: { "a\\uD800": { scope: global } }',
      [
        '2:12  the name of the daemon "a\\ud800" holds half a character (a lone surrogate) | expected: text that UTF-8 can write',
      ],
    ],
    [
      'a text that the management API shows for nothing',
      'daemons: { undefined: { scope: global } }',
      [
        '2:12  the name of the daemon is "undefined" | expected: another one: the management API shows a missing value as this text',
      ],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(problemsOf(yaml)).toEqual(expected);
  });
});

describe('ids', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'empty, as a key and in lists',
      `daemons: { a: { scope: hypervisor } }
clusters:
  "": { hypervisors: { "": } }
  54:
    hypervisors:
      -
      - ''`,
      [
        '4:3  the id of the cluster is empty | expected: at least one character',
        '4:24  the id of the hypervisor is empty | expected: at least one character',
        '7:8  the id of the hypervisor is empty | expected: at least one character',
        '8:9  the id of the hypervisor is empty | expected: at least one character',
        '8:9  hypervisor "" stands twice in this list, first at line 7 | expected: each hypervisor once',
      ],
    ],
    [
      'with control characters',
      `daemons: { a: { scope: hypervisor } }
clusters: { "5\\n4": { hypervisors: ["9\\u20288"] } }`,
      [
        '3:13  the id of the cluster "5\\n4" holds a control character | expected: none: RabbitMQ strips line ends without a word',
        '3:37  the id of the hypervisor "9\\u20288" holds a control character | expected: none: RabbitMQ strips line ends without a word',
      ],
    ],
    [
      'a text that the management API shows for nothing',
      `daemons: { a: { scope: hypervisor } }
clusters: { undefined: { hypervisors: [undefined] } }`,
      [
        '3:13  the id of the cluster is "undefined" | expected: another one: the management API shows a missing value as this text',
        '3:40  the id of the hypervisor is "undefined" | expected: another one: the management API shows a missing value as this text',
      ],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(problemsOf(yaml)).toEqual(expected);
  });
});

describe('headers', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'beginning with x-',
      `routing: { headers: { daemon: x-daemon, cluster: x- } }
daemons: { a: { scope: global } }`,
      [
        '2:31  the header "x-daemon" begins with "x-" | expected: another beginning: RabbitMQ skips such headers, so every message would match | hint: write "daemon"',
        '2:50  the header "x-" begins with "x-" | expected: another beginning: RabbitMQ skips such headers, so every message would match',
      ],
    ],
    [
      'two with one name',
      `routing: { headers: { daemon: kind, cluster: kind } }
daemons: { a: { scope: global } }`,
      ['2:46  the header "kind" is taken already, at line 2 | expected: three different headers'],
    ],
    [
      'one with the name that another has by default',
      `routing: { headers: { cluster: hypervisor } }
daemons: { a: { scope: global } }`,
      ['2:32  the header "hypervisor" is taken already, by default for hypervisor | expected: three different headers'],
    ],
    [
      'empty, or with a line end',
      `routing: { headers: { daemon: "", cluster: "a\\nb" } }
daemons: { a: { scope: global } }`,
      [
        '2:31  the header is empty | expected: at least one character',
        '2:44  the header "a\\nb" holds a control character | expected: none: RabbitMQ strips line ends without a word',
      ],
    ],
    [
      'those of Celery are warnings',
      `routing: { headers: { daemon: task, cluster: group, hypervisor: origin } }
daemons: { a: { scope: global } }`,
      [
        '2:31 warning  Celery uses the header "task" itself | expected: a name that is free | hint: choose another if Celery publishes or retries tasks',
        '2:46 warning  Celery uses the header "group" itself | expected: a name that is free | hint: choose another if Celery publishes or retries tasks',
        '2:65 warning  Celery uses the header "origin" itself | expected: a name that is free | hint: choose another if Celery publishes or retries tasks',
      ],
    ],
    [
      'all three',
      `routing: { headers: { daemon: id, cluster: id, hypervisor: x-id } }
daemons: { a: { scope: global } }`,
      [
        '2:31 warning  Celery uses the header "id" itself | expected: a name that is free | hint: choose another if Celery publishes or retries tasks',
        '2:44 warning  Celery uses the header "id" itself | expected: a name that is free | hint: choose another if Celery publishes or retries tasks',
        '2:44  the header "id" is taken already, at line 2 | expected: three different headers',
        '2:60  the header "x-id" begins with "x-" | expected: another beginning: RabbitMQ skips such headers, so every message would match | hint: write "id"',
      ],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(problemsOf(yaml)).toEqual(expected);
  });
});

describe('what a message shows of them', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'no sequence that a terminal would obey',
      `daemons: { "a\\x1b[2J": { scope: global }, b: { scope: hypervisor } }
clusters: { "5\\x9b": { daemons: [b, "a\\x1b[2J"], hypervisors: [1] } }`,
      [
        '2:12  the name of the daemon "a\\u001b[2J" holds a control character | expected: none: RabbitMQ strips line ends without a word',
        '3:13  the id of the cluster "5\\u009b" holds a control character | expected: none: RabbitMQ strips line ends without a word',
        '3:37  daemon "a\\u001b[2J" has the scope global, so cluster 5\\u009b cannot have it | expected: daemons of scope cluster or hypervisor | hint: take it out of the list: it has one queue for all clusters',
      ],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(problemsOf(yaml)).toEqual(expected);
  });
});

test('a name has at most 255 bytes, whatever its characters are', () => {
  const [fits, long] = ['é'.repeat(127), 'é'.repeat(128)];
  const yaml = (name: string): string => `vhost: ${name}
broker: ${name}
routing: { entry: ${name}, headers: { daemon: ${name} }, unroutable: { name: ${name}2 } }
daemons: { ${name}1: { scope: hypervisor } }
clusters: { ${name}: { hypervisors: [${name}] } }`;
  expect(problemsOf(yaml(fits))).toEqual([]);
  const most = 'expected: at most 255 bytes';
  expect(problemsOf(yaml(long))).toEqual([
    `2:8  the vhost has 256 bytes | ${most}`,
    `3:9  the broker has 256 bytes | ${most}`,
    `4:19  the entry has 256 bytes | ${most}`,
    `4:168  the header has 256 bytes | ${most}`,
    `4:320  the name has 257 bytes | ${most}`,
    `5:12  the name of the daemon has 257 bytes | ${most}`,
    `6:13  the id of the cluster has 256 bytes | ${most}`,
    `6:159  the id of the hypervisor has 256 bytes | ${most}`,
  ]);
});

test('an owner leaves room for the name of topo’s registry', () => {
  const yaml = (owner: string): string => `routing: { owner: ${owner} }\ndaemons: { a: { scope: global } }`;
  expect(problemsOf(yaml('o'.repeat(244)))).toEqual([]);
  expect(problemsOf(yaml('o'.repeat(245)))).toEqual(['2:19  the owner has 245 bytes | expected: at most 244 bytes']);
});
