// The lock before an apply: take it, or wait for it, or say who has it. And whether both URLs lead to one cluster: the
// lock taken over AMQP must be what the management API shows.

import { setTimeout as sleep } from 'node:timers/promises';
import { HOLDER_ARGUMENT, explainLock, takeLock } from '../apply/index.js';
import type { AmqpSession } from '../broker/index.js';
import { readQueueArgument, readQueueState } from '../live/index.js';
import { lockName } from '../topology/index.js';
import { EXIT, Stop } from './exit-codes.js';
import { say } from './output.js';
import type { OpenReader } from './reader.js';

export interface LockWish {
  readonly vhost: string;
  readonly owner: string;
  readonly holder: string;
  readonly timeoutSeconds: number;
  readonly quiet: boolean;
}

const TRY_AGAIN_MS = 1000;

export async function lockBroker(amqp: AmqpSession, { reader, broker }: OpenReader, wish: LockWish): Promise<void> {
  const { vhost, owner, holder } = wish;
  const name = lockName(owner);
  const seenHolder = (): Promise<string | undefined> => readQueueArgument(reader, vhost, name, HOLDER_ARGUMENT);
  const deadline = performance.now() + wish.timeoutSeconds * 1000;
  for (let tries = 0; ; tries += 1) {
    const refused = await takeLock(amqp, owner, holder);
    if (!refused) break;
    const state = await readQueueState(reader, vhost, name);
    const problem = explainLock(refused, { vhost, owner, holder: await seenHolder(), state });
    if (problem.kind !== 'held' || performance.now() >= deadline)
      throw new Stop(problem.kind === 'impossible' ? EXIT.impossible : EXIT.locked, problem.message, problem.remedy, {
        object: name,
      });
    if (tries === 0 && !wish.quiet) say(`Waiting up to ${wish.timeoutSeconds} s: ${problem.message}`);
    await sleep(TRY_AGAIN_MS);
  }
  if ((await seenHolder()) !== holder)
    throw new Stop(
      EXIT.impossible,
      `the lock ${name} taken over AMQP is not what the management API shows: ${describeClusters(amqp, broker)}`,
      'let --amqp-url and --management-url name one and the same cluster; nothing was changed',
    );
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
