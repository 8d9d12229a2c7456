// The limits of queues on the broker on paper: PUT and DELETE /api/policies, and what RabbitMQ throws away when they change.

import { policiesOnPaper } from '../../src/live/index.js';
import { appliedToQueues, underOperator } from '../../src/policy/index.js';
import type { Arguments, Policy } from '../../src/topology/index.js';
import type { PaperBroker } from './paper-broker.js';

/** Each message has so many bytes. */
export const BYTES = 10;

export function setPolicy(broker: PaperBroker, policy: Policy): void {
  change(broker, [...broker.policies.filter(({ name }) => name !== policy.name), policy]);
}

export function clearPolicy(broker: PaperBroker, name: string): void {
  change(
    broker,
    broker.policies.filter((policy) => policy.name !== name),
  );
}

interface Limits {
  /** So many messages it keeps. */
  readonly room: number;
  readonly refuses: boolean;
  readonly ttl: number;
  readonly expires: number;
}

/** Of a number the smaller one of the policy's and the argument's, of a word the argument's. */
function limitsOf(policy: Arguments, args: Arguments): Limits {
  const least = (key: string): number =>
    Math.min(...[policy[key], args[`x-${key}`]].map((limit) => (typeof limit === 'number' ? limit : Infinity)));
  return {
    room: Math.min(least('max-length'), Math.floor(least('max-length-bytes') / BYTES)),
    refuses: (args['x-overflow'] ?? policy['overflow']) === 'reject-publish',
    ttl: least('message-ttl'),
    expires: least('expires'),
  };
}

/** By queue, as they are now. */
function allLimits(broker: PaperBroker): ReadonlyMap<string, Limits> {
  const { queuePolicies } = policiesOnPaper(broker);
  const definitions = new Map(broker.policies.map(({ name, definition }) => [name, definition]));
  const operators = appliedToQueues(broker.queues.values(), broker.operatorPolicies);
  return new Map(
    [...broker.queues.values()].map(({ name, arguments: args }) => [
      name,
      limitsOf(
        underOperator(definitions.get(queuePolicies.get(name) ?? '') ?? {}, operators.get(name)?.definition),
        args,
      ),
    ]),
  );
}

/** By queue, how many messages it keeps of those that come in now. */
export function roomsOf(broker: PaperBroker): (queue: string) => number {
  const limits = allLimits(broker);
  return (queue) => limits.get(queue)?.room ?? Infinity;
}

/**
 * A queue sets its length first, and then what it does when it is full (src/broker-facts.md): only one that refuses before
 * and after drops nothing. A time that is shorter than all that have held for these contents may be over for what waits, and for
 * a queue that nobody reads; what came in this apply is nobody's yet.
 */
function change(broker: PaperBroker, policies: Policy[]): void {
  const before = allLimits(broker);
  broker.policies = policies;
  const after = allLimits(broker);
  for (const [name, contents] of broker.contents) {
    const [was, now] = [before.get(name), after.get(name)];
    if (!was || !now) continue;
    const shortest = { ...was, ...broker.shortest.get(contents) };
    const kept = now.ttl < shortest.ttl ? 0 : was.refuses && now.refuses ? Infinity : now.room;
    const drops = Math.max(0, contents.ready - kept);
    contents.ready -= drops;
    broker.dropped += drops + (now.expires < shortest.expires && contents.consumers === 0 ? 1 : 0);
    broker.shortest.set(contents, {
      ttl: Math.min(shortest.ttl, now.ttl),
      expires: Math.min(shortest.expires, now.expires),
    });
  }
}
