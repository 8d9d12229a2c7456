// How many calls of each kind a connection did, and how long they took: a line each would be as many as the fleet has objects.

import { thousands } from '../../text/index.js';
import type { AmqpAnswer, AmqpCall } from './amqp-call.js';

export interface Tally {
  count(call: AmqpCall, answer: () => Promise<AmqpAnswer>): Promise<AmqpAnswer>;
  /** `20,054 × bind, 4 ms on average, 310 ms at most` */
  lines(): readonly string[];
}

interface Sum {
  calls: number;
  refused: number;
  total: number;
  most: number;
}

export function makeTally(): Tally {
  const sums = new Map<AmqpCall['call'], Sum>();
  return {
    async count({ call }, answer) {
      const sum = sums.get(call) ?? { calls: 0, refused: 0, total: 0, most: 0 };
      sums.set(call, sum);
      const start = performance.now();
      try {
        return await answer();
      } catch (error) {
        sum.refused += 1;
        throw error;
      } finally {
        const took = performance.now() - start;
        sum.calls += 1;
        sum.total += took;
        sum.most = Math.max(sum.most, took);
      }
    },
    lines: () =>
      [...sums].map(([call, { calls, refused, total, most }]) => {
        const failed = refused === 0 ? '' : ` (${thousands(refused)} refused)`;
        return `${thousands(calls)} × ${call}${failed}, ${Math.round(total / calls)} ms on average, ${Math.round(most)} ms at most`;
      }),
  };
}
