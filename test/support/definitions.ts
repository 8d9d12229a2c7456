// Exports of a broker's definitions, as an operator makes backups of them, and what of them is one vhost's.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrokerAddress } from './broker.js';
import { rabbitmqctl } from './broker.js';
import { withFolder } from './topo.js';

type Row = Readonly<Record<string, unknown>>;

export type Definitions = Readonly<Record<string, unknown>>;

export async function exportByCtl(broker: Pick<BrokerAddress, 'control'>): Promise<Definitions> {
  return await withFolder(async (folder) => {
    const file = join(folder, 'definitions.json');
    await rabbitmqctl(broker, 'export_definitions', file);
    const parsed: Definitions = JSON.parse(readFileSync(file, 'utf8'));
    return parsed;
  });
}

export async function importByCtl(broker: Pick<BrokerAddress, 'control'>, definitions: Definitions): Promise<void> {
  await withFolder(async (folder) => {
    const file = join(folder, 'definitions.json');
    writeFileSync(file, JSON.stringify(definitions));
    await rabbitmqctl(broker, 'import_definitions', file);
  });
}

/** Of a whole broker's export the rows of one vhost, as rows of another. The rest, users above all, is left out. */
export function moved(definitions: Definitions, from: string, to: string): Definitions {
  const rows = (key: string): readonly Row[] => {
    const all = definitions[key];
    const list: readonly Row[] = Array.isArray(all) ? all : [];
    return list.filter(({ vhost }) => vhost === from).map((row) => ({ ...row, vhost: to }));
  };
  return {
    rabbit_version: definitions['rabbit_version'],
    rabbitmq_version: definitions['rabbitmq_version'],
    vhosts: [{ name: to }],
    policies: rows('policies'),
    exchanges: rows('exchanges'),
    queues: rows('queues'),
    bindings: rows('bindings'),
  };
}
