// How many messages publishers sent to an exchange lately: asked where a plan would take its bindings away.

import type { Reader } from '../broker/index.js';
import { BrokerError } from '../broker/index.js';
import { ask } from './asking.js';
import { isRow } from './normalise.js';

/** As long as RabbitMQ keeps a sample for each few seconds (`sample_retention_policies`, 3.10 to 4.3). Seconds. */
const LATELY = 600;

/**
 * By exchange, messages of the last ten minutes; nothing of an exchange where nobody says: the statistics are off, or the
 * user may not read them. They lag by up to 10 s.
 */
export async function readTaken(
  reader: Reader,
  vhost: string,
  exchanges: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const taken = new Map<string, number>();
  for (const name of exchanges) {
    const query = { msg_rates_age: LATELY, msg_rates_incr: LATELY / 10 };
    const count = await ask(reader, ['exchanges', vhost, name], query, takenIn).catch(unlessNobodySays);
    if (count !== undefined) taken.set(name, count);
  }
  return taken;
}

function takenIn(answer: unknown): number | undefined {
  const statistics = isRow(answer) ? answer['message_stats'] : undefined;
  if (!isRow(statistics)) return undefined;
  const details = statistics['publish_in_details'];
  const samples = isRow(details) && Array.isArray(details['samples']) ? details['samples'] : [];
  const counts = samples.flatMap((sample: unknown) =>
    isRow(sample) && typeof sample['sample'] === 'number' ? [sample['sample']] : [],
  );
  // Where nothing was ever published there are statistics, and no such row in them.
  return counts.length === 0 ? 0 : Math.max(...counts) - Math.min(...counts);
}

function unlessNobodySays(error: unknown): undefined {
  if (
    error instanceof BrokerError &&
    (error.kind === 'failed' || error.kind === 'forbidden' || error.kind === 'not found')
  )
    return;
  throw error;
}
