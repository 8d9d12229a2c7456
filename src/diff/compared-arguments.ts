// Which queue arguments RabbitMQ compares when a queue is declared again, by queue type.
// Source: rabbit_classic_queue, rabbit_quorum_queue and rabbit_stream_queue `capabilities/0`, tags v3.10.8 to v4.3.5
// (the union: an older broker does not know the newer ones, so they are on neither side there).

const deadLetters = ['x-dead-letter-exchange', 'x-dead-letter-routing-key'];
const limits = ['x-expires', 'x-message-ttl', 'x-max-length', 'x-max-length-bytes', 'x-overflow'];

const classic: ReadonlySet<string> = new Set([
  ...deadLetters,
  ...limits,
  'x-max-priority',
  'x-queue-mode',
  'x-queue-version',
  'x-single-active-consumer',
  'x-queue-master-locator',
  'x-queue-leader-locator',
]);

const quorum: ReadonlySet<string> = new Set([
  ...deadLetters,
  ...limits,
  'x-dead-letter-strategy',
  'x-max-in-memory-length',
  'x-max-in-memory-bytes',
  'x-single-active-consumer',
  'x-quorum-initial-group-size',
  'x-delivery-limit',
  'x-queue-leader-locator',
  'x-consumer-timeout',
  'x-consumer-disconnected-timeout',
  'x-delayed-retry-type',
  'x-delayed-retry-min',
  'x-delayed-retry-max',
]);

/** The arguments that count for a queue of this type; `x-queue-type` itself is compared apart. */
export function comparedArguments(queueType: string): ReadonlySet<string> {
  return queueType === 'quorum' ? quorum : classic;
}
