// Which nodes of the cluster run: what lies on the others cannot be counted, and without a majority may not be changed.

import type { Reader } from '../broker/index.js';
import { BrokerError } from '../broker/index.js';
import { ask } from './asking.js';
import type { ClusterNodes } from './live.js';
import { rowsOf, text } from './normalise.js';

/** Undefined where the broker does not say: a user needs the tag `monitoring` to be told. */
export async function readNodes(reader: Reader): Promise<ClusterNodes | undefined> {
  try {
    return await ask(reader, ['nodes'], { columns: 'name,running' }, (answer) => {
      const rows = rowsOf(answer);
      return { all: rows.length, down: rows.filter((row) => row['running'] !== true).map((row) => text(row, 'name')) };
    });
  } catch (error) {
    if (error instanceof BrokerError) return undefined;
    throw error;
  }
}
