// The lock before an apply: take it, or wait for it, or say who has it. And whether both URLs lead to one cluster: the
// lock taken over AMQP must be what the management API shows.

import { setTimeout as sleep } from 'node:timers/promises';
import type { LockSeen } from '../../apply/index.js';
import { HOLDER_ARGUMENT, explainLock, takeLock } from '../../apply/index.js';
import type { AmqpSession } from '../../broker/index.js';
import type { ListedQueue } from '../../live/index.js';
import { readListedQueue, readQueueAlone } from '../../live/index.js';
import { lockName } from '../../topology/index.js';
import { EXIT, Stop } from '../exit-codes.js';
import { say } from '../terminal/output.js';
import type { OpenReader } from './reader.js';

export interface LockWish {
  readonly vhost: string;
  readonly owner: string;
  readonly holder: string;
  readonly timeoutSeconds: number;
  readonly quiet: boolean;
}

const TRY_AGAIN_MS = 1000;

/**
 * A node of a cluster may be some moments behind another one (up to 79 ms were seen between nodes of 4.3.6): so long is
 * looked again before it counts that our lock is not to be seen.
 */
const LOOK_AGAIN_FOR_MS = 5000;
const LOOK_AGAIN_MS = 100;

export async function lockBroker(amqp: AmqpSession, { reader, broker }: OpenReader, wish: LockWish): Promise<void> {
  const { vhost, owner, holder } = wish;
  const name = lockName(owner);
  const deadline = performance.now() + wish.timeoutSeconds * 1000;
  for (let tries = 0; ; tries += 1) {
    const refused = await takeLock(amqp, owner, holder);
    if (!refused) break;
    const { kind, message, remedy } = explainLock(refused, {
      vhost,
      owner,
      ...seenIn(await readListedQueue(reader, vhost, name)),
    });
    if (kind !== 'held' || performance.now() >= deadline)
      throw new Stop(kind === 'impossible' ? EXIT.impossible : EXIT.locked, message, remedy.text, { object: name });
    if (tries === 0 && !wish.quiet) say(`Waiting up to ${wish.timeoutSeconds} s: ${message}`);
    await sleep(TRY_AGAIN_MS);
  }
  const giveUp = performance.now() + LOOK_AGAIN_FOR_MS;
  let seen = await readQueueAlone(reader, vhost, name);
  while (seenIn(seen).holder !== holder) {
    if (performance.now() >= giveUp)
      throw new Stop(
        EXIT.impossible,
        `the lock ${name} taken over AMQP is not what the management API shows: ${describeClusters(amqp, broker)}`,
        'let --amqp-url and --management-url name one and the same cluster; nothing was changed',
      );
    await sleep(LOOK_AGAIN_MS);
    seen = await readListedQueue(reader, vhost, name);
  }
}

function seenIn(queue: ListedQueue | undefined): Pick<LockSeen, 'state' | 'exclusive' | 'holder'> {
  const known = queue?.arguments[HOLDER_ARGUMENT];
  return { state: queue?.state, exclusive: queue?.exclusive, holder: typeof known === 'string' ? known : undefined };
}

/**
 * Names alone prove nothing: while nobody has set one (rabbitmqctl set_cluster_name), each node of a cluster answers with
 * a name of its own (rabbit_nodes:cluster_name_default, seen on 3.10.8).
 */
function describeClusters({ clusterName }: AmqpSession, broker: OpenReader['broker']): string {
  return clusterName === undefined || clusterName === broker.clusterName
    ? 'two brokers answer'
    : `AMQP answers from cluster "${clusterName}", the management API from "${broker.clusterName}"`;
}
