// Which nodes of the cluster run: what lies on the others cannot be counted, and without a majority may not be changed. And
// what room the running ones have.

import type { Reader } from '../broker/index.js';
import { BrokerError } from '../broker/index.js';
import { ask } from './asking.js';
import type { ClusterNodes, NodeRoom, Room } from './live.js';
import type { Row } from './normalise.js';
import { rowsOf, text } from './normalise.js';

const COLUMNS = 'name,running,proc_total,proc_used,fd_total,fd_used,mem_limit,mem_used,disk_free,disk_free_limit';

/** Undefined where the broker does not say: a user needs the tag `monitoring` to be told. */
export async function readNodes(reader: Reader): Promise<ClusterNodes | undefined> {
  try {
    return await ask(reader, ['nodes'], { columns: COLUMNS }, (answer) => {
      const rows = rowsOf(answer);
      const isRunning = (row: Row): boolean => row['running'] === true;
      return {
        all: rows.length,
        down: rows.filter((row) => !isRunning(row)).map((row) => text(row, 'name')),
        running: rows.filter(isRunning).map(roomIn),
      };
    });
  } catch (error) {
    if (error instanceof BrokerError) return undefined;
    throw error;
  }
}

function roomIn(row: Row): NodeRoom {
  const free = count(row, 'disk_free');
  const least = count(row, 'disk_free_limit');
  return {
    name: text(row, 'name'),
    ...room('processes', row, 'proc'),
    ...room('fileHandles', row, 'fd'),
    ...room('memory', row, 'mem', 'limit'),
    ...(free !== undefined && least !== undefined && { disk: { limit: Math.max(0, free - least) } }),
  };
}

function room<Key extends string>(key: Key, row: Row, of: string, limit = 'total'): Partial<Record<Key, Room>> {
  const most = count(row, `${of}_${limit}`);
  const used = count(row, `${of}_used`);
  if (most === undefined) return {};
  const told: Partial<Record<Key, Room>> = {};
  told[key] = { limit: most, ...(used !== undefined && { used }) };
  return told;
}

/** What is switched off, or not known, is a text, nothing or less than nothing. */
function count(row: Row, key: string): number | undefined {
  const value = row[key];
  return typeof value === 'number' && value > 0 ? value : undefined;
}
