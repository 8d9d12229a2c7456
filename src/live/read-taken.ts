// How many messages publishers sent to an exchange lately: asked where a plan would take its bindings away.

import type { Reader } from '../broker/index.js';
import { BrokerError } from '../broker/index.js';
import { ask } from './asking.js';
import { isRow } from './normalise.js';

/** As long as RabbitMQ keeps a sample for each few seconds (`sample_retention_policies`, 3.10 to 4.3). Seconds. */
const LATELY = 600;
/** Samples of a minute would be up to a minute late. Seconds. */
const BETWEEN = 10;

/**
 * By exchange, messages of the last ten minutes; nothing of an exchange where nobody says: the statistics are off, or the
 * user may not read them. They lag by up to 15 s.
 */
export async function readTaken(
  reader: Reader,
  vhost: string,
  exchanges: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const taken = new Map<string, number>();
  for (const name of exchanges) {
    const count = await takenBy(reader, vhost, name).catch(unlessNobodySays);
    if (count !== undefined) taken.set(name, count);
  }
  return taken;
}

async function takenBy(reader: Reader, vhost: string, exchange: string): Promise<number | undefined> {
  const query = { msg_rates_age: LATELY, msg_rates_incr: BETWEEN };
  const shown = await ask(reader, ['exchanges', vhost, exchange], query, takenIn);
  // One that took no message at all looks as one does whose statistics are off.
  return shown ?? ((await hasStatistics(reader)) ? 0 : undefined);
}

/** undefined where no sample of what was published is shown. */
function takenIn(answer: unknown): number | undefined {
  const statistics = isRow(answer) ? answer['message_stats'] : undefined;
  const details = isRow(statistics) ? statistics['publish_in_details'] : undefined;
  const samples = isRow(details) && Array.isArray(details['samples']) ? details['samples'] : [];
  const counts = samples.flatMap((sample: unknown) =>
    isRow(sample) && typeof sample['sample'] === 'number' ? [sample['sample']] : [],
  );
  return counts.length === 0 ? undefined : Math.max(...counts) - Math.min(...counts);
}

async function hasStatistics(reader: Reader): Promise<boolean> {
  const isOn = (answer: unknown): boolean => isRow(answer) && answer['disable_stats'] === false;
  return await ask(reader, ['overview'], { columns: 'disable_stats' }, isOn);
}

function unlessNobodySays(error: unknown): undefined {
  if (
    error instanceof BrokerError &&
    (error.kind === 'failed' || error.kind === 'forbidden' || error.kind === 'not found')
  )
    return;
  throw error;
}
