// `queue.policy` of a daemon → the policy with its limits. In: the daemon, and every queue that is made. Out: the policy;
// nothing where it has no queue; a problem where its queues cannot be told from others by how their names begin.

import type { Daemon, Inventory, Problem } from '../inventory/index.js';
import { MAX_PATTERN_BYTES, daemonPattern, limitsPolicyName } from '../policy/index.js';
import type { Policy } from '../topology/index.js';
import type { Origin } from './compiled.js';

/** Lower policies give way, and an object has one only: whoever wants another one there gives it a higher priority. */
export const PRIORITY = 0;

export function limitsOf(
  { daemons, routing }: Inventory,
  daemon: Daemon,
  queues: ReadonlyMap<string, Origin>,
): Policy | Problem | undefined {
  if (Object.keys(daemon.queue.policy).length === 0) return undefined;
  const pattern = daemonPattern(daemon, daemons);
  if (Buffer.byteLength(pattern) > MAX_PATTERN_BYTES) return tooLong(daemon);
  const fits = new RegExp(pattern);
  let hasQueues = false;
  for (const [name, { address }] of queues) {
    const isOfIt = address.daemon === daemon.name;
    if (isOfIt !== fits.test(name)) return notTold(daemon, name, isOfIt);
    hasQueues ||= isOfIt;
  }
  if (!hasQueues) return undefined;
  return {
    name: limitsPolicyName(routing.owner, daemon.name),
    pattern,
    applyTo: 'queues',
    priority: PRIORITY,
    definition: daemon.queue.policy,
  };
}

function notTold(daemon: Daemon, queue: string, isOfIt: boolean): Problem {
  return {
    ...daemon.place,
    severity: 'error',
    message: isOfIt
      ? `the policy of the daemon "${daemon.name}" would not reach its queue "${queue}": by its name that is another daemon's`
      : `the policy of the daemon "${daemon.name}" would reach the queue "${queue}", which is none of its queues`,
    expected: 'queues of a daemon that can be told by how their names begin',
    hint: 'rename one of the two, or write these limits as arguments',
  };
}

function tooLong(daemon: Daemon): Problem {
  return {
    ...daemon.place,
    severity: 'error',
    message: `too many daemons have names that begin with "${daemon.name}-": the pattern of its policy has no room for them`,
    expected: `at most ${MAX_PATTERN_BYTES} bytes, as RabbitMQ 4.3 takes them`,
    hint: 'rename the daemon, or write these limits as arguments',
  };
}
