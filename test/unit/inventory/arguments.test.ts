// Queue arguments: their names, their values, and which type of queues takes which.

import { describe, expect, test } from 'vitest';
import { problemsOf } from '../../support/problem-lines.js';

describe('names of arguments', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'topo’s own',
      `queue: { arguments: { x-queue-type: quorum, x-topo-owner: me } }
daemons: { a: { scope: global, queue: { arguments: { x-queue-type: classic } } } }`,
      [
        '2:23  x-queue-type stands among the arguments | expected: the key type beside arguments | hint: queue: { type: quorum }',
        '2:45  x-topo-owner stands among the arguments | expected: nothing: topo sets it | hint: routing: { owner: … }',
        '3:54  x-queue-type stands among the arguments | expected: the key type beside arguments | hint: queue: { type: quorum }',
      ],
    ],
    [
      'without x-',
      `queue: { arguments: { max-length: 5, Expires: 5, durable: true } }
daemons: { a: { scope: global } }`,
      [
        '2:23  "max-length" is no queue argument | expected: a name that begins with x- | hint: did you mean "x-max-length"?',
        '2:38  "Expires" is no queue argument | expected: a name that begins with x- | hint: did you mean "x-expires"?',
        '2:50  "durable" is no queue argument | expected: a name that begins with x-',
      ],
    ],
    [
      'those of streams',
      `queue: { arguments: { x-max-age: 7D } }
daemons: { a: { scope: global } }`,
      ['2:23  x-max-age is an argument of streams | expected: an argument of classic or quorum queues'],
    ],
    [
      'an unknown one is a warning',
      `queue: { arguments: { x-max-lenght: 5, x-cutomer: [1, { a: null }] } }
daemons: { a: { scope: global } }`,
      [
        '2:23 warning  topo does not know the argument "x-max-lenght" and passes it on as it is | hint: did you mean "x-max-length"?',
        '2:40 warning  topo does not know the argument "x-cutomer" and passes it on as it is',
      ],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(problemsOf(yaml)).toEqual(expected);
  });
});

describe('values', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'text where a whole number belongs',
      `queue: { arguments: { x-max-length: many, x-message-ttl: "60" } }
daemons: { a: { scope: global } }`,
      [
        '2:37  "x-max-length" is the text "many" | expected: a whole number from 0, such as 10000',
        '2:58  "x-message-ttl" is the text "60" | expected: a whole number from 0 to 4294967295, such as 3600000 | hint: take the quotes away',
      ],
    ],
    [
      'out of bounds',
      `queue: { arguments: { x-message-ttl: -1, x-max-priority: 256, x-expires: 0 } }
daemons: { a: { scope: global } }`,
      [
        '2:38  "x-message-ttl" is the number -1 | expected: a whole number from 0 to 4294967295',
        '2:58  "x-max-priority" is the number 256 | expected: a whole number from 1 to 255',
        '2:74  "x-expires" is the number 0 | expected: a whole number from 1 to 4294967295',
      ],
    ],
    [
      'a fraction',
      `queue: { arguments: { x-expires: 1.5 } }
daemons: { a: { scope: global } }`,
      ['2:34  "x-expires" is the number 1.5 | expected: a whole number from 1 to 4294967295, such as 86400000'],
    ],
    [
      'no number at all',
      `queue: { arguments: { x-max-length: .inf, x-max-length-bytes: .nan, x-expires: 99999999999999999999 } }
daemons: { a: { scope: global } }`,
      [
        '2:37  "x-max-length" is the text ".inf" | expected: a whole number from 0, such as 10000',
        '2:63  "x-max-length-bytes" is the text ".nan" | expected: a whole number from 0, such as 104857600',
        '2:80  "x-expires" is the number 99999999999999999999 | expected: a whole number from 1 to 4294967295',
      ],
    ],
    [
      'one of several words',
      `queue: { arguments: { x-overflow: drop-haed, x-queue-version: "2" } }
daemons: { a: { scope: global } }`,
      [
        '2:35  "x-overflow" is the text "drop-haed" | expected: drop-head or reject-publish or reject-publish-dlx | hint: did you mean "drop-head"?',
        '2:63  "x-queue-version" is the text "2" | expected: 1 or 2 | hint: take the quotes away',
      ],
    ],
    [
      'true or false',
      `queue: { arguments: { x-single-active-consumer: yes } }
daemons: { a: { scope: global } }`,
      ['2:49  "x-single-active-consumer" is the text "yes" | expected: true or false, such as true'],
    ],
    [
      'a number where text belongs',
      `queue: { arguments: { x-dead-letter-exchange: 5 } }
daemons: { a: { scope: global } }`,
      [
        '2:47  "x-dead-letter-exchange" is the number 5 | expected: text, such as dead-letters | hint: put it in quotes: "5"',
      ],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(problemsOf(yaml)).toEqual(expected);
  });
});

test('what the newest RabbitMQ refuses is a warning', () => {
  const args = 'x-queue-master-locator: min-masters, x-queue-version: 1, x-consumer-timeout: 60000';
  expect(problemsOf(`queue: { arguments: { ${args} } }\ndaemons: { a: { scope: global } }`)).toEqual([
    '2:23 warning  RabbitMQ 4.3 refuses x-queue-master-locator like this on a classic queue',
    '2:60 warning  RabbitMQ 4.3 refuses x-queue-version like this on a classic queue',
    '2:80 warning  RabbitMQ 4.3 refuses x-consumer-timeout like this on a classic queue',
  ]);
  const fine = 'classic: { x-queue-version: 2 }, quorum: { x-consumer-timeout: 60000, x-quorum-target-group-size: 3 }';
  for (const [, type = '', written = ''] of fine.matchAll(/(\w+): (\{.*?\})/g))
    expect(problemsOf(`queue: { type: ${type}, arguments: ${written} }\ndaemons: { a: { scope: global } }`)).toEqual(
      [],
    );
});

describe('what a type of queues does not take', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'quorum among the defaults',
      `queue: { type: quorum, arguments: { x-max-priority: 5 } }
daemons: { a: { scope: global }, b: { scope: global } }`,
      [
        '2:37  a quorum queue does not take x-max-priority | expected: an argument of quorum queues, such as x-max-length, x-message-ttl, x-delivery-limit, x-quorum-initial-group-size',
      ],
    ],
    [
      'classic at a daemon',
      'daemons: { a: { scope: global, queue: { arguments: { x-delivery-limit: 5 } } } }',
      [
        '2:54  a classic queue does not take x-delivery-limit | expected: an argument of classic queues, such as x-max-length, x-message-ttl, x-max-priority, x-queue-version',
      ],
    ],
    [
      'a default under a daemon of another type',
      `queue: { arguments: { x-max-priority: 5, x-max-length: 5 } }
daemons:
  a: { scope: global, queue: { type: quorum } }
  b: { scope: global }`,
      [
        "4:38  a quorum queue does not take x-max-priority (a default, topo.yaml:2:23) | expected: an argument of quorum queues, such as x-max-length, x-message-ttl, x-delivery-limit, x-quorum-initial-group-size | hint: write x-max-priority: null under this daemon's queue.arguments to remove the default",
      ],
    ],
    [
      'without any daemon',
      'queue: { arguments: { x-delivery-limit: 5 } }',
      [
        '1:1 warning  there is no daemon, so the tree is its entry exchange alone | expected: daemons: { NAME: { scope: … } }',
        '2:23  a classic queue does not take x-delivery-limit | expected: an argument of classic queues, such as x-max-length, x-message-ttl, x-max-priority, x-queue-version',
      ],
    ],
    [
      'an overflow of classic queues',
      'daemons: { a: { scope: global, queue: { type: quorum, arguments: { x-overflow: reject-publish-dlx } } } }',
      ['2:80  a quorum queue does not take x-overflow: reject-publish-dlx | expected: drop-head or reject-publish'],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(problemsOf(yaml)).toEqual(expected);
  });
});

describe('arguments that go together', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'a routing key without an exchange',
      `queue: { arguments: { x-dead-letter-routing-key: dead } }
daemons: { a: { scope: global }, b: { scope: global } }`,
      [
        '2:23  x-dead-letter-routing-key stands without x-dead-letter-exchange | expected: both: RabbitMQ refuses the one without the other',
      ],
    ],
    [
      'an exchange that a daemon removes',
      `queue: { arguments: { x-dead-letter-routing-key: dead, x-dead-letter-exchange: graveyard } }
daemons:
  a: { scope: global, queue: { arguments: { x-dead-letter-exchange: } } }
  b: { scope: global }`,
      [
        '2:23  x-dead-letter-routing-key stands without x-dead-letter-exchange | expected: both: RabbitMQ refuses the one without the other',
      ],
    ],
    [
      'at-least-once without reject-publish is a warning',
      `queue: { type: quorum, arguments: { x-dead-letter-strategy: at-least-once, x-dead-letter-exchange: "" } }
daemons: { a: { scope: global } }`,
      [
        '2:61 warning  x-dead-letter-strategy: at-least-once has no effect like this | expected: x-overflow: reject-publish beside it',
      ],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(problemsOf(yaml)).toEqual(expected);
  });
});

describe('texts that no broker could take', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'half a character in a name, and a control character',
      `queue: { arguments: { "x-a\\uD800": 1, "x-b\\n": 1 } }
daemons: { a: { scope: global } }`,
      [
        '2:23  the name of the argument "x-a\\ud800" holds half a character (a lone surrogate) | expected: text that UTF-8 can write',
        '2:39  the name of the argument "x-b\\n" holds a control character | expected: none: RabbitMQ strips line ends without a word',
      ],
    ],
    [
      'control characters in an exchange and a routing key',
      `daemons:
  a: { scope: global, queue: { arguments: { x-dead-letter-exchange: "a\\r", x-dead-letter-routing-key: "\\0" } } }`,
      [
        '3:69  x-dead-letter-exchange "a\\r" holds a control character | expected: none: RabbitMQ strips line ends without a word',
        '3:103  x-dead-letter-routing-key "\\u0000" holds a control character | expected: none: RabbitMQ strips line ends without a word',
      ],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(problemsOf(yaml)).toEqual(expected);
  });
});

test('an exchange and a routing key have at most 255 bytes', () => {
  const yaml = (text: string): string => `daemons: { a: { scope: global } }
queue:
  arguments:
    x-dead-letter-exchange: ${text}
    x-dead-letter-routing-key: ${text}`;
  expect(problemsOf(yaml('""'))).toEqual([]);
  expect(problemsOf(yaml('é'.repeat(127)))).toEqual([]);
  for (const long of ['é'.repeat(128), 'e'.repeat(256)])
    expect(problemsOf(yaml(long))).toEqual([
      '5:29  x-dead-letter-exchange has 256 bytes | expected: at most 255 bytes',
      '6:32  x-dead-letter-routing-key has 256 bytes | expected: at most 255 bytes',
    ]);
});

test('an argument’s name has at most 255 bytes', () => {
  const yaml = (name: string): string => `queue: { arguments: { ${name}: 1 } }\ndaemons: { a: { scope: global } }`;
  expect(problemsOf(yaml(`x-${'é'.repeat(126)}`))[0]).toMatch(/^2:23 warning {2}topo does not know the argument/);
  expect(problemsOf(yaml(`x-${'é'.repeat(127)}`))).toEqual([
    '2:23  the name of the argument has 256 bytes | expected: at most 255 bytes',
  ]);
});
