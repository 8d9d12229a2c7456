// Where the broker keeps its bindings: it decides what a message costs. With Khepri each hop through a headers exchange
// scans every binding of the cluster, of all vhosts: the table that it reads has no order by source (4.0.5 and 4.3.6).

import type { Reader } from '../broker/index.js';
import { BrokerError } from '../broker/index.js';
import { isAtLeast } from '../topology/index.js';
import { ask } from './asking.js';
import type { MetadataStore } from './live.js';
import { rowsOf } from './normalise.js';

/**
 * By the feature flag `khepri_db`, where the version alone does not tell: Khepri came with 3.13, and Mnesia went with 4.3.
 * A user who may not see the flags (an older broker shows them to administrators alone) is no error: new clusters have
 * Khepri from 4.2 on.
 */
export async function readMetadataStore(reader: Reader, rabbitmqVersion: string): Promise<MetadataStore> {
  if (isAtLeast(rabbitmqVersion, '4.3.0') === true) return 'khepri';
  if (isAtLeast(rabbitmqVersion, '3.13.0') !== true) return 'mnesia';
  const enabled = await ask(reader, ['feature-flags'], {}, (flags) =>
    rowsOf(flags).some(({ name, state }) => name === 'khepri_db' && state === 'enabled'),
  ).catch((error: unknown) => {
    if (error instanceof BrokerError) return isAtLeast(rabbitmqVersion, '4.2.0') === true;
    throw error;
  });
  return enabled ? 'khepri' : 'mnesia';
}
