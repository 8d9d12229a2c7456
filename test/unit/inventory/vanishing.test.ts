// Arguments by which messages vanish or go in circles.

import { expect, test } from 'vitest';
import { problemsOf } from '../../support/problem-lines.js';

const clusters = 'clusters: { 54: { hypervisors: [98] } }\n';
const circle = (to: string): string =>
  `dead letters go to ${to}, so they come back: those that expired are dropped without a word, those that were rejected go round for ever | expected: an exchange beside the tree | hint: bind a queue of its own to that`;
const expires =
  'with x-expires RabbitMQ deletes the queue of a host that is off for so long, and the messages in it | expected: no x-expires on a queue of the tree | hint: x-message-ttl lets go of old messages and keeps the queue';

test.each<[string, string, readonly string[]]>([
  [
    'to the entry, by the defaults: said once',
    `queue: { arguments: { x-message-ttl: 1000, x-dead-letter-exchange: global } }
daemons: { vm: { scope: hypervisor }, storage: { scope: hypervisor } }`,
    [`3:44 warning  ${circle('"global" of the tree')}`],
  ],
  [
    'to another entry',
    `routing: { entry: tasks }
daemons: { vm: { scope: hypervisor, queue: { arguments: { x-dead-letter-exchange: tasks } } } }`,
    [`4:59 warning  ${circle('"tasks" of the tree')}`],
  ],
  [
    'to its own exchange',
    'daemons: { vm: { scope: hypervisor, queue: { arguments: { x-dead-letter-exchange: vm-54 } } } }',
    [`3:59 warning  ${circle('"vm-54" of the tree')}`],
  ],
  [
    'to itself',
    "daemons: { vm: { scope: global, queue: { arguments: { x-dead-letter-exchange: '', x-dead-letter-routing-key: vm } } } }",
    [`3:55 warning  ${circle('the queue itself')}`],
  ],
  [
    'to another daemon, or beside the tree',
    `queue: { arguments: { x-dead-letter-exchange: dead } }
daemons: { vm: { scope: hypervisor }, dead: { scope: hypervisor, queue: { arguments: { x-dead-letter-exchange: out } } } }`,
    [],
  ],
  [
    'an expiry',
    `queue: { arguments: { x-expires: 1000 } }
daemons: { vm: { scope: hypervisor }, storage: { scope: hypervisor, queue: { arguments: { x-expires: } } } }`,
    [`3:23 warning  ${expires}`],
  ],
])('%s', (_, yaml, expected) => {
  expect(problemsOf(clusters + yaml)).toEqual(expected);
});
