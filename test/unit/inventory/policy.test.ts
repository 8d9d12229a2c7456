// Limits by policy as they are written: what is wrong with them, and what is doubtful.

import { expect, test } from 'vitest';
import { problemsOf } from '../../support/problem-lines.js';

const wrong: readonly (readonly [written: string, problem: string | undefined])[] = [
  ['queue: { policy: { max-length: 5 } }', undefined],
  ['queue: { policy: { dead-letter-exchange: "", dead-letter-routing-key: x } }', undefined],
  ['queue: { type: quorum, policy: { delivery-limit: 5 } }', undefined],
  [
    'queue: { policy: { x-max-length: 5 } }',
    'unknown key "x-max-length" under "policy" | hint: did you mean "max-length"?',
  ],
  ['queue: { policy: { max-length: -1 } }', '"max-length" is the number -1'],
  ['queue: { policy: { delivery-limit: 5 } }', 'a classic queue does not take delivery-limit'],
  ['queue: { policy: { delivery-limit: ~ } }', undefined],
  ['queue: { policy: { dead-letter-strategy: at-least-once } }', 'a classic queue does not take dead-letter-strategy'],
  ['queue: { arguments: { x-dead-letter-exchange: d }, policy: { dead-letter-routing-key: x } }', undefined],
  [
    'queue: { arguments: { x-message-ttl: 9 }, policy: { message-ttl: 5 } }',
    'message-ttl stands beside the argument x-message-ttl: of the two RabbitMQ takes the smaller one',
  ],
  [
    'queue: { type: quorum, policy: { overflow: reject-publish-dlx } }',
    'a quorum queue does not take overflow: reject-publish-dlx',
  ],
  ['queue: { policy: { dead-letter-routing-key: x } }', 'dead-letter-routing-key stands without dead-letter-exchange'],
  ['queue: { policy: { dead-letter-exchange: "a\\u0007b" } }', 'dead-letter-exchange'],
  [
    'queue: { arguments: { x-max-length: 9 }, policy: { max-length: 5 } }',
    'max-length stands beside the argument x-max-length: of the two RabbitMQ takes the smaller one',
  ],
  [
    'queue: { arguments: { x-overflow: drop-head }, policy: { overflow: reject-publish } }',
    'overflow stands beside the argument x-overflow: of the two RabbitMQ takes the argument',
  ],
  ['queue: { policy: { expires: 5 } }', 'with expires RabbitMQ deletes the queue of a host that is off'],
];

test.each(wrong)('%s', (written, problem) => {
  const found = problemsOf(`${written}\ndaemons: { a: { scope: global } }`);
  if (problem === undefined) expect(found).toEqual([]);
  else {
    expect(found).toHaveLength(1);
    for (const part of problem.split(' | ')) expect(found[0]).toContain(part);
  }
});

test('a default that the daemon’s type does not take, at the daemon; a fault of the defaults once', () => {
  const daemons = 'daemons: { a: { scope: global, queue: { type: classic } }, b: { scope: global } }';
  expect(problemsOf(`queue: { type: quorum, policy: { delivery-limit: 5 } }\n${daemons}`)).toEqual([
    expect.stringMatching(/^3:.*a classic queue does not take delivery-limit.*write delivery-limit: null/),
  ]);
  expect(problemsOf(`queue: { policy: { delivery-limit: 5 } }\n${daemons}`)).toHaveLength(2);
});

test('a daemon of which the policy would have the net’s name', () => {
  expect(problemsOf('daemons: { unroutable: { scope: global, queue: { policy: { max-length: 5 } } } }')).toEqual([
    expect.stringContaining("a name that the net's policies have"),
  ]);
});
