// Limits by policy in a round: what is drawn, which queues have so little room that the round itself may fill them, and how
// much may still be put into one.

import fc from 'fast-check';
import type { Picture, PolicyRow } from './pictures.js';

export type Limits = Readonly<Record<string, string | number>>;

const DAY = 86_400_000;

/** `null`: no limits. An expiry is above a day: no queue goes while a round lasts. */
export const limits: fc.Arbitrary<Limits | null> = fc.option(
  fc
    .record(
      {
        'max-length': fc.constantFrom(null, 3, 3, 8, 60_000),
        'max-length-bytes': fc.constantFrom(null, null, 1_000, 50_000_000, 60_000_000),
        'message-ttl': fc.constantFrom(null, null, 2_000, DAY, 2 * DAY),
        overflow: fc.constantFrom('drop-head', 'reject-publish'),
        expires: fc.constantFrom(null, null, 2 * DAY, 3 * DAY),
        'dead-letter-exchange': fc.constantFrom(null, 'amq.fanout', 'amq.headers'),
        'delivery-limit': fc.constantFrom(null, 5, 20),
      },
      { requiredKeys: ['max-length'] },
    )
    .map((drawn): Limits =>
      Object.fromEntries(Object.entries(drawn).flatMap(([key, limit]) => (limit === null ? [] : [[key, limit]]))),
    ),
  { freq: 3 },
);

/** As this type of queue takes them. */
export function limitsFor(type: 'classic' | 'quorum', drawn: Limits | null | undefined): Limits {
  const { 'delivery-limit': deliveries, ...rest } = drawn ?? {};
  return { ...rest, ...(type === 'quorum' && deliveries !== undefined && { 'delivery-limit': deliveries }) };
}

type Patterned = Pick<PolicyRow, 'pattern' | 'definition'>;

/** Each body that is put into a queue has at most so many bytes, with what RabbitMQ counts beside it. */
const BYTES = 300;

/** Far more than a round sends to one queue. */
const PLENTY = 20_000;

function roomBy({ definition }: Patterned): number {
  const limit = (key: string): number => (typeof definition[key] === 'number' ? definition[key] : Infinity);
  if (limit('message-ttl') < DAY) return 0;
  return Math.min(limit('max-length'), Math.floor(limit('max-length-bytes') / BYTES));
}

const fits = ({ pattern }: Patterned, queue: string): boolean => new RegExp(pattern).test(queue);

/** Whether one of these policies, if it applied to the queue, would let what the round sends overflow. */
export function isTight(policies: readonly Patterned[], queue: string): boolean {
  return policies.some((policy) => roomBy(policy) < PLENTY && fits(policy, queue));
}

/** How many messages may lie in a queue as it is now. */
export function roomIn({ queues, policies }: Picture, queue: string): number {
  const applied = queues.find(({ name }) => name === queue)?.policy;
  const policy = policies.find(({ name }) => name === applied);
  return policy ? roomBy(policy) : Infinity;
}
