// By which of its new limits a queue could lose what waits in it now, or itself. Pure: counts decide later whether it does.

import type { Arguments, Queue } from '../topology/index.js';

export interface Squeeze {
  readonly name: string;
  /** So many messages it keeps. */
  readonly maxLength?: number;
  /** Fewer bytes, or a shorter time: what is in it may be too much, or too old. */
  readonly lets?: 'max-length-bytes' | 'message-ttl';
  /** It is deleted when nobody reads it for so long. */
  readonly expires?: number;
}

/**
 * `before`: what the policy that applies now says. Of a number RabbitMQ takes the smaller one of the policy's and the
 * argument's, of words the argument's.
 *
 * A queue that refuses new messages when it is full drops none for a lower length, but only if it did so before as well:
 * RabbitMQ sets the length first, and then what a full queue does (rabbit_amqqueue_process, 3.10 to 4.3).
 */
export function squeezeOf({ name, arguments: args }: Queue, before: Arguments, after: Arguments): Squeeze | undefined {
  const now = (key: string): number => smaller(before[key], args[`x-${key}`]);
  const then = (key: string): number => smaller(after[key], args[`x-${key}`]);
  const refuses = (policy: Arguments): boolean => {
    const word = args['x-overflow'] ?? policy['overflow'];
    return word === 'reject-publish' || word === 'reject-publish-dlx';
  };
  const drops = !(refuses(before) && refuses(after));
  const isLess = (key: string): boolean =>
    then(key) < now(key) || (refuses(before) && Number.isFinite(then(key)) && drops);
  const squeeze = {
    name,
    ...(drops && isLess('max-length') && { maxLength: then('max-length') }),
    ...(drops && isLess('max-length-bytes') && { lets: 'max-length-bytes' as const }),
    ...(then('message-ttl') < now('message-ttl') && { lets: 'message-ttl' as const }),
    ...(then('expires') < now('expires') && { expires: then('expires') }),
  };
  return Object.keys(squeeze).length > 1 ? squeeze : undefined;
}

function smaller(...values: readonly unknown[]): number {
  return Math.min(...values.map((value) => (typeof value === 'number' ? value : Infinity)));
}
